"""Open points of what was filed: comments without a disposition, replies that were not sent, accepted wording
that the text does not have, what goes before the SWG, and questions of either side."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import starmap
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from cica_portal import organization
from comments.answering import versions
from comments.answering.missing import find_missing, still_asked
from comments.enums import ConsultationStatus, DispositionKind, DispositionStage, ReactionKind
from comments.models import AnswersRelease, Clarification, Comment, Disposition, DispositionQuerySet
from comments.procedure.lists import answering
from comments.procedure.points import of_scope
from members.enums import DELEGATION_ROLES
from plans.enums import PUBLISHED_STATUSES, Owner, PlanGate
from plans.models import PaperDecision
from plans.open_points.point_kinds import About, Kinds, Page, Point, Scope

ONE_COMMENT = _("Comment %(number)s, note %(reference)s")
COMMENTS = ngettext_lazy(
    "%(number)s comment, note %(reference)s",
    "%(number)s comments, note %(reference)s",
    "number",
)

KINDS = Kinds()
_BEFORE_SWG = (PlanGate.CIRCULATION, PlanGate.SUBMISSION)
_BEFORE_ALL = (*_BEFORE_SWG, PlanGate.OUTCOME, PlanGate.ADOPTION)


def counted(scope: Scope) -> QuerySet[Comment]:
    """Return the comments of closed consultations that count, each with its response."""
    closed = of_scope(scope).filter(status=ConsultationStatus.CLOSED)
    found = answering.counted(closed)
    return found.select_related("response__consultation__revision").defer("wordings", "attachments", "joined")


class _Told(NamedTuple):
    """What a point says of a comment: of hundreds no more is read."""

    comment_id: uuid.UUID
    position: int
    state_id: int
    consultation_id: int
    reference: str
    paper_id: int
    since: dt.datetime


_ANSWER = "response__consultation"
_TOLD = (
    "pk",
    "position",
    "response__member_state",
    _ANSWER,
    f"{_ANSWER}__reference",
    f"{_ANSWER}__revision__paper",
)


def _told(comments: QuerySet[Comment], since: Any) -> QuerySet[Comment, tuple[Any, ...]]:
    return comments.annotate(since=since).values_list(*_TOLD, "since")


def _point(
    kind: str,
    comment: Comment,
    since: dt.datetime,
    *,
    owner: str,
    page: Page | None = None,
    state_page: Page | None = None,
) -> Point:
    return _point_of(kind, _told_of(comment, since), owner=owner, page=page, state_page=state_page)


def _told_of(comment: Comment, since: dt.datetime) -> _Told:
    response = comment.response
    consultation = response.consultation
    return _Told(
        comment.pk,
        comment.position,
        response.member_state_id,
        consultation.pk,
        consultation.reference,
        consultation.revision.paper_id,
        since,
    )


def _point_of(
    kind: str, told: _Told, *, owner: str, page: Page | None = None, state_page: Page | None = None
) -> Point:
    return Point(
        kind=kind,
        paper_id=told.paper_id,
        subject=str(told.comment_id),
        about=About(ONE_COMMENT, {"number": told.position, "reference": told.reference}),
        since=told.since,
        owner=owner,
        page=page or Page("comments:disposition-detail", (told.consultation_id, told.comment_id)),
        state_page=state_page,
        state_id=told.state_id,
        reference=told.reference,
    )


@KINDS.declare(
    "comment_undisposed",
    _("Comment without a disposition"),
    gates=_BEFORE_ALL,
    act=ngettext_lazy("Answer %(number)s comment", "Answer %(number)s comments", "number"),
)
def undisposed(scope: Scope) -> Iterator[Point]:
    """Yield the comments on which nothing is decided."""
    for told in starmap(_Told, scope.asked(_for_answer)):
        yield _point_of("comment_undisposed", told, owner=scope.preparer(told.paper_id))


def _for_answer(scope: Scope) -> QuerySet[Comment, tuple[Any, ...]]:
    closed_at = Coalesce(f"{_ANSWER}__closed_at", f"{_ANSWER}__closes_at")
    filed_at = Coalesce("response__receipt__issued_at", "response__received_at")
    return _told(answering.for_answer(counted(scope)), Greatest(closed_at, filed_at))


@KINDS.declare(
    "disposition_unconfirmed",
    _("Disposition to be confirmed"),
    gates=_BEFORE_ALL,
    act=ngettext_lazy("Confirm %(number)s disposition", "Confirm %(number)s dispositions", "number"),
)
def unconfirmed(scope: Scope) -> Iterator[Point]:
    """Yield the comments whose proposed disposition waits for the Secretariat."""
    for told in starmap(_Told, scope.asked(_for_confirmation)):
        yield _point_of("disposition_unconfirmed", told, owner=Owner.OFFICER)


def _for_confirmation(scope: Scope) -> QuerySet[Comment, tuple[Any, ...]]:
    confirmed = Disposition.objects.confirmed().filter(comment=OuterRef("comment"))
    proposed = Disposition.objects.filter(~Exists(confirmed.filter(version__gt=OuterRef("version"))))
    first = proposed.filter(comment=OuterRef("pk"), stage=DispositionStage.PROPOSED).order_by("version")
    return _told(answering.for_confirmation(counted(scope)), Subquery(first.values("at")[:1]))


@KINDS.declare(
    "reply_change_unconfirmed",
    _("Changed reply waiting for confirmation"),
    gates=_BEFORE_ALL,
    act=ngettext_lazy(
        "Confirm or decline %(number)s changed reply",
        "Confirm or decline %(number)s changed replies",
        "number",
    ),
)
def reply_change_unconfirmed(scope: Scope) -> Iterator[Point]:
    """Yield the changes of sent replies that wait for a signatory."""
    for change in scope.asked(_changes):
        point = _point("reply_change_unconfirmed", change.comment, owner=Owner.SIGNATORY, since=change.at)
        is_of_another = organization.policy("TWO_PERSONS_ISSUE")
        yield replace(point, not_by=change.by_id if is_of_another else None)


def _changes(scope: Scope) -> QuerySet[Disposition]:
    changes = Disposition.recorded.waiting().filter(comment__in=counted(scope).values("pk"))
    return changes.select_related("comment__response__consultation__revision")


@KINDS.declare(
    "reply_unsent",
    _("Reply not sent"),
    gates=_BEFORE_ALL,
    act=ngettext_lazy("Send %(number)s reply", "Send %(number)s replies", "number"),
)
def reply_unsent(scope: Scope) -> Iterator[Point]:
    """Yield, by consultation and State, the confirmed dispositions that the State has not been sent."""
    numbers: dict[tuple[int, int], list[Comment]] = defaultdict(list)
    for comment in scope.asked(_unsent):
        numbers[comment.response.consultation_id, comment.response.member_state_id].append(comment)
    for (key, state_id), comments in numbers.items():
        consultation = comments[0].response.consultation
        values = {"number": len(comments), "reference": consultation.reference}
        yield Point(
            kind="reply_unsent",
            paper_id=consultation.revision.paper_id,
            subject=f"{key}:{state_id}",
            about=About(COMMENTS, values),
            since=max(vars(comment)["decided_at"] for comment in comments),
            owner=Owner.SIGNATORY,
            page=Page("comments:disposition-list", (key,)),
            owner_page=Page("comments:answers-release", (key,)),
            state_id=state_id,
            reference=consultation.reference,
            number=len(comments),
        )


def _unsent(scope: Scope) -> QuerySet[Comment]:
    released = AnswersRelease.objects.filter(consultation=OuterRef("response__consultation"))
    return answering.answered(counted(scope)).filter(~Exists(released))


@KINDS.declare(
    "wording_untaken",
    _("Accepted comment not yet in the text"),
    gates=(PlanGate.CIRCULATION, PlanGate.SUBMISSION, PlanGate.ADOPTION),
    act=ngettext_lazy(
        "Bring %(number)s accepted comment into the text",
        "Bring %(number)s accepted comments into the text",
        "number",
    ),
)
def wording_untaken(scope: Scope) -> Iterator[Point]:
    """Yield the comments that were accepted and of which the text of the plan does not have everything."""
    for comment in find_missing(scope.asked(_accepted)):
        consultation = comment.response.consultation
        yield _point(
            "wording_untaken",
            comment,
            vars(comment)["decided_at"],
            owner=scope.preparer(consultation.revision.paper_id),
            page=Page("comments:merge-all", (consultation.pk,)),
        )


def _accepted(scope: Scope) -> QuerySet[Comment]:
    return still_asked(answering.accepted(counted(scope).defer(None)))


@KINDS.declare(
    "position_maintained",
    _("Position maintained"),
    gates=(PlanGate.CIRCULATION,),
    stays=True,
    is_read_by_state=True,
    act=ngettext_lazy(
        "Refer %(number)s maintained position to the SWG",
        "Refer %(number)s maintained positions to the SWG",
        "number",
    ),
    act_to_state=ngettext_lazy(
        "Our %(number)s maintained position: not yet considered by the SWG",
        "Our %(number)s maintained positions: not yet considered by the SWG",
        "number",
    ),
)
def position_maintained(scope: Scope) -> Iterator[Point]:
    """Yield the positions that States maintain, until the SWG has considered the plan."""
    found = scope.once(_all_maintained)
    return (_before_swg("position_maintained", one, one.reaction.at) for one in found)


@KINDS.declare(
    "for_swg",
    _("Point for the SWG"),
    gates=(PlanGate.CIRCULATION,),
    stays=True,
    act=ngettext_lazy("Refer %(number)s point to the SWG", "Refer %(number)s points to the SWG", "number"),
)
def for_swg(scope: Scope) -> Iterator[Point]:
    """Yield the other comments that are passed on to the SWG, until it has considered the plan."""
    maintained = {one.comment_id for one in scope.once(_all_maintained)}
    found = (one for one in scope.asked(_passed_on) if one.comment_id not in maintained)
    return (_before_swg("for_swg", one, one.at) for one in found)


def _all_maintained(scope: Scope) -> list[Disposition]:
    return scope.asked(_maintained)


def _maintained(scope: Scope) -> QuerySet[Disposition]:
    found = _undecided(scope, "reaction__at").confirmed()
    return found.filter(reaction__kind=ReactionKind.MAINTAINED).select_related("reaction")


def _passed_on(scope: Scope) -> QuerySet[Disposition]:
    return _undecided(scope, "at").current().filter(kind=DispositionKind.FOR_SWG)


def _undecided(scope: Scope, since: str) -> DispositionQuerySet:
    """Return the dispositions of plans on which the SWG can still decide, and has not since an instant."""
    paper = "comment__response__consultation__revision__paper"
    decided = PaperDecision.objects.filter(paper=OuterRef(paper), at__gte=OuterRef(since))
    return (
        Disposition.objects.filter(~Exists(decided), comment__in=counted(scope).values("pk"))
        .exclude(**{f"{paper}__status__in": PUBLISHED_STATUSES})
        .select_related("comment__response__consultation__revision")
    )


def _before_swg(kind: str, disposition: Disposition, since: dt.datetime) -> Point:
    comment = disposition.comment
    state_page = Page("comments:own-comments", (comment.response.consultation_id,))
    return _point(kind, comment, since, owner=Owner.OFFICER, state_page=state_page)


@KINDS.declare(
    "question_to_secretariat",
    _("Question of a State without a reply"),
    gates=_BEFORE_ALL,
    is_read_by_state=True,
    act=ngettext_lazy(
        "Answer %(number)s question of a State", "Answer %(number)s questions of States", "number"
    ),
    act_to_state=ngettext_lazy(
        "Our %(number)s question: no reply yet", "Our %(number)s questions: no reply yet", "number"
    ),
)
def question_to_secretariat(scope: Scope) -> Iterator[Point]:
    """Yield the comments on which the last message is the State's."""
    for point in _asked(scope, "question_to_secretariat"):
        yield replace(point, owner=scope.preparer(point.paper_id))


