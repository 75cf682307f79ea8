"""Circulating a plan: an officer prepares, a signatory issues. One act freezes the revision, opens the round
and issues the note; a round without a note does not exist."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cica_portal import organization
from cica_portal.calendar import holidays
from cica_portal.calendar.days import check_deadline
from cica_portal.deadlines import LAST_MINUTE, Deadline, seat_date
from cica_portal.errors import Refusal
from comments.enums import Visibility
from comments.procedure import consultations
from documents.enums import DocumentKind
from documents.models import Document
from members import audit
from members.models import MemberState, User
from notes import kinds
from notes.acts import readiness
from notes.acts.readiness import Finding, Readiness
from notes.enums import NoteKind, NoteStatus
from notes.kinds import Enclosure
from notes.models import Circulation, VerbalNote
from notes.register import consultation_notes, numbers
from notes.reminders import schedule
from notes.wording import enclosed, texts, wordings
from plans import revisions
from plans.blocks import lock_draft
from plans.checks import gate
from plans.enums import PaperStatus, PlanGate
from plans.life import papers
from plans.models import ConceptPaper
from plans.papers import plan_documents


def earliest_deadline(at: dt.datetime) -> dt.date:
    """Return the first day that leaves Member States the least number of days to answer."""
    return seat_date(at) + dt.timedelta(days=organization.policy("MINIMUM_DAYS_TO_ANSWER"))


def is_too_near(deadline: Deadline, at: dt.datetime) -> bool:
    """Tell whether a deadline leaves Member States less than the least number of days to answer."""
    if deadline.day < earliest_deadline(at):
        return True
    least = at + dt.timedelta(days=organization.policy("MINIMUM_DAYS_TO_ANSWER"))
    return deadline.closes_at(organization.time_zone()) < least


def usual_deadline(at: dt.datetime) -> dt.date:
    """Return the day that is proposed to the officer: so many days ahead, and a working day."""
    return holidays.working_day(seat_date(at) + dt.timedelta(days=organization.policy("DAYS_TO_ANSWER")))


def prepare(
    paper: ConceptPaper,
    *,
    respond_by: dt.date,
    last_minute: dt.time = LAST_MINUTE,
    visibility: str = Visibility.AFTER_COMPILATION,
    reminder_days: Sequence[int] | None = None,
    needs_release: bool = False,
    by: User,
    at: dt.datetime,
) -> VerbalNote:
    """Draft the note that circulates the plan as it stands, and ask for its enclosure.

    A plan has one such draft: preparing again replaces what was prepared before.
    """
    by.require("notes.draft_note")
    days = checked_days(
        organization.policy("REMINDER_WORKING_DAYS") if reminder_days is None else reminder_days
    )
    deadline = Deadline(respond_by, last_minute)
    if is_too_near(deadline, at):
        raise Refusal(
            "notes.deadline_too_near",
            days=organization.policy("MINIMUM_DAYS_TO_ANSWER"),
            earliest=earliest_deadline(at).isoformat(),
        )
    check_deadline(respond_by, on=seat_date(at))
    with transaction.atomic():
        held = ConceptPaper.objects.select_for_update().get(pk=paper.pk)
        if not held.is_editable:
            raise Refusal("notes.not_editable", status=held.get_status_display())
        note = _drafted(held, deadline, by=by, at=at)
        prepared, _is_new = Circulation.objects.update_or_create(
            note=note,
            defaults={
                "respond_by": respond_by,
                "last_minute": last_minute,
                "visibility": visibility,
                "reminder_days": days,
                "needs_release": needs_release,
                "content_sha256": revisions.content_sha256(held),
            },
        )
        kinds.of(note).request(note, at=at)
        audit.record(
            "verbal_note.prepare",
            subject=note,
            by=by,
            at=at,
            after={"kind": str(note.kind), **prepared.terms},
        )
    return note


def checked_days(days: Sequence[int]) -> list[int]:
    chosen = sorted(set(days), reverse=True)
    if any(day < 1 or day > schedule.MOST_DAYS for day in chosen):
        raise Refusal("notes.wrong_reminder_days", most=schedule.MOST_DAYS)
    return chosen


def drafted_note(paper: ConceptPaper) -> VerbalNote | None:
    """Return the drafted note of a plan that is about to be circulated."""
    return _of_plan(paper).first()


def _of_plan(paper: ConceptPaper) -> QuerySet[VerbalNote]:
    return VerbalNote.objects.filter(paper=paper, kind__in=kinds.circulating(), status=NoteStatus.DRAFTED)


def kind_of(paper: ConceptPaper) -> NoteKind:
    """Return the kind of the note that circulates the plan: the first time, or again."""
    is_first = not consultation_notes.circulated_before(paper)
    return NoteKind.CIRCULATION if is_first else NoteKind.CIRCULATION_REVISED


def lacks_coordinator(paper: ConceptPaper) -> bool:
    """Tell whether the note would name the State that coordinates the plan, which has none."""
    if paper.coordinator_id is not None:
        return False
    note = drafted_note(paper) or VerbalNote(kind=kind_of(paper), paper=paper)
    said = [text for of_piece in wordings.body_of(note).values() for text in of_piece.values()]
    return any(f"{{{name}}}" in text for name in texts.COORDINATORS for text in said)


def _drafted(paper: ConceptPaper, deadline: Deadline, *, by: User, at: dt.datetime) -> VerbalNote:
    """Write the plan's drafted note anew in this officer's name, or make it if there is none.

    The paper is locked, and so is the note: one that is put aside at this moment stays so.
    """
    earlier = consultation_notes.circulated_before(paper)
    given = {
        "kind": kind_of(paper),
        "answers_to": earlier[-1] if earlier else None,
        "values": {"respond_by": str(deadline)},
        "drafted_by": by,
        "drafted_at": at,
    }
    note = _of_plan(paper).select_for_update().first()
    if note is None:
        return VerbalNote.objects.create(series=numbers.series_of(paper.measure), paper=paper, **given)
    for name, value in given.items():
        setattr(note, name, value)
    note.save(update_fields=[*given])
    return note


# What keeps it back ----------------------------------------------------------------------------------
def findings(note: VerbalNote, *, at: dt.datetime) -> list[Finding]:
    """Return what keeps the prepared note from being issued at `at`, besides its words and its enclosures."""
    held, prepared = gate.look(note.own_paper), note.circulation
    found = readiness.text_findings(held)
    if prepared.content_sha256 != held.sha256:
        found.append(
            Finding(_("The text has changed since this note was prepared. Prepare the circulation again."))
        )
    if note.kind != kind_of(note.own_paper):
        sentence = _("The earlier circulations of this plan have changed. Prepare the circulation again.")
        found.append(Finding(sentence))
    if is_too_near(prepared.deadline, at):
        found.append(
            Finding(_("The deadline is now too close. Prepare the circulation again with a later one."))
        )
    return found


# The act ---------------------------------------------------------------------------------------------
def hold_paper(note: VerbalNote) -> ConceptPaper:
    """Lock the plan that a note takes out of the house, before the note."""
    return ConceptPaper.objects.select_for_update().get(pk=note.own_paper.pk)


def refuse_unless_editable(note: VerbalNote, *, at: dt.datetime) -> None:
    if not note.own_paper.is_editable:
        raise Refusal("notes.not_editable", status=note.own_paper.get_status_display())


def circulate(note: VerbalNote, ready: Readiness, *, by: User, at: dt.datetime) -> dict[str, object]:
    """Freeze the revision, open the round and plan its reminders, as the note that tells of it is issued."""
    paper, prepared = lock_draft(note.own_paper.pk), note.circulation
    revision = revisions.freeze(paper, by=by, at=at)
    note.consultation = consultations.open_consultation(
        revision,
        reference=ready.number,
        opens_at=at,
        respond_by=prepared.respond_by,
        last_minute=prepared.last_minute,
        time_zone=organization.time_zone(),
        visibility=prepared.visibility,
        by=by,
    )
    papers.move(paper, PaperStatus.CIRCULATED, by=by, at=at)
    steps = schedule.schedule(note.consultation, prepared.reminder_days, by=by, at=at)
    plan_documents.request_revision(revision, at=at)
    return {
        "respond_by": str(prepared.deadline),
        "revision": revision.sha256,
        "enclosed": enclosed.recorded(ready.enclosed),
        "reminders_on": [step.due_on.isoformat() for step in steps],
    }


# The row ---------------------------------------------------------------------------------------------
def states(note: VerbalNote, *, at: dt.datetime) -> QuerySet[MemberState]:
    """Return the Member States of the day, until the consultation is opened and has its own."""
    if note.consultation_id is not None:
        return kinds.addressees(note, at=at)
    members: QuerySet[MemberState] = MemberState.objects.members_on(seat_date(at))
    return members


def text_source(note: VerbalNote) -> str:
    """Return the key of the text that the note circulates: as it is frozen, before that as it stands."""
    if note.consultation is not None:
        return plan_documents.revision_source(note.consultation.revision)
    return plan_documents.draft_source(note.own_paper)


def _enclosures(note: VerbalNote) -> list[Enclosure]:
    return [Enclosure("enclosure", "draft", DocumentKind.PLAN, text_source(note), is_text=True)]


def request_text(note: VerbalNote, *, at: dt.datetime) -> list[Document]:
    """Ask for the text that the note encloses; not while the draft is another than was prepared."""
    if note.circulation.content_sha256 != revisions.content_sha256(note.own_paper):
        return []
    return plan_documents.request_draft(note.own_paper, at=at)


kinds.add(
    kinds.Kind(
        kind=NoteKind.CIRCULATION,
        letter="circulation",
        opens_consultation=True,
        asks_for_comments=True,
        gate=PlanGate.CIRCULATION,
        hold=hold_paper,
        refuse=refuse_unless_editable,
        findings=findings,
        carry_out=circulate,
        enclosures=_enclosures,
        request=request_text,
        states=states,
    )
)
