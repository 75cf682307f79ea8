"""Open points of what States file: a proposal that was joined and is no longer in force."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from comments.enums import ConsultationStatus, DispositionStage
from comments.models import Comment, Disposition, Response
from comments.procedure.points import of_scope
from plans.enums import Owner, PlanGate
from plans.open_points import About, Kinds, Page, Point, Scope

JOINED = _("Comment %(number)s joins comment %(joined)s of receipt %(receipt)s (%(reference)s)")

KINDS = Kinds()


@KINDS.declare(
    "joined_lost",
    _("Joined proposal that is no longer in force"),
    gates=(PlanGate.CIRCULATION, PlanGate.SUBMISSION),
    is_read_by_coordinator=False,
    is_read_by_state=True,
)
def joined_lost(scope: Scope) -> Iterator[Point]:
    """Yield the comments in force that join a proposal which is not in force any more.

    While answers are received the co-sponsor decides: it files an answer without the proposal, or with it as
    its own. Later it stands as the State's own comment, and waits for its disposition as such.
    """
    standing = Response.objects.standing().filter(consultation__in=of_scope(scope))
    decided = Disposition.objects.filter(comment=OuterRef("pk"), stage=DispositionStage.CONFIRMED)
    joining = list(
        Comment.objects.filter(~Exists(decided), response__in=standing, joins__isnull=False).select_related(
            "response__consultation__revision"
        )
    )
    if not joining:
        return
    in_force = set(
        Comment.objects.filter(response__in=standing, joins=None).values_list(
            "response__consultation", "response__member_state__code", "sha256"
        )
    )
    for comment in joining:
        response, joined = comment.response, comment.joined or {}
        consultation = response.consultation
        if (consultation.pk, joined["state"], joined["sha256"]) in in_force:
            continue
        is_open = consultation.is_open(scope.at)
        is_closed = consultation.status == ConsultationStatus.CLOSED
        values = {
            "number": comment.position,
            "joined": joined["comment"],
            "receipt": joined["receipt"],
            "reference": consultation.reference,
        }
        state_page = Page("comments:consultation-detail", (consultation.pk,))
        own = Page("comments:disposition-detail", (consultation.pk, comment.pk))
        yield Point(
            kind="joined_lost",
            paper_id=consultation.revision.paper_id,
            subject=str(comment.pk),
            about=About(JOINED, values),
            since=response.received_at,
            due=consultation.closes_at if is_open else None,
            owner=Owner.DELEGATION if is_open else scope.preparer(consultation.revision.paper_id),
            page=own if is_closed else state_page,
            staff_page=None if is_closed else Page("comments:consultation-board", (consultation.pk,)),
            state_page=state_page,
            state_id=response.member_state_id,
            reference=consultation.reference,
        )
