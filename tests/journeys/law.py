"""The law of open points, found anew from the rows by plain loops: what the portal must say is open.

Nothing here asks what the portal asks: a kind that forgets a row, or keeps one that is settled, is found.
"""

import datetime as dt
from collections.abc import Iterator

from comments.enums import DispositionKind, ReactionKind
from comments.models import (
    Addressee,
    AnswersRelease,
    Clarification,
    Comment,
    Consultation,
    EnteredResponse,
    NoReplyNeeded,
    Response,
)
from comments.procedure import outcomes
from initiatives.models import ProposedEvent
from notes.models import Dispatch, IncomingNote, VerbalNote
from plans.models import Block, BlockText, ConceptPaper

Key = tuple[str, str]
ACCEPTED = {DispositionKind.ACCEPTED, DispositionKind.ACCEPTED_WITH_CHANGES}
PUBLISHED = {"adopted", "implementing", "completed"}
UNDER_WAY = {"circulated", "under_consolidation", "before_swg", "considered", "recommended"}
BEFORE_SWG = {"before_swg", "considered", "recommended"}


def open_keys(paper: ConceptPaper, at: dt.datetime) -> set[Key]:
    """Return the kinds and subjects of all that is open of a plan, besides work on its translations."""
    paper.refresh_from_db()
    if paper.status == "withdrawn":
        return set()
    consultations = list(Consultation.objects.filter(revision__paper=paper).order_by("opens_at"))
    found = {*_events(paper), *_notes(paper)}
    for one in consultations:
        found |= {*_comments(one, paper), *_questions(one)}
        entered = {"drafted": "entered_unfinished", "submitted": "entered_unconfirmed"}
        found |= {
            (entered[made.status], str(made.pk))
            for made in EnteredResponse.objects.filter(consultation=one, status__in=entered)
        }
        found |= {("time_requested", str(asked.pk)) for asked in one.time_requests.filter(status="asked")}
        if one.status == "closed" and not one.confirmations.filter(outcome=_outcome(one)).exists():
            found.add(("outcome_unconfirmed", str(one.pk)))
    found |= set(_incoming(paper))
    if consultations and paper.status in UNDER_WAY:
        found |= set(_unreached(consultations[-1], at))
    if consultations and paper.status in BEFORE_SWG:
        submitting = {"swg_without_comments", "swg_with_comments"}
        issued = VerbalNote.objects.filter(consultation=consultations[-1], kind__in=submitting)
        if not issued.filter(status="issued").exists() and not _is_broken(consultations[-1]):
            found.add(("submission_missing", str(consultations[-1].pk)))
    return found | set(_meetings(paper))


def _meetings(paper: ConceptPaper) -> Iterator[Key]:
    """A plan before a body is on an agenda, or is owed one; one under silence waits for its time."""
    open_items = paper.items.filter(taken_off_at=None, meeting__cancelled_at=None, decision=None)
    last = paper.decisions.order_by("at", "pk").last()
    if paper.status in BEFORE_SWG and not open_items.exists() and (not last or last.kind != "under_silence"):
        yield "meeting_needed", paper.slug


def in_force(consultation: Consultation) -> list[Response]:
    """Return the answers that count, one a State: the last that is official, unless it is a withdrawal."""
    last: dict[int, Response] = {}
    for answer in Response.objects.filter(consultation=consultation).order_by("version"):
        if not answer.is_late or answer.grant_id is not None:
            last[answer.member_state_id] = answer
    return [answer for answer in last.values() if answer.position != "withdrawn"]


def _outcome(consultation: Consultation) -> str:
    granted = [one.response.position for one in consultation.addenda.all()]
    return "comments" if "comments" in granted else consultation.outcome


def _is_broken(consultation: Consultation) -> bool:
    """Tell whether comments broke a silence, and no signatory has confirmed it."""
    confirmed = consultation.confirmations.filter(outcome="comments").exists()
    return consultation.outcome == "silence" and _outcome(consultation) == "comments" and not confirmed


def _comments(consultation: Consultation, paper: ConceptPaper) -> Iterator[Key]:
    if consultation.status != "closed":
        return
    is_sent = AnswersRelease.objects.filter(consultation=consultation).exists()
    for comment in [comment for answer in in_force(consultation) for comment in answer.comments.all()]:
        decided = comment.dispositions.order_by("version").last()
        if decided is None:
            yield "comment_undisposed", str(comment.pk)
        elif not decided.is_confirmed:
            yield "disposition_unconfirmed", str(comment.pk)
        elif not is_sent:
            yield "reply_unsent", f"{consultation.pk}:{comment.response.member_state_id}"
        if decided is None:
            continue
        if decided.is_confirmed and decided.kind in ACCEPTED and paper.status not in PUBLISHED:
            reworded = decided.kind == DispositionKind.ACCEPTED_WITH_CHANGES
            is_missing = not decided.no_change and (reworded or not _is_said(comment))
            if is_missing and not comment.acceptances.exists():
                yield "wording_untaken", str(comment.pk)
        if paper.status in PUBLISHED:
            continue
        told = comment.dispositions.filter(stage="confirmed").order_by("version").last()
        reaction = getattr(told, "reaction", None)
        maintained = reaction is not None and reaction.kind == ReactionKind.MAINTAINED
        if maintained and not paper.decisions.filter(at__gte=reaction.at).exists():
            yield "position_maintained", str(comment.pk)
        elif (
            decided.kind == DispositionKind.FOR_SWG
            and not paper.decisions.filter(at__gte=decided.at).exists()
        ):
            yield "for_swg", str(comment.pk)


