import datetime as dt

import pytest

from cica_portal.spaces import ordinary
from comments.enums import Position
from comments.procedure import consultations, outcomes
from comments.procedure.deadlines import grants
from members.models import AuditEntry
from notes.acts import broken_silence, followups, issuing, readiness
from notes.acts.reminding import reminder_planning
from notes.acts.submitting import submission_after_silence
from notes.enums import NoteKind, NoteStatus
from notes.models import Dispatch, VerbalNote
from notes.wording import composition, texts
from plans import open_points
from plans.life import papers
from plans.models import ConceptPaper
from tests.factories import comments, notes
from tests.refusing import refused

pytestmark = pytest.mark.django_db

AFTER = notes.CLOSES_AT + dt.timedelta(minutes=1)
EARLY = dt.datetime(2022, 5, 27, 3, tzinfo=dt.UTC)


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
    comments.answer(consultation, people["TR"], Position.COMMENTS, remark="A remark of theirs")
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


@pytest.fixture
def broken_after(consultation, people, signatory, set_clock):
    """Return the consultation, closed in silence, and a function that breaks it in additional time."""
    consultations.close(consultation, at=set_clock(AFTER))
    until = AFTER + dt.timedelta(days=1)
    grants.give(consultation, people["KZ"].member_state, until=until, reason="Why", by=signatory, at=AFTER)

    def comment():
        comments.answer(consultation, people["KZ"], Position.COMMENTS)
        consultation.refresh_from_db()

    return consultation, comment


def _words(note, language: str) -> str:
    values = composition.values_of(note, language, number="NCT/ICT/690", issued_on=AFTER.date())
    pieces = texts.compose(note.kind, language, values)
    return " ".join(line for piece in pieces for line in piece.lines)


@pytest.mark.good_path
def test_a_silence_broken_after_the_close_drafts_its_note_and_discards_the_submission(broken_after):
    consultation, comment = broken_after
    (submission,) = submission_after_silence.draft_due(AFTER)
    assert broken_silence.draft_due(AFTER) == []
    comment()

    (note,) = broken_silence.draft_due(AFTER)

    submission.refresh_from_db()
    assert (note.kind, note.status, submission.status) == (
        NoteKind.SILENCE_BROKEN,
        NoteStatus.DRAFTED,
        NoteStatus.DISCARDED,
    )
    assert AuditEntry.objects.filter(action="verbal_note.discard", actor=None).count() == 1
    assert (broken_silence.draft_due(AFTER), submission_after_silence.draft_due(AFTER)) == ([], [])


def test_once_the_silence_is_broken_nobody_is_asked_to_submit_the_plan(broken_after, signatory):
    _consultation, comment = broken_after
    assert "submission_missing" in _kinds(signatory)
    comment()
    assert "submission_missing" not in _kinds(signatory)
    assert "outcome_unconfirmed" in _kinds(signatory)


def _kinds(person) -> list[str]:
    return [point.kind for point in open_points.of_reader(person, AFTER)]


@pytest.mark.parametrize("is_discarded", [True, False])
def test_a_note_of_before_the_close_keeps_no_submission_on_the_list(
    consultation, people, officer, signatory, set_clock, is_discarded
):
    set_clock(EARLY)
    comments.answer(consultation, people["KZ"], Position.COMMENTS)
    (note,) = broken_silence.draft_due(EARLY)
    comments.answer(consultation, people["KZ"], Position.WITHDRAWN)
    if is_discarded:
        issuing.discard(note, by=officer, at=EARLY)
    consultations.close(consultation, at=set_clock(AFTER))
    (submission,) = submission_after_silence.draft_due(AFTER)
    until = AFTER + dt.timedelta(days=1)
    grants.give(consultation, people["RU"].member_state, until=until, reason="Why", by=signatory, at=AFTER)
    assert broken_silence.draft_due(AFTER) == []
    comments.answer(consultation, people["RU"], Position.COMMENTS)

    made = broken_silence.draft_due(AFTER)

    submission.refresh_from_db()
    assert (len(made), submission.status) == (int(is_discarded), NoteStatus.DISCARDED)
    for one in made:
        issuing.discard(one, by=officer, at=AFTER)
    assert broken_silence.draft_due(AFTER + dt.timedelta(minutes=1)) == []


