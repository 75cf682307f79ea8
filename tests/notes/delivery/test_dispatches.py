"""Messages of a note: each State has its own, also where one envoy or one mission speaks for two."""

import datetime as dt

import pytest
from django.core import mail

from comments.procedure import consultations
from comments.procedure.replies import ledger
from members.delegations import addresses
from members.models import MemberState, User
from notes.acts import recipients
from notes.acts.reminding import reminder_sending
from notes.delivery import bounces, reachability, sending
from notes.models import Dispatch, ReminderStep
from tests.factories import comments, notes
from tests.factories.reports import report

pytestmark = pytest.mark.django_db

ENVOY = "envoy@example.org"
SENT = notes.AT + dt.timedelta(minutes=1)
MONDAY = dt.datetime(2022, 5, 30, 3, tzinfo=dt.UTC)


@pytest.fixture
def envoy(people):
    """Let Kazakhstan and Türkiye be represented by one person, with an account for each."""
    User.objects.filter(member_state__code__in=["KZ", "TR"]).update(email=ENVOY)


@pytest.fixture
def consultation(envoy):
    return sent(notes.circulated())


def sent(made, at=SENT):
    notes.deliver(at)
    return made


def written(address=ENVOY):
    found = Dispatch.objects.filter(address=address).order_by("pk")
    return list(found.values_list("member_state__code", "status"))


def standings(consultation, at=notes.CLOSES_AT):
    return {row.member_state.code: str(row.standing) for row in ledger.rows(consultation, at=at)}


def test_each_of_two_states_with_one_envoy_has_the_note_and_is_reached(consultation):
    assert written() == [("KZ", "sent"), ("TR", "sent")]
    assert [message.to for message in mail.outbox].count([ENVOY]) == 2
    assert set(consultation.addressees.values_list("reached_at", flat=True)) == {SENT}
    consultations.close(consultation, at=notes.CLOSES_AT)
    assert standings(consultation) == dict.fromkeys(("KZ", "RU", "TR"), "silent")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "This message is for the following Member State: {}."),
        ("ru", "Это сообщение предназначено для следующего государства-члена: {}."),
        ("kk", "Бұл хабарлама мына мүше мемлекетке арналған: {}."),
    ],
)
def test_messages_of_two_states_to_one_envoy_say_for_which_they_are(envoy, set_clock, language, sentence):
    """They are the same but for that: the second would be taken for the note sent twice."""
    User.objects.update(language=language)
    names = [getattr(MemberState.objects.get(code=code), f"name_{language}") for code in ("KZ", "TR")]
    sent(notes.circulated())
    ReminderStep.objects.update(by_note=False)
    reminder_sending.send_due(set_clock(MONDAY))
    sending.deliver_due(MONDAY)

    bodies = [message.body.split("\n\n")[0] for message in mail.outbox if message.to == [ENVOY]]
    assert bodies == [sentence.format(name) for name in [*names, *names]]
    others = [message.body for message in mail.outbox if message.to != [ENVOY]]
    assert others and not any(sentence.partition(":")[0] in body for body in others)


def test_each_of_two_states_with_one_official_address_has_the_note(people, officer):
    for code in ("KZ", "TR"):
        state = MemberState.objects.get(code=code)
        terms = {"kind": "embassy", "email": "Mission@example.org", "language": "en", "at": notes.AT}
        addresses.add(state, **terms, by=officer)
        addresses.add(state, **terms | {"email": f"ministry.{code}@example.org"}, by=officer)
    sent(notes.circulated())
    assert written("mission@example.org") == [("KZ", "sent"), ("TR", "sent")]


def test_a_reminder_goes_for_each_of_two_states_that_has_not_responded(consultation, people, set_clock):
    ReminderStep.objects.update(by_note=False)
    set_clock(SENT)
    comments.answer(consultation, people["KZ"])
    reminder_sending.send_due(set_clock(MONDAY))
    assert list(Dispatch.objects.exclude(step=None).values_list("member_state__code", "address")) == [
        ("RU", "ru@example.org"),
        ("TR", ENVOY),
    ]


def test_two_states_are_lost_and_restored_by_one_address(consultation, officer, signatory):
    for dispatch in Dispatch.objects.filter(address=ENVOY):
        bounces.receive(report(dispatch), at=SENT)
    assert [one.state for one in bounces.lost(SENT)] == ["State KZ", "State TR"]
    notes.extended(consultation, dt.date(2022, 6, 10), by=signatory, at=SENT)
    sent(consultation)
    assert len(bounces.lost(SENT)) == 2
    reachability.restore(MemberState.objects.get(code="TR"), ENVOY, by=officer, at=SENT)
    assert bounces.lost(SENT) == []


def test_a_state_whose_only_address_is_that_of_another_can_still_be_sent_the_note(people, signatory):
    User.objects.filter(pk=people["TR"].pk).update(email="")
    consultation = sent(notes.circulated(reason="It is on its way"))
    assert consultation.addressees.get(member_state__code="TR").reached_at is None
    User.objects.filter(pk=people["TR"].pk).update(email="kz@example.org")
    note = notes.note_of(consultation)
    found = recipients.of(note, at=SENT)
    assert [one.address for one in found] == ["kz@example.org"]
    recipients.send(note, shown=recipients.mark(found), by=signatory, at=SENT)
    sending.deliver_due(SENT)
    assert written("kz@example.org") == [("KZ", "sent"), ("TR", "sent")]
    assert recipients.of(note, at=SENT) == []
