import datetime as dt

import pytest

from cica_portal.errors import NotAllowed, Refusal
from comments.enums import Position
from comments.models import Consultation
from comments.procedure import consultations, outcomes
from comments.procedure.deadlines import grants
from notes.acts import followups, free_notes, issuing, readiness, replacing
from notes.acts.submitting import submission_after_silence
from notes.enums import NoteKind, NoteStatus
from notes.models import Dispatch, VerbalNote, Wording
from notes.wording import texts, wordings
from plans.life import papers
from plans.models import ConceptPaper
from tests.factories import comments, notes, packages
from tests.refusing import refused

pytestmark = pytest.mark.django_db

AFTER = notes.CLOSES_AT + dt.timedelta(minutes=1)
EARLY = dt.datetime(2022, 5, 27, 3, tzinfo=dt.UTC)


def test_silence_drafts_one_submission_note_for_signature(consultation, set_clock, officer):
    consultations.close(consultation, at=set_clock(AFTER))
    (note,) = submission_after_silence.draft_due(AFTER)
    assert (note.kind, note.status, note.number, note.drafted_by, note.answers_to.number) == (
        NoteKind.SWG_WITHOUT_COMMENTS,
        NoteStatus.DRAFTED,
        None,
        None,
        "NCT/ICT/689",
    )
    assert (submission_after_silence.draft_due(AFTER), Dispatch.objects.filter(note=note).count()) == ([], 0)

    with refused("notes.not_discarded"):
        issuing.discard(note, by=officer, at=AFTER)

    said = [line for piece in notes.composed(note, "en", at=AFTER) for line in piece.lines]
    assert "earlier text" not in " ".join(said)


def test_open_consultation_and_one_with_comments_draft_nothing(consultation, people, set_clock):
    assert submission_after_silence.draft_due(EARLY) == []

    set_clock(EARLY)
    comments.answer(consultation, people["KZ"], Position.COMMENTS)
    consultations.close(consultation, at=set_clock(AFTER))
    assert submission_after_silence.draft_due(AFTER) == []


EARLIER = {
    "en": "The comments and feedback of Member States that were received on the earlier text of the draft, "
    "circulated by the Secretariat’s Note No. NCT/ICT/689, are submitted to the CICA SWG together with the "
    "draft.",
    "ru": "Комментарии и соображения государств-членов, поступившие по более раннему тексту проекта, который "
    "был направлен нотой Секретариата № NCT/ICT/689, представляются СРГ СВМДА вместе с проектом.",
    "kk": "Жобаның Хатшылықтың № NCT/ICT/689 нотасымен жолданған бұрынғы мәтіні бойынша мүше мемлекеттерден "
    "келіп түскен ескертпелер мен түсініктемелер Азия Кеңесі Арнайы жұмыс тобына жобамен бірге ұсынылады.",
}


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_submission_after_a_silent_consultation_does_not_hide_the_comments_before_it(
    people, officer, signatory, set_clock, language
):
    packages.consulted_twice(people, set_clock, officer=officer, signatory=signatory)
    (note,) = submission_after_silence.draft_due(packages.CLOSED_AGAIN)

    said = notes.composed(note, language, at=packages.CLOSED_AGAIN)

    assert note.answers_to.number == "NCT/ICT/690"
    assert [line for piece in said for line in piece.lines if "689" in line] == [EARLIER[language]]
    issuing.issue(note, by=signatory, at=packages.CLOSED_AGAIN, reason="The event is answered later.")
    assert note.texts.get(language=language).pieces == [piece.as_dict() for piece in said]


def test_submission_names_what_replaced_the_note_of_the_earlier_text(people, officer, signatory, set_clock):
    packages.consulted_twice(people, set_clock, officer=officer, signatory=signatory)
    first = notes.note_of(Consultation.objects.earliest("opens_at"))
    content = free_notes.Content(**replacing.words_of(first))
    replacement = replacing.draft(first, content, by=officer, at=packages.CLOSED_AGAIN)
    free_notes.hand_over(replacement, by=officer, at=packages.CLOSED_AGAIN)
    issuing.issue(replacement, by=signatory, at=packages.CLOSED_AGAIN)
    (note,) = submission_after_silence.draft_due(packages.CLOSED_AGAIN)

    said = notes.composed(note, "en", at=packages.CLOSED_AGAIN)

    renamed = EARLIER["en"].replace("NCT/ICT/689", "NCT/ICT/691")
    assert [line for piece in said for line in piece.lines if "earlier text" in line] == [renamed]


def test_submission_promises_no_comments_of_before_that_were_withdrawn(people, officer, signatory, set_clock):
    packages.consulted_twice(people, set_clock, officer=officer, signatory=signatory)
    first, state = Consultation.objects.earliest("opens_at"), people["KZ"].member_state
    until = packages.CLOSED_AGAIN + dt.timedelta(days=1)
    first.grants.create(member_state=state, until=until, reason="Why", by=signatory, at=packages.CLOSED)
    (note,) = submission_after_silence.draft_due(packages.CLOSED_AGAIN)

    comments.answer(first, people["KZ"], Position.WITHDRAWN)

    said = [line for piece in notes.composed(note, "en", at=AFTER) for line in piece.lines]
    assert "earlier text" not in " ".join(said)