@KINDS.declare(
    "question_to_state",
    _("Question to a State without a reply"),
    is_read_by_state=True,
    is_told=True,
    act=ngettext_lazy(
        "Reply to %(number)s question to the State", "Reply to %(number)s questions to the State", "number"
    ),
)
def question_to_state(scope: Scope) -> Iterator[Point]:
    """Yield the comments on which the last message was written to the State."""
    return _asked(scope, "question_to_state")


def _last_messages(scope: Scope) -> QuerySet[Any]:
    """Return the last message on each remark that is still listed, with the comment that it is by now."""
    on_the_same = Q(comment=OuterRef("comment")) | Q(comment__draft_id=OuterRef("comment__draft_id"))
    last = Clarification.objects.filter(on_the_same).order_by("-at", "-pk")
    # Asked of each message, of which there are few: as a join it is asked of every comment of the plans.
    about = Comment.objects.filter(pk=OuterRef("comment"), response__consultation__in=of_scope(scope))
    return (
        Clarification.objects.filter(Exists(about), no_reply_needed=None)
        .filter(pk=Subquery(last.values("pk")[:1]))
        .annotate(now=versions.now("comment"), position=versions.now("comment", "position"))
        .filter(now__isnull=False)
        .select_related("comment__response__consultation__revision", "by")
    )


def _all_last_messages(scope: Scope) -> list[Any]:
    return scope.asked(_last_messages)


def _asked(scope: Scope, kind: str) -> Iterator[Point]:
    """Yield the threads whose last message waits for the other side."""
    for message in scope.once(_all_last_messages):
        is_of_state = message.by is not None and message.by.role in DELEGATION_ROLES
        if is_of_state is (kind == "question_to_secretariat"):
            told = _told_of(message.comment, message.at)
            told = told._replace(comment_id=message.now, position=message.position)
            state_page = Page("comments:own-comments", (told.consultation_id,))
            yield _point_of(kind, told, owner=Owner.DELEGATION, state_page=state_page)
