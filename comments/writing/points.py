"""Open points of what States write: a response that came outside the portal and is not yet on record; and,
for the own delegation alone, a paragraph that is assigned to one of its people."""

from collections.abc import Iterator

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from cica_portal.languages import LANGUAGES
from comments.enums import EnteredStatus
from comments.models import (
    Consultation,
    EnteredResponse,
    Grant,
    OutsideRemark,
    ParagraphTask,
    Statement,
    StatementQuerySet,
    StatementTranslation,
)
from comments.procedure.points import of_consultation, of_scope
from members.enums import WRITING_ROLES
from plans.enums import Owner, PlanGate
from plans.open_points.point_kinds import About, Kinds, Page, Point, Scope

# The name of a person or of an observer, and the number of the note.
ASSIGNED = "%(name)s, %(reference)s"

# The name of a State, and what it attached to a text.
OF_STATE = "%(state)s, %(kind)s"

KINDS = Kinds()


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
    "statement_unconfirmed",
    _("Entered reservation or statement to be confirmed"),
    is_read_by_coordinator=False,
    act=ngettext_lazy(
        "Confirm %(number)s entered statement", "Confirm %(number)s entered statements", "number"
    ),
)
def statement_unconfirmed(scope: Scope) -> Iterator[Point]:
    """Yield the statements entered from notes that wait for a signatory."""
    for one in scope.asked(_unconfirmed):
        yield _of_statement("statement_unconfirmed", one, Owner.SIGNATORY, not_by=one.by_id)


def _unconfirmed(scope: Scope) -> StatementQuerySet:
    return Statement.objects.waiting().filter(paper__in=scope.papers).select_related("member_state")


@KINDS.declare(
    "statement_untranslated",
    _("Reservation or statement without a translation"),
    is_read_by_coordinator=False,
    act=ngettext_lazy("Translate %(number)s statement", "Translate %(number)s statements", "number"),
)
def statement_untranslated(scope: Scope) -> Iterator[Point]:
    """Yield the statements in force that lack a translation, until somebody says that there will be none."""
    for one in scope.asked(_untranslated):
        yield _of_statement("statement_untranslated", one, Owner.OFFICER)


def _untranslated(scope: Scope) -> StatementQuerySet:
    made = StatementTranslation.objects.filter(statement=OuterRef("pk")).order_by().values("statement")
    counted = Coalesce(Subquery(made.annotate(number=Count("pk")).values("number")), 0)
    found = Statement.objects.in_force().exclude(text="").filter(paper__in=scope.papers)
    return found.annotate(made=counted).filter(made__lt=len(LANGUAGES) - 1).select_related("member_state")


def _of_statement(kind: str, one: Statement, owner: Owner, *, not_by: int | None = None) -> Point:
    return Point(
        kind=kind,
        paper_id=one.paper_id,
        subject=str(one.pk),
        about=About(OF_STATE, {"state": one.member_state.name, "kind": one.get_kind_display()}),
        since=one.confirmed_at or one.at,
        owner=owner,
        page=Page("comments:statement-detail", (one.pk,)),
        state_id=one.member_state_id,
        not_by=not_by,
    )


@KINDS.declare(
    "outside_unconfirmed",
    _("Entered remark of an observer or partner to be confirmed"),
    is_read_by_coordinator=False,
    act=ngettext_lazy("Confirm %(number)s entered remark", "Confirm %(number)s entered remarks", "number"),
)
def outside_unconfirmed(scope: Scope) -> Iterator[Point]:
    """Yield the remarks of observers and partners that wait for a signatory."""
    for one in scope.asked(_outside):
        consultation = one.consultation
        yield Point(
            kind="outside_unconfirmed",
            paper_id=consultation.revision.paper_id,
            subject=str(one.pk),
            about=About(ASSIGNED, {"name": one.correspondent.name, "reference": consultation.reference}),
            since=one.at,
            owner=Owner.SIGNATORY,
            page=Page("comments:outside-list", (consultation.pk,), f"o-{one.pk}"),
            reference=consultation.reference,
            not_by=one.by_id,
        )


def _outside(scope: Scope) -> QuerySet[OutsideRemark]:
    found = OutsideRemark.objects.waiting().filter(consultation__in=of_scope(scope))
    return found.select_related("consultation__revision", "correspondent")


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
    tasks = ParagraphTask.objects.filter(
        _takes_answers(scope), person__isnull=False, ready_at=None, consultation__in=of_scope(scope)
    )
    return tasks.select_related("consultation__revision", "person")
