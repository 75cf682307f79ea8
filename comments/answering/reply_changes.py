"""Changes of replies that were sent: a signatory confirms or declines them, their author withdraws them."""

import datetime as dt

from django.db import transaction

from cica_portal.errors import NotAllowed, Refusal
from comments.answering import dispositions, sent_replies
from comments.answering.dispositions import Next
from comments.enums import DispositionStage
from comments.models import Disposition
from comments.procedure import consultations
from members.models import User


@transaction.atomic
def confirm(change: Disposition, *, by: User, at: dt.datetime) -> list[Disposition]:
    """Let a change take effect, with those proposed in the same act: their States are told (rule 49)."""
    if not sent_replies.may_decide(change, by):
        raise NotAllowed
    found = _hold(change)
    comments = [one.comment for one in found]
    return dispositions.write(
        comments,
        dispositions.current(comments),
        kind=change.kind,
        nexts={one.comment_id: Next(DispositionStage.CONFIRMED, one.reason) for one in found},
        said={one.comment_id: one.told for one in found},
        no_change=change.no_change,
        by=by,
        at=at,
    )


@transaction.atomic
def decline(change: Disposition, *, by: User, at: dt.datetime) -> list[Disposition]:
    """Let the reply that was sent stand; whoever proposed a change may withdraw it so."""
    if change.by_id != by.pk and not sent_replies.may_decide(change, by):
        raise NotAllowed
    facts = ("kind", "reply", "reason", "version")
    return dispositions.take_back(_hold(change), "disposition.decline", facts, by=by, at=at)


def waiting_with(change: Disposition) -> list[Disposition]:
    """Return the changes of one act that wait, this one among them, by State."""
    found = (
        Disposition.recorded.waiting()
        .filter(act=change.act)
        .select_related("comment__response__member_state")
    )
    return list(found.order_by("comment__response__member_state__protocol_name", "comment__position"))


def _hold(change: Disposition) -> list[Disposition]:
    """Lock the round, and return what was proposed together, if it still waits."""
    consultations.hold(change.comment.response.consultation)
    found = waiting_with(change)
    if change.pk not in {one.pk for one in found}:
        raise Refusal("comments.no_change_waits")
    return found
