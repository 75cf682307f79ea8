"""Open points of what States write: a proposal that was joined and is no longer in force, a response that
came outside the portal and is not yet on record; and, for the own delegation alone, a paragraph that is
assigned to one of its people."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from comments.enums import ConsultationStatus, DispositionStage, EnteredStatus
from comments.models import (
    Comment,
    Consultation,
    Disposition,
    EnteredResponse,
    Grant,
    JoinChoice,
    ParagraphTask,
    Response,
)
from comments.procedure.deadlines import unsubmitted
from comments.procedure.points import of_consultation, of_scope
from members.enums import WRITING_ROLES
from plans.enums import Owner, PlanGate
from plans.point_kinds import About, Kinds, Page, Point, Scope

# Translators: name is the name of a person; reference is the number of the note
ASSIGNED = _("%(name)s, consultation under note %(reference)s")
JOINED = _("Comment %(number)s joins comment %(joined)s of receipt %(receipt)s (%(reference)s)")
# Translators: as above, of a draft, which has no number yet
JOINED_IN_DRAFT = _("Draft that joins comment %(joined)s of receipt %(receipt)s (%(reference)s)")

KINDS = Kinds()


@KINDS.declare(
    "joined_lost",
    _("Joined proposal that is no longer in force"),
    gates=(PlanGate.CIRCULATION, PlanGate.SUBMISSION),
    is_read_by_coordinator=False,
    is_read_by_state=True,
    act=ngettext_lazy(
        "Decide on %(number)s joined proposal", "Decide on %(number)s joined proposals", "number"
    ),
)
def joined_lost(scope: Scope) -> Iterator[Point]:
    """Yield the comments in force that join a proposal which is not in force any more.

    The co-sponsor decides: it keeps the proposal as its own, or, while it may respond, leaves it. After
    that it stands as the State's own comment, and waits for its disposition as such.
    """
    joining = scope.asked(_joining)
    if not joining:
        return
    in_force = set(scope.asked(_proposed))
    for comment in joining:
        response, joined = comment.response, comment.joined or {}
        consultation = response.consultation
        if (consultation.pk, joined["state"], joined["sha256"]) in in_force:
            continue
        is_open = scope.at < comment.ends_at
        is_closed = consultation.status == ConsultationStatus.CLOSED
        values = {
            "number": comment.position,
            "joined": joined["comment"],
            "receipt": joined["receipt"],
            "reference": consultation.reference,
        }
        state_page = Page("comments:join-decide", (consultation.pk, comment.pk))
        own = Page("comments:disposition-detail", (consultation.pk, comment.pk))
        yield Point(
            kind="joined_lost",
            paper_id=consultation.revision.paper_id,
            subject=str(comment.pk),
            about=About(JOINED, values),
            since=_since(scope, comment, response.receipt.issued_at, is_open=is_open),
            due=comment.ends_at if is_open else None,
            owner=Owner.DELEGATION if is_open else scope.preparer(consultation.revision.paper_id),
            page=own if is_closed else state_page,
            staff_page=None if is_closed else Page("comments:consultation-board", (consultation.pk,)),
            state_page=state_page,
            state_id=response.member_state_id,
            reference=consultation.reference,
        )


def _since(scope: Scope, comment: Any, filed_at: dt.datetime, *, is_open: bool) -> dt.datetime:
    """Return since when a lost join waits: from when both were filed, and for others than its State from when
    that can leave it no more."""
    lost_at = max(filed_at, comment.lost_at or filed_at)
    return lost_at if is_open else max(lost_at, comment.ends_at)


def _standing(scope: Scope) -> QuerySet[Response]:
    return Response.objects.standing().filter(consultation__in=of_scope(scope))


def _joining(scope: Scope) -> QuerySet[Any]:
    decided = Disposition.objects.filter(comment=OuterRef("pk"), stage=DispositionStage.CONFIRMED)
    chosen = JoinChoice.objects.filter(
        joins=OuterRef("joins"), member_state=OuterRef("response__member_state")
    )
    # Asked of each comment that joins another, of which there are few, and not of every response.
    stands = Exists(_standing(scope).filter(pk=OuterRef("response")))
    open_still = Comment.objects.filter(~Exists(decided), ~Exists(chosen), stands, joins__isnull=False)
    return open_still.select_related("response__consultation__revision", "response__receipt").annotate(
        ends_at=_ends_at("response__"), lost_at=_lost_at()
    )


def _lost_at() -> Subquery:
    """Return when the State that proposed what a row joins first filed, or had entered, a response without
    it."""
    same = Comment.objects.filter(
        response=OuterRef("pk"), joins=None, sha256=OuterRef(OuterRef("joins__sha256"))
    )
    later = Response.objects.official().filter(
        ~Exists(same),
        consultation=OuterRef("joins__response__consultation"),
        member_state=OuterRef("joins__response__member_state"),
        version__gt=OuterRef("joins__response__version"),
    )
    return Subquery(later.order_by("version").values("receipt__issued_at")[:1])


def _proposed(scope: Scope) -> QuerySet[Comment, tuple[Any, ...]]:
    return Comment.objects.filter(response__in=_standing(scope), joins=None).values_list(
        "response__consultation", "response__member_state__code", "sha256"
    )


@KINDS.declare(
    "draft_joined_lost",
    _("Draft that joins a proposal no longer in force"),
    is_read_by_coordinator=False,
    is_read_by_state=True,
    is_internal=True,
    act=ngettext_lazy(
        "Decide on %(number)s joined proposal in your drafts",
        "Decide on %(number)s joined proposals in your drafts",
        "number",
    ),
)
def draft_joined_lost(scope: Scope) -> Iterator[Point]:
    """Yield the drafts that join a proposal which is not in force any more, while their State may respond and
    has not submitted them: it makes the proposal its own, or removes the draft."""
    joining = scope.asked(_joining_in_draft)
    if not joining:
        return
    in_force = set(scope.asked(_proposed))
    for draft in joining:
        consultation, joined = draft.consultation, draft.joined or {}
        if (consultation.pk, joined["state"], joined["sha256"]) in in_force:
            continue
        values = {"joined": joined["comment"], "receipt": joined["receipt"]}
        yield Point(
            kind="draft_joined_lost",
            paper_id=consultation.revision.paper_id,
            subject=str(draft.pk),
            about=About(JOINED_IN_DRAFT, values | {"reference": consultation.reference}),
            since=max(draft.created_at, draft.lost_at or draft.created_at),
            due=draft.ends_at,
            owner=Owner.DELEGATION,
            page=Page("comments:draft-edit", (draft.pk,)),
            state_id=draft.member_state_id,
            reference=consultation.reference,
        )


def _joining_in_draft(scope: Scope) -> QuerySet[Any]:
    joining = unsubmitted.drafts().filter(_takes_answers(scope), joins__isnull=False)
    joining = joining.filter(consultation__in=of_scope(scope)).annotate(
        ends_at=_ends_at(), lost_at=_lost_at()
    )
    return joining.select_related("consultation__revision")


def _ends_at(answer: str = "") -> Greatest:
    """Return until when the State of a row may respond: `Consultation.ends_for` as an expression for many.
    `answer` leads from the row to its consultation and State."""
    granted = Grant.objects.in_force().filter(
        consultation=OuterRef(f"{answer}consultation"), member_state=OuterRef(f"{answer}member_state")
    )
    last = Subquery(granted.order_by("-at", "-pk").values("until")[:1])
    closes_at = f"{answer}consultation__closes_at"
    return Greatest(closes_at, Coalesce(last, closes_at))


def _takes_answers(scope: Scope) -> Q:
    """Return the condition that the State of a row may still respond, by the deadline or by a grant."""
    granted = Grant.objects.running(scope.at).filter(
        consultation=OuterRef("consultation"), member_state=OuterRef("member_state")
    )
    return Q(consultation__in=Consultation.objects.open(scope.at)) | Q(Exists(granted))


_AT_EVERY_GATE = (PlanGate.CIRCULATION, PlanGate.SUBMISSION, PlanGate.OUTCOME, PlanGate.ADOPTION)


@KINDS.declare(
    "entered_unfinished",
    _("Response from outside the portal being entered"),
    gates=_AT_EVERY_GATE,
    is_read_by_coordinator=False,
    act=ngettext_lazy(
        "Finish entering %(number)s response", "Finish entering %(number)s responses", "number"
    ),
)
def entered_unfinished(scope: Scope) -> Iterator[Point]:
    """Yield the responses from outside the portal that an officer is entering."""
    return _entered(scope, "entered_unfinished", EnteredStatus.DRAFTED, Owner.OFFICER)


@KINDS.declare(
    "entered_unconfirmed",
    _("Entered response to be confirmed"),
    gates=_AT_EVERY_GATE,
    is_read_by_coordinator=False,
    act=ngettext_lazy(
        "Confirm %(number)s entered response", "Confirm %(number)s entered responses", "number"
    ),
)
def entered_unconfirmed(scope: Scope) -> Iterator[Point]:
    """Yield the entered responses that wait for a signatory."""
    return _entered(scope, "entered_unconfirmed", EnteredStatus.SUBMITTED, Owner.SIGNATORY)


def _entered(scope: Scope, kind: str, status: EnteredStatus, owner: Owner) -> Iterator[Point]:
    for one in scope.once(_all_entered):
        if one.status != status:
            continue
        consultation = one.consultation
        yield of_consultation(
            kind,
            consultation,
            subject=str(one.pk),
            since=one.decided_at or one.entered_at,
            due=consultation.closes_at if consultation.is_open(scope.at) else None,
            owner=owner,
            page=Page("comments:entered-detail", (one.pk,)),
            state_id=one.member_state_id,
        )


def _all_entered(scope: Scope) -> list[EnteredResponse]:
    return scope.asked(_under_way)


def _under_way(scope: Scope) -> QuerySet[EnteredResponse]:
    found = EnteredResponse.objects.under_way().filter(consultation__in=of_scope(scope))
    return found.select_related("consultation__revision")


@KINDS.declare(
    "paragraph_assigned",
    _("Paragraph assigned within your delegation"),
    is_read_by_coordinator=False,
    is_read_by_state=True,
    is_internal=True,
    is_told=True,
    act=ngettext_lazy(
        "Prepare %(number)s assigned paragraph", "Prepare %(number)s assigned paragraphs", "number"
    ),
)
def paragraph_assigned(scope: Scope) -> Iterator[Point]:
    """Yield what somebody of a delegation is to make ready, while its State may still respond. Of a person
    who writes for it no more it is the delegation's."""
    for task in scope.asked(_assigned):
        consultation, person, set_at = task.consultation, task.person, task.set_at
        if person is None or set_at is None:
            continue  # never: the database holds them together
        writes = person.is_active and person.role in WRITING_ROLES
        is_theirs = writes and person.member_state_id == task.member_state_id
        yield Point(
            kind="paragraph_assigned",
            paper_id=consultation.revision.paper_id,
            subject=str(task.pk),
            about=About(ASSIGNED, {"name": person.display_name, "reference": consultation.reference}),
            since=set_at,
            due=task.due_at,
            owner=Owner.DELEGATION,
            page=Page(
                "comments:consultation-detail",
                (consultation.pk,),
                f"b-{task.block_key}" if task.block_key else "whole",
            ),
            state_id=task.member_state_id,
            reference=consultation.reference,
            person_id=person.pk if is_theirs else None,
        )


def _assigned(scope: Scope) -> QuerySet[ParagraphTask]:
    tasks = ParagraphTask.objects.assigned().filter(
        _takes_answers(scope), ready_at=None, consultation__in=of_scope(scope)
    )
    return tasks.select_related("consultation__revision", "person")
