"""How far the note came, what a withdrawn plan does to its round, and the versions of answers."""

import datetime as dt
import threading

import pytest
from django.db import connections
from django.urls import reverse

from cica_portal.errors import NotAllowed
from comments import refusals
from comments.enums import ConsultationStatus, Position
from comments.models import Acknowledgement, Addressee, Attachment, Consultation, DraftComment, Response
from comments.procedure import consultations, reaching
from comments.procedure.replies import addenda, ledger
from comments.writing import attachments, versions
from members.models import AuditEntry
from plans.life import papers
from tests.factories import comments, members
from tests.refusing import refused

AFTER = dt.datetime(2022, 6, 7, 3, tzinfo=dt.UTC)


# Opened, acknowledged --------------------------------------------------------------------------------
def test_the_first_opening_of_a_state_is_recorded_and_reaches_it(consultation, contact, drafter, at):
    own = Addressee.objects.filter(consultation=consultation, member_state=contact.member_state)
    own.update(reached_at=None)
    assert reaching.mark_opened(consultation, by=drafter, at=at)
    assert not reaching.mark_opened(consultation, by=contact, at=AFTER)
    addressee = own.get()
    assert (addressee.opened_at, addressee.opened_by, addressee.reached_at) == (at, drafter, at)
    assert AuditEntry.objects.filter(action="consultation.view").count() == 1


def test_opening_the_consultation_page_counts_and_staff_opening_it_does_not(
    consultation, contact, client, signatory
):
    url = reverse("comments:consultation-detail", args=[consultation.pk])
    for user in (signatory, contact):
        client.signed_in(user).get(url)
    opened = Addressee.objects.exclude(opened_at=None)
    assert list(opened.values_list("member_state__code", "opened_by")) == [("KZ", contact.pk)]


def test_receipt_is_acknowledged_once_for_each_state(consultation, contact, drafter, other, at):
    reaching.acknowledge(consultation, by=drafter, at=at)
    with refused("comments.already_acknowledged"):
        reaching.acknowledge(consultation, by=contact, at=at)
    reaching.acknowledge(consultation, by=other, at=at)
    assert list(Acknowledgement.objects.values_list("member_state__code", "by")) == [
        ("KZ", drafter.pk),
        ("TR", other.pk),
    ]
    assert AuditEntry.objects.filter(action="consultation.acknowledge").count() == 2


def test_nobody_else_acknowledges(consultation, signatory, at):
    reader = members.user("reader")
    strangers = (signatory, members.contact_point(members.member_state("JP")), members.coordinator())
    for user in (*strangers, reader):
        with pytest.raises(NotAllowed):
            reaching.acknowledge(consultation, by=user, at=at)


def test_the_ledger_freezes_the_steps_taken_by_the_deadline(consultation, contact, other, at, set_clock):
    own = Addressee.objects.get(consultation=consultation, member_state=contact.member_state)
    reaching.note_delivery(own, sent_at=comments.OPENS_AT, delivered_at=None)
    reaching.acknowledge(consultation, by=contact, at=at)
    reaching.mark_opened(consultation, by=other, at=comments.CLOSES_AT)
    consultations.close(consultation, at=set_clock(AFTER))
    found = {row.member_state.code: row.steps for row in ledger.rows(consultation, at=AFTER)}
    assert found == {
        "KZ": ledger.Steps(comments.OPENS_AT, None, at, at),
        "TR": ledger.Steps(None, None, None, None),
    }
    assert ledger.digest(consultation.ledger.all()) == consultation.ledger_sha256


