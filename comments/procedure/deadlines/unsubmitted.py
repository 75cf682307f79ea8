"""What a delegation wrote and has not filed, near the deadline: its own people alone are warned."""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from comments.enums import Channel, ConsultationStatus
from comments.models import Comment, Consultation, DraftComment, Grant, Response
from members import mailing
from members.enums import SUBMITTING_ROLES
from members.models import MemberState, PersonalMail, User

KIND = "unsubmitted_answer"


def drafts() -> QuerySet[DraftComment]:
    """Return the drafts that are not in force as they stand: never filed, or changed since."""
    answers = Response.objects.standing().filter(
        consultation=OuterRef(OuterRef("consultation")), member_state=OuterRef(OuterRef("member_state"))
    )
    filed = Comment.objects.filter(response__in=answers, draft_id=OuterRef("pk"), sha256=OuterRef("sha256"))
    return DraftComment.objects.filter(~Exists(filed))


def removed() -> QuerySet[Comment]:
    """Return the comments in force whose drafts were removed: the next response is without them, this one is
    not. What came by note or mail has drafts only where it was taken over, and pages say that by itself."""
    # Asked of the few of one State: `in` would have the responses of all States listed first.
    submitted = Response.objects.standing().filter(channel=Channel.PORTAL, pk=OuterRef("response"))
    drafted = DraftComment.objects.filter(pk=OuterRef("draft_id"))
    return Comment.objects.filter(~Exists(drafted), Exists(submitted))


def states(consultation: Consultation) -> QuerySet[MemberState]:
    """Return the States whose response in force is not what their drafts say."""
    in_hand = drafts().filter(consultation=consultation).values("member_state")
    still_filed = removed().filter(response__consultation=consultation).values("response__member_state")
    return MemberState.objects.filter(Q(pk__in=in_hand) | Q(pk__in=still_filed))


def window() -> dt.timedelta:
    return dt.timedelta(hours=max(settings.UNSUBMITTED_WARNING_HOURS, default=0))


def last_instant(
    consultation: Consultation, member_state_id: int | None, at: dt.datetime
) -> dt.datetime | None:
    """Return when the State's time to answer ends; nothing where it has ended."""
    ends_at = consultation.ends_for(member_state_id)
    is_ended = consultation.status == ConsultationStatus.WITHDRAWN
    return ends_at if not is_ended and consultation.opens_at <= at < ends_at else None


def warn_due(at: dt.datetime) -> int:
    """Write the warnings that are due, one for each step, deadline and person; return how many were due."""

    def warn(ending: tuple[Consultation, int | None, dt.datetime]) -> list[PersonalMail]:
        consultation, state, ends_at = ending
        # The step that this moment belongs to: the smallest number of hours not yet passed.
        steps: list[int] = settings.UNSUBMITTED_WARNING_HOURS
        step = min(hours for hours in steps if ends_at - at <= dt.timedelta(hours=hours))
        until = ends_at.isoformat()
        values = {"consultation": consultation.pk, "ends_at": until}
        about = f"{consultation.pk}/{until}/{step}"
        return mailing.to_each(KIND, _warned(consultation, state), at=at, about=about, **values)

    return mailing.write_each(_near(at), warn)


def _near(at: dt.datetime) -> Iterator[tuple[Consultation, int | None, dt.datetime]]:
    """Yield what ends soon, for one State or for all that have no time of their own, and when."""
    for consultation in Consultation.objects.open(at).filter(closes_at__lte=at + window()):
        yield consultation, None, consultation.closes_at
    granted = Grant.objects.running(at).beyond_deadline().filter(until__lte=at + window())
    for grant in granted.select_related("consultation"):
        yield grant.consultation, grant.member_state_id, grant.until


def _warned(consultation: Consultation, member_state_id: int | None) -> QuerySet[User]:
    """Return the contact points and deputies of the delegations that have something unfiled in hand."""
    in_hand = states(consultation)
    if member_state_id is None:
        later = consultation.grants.beyond_deadline().values("member_state")
        in_hand = in_hand.exclude(pk__in=later)
    else:
        in_hand = in_hand.filter(pk=member_state_id)
    people: QuerySet[User] = User.objects.filter(
        member_state__in=in_hand, role__in=sorted(SUBMITTING_ROLES), is_active=True
    ).exclude(email="")
    return people
