"""What a delegation wrote and has not filed, near the deadline: its own people alone are warned."""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from comments.enums import ConsultationStatus
from comments.models import Comment, Consultation, DraftComment, Grant, Response
from members import mailing
from members.enums import SUBMITTING_ROLES
from members.models import User

KIND = "unsubmitted_answer"


def drafts() -> QuerySet[DraftComment]:
    """Return the drafts that are not in force as they stand: never filed, or changed since."""
    answers = Response.objects.standing().filter(
        consultation=OuterRef(OuterRef("consultation")), member_state=OuterRef(OuterRef("member_state"))
    )
    filed = Comment.objects.filter(response__in=answers, draft_id=OuterRef("pk"), sha256=OuterRef("sha256"))
    return DraftComment.objects.filter(~Exists(filed))


def window() -> dt.timedelta:
    return dt.timedelta(hours=max(settings.UNSUBMITTED_WARNING_HOURS, default=0))


def ending_soon(at: dt.datetime, granted_until: str) -> Q:
    """Return the condition that a State's time to answer ends soon, by the deadline or by a grant."""
    until = at + window()
    own_time = Q(**{f"{granted_until}__gt": at, f"{granted_until}__lte": until}) & Q(closes_at__lte=at)
    return Q(status=ConsultationStatus.OPEN, closes_at__gt=at, closes_at__lte=until) | own_time


def last_instant(
    consultation: Consultation, member_state_id: int | None, at: dt.datetime
) -> dt.datetime | None:
    """Return when the State's time to answer ends; nothing where it has ended."""
    if consultation.is_open(at):
        return consultation.closes_at
    grant = consultation.grants.filter(member_state=member_state_id).running(at).last()
    return grant.until if grant else None


def warn_due(at: dt.datetime) -> int:
    """Write the warnings that are due, one for each step, deadline and person; return how many were due."""
    mails = []
    for consultation, state_ids, ends_at, hours in _near(at):
        people, until = _warned(consultation, state_ids), ends_at.isoformat()
        about, values = (
            f"{consultation.pk}/{until}/{hours}",
            {"consultation": consultation.pk, "ends_at": until},
        )
        mails += mailing.to_each(KIND, people, at=at, about=about, **values)
    mailing.write_once(mails)
    return len(mails)


def _near(at: dt.datetime) -> Iterator[tuple[Consultation, list[int] | None, dt.datetime, int]]:
    """Yield the rounds that end soon, for all States or for those with time of their own, and the step."""
    for consultation in Consultation.objects.open(at).filter(closes_at__lte=at + window()):
        yield consultation, None, consultation.closes_at, _step(consultation.closes_at - at)
    granted = Grant.objects.running(at).filter(
        until__lte=at + window(), consultation__closes_at__lte=at, until__gt=F("consultation__closes_at")
    )
    for grant in granted.select_related("consultation"):
        yield grant.consultation, [grant.member_state_id], grant.until, _step(grant.until - at)


def _step(left: dt.timedelta) -> int:
    """Return the step that this moment belongs to: the smallest number of hours not yet passed."""
    steps: list[int] = settings.UNSUBMITTED_WARNING_HOURS
    return min(hours for hours in steps if left <= dt.timedelta(hours=hours))


def _warned(consultation: Consultation, state_ids: list[int] | None) -> QuerySet[User]:
    """Return the contact points and deputies of the delegations that have something unfiled in hand."""
    in_hand = drafts().filter(consultation=consultation)
    if state_ids is not None:
        in_hand = in_hand.filter(member_state__in=state_ids)
    people: QuerySet[User] = User.objects.filter(
        member_state__in=in_hand.values("member_state"), role__in=sorted(SUBMITTING_ROLES), is_active=True
    ).exclude(email="")
    return people