def test_an_opening_in_time_that_is_written_after_the_closing_is_added_to_the_record(
    consultation, contact, other, at, set_clock
):
    consultation.addressees.update(reached_at=None)
    consultations.close(consultation, at=set_clock(AFTER))
    reaching.mark_opened(consultation, by=contact, at=at)
    reaching.mark_opened(consultation, by=other, at=AFTER)
    added = consultation.addenda.values_list("member_state__code", "reached_at")
    assert list(added) == [(contact.member_state.code, at)]
    assert addenda.hold(consultation)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_an_opening_waits_for_the_closing_that_counts(consultation, contact, at, set_clock, monkeypatch):
    """Whoever comes first, the record says that the State was reached."""
    consultation.addressees.update(reached_at=None)
    set_clock(AFTER)
    counted, entries, threads = threading.Event(), ledger.entries, []

    def count(held):
        found = entries(held)
        threads[0].start()
        counted.wait(0.5)
        return found

    def read():
        try:
            reaching.mark_opened(consultation, by=contact, at=at)
        finally:
            counted.set()
            connections.close_all()

    threads.append(threading.Thread(target=read))
    monkeypatch.setattr(ledger, "entries", count)
    consultations.close(consultation, at=AFTER)
    threads[0].join()
    monkeypatch.undo()
    reached = {row.member_state.code: row.reached_at for row in ledger.rows(consultation, at=AFTER)}
    assert reached[contact.member_state.code] == at


def test_a_ledger_without_steps_keeps_the_hash_it_had(consultation, contact, set_clock):
    consultations.close(consultation, at=set_clock(AFTER))
    entries = [ledger._content(entry) for entry in consultation.ledger.all()]
    assert {frozenset(entry) for entry in entries} == {
        frozenset({"reference", "member_state", "standing", "events_proposed", "reached_at", "answer"})
    }


# The board -------------------------------------------------------------------------------------------
def test_the_board_says_how_far_the_note_came(consultation, contact, signatory, client, at):
    reaching.acknowledge(consultation, by=contact, at=at)
    url = reverse("comments:consultation-board", args=[consultation.pk])
    page = client.signed_in(signatory).get(url, {"standing": "all"})
    assert [(cell.row.member_state.code, cell.step) for cell in page.context["cells"]] == [
        ("KZ", "receipt acknowledged"),
        ("TR", ""),
    ]
    assert "note opened<span" in page.content.decode()
    assert "1\u00a0June\u00a02022, 12:00" in page.content.decode()

    def listed(name):
        return [cell.row.member_state.code for cell in client.get(url, {"standing": name}).context["listed"]]

    assert (listed("unopened"), listed("acknowledged"), listed("granted")) == (["TR"], ["KZ"], [])


def test_who_has_responded_is_not_counted_as_not_having_opened_the_note(
    consultation, other, signatory, client
):
    comments.answer(consultation, other)
    board = client.signed_in(signatory).get(reverse("comments:consultation-board", args=[consultation.pk]))
    assert board.context["cells"][1].row.steps.opened_at is None
    counts = {one["standing"]: one["count"] for one in board.context["counts"]}
    assert counts["unopened"] == 1


def test_the_board_answers_nothing_to_who_has_seen_it_already(consultation, contact, signatory, client):
    url, asked = reverse("comments:consultation-board", args=[consultation.pk]), {"HX-Request": "true"}
    seen = client.signed_in(signatory).get(url).context["seen"]
    assert client.get(url, {"seen": seen}, headers=asked).status_code == 204
    comments.draft(consultation, contact)
    assert client.get(url, {"seen": seen}, headers=asked).status_code == 204
    comments.answer(consultation, contact)
    page = client.get(url, {"seen": seen}, headers=asked)
    assert page.status_code == 200 and page.context["seen"] != seen
    assert "<script" not in page.content.decode()


# A withdrawn plan ------------------------------------------------------------------------------------
@pytest.fixture
def withdrawn(consultation, signatory, contact, at):
    """Return the round with a draft and an answer of KZ in it, its plan withdrawn since."""
    comments.draft(consultation, contact)
    comments.answer(consultation, contact, Position.COMMENTS)
    papers.withdraw(consultation.revision.paper, reason="Overtaken by events", by=signatory, at=at)
    return consultation


