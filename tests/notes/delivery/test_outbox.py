import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse

from cica_portal import clock
from cica_portal.errors import NotAllowed
from comments.models import Addressee
from members.enums import Role
from members.models import AuditEntry, User
from notes.acts import followups, free_notes, issuing
from notes.acts.reminding import reminder_sending
from notes.delivery import outbox, sending
from notes.enums import DispatchStatus, Rung
from notes.models import Dispatch, ReminderStep, VerbalNote
from plans.life import papers
from plans.models import ConceptPaper
from tests.factories import comments, members, notes
from tests.refusing import refused

pytestmark = pytest.mark.django_db

LATER = notes.AT + dt.timedelta(minutes=1)
MONDAY = dt.datetime(2022, 5, 30, 3, tzinfo=dt.UTC)


@pytest.fixture
def colleague(people):
    """Return a second person of Kazakhstan who receives its notes."""
    state = people["KZ"].member_state
    return members.user(Role.DEPUTY, state, email="colleague@example.org")


@pytest.fixture
def consultation(people):
    made = notes.circulated()
    notes.store_all()
    return made


@pytest.fixture
def held_consultation(people):
    made = notes.circulated(needs_release=True)
    notes.store_all()
    return made


def statuses():
    return list(Dispatch.objects.order_by("address").values_list("status", flat=True))


@pytest.mark.parametrize("status", ["failed", "bounced", "unknown"])
def test_person_sends_a_message_again(consultation, officer, status):
    dispatch = Dispatch.objects.get(address="kz@example.org")
    Dispatch.objects.filter(pk=dispatch.pk).update(status=status, attempts=3, claimed_at=notes.AT)
    outbox.resend(dispatch, by=officer, at=LATER)
    sending.deliver_due(LATER)
    assert statuses() == ["sent"] * 3
    entry = AuditEntry.objects.get(action="dispatch.resend")
    assert (entry.actor, entry.before, entry.after) == (
        officer,
        {"status": status, "attempt": 3, "attempted_at": clock.stamp(notes.AT)},
        {"status": "queued", "address": "kz@example.org"},
    )


def test_a_message_sent_again_is_marked_as_a_copy_and_bears_the_date_of_the_first(consultation, officer):
    dispatch = Dispatch.objects.get(address="kz@example.org")
    sending.deliver_due(LATER)
    for days in (1, 2):
        Dispatch.objects.filter(pk=dispatch.pk).update(status="unknown")
        outbox.resend(dispatch, by=officer, at=LATER + dt.timedelta(days=days))
        sending.deliver_due(LATER + dt.timedelta(days=days))
    first, *copies = [one for one in mail.outbox if one.to == ["kz@example.org"]]
    assert [one.extra_headers["Date"] for one in copies] == [first.extra_headers["Date"]] * 2
    assert [one.body.startswith("Бұған дейін жіберілген") for one in (first, *copies)] == [False, True, True]


def test_a_message_that_was_refused_and_is_sent_again_is_no_copy(consultation, officer):
    dispatch = Dispatch.objects.get(address="kz@example.org")
    Dispatch.objects.filter(pk=dispatch.pk).update(status="failed", attempts=3, claimed_at=notes.AT)
    outbox.resend(dispatch, by=officer, at=LATER)
    sending.deliver_due(LATER)
    again = ("This is a copy of the message", "Это копия сообщения", "Бұған дейін жіберілген")
    assert not any(one.body.startswith(again) for one in mail.outbox)
    assert len({one.extra_headers["Date"] for one in mail.outbox}) == 1


@pytest.mark.parametrize("status", ["held", "queued", "sending", "sent", "delivered", "cancelled"])
def test_other_messages_are_not_sent_again(consultation, officer, status):
    dispatch = Dispatch.objects.first()
    Dispatch.objects.filter(pk=dispatch.pk).update(status=status)
    with refused("notes.not_resent"):
        outbox.resend(dispatch, by=officer, at=LATER)


def test_person_records_an_unknown_message_as_delivered(consultation, officer):
    dispatch = Dispatch.objects.get(address="kz@example.org")
    Dispatch.objects.filter(pk=dispatch.pk).update(status="unknown", claimed_at=notes.AT)
    outbox.settle(dispatch, by=officer, at=LATER)
    dispatch.refresh_from_db()
    assert (dispatch.status, dispatch.sent_at) == ("delivered", notes.AT)
    assert list(Addressee.objects.values_list("member_state__code", "reached_at")) == [
        ("KZ", notes.AT),
        ("RU", None),
        ("TR", None),
    ]
    with refused("notes.not_settled"):
        outbox.settle(dispatch, by=officer, at=LATER)


