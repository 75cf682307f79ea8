import datetime as dt

import pytest
from django.urls import reverse

from cica_portal.errors import DomainError, NotAllowed
from cica_portal.spaces import ordinary
from comments.models import Acknowledgement, Addressee
from members.models import AuditEntry
from notes.acts import followups, issuing
from notes.delivery import bounces
from notes.models import Arrival, Dispatch
from notes.register import arrivals
from tests.factories import members, notes
from tests.factories.reports import report

pytestmark = pytest.mark.django_db

LATER = notes.AT + dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def the_hour(set_clock):
    return set_clock(LATER)


@pytest.fixture
def circulated(people):
    return notes.note_of(notes.circulated())


@pytest.fixture
def corrigendum(circulated, officer, signatory):
    words = {"instead": notes.HELD, "read": notes.HELD | {"en": "other"}}
    made = followups.correct(circulated, corrected="all", by=officer, at=notes.AT, **words)
    issuing.issue(made, by=signatory, at=notes.AT)
    return made


def page(note):
    return reverse("notes:note-detail", args=[note.key])


def acts():
    return list(AuditEntry.objects.filter(action__startswith="verbal_note.").values_list("action", flat=True))


def test_who_opens_a_note_is_recorded_once_for_each_person(client, corrigendum, people):
    turkiye = people["TR"].member_state
    drafter = members.drafter(turkiye)
    for user in (people["TR"], people["TR"], drafter):
        assert client.signed_in(user).get(page(corrigendum)).status_code == 200

    assert list(Arrival.objects.values_list("by", "member_state", "is_acknowledged", "at")) == [
        (people["TR"].pk, turkiye.pk, False, Arrival.objects.first().at),
        (drafter.pk, turkiye.pk, False, Arrival.objects.last().at),
    ]
    assert acts().count("verbal_note.view") == 2
    assert arrivals.by_state(corrigendum)[turkiye.pk].acknowledged_at is None


def test_the_secretariat_opens_nothing_for_a_state(client, corrigendum, officer):
    client.signed_in(officer).get(page(corrigendum))
    assert not Arrival.objects.exists()


def test_to_open_the_note_of_a_consultation_is_to_open_the_consultation(client, circulated, people):
    client.signed_in(people["KZ"]).get(page(circulated))

    addressee = Addressee.objects.get(member_state=people["KZ"].member_state)
    assert addressee.opened_at is not None and addressee.opened_by == people["KZ"]
    assert Addressee.objects.filter(opened_at=None).count() == 2


def test_to_open_a_note_that_asks_for_comments_is_to_know_of_the_consultation(
    client, circulated, people, signatory
):
    consultation, kazakhstan = circulated.consultation, people["KZ"].member_state
    notes.deliver(LATER)
    dispatch = Dispatch.objects.get(member_state=kazakhstan)
    bounces.receive(report(dispatch), at=LATER)
    extension = notes.extended(consultation, dt.date(2022, 6, 10), by=signatory, at=LATER)
    notes.deliver(LATER)
    addressee = consultation.addressees.get(member_state=kazakhstan)
    assert (addressee.reached_at, addressee.opened_at) == (None, None)

    assert client.signed_in(people["KZ"]).get(page(extension)).status_code == 200

    addressee.refresh_from_db()
    assert (addressee.opened_by, addressee.reached_at) == (people["KZ"], addressee.opened_at)
    assert addressee.opened_at is not None
    bounces.receive(report(extension.dispatches.get(member_state=kazakhstan)), at=LATER)
    addressee.refresh_from_db()
    assert addressee.reached_at == addressee.opened_at


def test_to_open_another_note_of_a_consultation_is_not_to_open_it(client, circulated, corrigendum, people):
    assert client.signed_in(people["KZ"]).get(page(corrigendum)).status_code == 200
    assert circulated.consultation.addressees.get(member_state=people["KZ"].member_state).opened_at is None


@pytest.mark.good_path
def test_a_state_acknowledges_a_note_once_with_one_click(client, corrigendum, people):
    assert "Acknowledge receipt" in client.signed_in(people["TR"]).get(page(corrigendum)).content.decode()
    address = reverse("notes:note-receipt", args=[corrigendum.key])

    for _ in range(2):
        assert client.post(address).status_code == 302
    shown = ordinary(client.get(page(corrigendum)).content.decode())

    assert Arrival.objects.filter(is_acknowledged=True).count() == 1
    assert acts().count("verbal_note.acknowledge") == 1
    assert "Acknowledge receipt" not in shown and "Receipt of the note acknowledged: " in shown


def test_to_acknowledge_the_note_of_a_consultation_is_to_acknowledge_the_consultation(circulated, people):
    arrivals.acknowledge(circulated, by=people["RU"], at=LATER)

    assert Acknowledgement.objects.get().member_state == people["RU"].member_state
    assert arrivals.by_state(circulated)[people["RU"].member_state_id] == arrivals.Seen(LATER, LATER)
    with pytest.raises(DomainError):
        arrivals.acknowledge(circulated, by=people["RU"], at=LATER)


def test_nobody_acknowledges_for_a_state_that_is_not_the_own(corrigendum, officer):
    with pytest.raises(NotAllowed):
        arrivals.acknowledge(corrigendum, by=officer, at=LATER)


def test_a_reader_acknowledges_no_note_for_the_state(client, corrigendum, people):
    reader = members.user("reader", people["TR"].member_state)
    shown = client.signed_in(reader).get(page(corrigendum)).content.decode()
    assert "Acknowledge receipt" not in shown
    assert client.post(reverse("notes:note-receipt", args=[corrigendum.key])).status_code == 403
    assert not Arrival.objects.filter(is_acknowledged=True).exists()


def test_a_note_to_one_state_exists_for_no_other(client, circulated, people, officer, signatory):
    made = issuing.draft("acknowledgement", circulated.consultation, at=notes.AT)
    made.member_state = people["TR"].member_state
    made.save(update_fields=["member_state"])
    client.force_login(people["RU"])
    assert client.post(reverse("notes:note-receipt", args=[made.key])).status_code == 404


def test_the_secretariat_alone_sees_how_far_the_note_came_with_each_state_and_recipient(
    client, corrigendum, people, officer
):
    words = [
        "opened in the portal",
        "Receipt of the note acknowledged",
        "1 of 1 address no longer takes mail",
    ]
    arrivals.acknowledge(corrigendum, by=people["TR"], at=LATER)
    corrigendum.dispatches.filter(member_state__code="RU").update(status="bounced")

    shown = ordinary(client.signed_in(officer).get(page(corrigendum)).content.decode())
    assert [one for one in words if one not in shown] == []
    shown = ordinary(client.signed_in(people["RU"]).get(page(corrigendum)).content.decode())
    assert "eceipt acknowledged" not in shown and words[1] not in shown
