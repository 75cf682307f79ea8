"""The note that tells of an extension; and an extension entered wrongly, put right while no note tells it."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from cica_portal.errors import NotAllowed
from comments import refusals
from comments.models import Consultation, ConsultationExtension
from comments.procedure import consultations, overview
from members.models import AuditEntry
from notes.acts import extensions, issuing
from notes.enums import NoteKind
from notes.models import VerbalNote
from tests.factories import notes

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 5, 27, 3, tzinfo=dt.UTC)
WRONG, RIGHT = dt.date(2023, 5, 10), dt.date(2022, 6, 10)


@pytest.fixture
def consultation(people, set_clock):
    set_clock(AT)
    return notes.circulated()


@pytest.fixture
def wrong(consultation, signatory):
    return consultations.extend(consultation, WRONG, reason="Three capitals ask", by=signatory, at=AT)


def correct(consultation, by, day=RIGHT, reason="Wrong year", at=AT):
    return extensions.correct(consultation, day, reason=reason, by=by, at=at)


def test_each_extension_drafts_one_note(consultation, signatory):
    for day, at in ((10, AT), (15, AT + dt.timedelta(days=1))):
        consultations.extend(consultation, dt.date(2022, 6, day), reason="Asked for", by=signatory, at=at)
    found = extensions.draft_due(AT)
    assert [note.values["respond_by"] for note in found] == ["2022-06-10", "2022-06-15"]
    assert extensions.draft_due(AT) == []
    issuing.discard(found[0], by=signatory, at=AT)
    assert extensions.draft_due(AT) == []
    assert VerbalNote.objects.filter(kind=NoteKind.DEADLINE_EXTENDED).count() == 2


def test_the_right_day_counts_and_the_wrong_one_stays_on_record(consultation, wrong, signatory):
    right = correct(consultation, signatory)

    stored = Consultation.objects.get(pk=consultation.pk)
    assert (stored.respond_by, stored.closes_at) == (RIGHT, dt.datetime(2022, 6, 10, 18, tzinfo=dt.UTC))
    assert consultation.closes_at == stored.closes_at
    assert (right.replaces, right.old_respond_by, right.reason, right.by) == (
        wrong,
        dt.date(2022, 6, 6),
        "Wrong year",
        signatory,
    )
    kept = ConsultationExtension.objects.get(pk=wrong.pk)
    assert (kept.new_respond_by, kept.reason) == (WRONG, "Three capitals ask")
    assert list(stored.extensions.in_force()) == [right]
    entry = AuditEntry.objects.get(action="consultation.correct_extension")
    assert (entry.actor, entry.before, entry.after) == (
        signatory,
        {"closes_at": "2023-05-10T18:00:00+00:00"},
        {"closes_at": "2022-06-10T18:00:00+00:00", "reason": "Wrong year"},
    )


def test_a_note_that_was_drafted_says_the_right_day_and_no_second_one_is_drafted(
    consultation, wrong, signatory
):
    (note,) = extensions.draft_due(AT)

    right = correct(consultation, signatory)

    note.refresh_from_db()
    assert note.values == {"extension": right.pk, "respond_by": "2022-06-10"}
    assert extensions.draft_due(AT) == []
    entry = AuditEntry.objects.get(action="verbal_note.redraft")
    assert (entry.before["respond_by"], entry.after["respond_by"]) == ("2023-05-10", "2022-06-10")
    issued = issuing.issue(note, by=signatory, at=AT)
    assert "10 June 2022" in str(issued.texts.get(language="en").pieces)


def test_without_a_drafted_note_only_the_right_day_gets_one(consultation, wrong, signatory):
    right = correct(consultation, signatory)

    (note,) = extensions.draft_due(AT)

    assert note.values == {"extension": right.pk, "respond_by": "2022-06-10"}


def test_once_its_note_is_issued_it_is_only_extended_further(consultation, wrong, signatory):
    (note,) = extensions.draft_due(AT)
    issuing.issue(note, by=signatory, at=AT)

    with pytest.raises(extensions.AlreadyTold, match=note.number):
        correct(consultation, signatory)
    assert Consultation.objects.get(pk=consultation.pk).respond_by == WRONG
    assert not AuditEntry.objects.filter(action="consultation.correct_extension").exists()


def test_any_note_that_told_the_wrong_day_keeps_it(consultation, wrong, signatory):
    note = issuing.draft(NoteKind.SILENCE_BROKEN, consultation, at=AT, respond_by=WRONG.isoformat())
    issuing.issue(note, by=signatory, at=AT)

    with pytest.raises(extensions.AlreadyTold):
        correct(consultation, signatory)


def test_it_can_be_corrected_again_and_extended_after(consultation, wrong, signatory):
    correct(consultation, signatory, dt.date(2022, 6, 15))
    again = correct(consultation, signatory)
    further = consultations.extend(
        consultation, dt.date(2022, 6, 20), reason="More time", by=signatory, at=AT
    )

    assert list(consultation.extensions.in_force()) == [again, further]
    assert [extension.old_respond_by.day for extension in (again, further)] == [6, 10]


@pytest.mark.parametrize(
    ("day", "reason", "at", "refusal"),
    [
        (WRONG, "Why", AT, refusals.NothingCorrected),
        (dt.date(2022, 6, 6), "Why", AT, refusals.NotLaterThanBefore),
        (dt.date(2022, 6, 8), "Why", dt.datetime(2022, 6, 8, 3, tzinfo=dt.UTC), refusals.NotLaterThanBefore),
        (RIGHT, "\u2800", AT, refusals.ReasonNeeded),
        (RIGHT, "Why", dt.datetime(2023, 5, 10, 18, tzinfo=dt.UTC), refusals.ConsultationClosed),
    ],
)
def test_correcting_refuses(consultation, wrong, signatory, day, reason, at, refusal):
    with pytest.raises(refusal):
        correct(consultation, signatory, day, reason, at)
    assert Consultation.objects.get(pk=consultation.pk).respond_by == WRONG


def test_a_deadline_that_was_never_extended_is_not_corrected(consultation, signatory):
    with pytest.raises(refusals.NotExtended):
        correct(consultation, signatory)


def test_only_a_signatory_corrects(consultation, wrong, officer):
    with pytest.raises(NotAllowed):
        correct(consultation, officer)


def test_the_database_changes_no_extension(consultation, wrong, signatory):
    right = correct(consultation, signatory)

    for change in ({"new_respond_by": RIGHT}, {"replaces": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            ConsultationExtension.objects.filter(pk__in=[wrong.pk, right.pk]).update(**change)


def test_delegates_never_see_the_day_that_nobody_was_told(consultation, wrong, signatory, people):
    correct(consultation, signatory)

    seen = overview.for_reader(people["KZ"], at=AT).get(pk=consultation.pk)
    assert seen.earlier == [notes.CLOSES_AT]


def test_the_pages_lead_from_the_board_and_the_note_to_the_correction(consultation, wrong, signatory, client):
    (note,) = extensions.draft_due(AT)
    client.force_login(signatory)
    url = reverse("notes:extension-correct", args=[consultation.pk])
    board = reverse("comments:consultation-board", args=[consultation.pk])
    assert url in client.get(board).content.decode()
    assert url in client.get(reverse("notes:note-detail", args=[note.pk])).content.decode()
    refused = client.post(url, {"respond_by": "2022-06-06", "reason": "Typed and kept"})
    assert refused.status_code == 422
    assert "Typed and kept" in refused.content.decode()

    answer = client.post(url, {"respond_by": "2022-06-10", "reason": "Wrong year"})

    assert answer.url == board
    page = client.get(board).content.decode()
    assert "entered wrongly, corrected below" in page
    assert "Friday, 10 June 2022, 23:59" in page
    issuing.issue(VerbalNote.objects.get(pk=note.pk), by=signatory, at=AT)
    assert client.get(url).url == board