def test_only_staff_decide(consultation, people):
    dispatch = Dispatch.objects.first()
    Dispatch.objects.filter(pk=dispatch.pk).update(status="unknown")
    for act in (outbox.resend, outbox.settle):
        with pytest.raises(NotAllowed):
            act(dispatch, by=people["KZ"], at=LATER)


# Sending again, and setting aside --------------------------------------------------------------------
def test_message_is_sent_again_to_the_address_that_its_recipient_has_now(consultation, people, officer):
    dispatch = Dispatch.objects.get(address="kz@example.org")
    Dispatch.objects.filter(pk=dispatch.pk).update(status="bounced")
    User.objects.filter(pk=people["KZ"].pk).update(email="new@example.org")
    outbox.resend(dispatch, by=officer, at=LATER)
    sending.deliver_due(LATER)
    assert ["new@example.org"] in [message.to for message in mail.outbox]
    entry = AuditEntry.objects.get(action="dispatch.resend")
    assert entry.after == {"status": "queued", "address": "new@example.org"}


def test_a_message_is_not_said_to_be_sent_again_to_who_no_longer_receives_notes(
    consultation, people, officer, client
):
    dispatch = Dispatch.objects.get(address="kz@example.org")
    Dispatch.objects.filter(pk=dispatch.pk).update(status="bounced", error="550")
    User.objects.filter(pk=people["KZ"].pk).update(is_active=False)
    with refused("notes.not_needed"):
        outbox.resend(dispatch, by=officer, at=LATER)
    client.force_login(officer)
    page = client.post(reverse("notes:dispatch-resend", args=[dispatch.pk]), follow=True).content.decode()
    assert "The message was not sent again. The recipient no longer represents the State, or the" in page
    dispatch.refresh_from_db()
    assert (dispatch.status, dispatch.error) == ("bounced", "550")


@pytest.mark.parametrize("is_answered", [False, True])
def test_a_reminder_is_sent_again_while_its_state_has_not_responded(
    consultation, people, officer, set_clock, is_answered
):
    sending.deliver_due(LATER)
    ReminderStep.objects.update(by_note=False)
    reminder_sending.send_due(set_clock(MONDAY))
    sending.deliver_due(MONDAY)
    dispatch = Dispatch.objects.get(address="kz@example.org", step__isnull=False)
    Dispatch.objects.filter(pk=dispatch.pk).update(status="bounced")
    if not is_answered:
        outbox.resend(dispatch, by=officer, at=MONDAY)
        return
    comments.answer(consultation, people["KZ"])
    with refused("notes.not_needed") as refusal:
        outbox.resend(dispatch, by=officer, at=MONDAY)
    assert "The State has responded in the meantime." in str(refusal.value)


@pytest.mark.parametrize("is_reminder", [False, True])
def test_note_and_reminder_by_mail_alone_are_each_sent_again_to_one_address(
    people, colleague, consultation, officer, set_clock, is_reminder
):
    sending.deliver_due(LATER)
    ReminderStep.objects.update(by_note=False, level=Rung.DEPUTY)
    reminder_sending.send_due(set_clock(MONDAY))
    sending.deliver_due(MONDAY)
    mail.outbox.clear()
    dispatch = Dispatch.objects.get(address="kz@example.org", step__isnull=not is_reminder)
    Dispatch.objects.filter(pk=dispatch.pk).update(status="bounced")
    outbox.resend(dispatch, by=officer, at=MONDAY)
    sending.deliver_due(MONDAY)
    [message] = mail.outbox
    assert (message.to, message.extra_headers["Message-ID"]) == (["kz@example.org"], dispatch.message_id)

    Dispatch.objects.filter(pk=dispatch.pk).update(status="bounced")
    User.objects.filter(pk=people["KZ"].pk).update(email="Colleague@example.org")
    with refused("notes.address_taken"):
        outbox.resend(dispatch, by=officer, at=MONDAY)


@pytest.mark.good_path
@pytest.mark.parametrize("status", ["held", "failed", "bounced"])
def test_person_sets_a_message_aside(consultation, officer, status):
    dispatch = Dispatch.objects.get(address="kz@example.org")
    Dispatch.objects.filter(pk=dispatch.pk).update(status=status)
    outbox.set_aside(dispatch, by=officer, at=LATER)
    dispatch.refresh_from_db()
    assert (dispatch.status, dispatch.error) == ("cancelled", "set_aside")
    assert AuditEntry.objects.get(action="dispatch.set_aside").before == {"status": status}
    sending.deliver_due(LATER)
    assert "kz@example.org" not in [message.to[0] for message in mail.outbox]