def test_a_consultation_of_a_withdrawn_plan_takes_no_answer_even_before_the_sweep(
    withdrawn, contact, other, at, set_clock
):
    for user in (contact, other):
        with pytest.raises(refusals.PlanWithdrawn):
            comments.answer(withdrawn, user)
    assert (Response.objects.count(), DraftComment.objects.count()) == (1, 1)

    assert list(Consultation.objects.ending(at)) == [withdrawn]
    assert consultations.stop(withdrawn, at=at)
    assert not consultations.stop(withdrawn, at=at)
    assert (withdrawn.status, withdrawn.outcome, withdrawn.ledger.count()) == ("withdrawn", "", 0)
    event = withdrawn.events.last()
    assert (event.to_status, event.reason) == (ConsultationStatus.WITHDRAWN, "Overtaken by events")
    assert not consultations.close(withdrawn, at=set_clock(AFTER))
    assert [row.standing for row in ledger.rows(withdrawn, at=AFTER)] == ["commented", "awaiting"]


# Versions --------------------------------------------------------------------------------------------
@pytest.fixture
def versioned(consultation, contact):
    """Return the round, in which KZ filed two comments, then changed one, dropped one and added one."""
    kept = comments.draft(consultation, contact, remark="First words", type="editorial", rationale="")
    dropped = comments.draft(consultation, contact, remark="Dropped")
    comments.answer(consultation, contact, Position.COMMENTS)
    comments.redraft(kept, contact, remark="Second words")
    comments.drafts.remove(dropped, by=contact, at=kept.updated_at)
    comments.answer(consultation, contact, Position.COMMENTS, remark="Added")
    return consultation


def test_versions_say_what_changed_between_them(versioned, contact):
    last, first = versions.of(versioned, contact.member_state_id)
    assert (first.compared, first.is_in_force, last.is_in_force) == (None, False, True)
    assert [(before and before["remark"], after and after["remark"]) for before, after in last.changes] == [
        ("First words", "Second words"),
        (None, "Added"),
        ("Dropped", None),
    ]
    assert last.unchanged == 0

    comments.answer(versioned, contact, Position.WITHDRAWN)
    comments.answer(versioned, contact, Position.COMMENTS, remark="Added after the withdrawal")
    last, withdrawal, second, first = versions.of(versioned, contact.member_state_id)
    assert (last.compared, withdrawal.compared, second.compared, first.compared) == (
        second.response,
        second.response,
        first.response,
        None,
    )
    assert [after["remark"] for _before, after in last.changes] == ["Added after the withdrawal"]
    assert last.unchanged == 2


def test_every_version_is_read_by_staff_and_the_own_state_alone(versioned, contact, other, client, signatory):
    url = reverse("comments:answer-versions", args=[versioned.pk, "KZ"])
    for user in (signatory, contact):
        page = client.signed_in(user).get(url).content.decode()
        assert all(word in page for word in ("Version 1", "Version 2", "Dropped", "Added"))
        assert "<del>" in page and "<ins>" in page
    assert client.signed_in(other).get(url).status_code == 404
    own = reverse("comments:answer-versions", args=[versioned.pk, "TR"])
    assert "has not submitted anything in this consultation" in client.get(own).content.decode()


@pytest.mark.parametrize(
    ("name", "said"),
    [("chart.pdf", ("map", "chart", ".pdf")), ("map.pdf", ("map.pdf (", "…)"))],
)
def test_versions_name_the_file_that_is_all_that_changed(consultation, contact, client, name, said):
    draft = comments.draft(consultation, contact)
    comments.attachment(draft, contact, name="map.pdf")
    comments.answer(consultation, contact, Position.COMMENTS)
    attachments.detach(draft, Attachment.objects.get(), by=contact, at=draft.updated_at)
    comments.attachment(draft, contact, name=name, content=b"other")
    comments.answer(consultation, contact, Position.COMMENTS)
    page = client.signed_in(contact).page("comments:answer-versions", consultation.pk, "KZ")
    changed = " ".join(page.split("<h4>Changed</h4>")[1].split("</ol>")[0].split())
    assert "<dt>Files</dt>" in changed and "<del>" in changed and "<ins>" in changed
    assert [word for word in said if word not in changed] == []
    assert "<dt>Comment</dt>" not in changed
