"""The number of a note made void before anything has left: it stays in the register, and no note says so."""

import datetime as dt

import pytest
from django.urls import reverse

from cica_portal.errors import NotAllowed
from cica_portal.spaces import ordinary
from comments.refusals import ConsultationStillOpen
from members.delegations import addresses
from members.models import AuditEntry, User
from notes.acts import followups, free_notes, issuing, recipients, voiding
from notes.delivery import by_note, outbox, paper_deliveries, sending
from notes.models import Dispatch, VerbalNote, VoidNumber
from notes.register import arrivals, completeness, verification
from tests.factories import api, members, notes
from tests.refusing import refused

pytestmark = pytest.mark.django_db

LATER = notes.AT + dt.timedelta(hours=1)
WHY = "It names the wrong date"


@pytest.fixture(autouse=True)
def the_day(set_clock):
    return set_clock(LATER)


@pytest.fixture
def note(people, officer, signatory):
    """Return a note on another subject that was issued; its messages wait for the next sweep."""
    notes.numbered_after("CICA/GEN", 0)
    notes.name_states()
    User.objects.filter(pk=people["RU"].pk).update(is_active=False)  # no address is on record
    made = notes.free_note(by=officer)
    free_notes.hand_over(made, by=officer, at=notes.AT)
    issuing.issue(made, by=signatory, at=notes.AT)
    return VerbalNote.objects.get(pk=made.pk)


def make_void(note: VerbalNote, by: User | None = None) -> VoidNumber:
    return voiding.make_void(note, reason=WHY, by=by or members.signatory(), at=LATER)


def test_nothing_leaves_and_the_number_stays_taken(note, signatory, mailoutbox):
    make_void(note, signatory)
    assert set(note.dispatches.values_list("status", "error")) == {("cancelled", "void")}
    notes.store_all(at=LATER)
    assert sending.deliver_due(LATER) == [] and mailoutbox == []
    assert not VerbalNote.objects.filter(answers_to=note).exists()  # no note says that it is void
    (counted,) = [one for one in completeness.proof().counters if one.prefix == "CICA/GEN"]
    assert (counted.count, counted.last, counted.is_whole) == (1, 1, True)
    entry = AuditEntry.objects.get(action="verbal_note.make_void")
    assert (entry.actor, entry.after["number"], entry.after["reason"]) == (signatory, note.number, WHY)
    assert len(entry.after["addresses"]) == note.dispatches.count()


@pytest.mark.parametrize("status", ["sending", "sent", "delivered", "bounced", "unknown"])
def test_a_note_of_which_one_message_left_or_may_have_is_annulled_by_another(note, status):
    Dispatch.objects.filter(pk=note.dispatches.first().pk).update(status=status)
    with refused("notes.has_left"):
        make_void(note)
    assert set(note.dispatches.values_list("status", flat=True)) == {status, "queued"}


def test_a_message_that_left_and_was_set_aside_has_left(note, officer):
    first = note.dispatches.first()
    Dispatch.objects.filter(pk=first.pk).update(status="bounced", sent_at=notes.AT)
    outbox.set_aside(first, by=officer, at=LATER)
    with refused("notes.has_left"):
        make_void(note)


def test_a_message_of_unknown_outcome_that_waits_again_may_have_left(note, officer):
    first = note.dispatches.first()
    Dispatch.objects.filter(pk=first.pk).update(status="unknown", claimed_at=notes.AT, attempts=1)
    outbox.resend(first, by=officer, at=LATER)
    with refused("notes.has_left"):
        make_void(note)


def test_a_message_that_the_server_refused_has_not_left(note):
    note.dispatches.update(status="failed")
    make_void(note)
    assert set(note.dispatches.values_list("status", flat=True)) == {"cancelled"}


def test_a_note_that_a_state_was_handed_or_has_opened_is_known(note, people, officer):
    state = people["TR"].member_state
    given = {"handed_on": notes.AT.date(), "remark": "", "by": officer, "at": LATER}
    handed = paper_deliveries.record(note, state, **given)
    with refused("notes.has_left"):
        make_void(note)
    assert handed.note == note


def test_a_note_that_a_delegation_opened_in_the_portal_is_known(note, people):
    arrivals.mark_opened(note, by=people["TR"], at=LATER)
    with refused("notes.has_left"):
        make_void(note)