@pytest.mark.parametrize("status", ["queued", "sending", "sent", "delivered", "unknown", "cancelled"])
def test_other_messages_are_not_set_aside(consultation, officer, status):
    dispatch = Dispatch.objects.first()
    Dispatch.objects.filter(pk=dispatch.pk).update(status=status)
    with refused("notes.not_set_aside"):
        outbox.set_aside(dispatch, by=officer, at=LATER)


# Releasing -------------------------------------------------------------------------------------------
@pytest.mark.good_path
def test_messages_of_a_consultation_wait_for_a_person_where_its_terms_say_so(held_consultation, officer):
    sending.deliver_due(LATER)
    assert (statuses(), mail.outbox) == (["held"] * 3, [])
    note = notes.note_of(held_consultation)
    outbox.release(note, by=officer, at=LATER, shown=3)
    sending.deliver_due(LATER)
    assert (statuses(), len(mail.outbox)) == (["sent"] * 3, 3)
    entry = AuditEntry.objects.get(action="verbal_note.release")
    assert (entry.actor, entry.after) == (
        officer,
        {"number": note.number, "addresses": ["kz@example.org", "ru@example.org", "tr@example.org"]},
    )


def test_reminders_of_that_consultation_wait_too_and_are_looked_at_again_when_released(
    held_consultation, officer, people, set_clock
):
    reminder_sending.send_due(set_clock(MONDAY))
    notes.store_all()
    note = VerbalNote.objects.get(kind="reminder")
    assert [one.status for one in outbox.held(note)] == ["held"] * 3
    comments.answer(held_consultation, people["KZ"])
    outbox.release(note, by=officer, at=MONDAY, shown=3)
    sending.deliver_due(MONDAY)
    assert sorted(message.to[0] for message in mail.outbox) == ["ru@example.org", "tr@example.org"]


def test_messages_of_a_kind_wait_where_the_setting_says_so(people, settings):
    settings.HELD_NOTES = ["circulation"]
    notes.circulated()
    assert statuses() == ["held"] * 3


@pytest.fixture
def void(held_consultation, signatory):
    """Return the note of a withdrawn plan whose messages are on hold."""
    papers.withdraw(ConceptPaper.objects.get(), reason="The measure was changed", by=signatory, at=notes.AT)
    return VerbalNote.objects.get()


@pytest.mark.good_path
def test_all_messages_on_hold_of_a_withdrawn_plan_are_removed_in_one_act(void, officer):
    given = {"reason": "The plan was withdrawn", "by": officer, "at": LATER}
    for reason in ("", " \n"):
        with refused("notes.reason_needed"):
            outbox.cancel_held(void, **given | {"reason": reason}, shown=3)
    with refused("notes.other_messages"):
        outbox.cancel_held(void, **given, shown=2)
    outbox.cancel_held(void, **given, shown=3)
    found = Dispatch.objects.values_list("status", "error")
    assert list(found) == [("cancelled", "withdrawn")] * 3
    entry = AuditEntry.objects.get(action="verbal_note.cancel_messages")
    addresses = ["kz@example.org", "ru@example.org", "tr@example.org"]
    said = {"number": void.number, "addresses": addresses, "reason": "The plan was withdrawn"}
    assert (entry.actor, entry.after) == (officer, said)
    with refused("notes.nothing_held"):
        outbox.cancel_held(void, **given, shown=3)


def test_messages_on_hold_of_a_plan_in_force_are_not_removed_together(held_consultation, officer, people):
    note = notes.note_of(held_consultation)
    given = {"reason": "Why", "at": LATER, "shown": 3}
    with refused("notes.plan_in_force"):
        outbox.cancel_held(note, **given, by=officer)
    with pytest.raises(NotAllowed):
        outbox.cancel_held(note, **given, by=people["KZ"])
    assert statuses() == ["held"] * 3

    with refused("notes.other_messages"):
        outbox.release(note, by=officer, at=LATER, shown=2)
    assert statuses() == ["held"] * 3
    outbox.release(note, by=officer, at=LATER, shown=3)
    with refused("notes.nothing_held"):
        outbox.release(note, by=officer, at=LATER, shown=3)


@pytest.mark.parametrize(
    "kind", ["circulation", "reminder", "silence_broken", "deadline_extended", "circulation_revised"]
)
def test_no_note_that_asks_for_comments_is_released_for_a_withdrawn_plan(void, officer, kind):
    void.kind = kind
    with refused("notes.plan_withdrawn"):
        outbox.release(void, by=officer, at=LATER, shown=3)
    outbox.cancel_held(void, reason="Why", by=officer, at=LATER, shown=3)
    assert statuses() == ["cancelled"] * 3


