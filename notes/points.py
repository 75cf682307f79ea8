"""Open points of notes: what waits for a signature or was returned, whom no address reaches, what a State
wrote on paper, and a plan before the SWG that no note has submitted; with those of messages."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from cica_portal import organization
from cica_portal.deadlines import local_date
from comments.enums import ConsultationStatus, Outcome
from comments.models import Consultation, EnteredResponse
from comments.procedure import outcomes
from comments.procedure.points import last_of_each, of_consultation
from members import audit
from members.models import MemberState
from notes import kinds
from notes.delivery import points as of_messages
from notes.enums import NoteKind, NoteStatus
from notes.models import IncomingNote, NoteEvent, VerbalNote
from notes.register import incoming_notes, unentered
from notes.reminders import ladders
from plans.enums import AWAITING_DECISION, Owner, PlanGate
from plans.models import Meeting
from plans.open_points.point_kinds import About, Kinds, Page, Point, Scope

NOTE = "%(kind)s"
# Translators: number is the number of a note, meeting a meeting with its day
MOVED = _("Note %(number)s names another day: %(meeting)s")
# Translators: title is what the note is about; reason is what the signatory wrote
RETURNED = _("%(title)s: returned because “%(reason)s”")
UNREACHABLE = _("Prepared circulation of the draft")
KINDS = Kinds()


@KINDS.declare(
    "note_unsigned",
    _("Note awaiting signature"),
    is_read_by_coordinator=False,
    act=ngettext_lazy("Issue %(number)s note", "Issue %(number)s notes", "number"),
)
def unsigned(scope: Scope) -> Iterator[Point]:
    """Yield the drafted notes; one that submits a plan which is before the SWG is its own point, and one that
    speaks of a text which was circulated again since is signed by nobody."""
    for note in scope.asked(_drafted):
        yield _to_sign("note_unsigned", note, NoteKind(note.kind).label, note.paper_id)


def _to_sign(kind: str, note: VerbalNote, about: Any, paper_id: int | None = None) -> Point:
    return Point(
        kind=kind,
        paper_id=paper_id,
        subject=str(note.pk),
        about=About(NOTE, {"kind": about}),
        since=vars(note)["asked_at"],
        owner=Owner.SIGNATORY,
        page=Page("notes:note-detail", (note.key,)),
        reference=note.consultation.reference if note.consultation else "",
        state_id=note.member_state_id if paper_id else None,
    )


def _drafted(scope: Scope) -> QuerySet[VerbalNote]:
    submits = Q(kind__in=kinds.submitting(), paper__status__in=sorted(AWAITING_DECISION))
    newer = (
        Consultation.objects.for_comments()
        .filter(revision__paper=OuterRef("paper"), opens_at__gt=OuterRef("consultation__opens_at"))
        .exclude(status=ConsultationStatus.WITHDRAWN)
    )
    is_of_earlier = Q(kind__in=kinds.asking(), consultation__status=ConsultationStatus.CLOSED) & Exists(newer)
    drafted = VerbalNote.objects.drafted().filter(~submits, ~is_of_earlier, paper__in=scope.papers)
    drafted = drafted.exclude(kind__in=kinds.of_withdrawals())
    return drafted.annotate(asked_at=_asked_at()).select_related("consultation")


def _asked_at() -> Coalesce:
    """Return when a note was last sent for signature or prepared for it; its words may have changed since."""
    sent = NoteEvent.objects.filter(note=OuterRef("pk"), to_status=NoteStatus.DRAFTED).order_by("-at", "-pk")
    drafted = audit.last_act(VerbalNote, "verbal_note.draft", "verbal_note.prepare")
    return Coalesce(Subquery(sent.values("at")[:1]), drafted, "drafted_at")


@KINDS.declare(
    "free_note_unsigned",
    _("Note on another subject awaiting signature"),
    is_read_by_coordinator=False,
    is_of_a_plan=False,
    act=ngettext_lazy(
        "Issue %(number)s note on another subject", "Issue %(number)s notes on other subjects", "number"
    ),
)
def free_unsigned(scope: Scope) -> Iterator[Point]:
    """Yield the notes that belong to no plan and wait for a signature."""
    for note in scope.asked(_free):
        yield _to_sign("free_note_unsigned", note, note.about or NoteKind(note.kind).label)


def _free(scope: Scope) -> QuerySet[VerbalNote]:
    return VerbalNote.objects.drafted().filter(paper=None).annotate(asked_at=_asked_at())


@KINDS.declare(
    "withdrawal_unsigned",
    _("Note on the withdrawal of a plan, awaiting signature"),
    is_read_by_coordinator=False,
    is_of_a_plan=False,
    comes_first=True,
    act=ngettext_lazy(
        "Tell Member States of %(number)s withdrawn plan",
        "Tell Member States of %(number)s withdrawn plans",
        "number",
    ),
)
def withdrawal_unsigned(scope: Scope) -> Iterator[Point]:
    """Yield the drafted notes that tell of a withdrawn plan: no list of plans has that plan any more."""
    for note in scope.asked(_of_withdrawals):
        yield _to_sign("withdrawal_unsigned", note, note.about)


def _of_withdrawals(scope: Scope) -> QuerySet[VerbalNote]:
    drafted = VerbalNote.objects.drafted().filter(kind__in=kinds.of_withdrawals())
    return drafted.annotate(asked_at=_asked_at()).select_related("paper", "consultation")


@KINDS.declare(
    "meeting_moved",
    _("Meeting moved or cancelled, and no note has said so"),
    is_read_by_coordinator=False,
    act=ngettext_lazy(
        "Tell Member States of %(number)s meeting moved or cancelled",
        "Tell Member States of %(number)s meetings moved or cancelled",
        "number",
    ),
)
def meeting_moved(scope: Scope) -> Iterator[Point]:
    """Yield the issued notes that name a day of a meeting which is held on another one, or is cancelled,
    until a note that corrects or ends them is issued after that."""
    notes = scope.asked(_naming_meeting)
    moved = Meeting.objects.exclude(moved_at=None).in_bulk({one.values["meeting"] for one in notes})
    told = dict(_told_since(notes)) if notes else {}
    for note in notes:
        meeting = moved.get(note.values["meeting"])
        if meeting is None or told.get(note.pk, meeting.moved_at) > meeting.moved_at:
            continue
        if not meeting.cancelled_at and meeting.first_on.isoformat() == note.values["swg_date"]:
            continue
        yield Point(
            kind="meeting_moved",
            paper_id=note.paper_id,
            subject=str(note.pk),
            about=About(MOVED, {"number": note.number, "meeting": meeting}),
            since=meeting.moved_at,
            owner=Owner.SIGNATORY,
            page=Page("notes:note-correct", (note.key,)),
        )


def _naming_meeting(scope: Scope) -> QuerySet[VerbalNote]:
    issued = VerbalNote.objects.filter(status=NoteStatus.ISSUED, voiding=None, paper__in=scope.papers)
    return issued.filter(kind__in=kinds.submitting(), values__has_key="meeting")


def _told_since(notes: list[VerbalNote]) -> QuerySet[VerbalNote, Any]:
    told = VerbalNote.objects.filter(
        answers_to__in=notes, kind__in=kinds.changing(), status=NoteStatus.ISSUED, voiding=None
    )
    return told.order_by("issued_at").values_list("answers_to", "issued_at")


@KINDS.declare(
    "note_returned",
    _("Note returned by the signatory"),
    is_read_by_coordinator=False,
    is_of_a_plan=False,
    comes_first=True,
    act=ngettext_lazy("Change %(number)s returned note", "Change %(number)s returned notes", "number"),
)
def note_returned(scope: Scope) -> Iterator[Point]:
    """Yield the notes that a signatory returned and that were not sent for signature again: their drafters
    change them, or any officer where the drafter is gone."""
    for note in scope.asked(_returned):
        event = vars(note)
        yield Point(
            kind="note_returned",
            paper_id=None,
            subject=str(note.pk),
            about=About(RETURNED, {"title": note.about, "reason": event["reason"]}),
            since=event["returned_at"],
            owner=Owner.OFFICER,
            page=Page("notes:note-detail", (note.key,)),
            person_id=note.drafted_by_id if note.drafted_by and note.drafted_by.is_active else None,
        )


def _returned(scope: Scope) -> QuerySet[VerbalNote]:
    last = NoteEvent.objects.filter(note=OuterRef("pk")).order_by("-at", "-pk")
    prepared = VerbalNote.objects.filter(status=NoteStatus.IN_PREPARATION).order_by("drafted_at", "pk")
    found = prepared.annotate(
        reason=Subquery(last.values("reason")[:1]), returned_at=Subquery(last.values("at")[:1])
    )
    return found.exclude(reason=None).exclude(reason="").select_related("paper", "drafted_by")


@KINDS.declare(
    "state_unreachable",
    _("State without an address that accepts mail"),
    gates=(PlanGate.CIRCULATION,),
    is_read_by_coordinator=False,
    act=ngettext_lazy(
        "Enter an address that reaches %(number)s State",
        "Enter addresses that reach %(number)s States",
        "number",
    ),
)
def state_unreachable(scope: Scope) -> Iterator[Point]:
    """Yield, for each plan that is about to be circulated, the Member States that no address reaches."""
    drafted = scope.asked(_opening)
    if not drafted:
        return
    states = MemberState.objects.members_on(local_date(scope.at, organization.time_zone()))
    unreachable = ladders.unreachable(states)
    for note in drafted:
        for state in states:
            if state.pk in unreachable:
                yield Point(
                    kind="state_unreachable",
                    paper_id=note.paper_id,
                    subject=f"{note.pk}:{state.pk}",
                    about=About(UNREACHABLE),
                    since=max(vars(note)["asked_at"], unreachable[state.pk] or vars(note)["asked_at"]),
                    owner=Owner.OFFICER,
                    page=Page("members:state-addresses", (state.code,)),
                    state_id=state.pk,
                )


def _opening(scope: Scope) -> QuerySet[VerbalNote]:
    opening = VerbalNote.objects.drafted().filter(kind__in=kinds.opening())
    opening = opening.filter(paper__in=scope.papers).annotate(asked_at=_asked_at())
    return opening.select_related("paper")


@KINDS.declare(
    "submission_missing",
    _("Note submitting a plan to the SWG not issued"),
    is_read_by_coordinator=False,
    act=ngettext_lazy("Submit %(number)s plan to the SWG", "Submit %(number)s plans to the SWG", "number"),
)
def submission_missing(scope: Scope) -> Iterator[Point]:
    """Yield the plans before the SWG that no note issued after their last consultation has submitted. Where
    comments broke its silence since, nothing is submitted: the outcome is to be confirmed."""
    for one in scope.asked(_unsubmitted):
        draft = vars(one)["draft"]
        page = Page("notes:note-detail", (draft,))
        if not draft:
            page = Page("notes:consultation-notes", (one.pk,))
        yield of_consultation(
            "submission_missing",
            one,
            since=one.closed_at or one.closes_at,
            owner=Owner.SIGNATORY,
            page=page,
        )


def _unsubmitted(scope: Scope) -> QuerySet[Consultation]:
    of_last = VerbalNote.objects.filter(consultation=OuterRef("pk"), kind__in=kinds.submitting())
    drafted = of_last.filter(status=NoteStatus.DRAFTED).order_by("-pk")
    facts = outcomes.facts()
    is_broken = Q(outcome=Outcome.SILENCE) & facts["was_broken"] & ~facts["are_confirmed"]
    return (
        last_of_each(scope)
        .filter(~Exists(of_last.filter(status=NoteStatus.ISSUED)), ~is_broken)
        .filter(revision__paper__status__in=sorted(AWAITING_DECISION))
        .annotate(draft=Subquery(drafted.values("key")[:1]))
    )


@KINDS.declare(
    "incoming_unanswered",
    _("Note of a State without a response in the portal"),
    gates=(PlanGate.CIRCULATION, PlanGate.SUBMISSION, PlanGate.OUTCOME, PlanGate.ADOPTION),
    is_read_by_coordinator=False,
    holds_outcome=True,
    act=ngettext_lazy(
        "Enter %(number)s response received by note", "Enter %(number)s responses received by note", "number"
    ),
)
def incoming_unanswered(scope: Scope) -> Iterator[Point]:
    """Yield the registered notes of States in reply to one of ours, until the response is entered from it,
    it is set aside as no response of its own, the State has responded since, or an acknowledgement of the
    Secretariat has been issued to it, which none has annulled."""
    for note in scope.asked(_unanswered):
        own = vars(note)  # with what `_unanswered` adds
        yield Point(
            kind="incoming_unanswered",
            paper_id=own["paper"],
            subject=str(note.pk),
            about=incoming_notes.about(note, own["of"]),
            since=note.entered_at,
            owner=Owner.OFFICER,
            page=Page("notes:response-enter", (note.pk,)),
            state_id=note.member_state_id,
            reference=own["consultation"] or own["of"] or "",
        )


def _unanswered(scope: Scope) -> QuerySet[IncomingNote]:
    acknowledged = VerbalNote.objects.upheld().filter(
        kind__in=kinds.acknowledging(),
        status=NoteStatus.ISSUED,
        member_state=OuterRef("member_state"),
        consultation=OuterRef("answers_to__consultation"),
        issued_at__gte=OuterRef("entered_at"),
    )
    entering = EnteredResponse.objects.under_way().filter(*incoming_notes.of_the_note())
    # Asked of each note of a State: as a join it is asked of every note that was sent about the plans.
    replies = Exists(VerbalNote.objects.filter(pk=OuterRef("answers_to"), paper__in=scope.papers))
    waiting = unentered.notes_without_response().filter(~Exists(acknowledged), ~Exists(entering), replies)
    about = {"paper": "paper", "of": "number", "consultation": "consultation__reference"}
    named = {name: F(f"answers_to__{field}") for name, field in about.items()}
    return waiting.annotate(**named)


KINDS += of_messages.KINDS