def test_a_message_that_the_sender_was_about_to_claim_is_not_sent(note, signatory, mailoutbox, monkeypatch):
    notes.store_all(at=LATER)
    begin = sending.NoteSender.is_ready

    def made_void_meanwhile(sender, row):
        if not VoidNumber.objects.exists():
            make_void(note, signatory)
        return begin(sender, row)

    monkeypatch.setattr(sending.NoteSender, "is_ready", made_void_meanwhile)
    assert sending.deliver_due(LATER) == [] and mailoutbox == []


def test_a_signatory_alone_makes_it_void_once(note, officer, signatory):
    with pytest.raises(NotAllowed):
        make_void(note, officer)
    make_void(note, signatory)
    with refused("notes.number_is_void"):
        make_void(note)
    assert VoidNumber.objects.get().by == signatory


def test_what_would_follow_a_void_note_is_refused(note, people, officer):
    make_void(note)
    state = people["TR"].member_state
    with refused("notes.number_is_void"):
        followups.annul(note, by=officer, at=LATER)
    with refused("notes.number_is_void"):
        paper_deliveries.record(note, state, handed_on=LATER.date(), remark="", by=officer, at=LATER)
    addresses.add(state, email="embassy@example.org", language="en", kind="embassy", by=officer, at=LATER)
    shown = recipients.mark(recipients.of(note, at=LATER))
    with refused("notes.other_messages"):
        recipients.send(note, shown=shown, by=officer, at=LATER)


def test_an_annulment_that_is_drafted_is_discarded_before(note, officer):
    annulment = followups.annul(note, by=officer, at=LATER)
    with refused("notes.followups_already_drafted"):
        make_void(note)
    issuing.discard(annulment, by=officer, at=LATER)
    make_void(note)


def test_a_correction_that_was_drafted_before_is_issued_no_more(note, officer, signatory):
    words = {"instead": {"en": "office hours"}, "read": {"en": "opening hours"}}
    correction = followups.correct(note, corrected="en", **words, by=officer, at=LATER)
    make_void(note)
    with refused("notes.number_is_void"):
        issuing.issue(correction, by=signatory, at=LATER)


def test_a_note_to_which_states_respond_keeps_its_number(people):
    opened = notes.note_of(notes.circulated())
    with pytest.raises(ConsultationStillOpen):
        make_void(opened)


def test_a_note_that_ends_another_keeps_its_number(note, officer, signatory):
    note.dispatches.update(status="sent", sent_at=notes.AT)
    annulment = followups.annul(note, by=officer, at=LATER)
    issuing.issue(annulment, by=signatory, at=LATER)
    with refused("notes.ends_another_note"):
        make_void(VerbalNote.objects.get(pk=annulment.pk))


def test_the_page_that_annuls_offers_it_and_everything_shows_the_number_as_void(
    note, officer, signatory, people, client
):
    annul, void = (reverse(f"notes:note-{act}", args=[note.key]) for act in ("annul", "void"))
    assert void in pages(client, signatory, annul)
    assert void not in pages(client, officer, annul)
    assert "A signatory can make its number void instead" in pages(client, officer, annul)
    assert client.signed_in(signatory).post(void, {"reason": " "}).status_code == 422
    assert client.post(void, {"reason": WHY}).url == reverse("notes:note-detail", args=[note.key])
    shown = pages(client, officer, reverse("notes:note-detail", args=[note.key]))
    assert "Void since 26 May 2022: not sent to anybody" in shown and WHY in shown
    assert "no address on record" not in shown  # nobody is to be reached any more
    assert annul not in shown and reverse("notes:note-correct", args=[note.key]) not in shown
    for address in (reverse("notes:note-list"), f"{reverse('search:find')}?q={note.number}"):
        assert "void, not sent" in pages(client, officer, address)
    assert "void, not sent" in client.get(f"{reverse('notes:note-list')}?as=csv").content.decode()
    assert WHY in pages(client, officer, reverse("notes:series-list"))
    assert list(by_note.notes([])) == []
    told = api.client(officer).get(reverse("api:note-detail", args=[note.key])).json()
    assert (told["is_void"], told["annulled_by"], told["replaced_by"]) == (True, None, None)
    assert verification.verdict(note.number, note.check_code) == "not_sent"
    seen = pages(client, people["TR"], reverse("notes:note-detail", args=[note.key]))
    assert "not sent to anybody" in seen and WHY not in seen


def pages(client, user, address):
    return ordinary(client.signed_in(user).get(address).content.decode())