def test_page_of_release_leads_to_the_removal_once_the_plan_is_withdrawn(void, officer, client, set_clock):
    set_clock(LATER)
    url = reverse("notes:note-cancel-messages", args=[void.key])
    assert client.signed_in(officer).get(reverse("notes:note-release", args=[void.key])).url == url
    for page in (reverse("notes:outbox"), reverse("notes:note-detail", args=[void.key])):
        content = client.get(page).content.decode()
        assert f'href="{url}">Do not send' in content and "Check and send" not in content
    content = client.get(url).content.decode()
    assert "Remove 3 messages from sending" in content and "kz@example.org" in content
    assert client.post(url, {"shown": "3", "reason": ""}).status_code == 422
    Dispatch.objects.filter(address="kz@example.org").update(status="cancelled")
    answer = client.post(url, {"shown": "3", "reason": "Why"})
    content = answer.content.decode()
    assert (answer.status_code, statuses()) == (422, ["cancelled", "held", "held"])
    assert "The messages have changed" in content and 'name="shown" value="2"' in content
    assert client.post(url, {"shown": "2", "reason": "Why"}).url == reverse(
        "notes:note-detail", args=[void.key]
    )
    assert statuses() == ["cancelled"] * 3
    assert client.get(url).status_code == 302


@pytest.fixture
def annulled(people, officer, signatory, settings, set_clock):
    """Return a note on another subject whose messages are on hold, annulled since."""
    settings.HELD_NOTES = ["free"]
    set_clock(notes.AT)
    notes.name_states()
    note = notes.free_note(by=officer)
    free_notes.hand_over(note, by=officer, at=notes.AT)
    issuing.issue(note, by=signatory, at=notes.AT)
    issuing.issue(followups.annul(note, by=officer, at=LATER), by=signatory, at=LATER)
    notes.store_all()
    return VerbalNote.objects.get(pk=note.pk)


def test_messages_of_a_note_that_was_annulled_do_not_leave_any_more(annulled, officer, client, set_clock):
    set_clock(LATER)
    count = annulled.dispatches.count()
    with refused("notes.note_ended"):
        outbox.release(annulled, by=officer, at=LATER, shown=count)
    client.force_login(officer)
    url = reverse("notes:note-cancel-messages", args=[annulled.key])
    for page in (reverse("notes:outbox"), reverse("notes:note-detail", args=[annulled.key])):
        assert f'href="{url}">Do not send' in client.get(page).content.decode()
    assert "The note has been annulled or replaced in the meantime." in client.get(url).content.decode()
    queued, lost = annulled.dispatches.all()[:2]
    Dispatch.objects.filter(pk=queued.pk).update(status="queued")
    Dispatch.objects.filter(pk=lost.pk).update(status="bounced")
    sending.deliver_due(LATER)
    queued.refresh_from_db()
    assert (queued.status, queued.error) == ("cancelled", "ended")
    with refused("notes.not_needed", match="annulled or replaced"):
        outbox.resend(lost, by=officer, at=LATER)
    outbox.cancel_held(annulled, reason="Annulled", by=officer, at=LATER, shown=count - 2)
    assert set(annulled.dispatches.values_list("status", flat=True)) == {"cancelled", "bounced"}
    assert len(mail.outbox) == Dispatch.objects.filter(note__kind="annulment", status="sent").count() > 0


def test_only_the_secretariat_releases(held_consultation, people):
    reader = members.user(Role.READER, people["KZ"].member_state)
    for user in (people["KZ"], reader, members.coordinator(people["RU"].member_state)):
        with pytest.raises(NotAllowed):
            outbox.release(notes.note_of(held_consultation), by=user, at=LATER, shown=3)
    assert statuses() == ["held"] * 3


def test_page_of_release_shows_to_whom_and_in_which_words_then_lets_go(
    held_consultation, officer, client, set_clock
):
    set_clock(LATER)
    client.force_login(officer)
    note = notes.note_of(held_consultation)
    url = reverse("notes:note-release", args=[note.key])
    page = client.get(url).content.decode()
    for address in ("kz@example.org", "ru@example.org", "tr@example.org"):
        assert address in page
    assert "Send 3 messages" in page
    assert client.page("notes:outbox").count("3 messages are on hold") == 1
    answer = client.post(url, {"shown": "3"})
    assert (answer.status_code, statuses()) == (302, ["queued"] * 3)
    assert client.get(url).status_code == 302


def test_message_is_set_aside_from_the_page_of_release(held_consultation, officer, client):
    client.force_login(officer)
    dispatch = Dispatch.objects.get(address="kz@example.org")
    answer = client.post(reverse("notes:dispatch-set-aside", args=[dispatch.pk]), {"back": "release"})
    assert answer.url == reverse("notes:note-release", args=[dispatch.note.key])
    assert Dispatch.objects.get(pk=dispatch.pk).status == DispatchStatus.CANCELLED