def _is_said(comment: Comment) -> bool:
    if not comment.proposed_text:
        return comment.operation not in ("", "NOC")
    text = BlockText.objects.filter(
        block__key=comment.block_key, language=comment.language, block__removed_at=None
    ).first()
    return text is not None and text.text == comment.proposed_text


def _questions(consultation: Consultation) -> Iterator[Key]:
    """Yield the remarks that their States still make, and on which the last word waits for the other side."""
    listed = [comment for answer in in_force(consultation) for comment in answer.comments.all()]
    listed += [comment for answer in _late(consultation) for comment in answer.comments.all()]
    last: dict[str, Clarification] = {}
    for one in Clarification.objects.filter(comment__response__consultation=consultation).order_by(
        "at", "pk"
    ):
        remark = one.comment.draft_id or one.comment_id
        now = next((comment for comment in listed if remark in {comment.draft_id, comment.pk}), None)
        if now is not None:
            last[str(now.pk)] = one
    for key, one in last.items():
        if NoReplyNeeded.objects.filter(message=one).exists():
            continue
        yield ("question_to_secretariat" if one.by.is_delegate else "question_to_state"), key


def _late(consultation: Consultation) -> list[Response]:
    """Return the last response after the deadline of each State, where it counts for nothing."""
    last: dict[int, Response] = {}
    for answer in Response.objects.filter(consultation=consultation).order_by("received_at", "version"):
        if answer.is_late and answer.received_at >= consultation.closes_at:
            last[answer.member_state_id] = answer
    return [answer for answer in last.values() if answer.grant_id is None]


def _events(paper: ConceptPaper) -> Iterator[Key]:
    for event in ProposedEvent.objects.filter(paper=paper).exclude(filed_at=None):
        decided = event.decisions.order_by("number").last()
        if decided is None:
            yield "event_undecided", str(event.pk)
            continue
        if decided.status != "accepted" or paper.status in PUBLISHED:
            continue
        if not Block.objects.filter(key=decided.initiative.block_key, removed_at=None).exists():
            yield "event_without_line", str(event.pk)


def _unreached(consultation: Consultation, at: dt.datetime) -> Iterator[Key]:
    answered = {
        answer.member_state_id
        for answer in Response.objects.filter(consultation=consultation)
        if not answer.is_late or answer.grant_id is not None
    }
    for one in Addressee.objects.filter(consultation=consultation, reached_at=None):
        is_open = consultation.status == "open" and at < consultation.closes_at
        if one.member_state_id not in answered and (one.lost_at or not is_open):
            yield "state_not_reached", f"{consultation.pk}:{one.member_state_id}"


def _incoming(paper: ConceptPaper) -> Iterator[Key]:
    """Yield the notes of States that nobody has entered, and whose State has not responded since."""
    for note in IncomingNote.objects.filter(answers_to__paper=paper):
        answers = Response.objects.filter(consultation=note.answers_to.consultation)
        recorded = answers.filter(register_number=note.register_number).exists()
        entering = EnteredResponse.objects.filter(
            register_number=note.register_number, status__in=("drafted", "submitted")
        ).exists()
        responded = any(
            (not answer.is_late or answer.grant_id is not None) and answer.received_at >= note.entered_at
            for answer in answers.filter(member_state=note.member_state)
        )
        if not (recorded or entering or responded):
            yield "incoming_unanswered", str(note.pk)


def _notes(paper: ConceptPaper) -> Iterator[Key]:
    for note in VerbalNote.objects.filter(paper=paper, status="drafted"):
        asks = note.kind in ("silence_broken", "reminder", "deadline_extended")
        if asks and note.consultation.status == "closed" and outcomes.later(note.consultation):
            continue  # it speaks of a text that was circulated again
        if not (note.kind.startswith("swg_") and paper.status in BEFORE_SWG):
            yield "note_unsigned", str(note.pk)
    words = {"failed": "returned", "bounced": "returned", "unknown": "unknown", "held": "held"}
    for one in Dispatch.objects.filter(note__paper=paper, status__in=words):
        yield f"message_{words[one.status]}", f"{one.note_id}:{one.member_state_id}"