def test_submission_says_so_in_a_wording_that_was_approved_before(people, officer, signatory, set_clock):
    packages.consulted_twice(people, set_clock, officer=officer, signatory=signatory)
    body = {key: dict(of) for key, of in texts.first_body(NoteKind.SWG_WITHOUT_COMMENTS).items()}
    older = {key: of for key, of in body.items() if not key.startswith("earlier")}
    older["opening"]["en"] = older["opening"]["en"].replace("comments or feedback", "comments and feedback")
    written = Wording.objects.create(
        kind=NoteKind.SWG_WITHOUT_COMMENTS,
        number=2,
        texts=older,
        reason="Style",
        written_by=officer,
        written_at=AFTER,
    )
    wordings.approve(written, by=signatory, at=AFTER)
    (note,) = submission_after_silence.draft_due(packages.CLOSED_AGAIN)

    said = [line for piece in notes.composed(note, "en", at=AFTER) for line in piece.lines]

    assert EARLIER["en"] in said and any("no comments and feedback" in line for line in said)


def test_signatory_issues_the_submission_to_every_state(consultation, signatory, officer, set_clock):
    consultations.close(consultation, at=set_clock(AFTER))
    (note,) = submission_after_silence.draft_due(AFTER)
    with pytest.raises(NotAllowed):
        issuing.issue(note, by=officer, at=AFTER)
    with refused("comments.outcome_not_confirmed"):
        issuing.issue(note, by=signatory, at=AFTER)
    outcomes.confirm(consultation, outcome="silence", by=signatory, at=AFTER)
    with refused("plans.points_open", match="State not reached: 3"):
        issuing.issue(note, by=signatory, at=AFTER)
    consultation.addressees.update(reached_at=AFTER)
    issuing.issue(note, by=signatory, at=AFTER, expected_number="NCT/ICT/690")
    assert (note.status, note.number, note.issued_by, note.issued_on) == (
        NoteStatus.ISSUED,
        "NCT/ICT/690",
        signatory,
        dt.date(2022, 6, 7),
    )
    sent_to = Dispatch.objects.filter(note=note).values_list("member_state__code", flat=True)
    assert list(sent_to) == ["KZ", "RU", "TR"]
    with pytest.raises(issuing.AlreadyIssued):
        issuing.issue(note, by=signatory, at=AFTER)


def test_submission_of_a_withdrawn_plan_is_not_issued_and_may_be_put_aside(
    consultation, officer, signatory, set_clock
):
    consultations.close(consultation, at=set_clock(AFTER))
    (note,) = submission_after_silence.draft_due(AFTER)
    outcomes.confirm(consultation, outcome="silence", by=signatory, at=AFTER)
    papers.withdraw(ConceptPaper.objects.get(), reason="The measure was changed", by=signatory, at=AFTER)
    note = VerbalNote.objects.get(pk=note.pk)

    assert [str(one) for one in readiness.find(note, at=AFTER).findings] == [
        str(Refusal("comments.nothing_further"))
    ]
    with refused("comments.nothing_further"):
        issuing.issue(note, by=signatory, at=AFTER, reason="It was ready")

    issuing.discard(note, by=officer, at=AFTER)
    assert note.status == NoteStatus.DISCARDED


def test_a_submission_that_names_an_annulled_circulation_is_not_issued_and_may_be_put_aside(
    consultation, officer, signatory, set_clock
):
    consultations.close(consultation, at=set_clock(AFTER))
    (note,) = submission_after_silence.draft_due(AFTER)
    outcomes.confirm(consultation, outcome="silence", by=signatory, at=AFTER)
    consultation.addressees.update(reached_at=AFTER)
    circulation = notes.note_of(consultation)
    issuing.issue(followups.annul(circulation, by=officer, at=AFTER), by=signatory, at=AFTER)

    (found,) = readiness.find(note, at=AFTER).findings
    assert str(found).startswith("This note refers to note NCT/ICT/689, which another note has annulled.")
    with pytest.raises(readiness.NotReady, match="refers to note NCT/ICT/689"):
        issuing.issue(note, by=signatory, at=AFTER)

    issuing.discard(note, by=officer, at=AFTER)
    assert note.status == NoteStatus.DISCARDED


def test_a_submission_is_not_annulled_while_the_plan_is_before_the_swg(
    consultation, officer, signatory, set_clock
):
    consultations.close(consultation, at=set_clock(AFTER))
    (note,) = submission_after_silence.draft_due(AFTER)
    outcomes.confirm(consultation, outcome="silence", by=signatory, at=AFTER)
    issuing.issue(note, by=signatory, at=AFTER, reason="Reached by telephone")

    with refused("notes.plan_submitted", match="NCT/ICT/690"):
        followups.annul(note, by=officer, at=AFTER)

    papers.withdraw(ConceptPaper.objects.get(), reason="The measure was changed", by=signatory, at=AFTER)
    note = VerbalNote.objects.get(pk=note.pk)
    assert followups.annul(note, by=officer, at=AFTER).status == NoteStatus.DRAFTED


def test_a_submission_is_not_issued_once_a_granted_answer_broke_the_silence(
    consultation, people, signatory, officer, set_clock
):
    consultations.close(consultation, at=set_clock(AFTER))
    (note,) = submission_after_silence.draft_due(AFTER)
    outcomes.confirm(consultation, outcome="silence", by=signatory, at=AFTER)
    until = AFTER + dt.timedelta(days=1)
    grants.give(consultation, people["KZ"].member_state, until=until, reason="Why", by=signatory, at=AFTER)
    comments.answer(consultation, people["KZ"], Position.COMMENTS)
    with refused("comments.silence_was_broken"):
        issuing.issue(note, by=signatory, at=AFTER)
    issuing.discard(note, by=officer, at=AFTER)
    assert note.status == NoteStatus.DISCARDED