@pytest.mark.parametrize(
    ("language", "further", "no_longer"),
    [
        ("en", "The comments and feedback received will be considered", "may continue"),
        ("ru", "Поступившие комментарии и соображения будут рассмотрены", "принимаются"),
        ("kk", "Келіп түскен ескертпелер мен түсініктемелер үйлестірушімен", "бұрынғысынша"),
    ],
)
def test_after_the_close_the_note_asks_for_no_more_comments(broken_after, language, further, no_longer):
    _consultation, comment = broken_after
    comment()
    (note,) = broken_silence.draft_due(AFTER)

    words = _words(note, language)
    assert further in words
    assert no_longer not in words


def test_after_the_deadline_the_note_waits_for_the_closing(
    consultation, people, signatory, client, set_clock
):
    refusal = (
        "The deadline has passed. The note can be issued once the consultation is closed: "
        "until then its text invites further comments."
    )
    set_clock(EARLY)
    comments.answer(consultation, people["KZ"], Position.COMMENTS)
    (note,) = broken_silence.draft_due(EARLY)
    at = set_clock(notes.CLOSES_AT)

    page = client.signed_in(signatory).page("notes:note-detail", note.key)
    with refused("notes.not_closed_yet"):
        issuing.issue(note, by=signatory, at=at)

    assert refusal in ordinary(page)
    assert not Dispatch.objects.filter(note=note).exists()
    consultations.close(consultation, at=set_clock(AFTER))
    issuing.issue(note, by=signatory, at=AFTER)
    assert "may continue" not in str(note.texts.get(language="en").pieces)


def test_of_comments_that_were_withdrawn_before_the_close_nothing_is_said(
    consultation, people, signatory, set_clock
):
    set_clock(EARLY)
    comments.answer(consultation, people["KZ"], Position.COMMENTS)
    (note,) = broken_silence.draft_due(EARLY)
    comments.answer(consultation, people["KZ"], Position.WITHDRAWN)
    with refused("notes.comments_withdrawn"):
        issuing.issue(note, by=signatory, at=EARLY)

    comments.answer(consultation, people["KZ"], Position.COMMENTS)
    issuing.issue(note, by=signatory, at=EARLY)
    assert note.number == "NCT/ICT/690"


def test_of_comments_that_were_withdrawn_after_the_close_nothing_is_said(broken_after, people, signatory):
    consultation, comment = broken_after
    comment()
    (note,) = broken_silence.draft_due(AFTER)
    comments.answer(consultation, people["KZ"], Position.WITHDRAWN)
    with refused("notes.comments_withdrawn"):
        issuing.issue(note, by=signatory, at=AFTER)


def test_comments_withdrawn_in_additional_time_discard_the_submission_and_draft_nothing(broken_after, people):
    consultation, comment = broken_after
    (submission,) = submission_after_silence.draft_due(AFTER)
    comment()
    comments.answer(consultation, people["KZ"], Position.WITHDRAWN)

    assert broken_silence.draft_due(AFTER) == []

    submission.refresh_from_db()
    assert submission.status == NoteStatus.DISCARDED
    assert broken_silence.draft_due(AFTER) == []


def test_once_the_plan_is_circulated_again_the_note_is_not_issued(broken_after, signatory, client):
    consultation, comment = broken_after
    comment()
    (note,) = broken_silence.draft_due(AFTER)
    assert "note_unsigned" in _kinds(signatory)
    comments.consultation(
        revision=comments.revision(consultation.revision.paper),
        opens_at=AFTER,
        respond_by=notes.RESPOND_BY + dt.timedelta(days=30),
    )
    assert "note_unsigned" not in _kinds(signatory)

    page = client.signed_in(signatory).page("notes:note-detail", note.key)

    assert "The plan has since been circulated again under note" in ordinary(page)
    with refused("notes.circulated_again"):
        issuing.issue(note, by=signatory, at=AFTER)
    issuing.discard(note, by=signatory, at=AFTER)
    assert broken_silence.draft_due(AFTER) == []


