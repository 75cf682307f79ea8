import datetime as dt

import pytest

from comments.enums import Position
from comments.procedure import consultations
from notes.acts import broken_silence, issuing
from notes.enums import NoteKind, NoteStatus
from notes.models import Dispatch
from tests.factories import comments, notes

pytestmark = pytest.mark.django_db

AFTER = notes.CLOSES_AT + dt.timedelta(minutes=1)
EARLY = dt.datetime(2022, 5, 27, 3, tzinfo=dt.UTC)


@pytest.fixture
def consultation(people):
    return notes.circulated()


def test_the_first_comments_draft_one_note_that_the_silence_is_broken(consultation, people, set_clock):
    set_clock(EARLY)
    comments.answer(consultation, people["KZ"], Position.NO_OBJECTION)
    assert broken_silence.draft_due(EARLY) == []
    comments.answer(consultation, people["RU"], Position.COMMENTS)
    (note,) = broken_silence.draft_due(EARLY)
    assert (note.kind, note.status, note.drafted_by, note.values) == (
        NoteKind.SILENCE_BROKEN,
        NoteStatus.DRAFTED,
        None,
        {"respond_by": "2022-06-06"},
    )
    comments.answer(consultation, people["TR"], Position.COMMENTS)
    assert broken_silence.draft_due(EARLY) == []


def test_the_note_on_broken_silence_names_no_state_and_goes_to_all(
    consultation, people, signatory, set_clock
):
    set_clock(EARLY)
    comments.draft(consultation, people["TR"], remark="A remark of theirs")
    comments.answer(consultation, people["TR"], Position.COMMENTS)
    (note,) = broken_silence.draft_due(EARLY)
    issuing.issue(note, by=signatory, at=EARLY)
    words = " ".join(line for text in note.texts.all() for piece in text.pieces for line in piece["lines"])
    assert "comments on the draft" in words and "6 июня 2022 г." in words and "6 маусымға дейін" in words
    assert "A remark of theirs" not in words and people["TR"].member_state.name not in words
    assert Dispatch.objects.filter(note=note).count() == 3


def test_the_note_on_broken_silence_may_be_put_aside_and_is_not_drafted_again(
    consultation, people, officer, set_clock
):
    set_clock(EARLY)
    comments.answer(consultation, people["KZ"], Position.COMMENTS)
    (note,) = broken_silence.draft_due(EARLY)
    comments.answer(consultation, people["KZ"], Position.WITHDRAWN)
    issuing.discard(note, by=officer, at=EARLY)
    comments.answer(consultation, people["KZ"], Position.COMMENTS)
    assert broken_silence.draft_due(EARLY) == []


def test_a_closed_consultation_drafts_no_note_on_broken_silence(consultation, people, set_clock):
    set_clock(EARLY)
    comments.answer(consultation, people["KZ"], Position.COMMENTS)
    consultations.close(consultation, at=set_clock(AFTER))
    assert broken_silence.draft_due(AFTER) == []