FOLLOWS = {
    "en": "will be submitted for CICA SWG consideration",
    "ru": "будет направлен на рассмотрение СРГ СВМДА",
    "kk": "қарауына ұсынылатын болады",
}


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_a_reminder_says_what_follows_without_comments_until_the_states_were_told_of_some(
    consultation, people, signatory, set_clock, language
):
    set_clock(EARLY)
    comments.answer(consultation, people["KZ"], Position.COMMENTS)
    (told,) = broken_silence.draft_due(EARLY)
    reminder = reminder_planning.draft_now(consultation, level=1, by=signatory, at=EARLY)
    assert FOLLOWS[language] in _words(reminder, language)

    issuing.issue(told, by=signatory, at=EARLY)

    said = _words(reminder, language)
    assert FOLLOWS[language] not in said
    issuing.issue(reminder, by=signatory, at=EARLY)
    issuing.issue(followups.annul(told, by=signatory, at=EARLY), by=signatory, at=EARLY)
    again = reminder_planning.draft_now(consultation, level=1, by=signatory, at=EARLY)
    assert FOLLOWS[language] in _words(again, language)


def test_who_submits_after_silence_is_told_of_a_note_that_said_it_was_broken(
    consultation, people, signatory, set_clock
):
    set_clock(EARLY)
    comments.answer(consultation, people["KZ"], Position.COMMENTS)
    (told,) = broken_silence.draft_due(EARLY)
    issuing.issue(told, by=signatory, at=EARLY)
    comments.answer(consultation, people["KZ"], Position.WITHDRAWN)
    consultations.close(consultation, at=set_clock(AFTER))
    (submission,) = submission_after_silence.draft_due(AFTER)

    (remark,) = readiness.find(submission, at=AFTER).remarks
    assert "By note NCT/ICT/690 Member States were told that comments were received" in remark

    issuing.issue(followups.annul(told, by=signatory, at=AFTER), by=signatory, at=AFTER)
    assert readiness.find(submission, at=AFTER).remarks == []


def test_nothing_is_said_of_a_plan_that_was_withdrawn(consultation, people, signatory, client, set_clock):
    set_clock(EARLY)
    comments.answer(consultation, people["KZ"], Position.COMMENTS)
    (note,) = broken_silence.draft_due(EARLY)
    paper = ConceptPaper.objects.get()
    papers.withdraw(paper, reason="The measure was changed", by=signatory, at=EARLY)

    page = client.signed_in(signatory).page("notes:note-detail", note.key)

    assert "The plan was withdrawn. Nothing further is sent about this consultation." in page
    note = VerbalNote.objects.get(pk=note.pk)
    with refused("comments.nothing_further"):
        issuing.issue(note, by=signatory, at=EARLY)
    issuing.discard(note, by=signatory, at=EARLY)


def test_a_draft_that_the_swg_has_already_drafts_nothing(consultation, people, signatory, set_clock):
    notes.reached(consultation)
    consultations.close(consultation, at=set_clock(AFTER))
    (submission,) = submission_after_silence.draft_due(AFTER)
    outcomes.confirm(consultation, outcome="silence", by=signatory, at=AFTER)
    issuing.issue(submission, by=signatory, at=AFTER)
    until = AFTER + dt.timedelta(days=1)
    grants.give(consultation, people["KZ"].member_state, until=until, reason="Why", by=signatory, at=AFTER)
    comments.answer(consultation, people["KZ"], Position.COMMENTS)

    assert broken_silence.draft_due(AFTER) == []
