"""A State stands behind what another proposed, by one act, in the period for support (rule 57)."""

import datetime as dt

from django.db import transaction

from cica_portal import clock, formats, spaces
from cica_portal.errors import NotAllowed, Refusal
from cica_portal.languages import reader_language
from comments.models import Comment, Response, Support
from comments.procedure import consultations
from comments.reading import supports
from members import audit
from members.models import User

SUPPORTED, WITHDRAWN = "response.support", "response.unsupport"


def support(comment: Comment, *, is_withdrawn: bool = False, by: User, at: dt.datetime) -> None:
    """Support a comment of another State in the name of the own one, or no longer; what is so already stays.

    The instant is that at which the request had arrived. Refused outside the period, of an own comment and of
    one that is in force no more; what the own State joined when it responded it supports already.
    """
    consultation = comment.response.consultation
    by.require("comments.support_proposal", consultation)
    received_at = clock.arrived()
    with transaction.atomic():
        consultations.hold(consultation)
        until = supports.given_until(comment)
        if until is None:
            raise NotAllowed
        if received_at >= until:
            closing = formats.closing(until, consultation.time_zone, reader_language())
            raise Refusal("comments.support_ended", closing=spaces.shown(closing))
        if comment.response.member_state_id == by.member_state_id or comment.joins_id is not None:
            raise NotAllowed
        if not Response.objects.standing().filter(pk=comment.response_id).exists():
            raise Refusal("comments.proposal_gone")
        own = Response.objects.standing().filter(member_state=by.member_state_id)
        given = Support.objects.filter(comment=comment, member_state=by.acting_state).last()
        has_joined = Comment.objects.filter(joins=comment, response__in=own).exists()
        if has_joined or (given.is_withdrawn == is_withdrawn if given else is_withdrawn):
            return
        made = Support.objects.create(
            comment=comment,
            member_state=by.acting_state,
            is_withdrawn=is_withdrawn,
            by=by,
            at=received_at,
        )
        audit.record(
            WITHDRAWN if is_withdrawn else SUPPORTED,
            subject=made,
            by=by,
            at=at,
            member_state=by.acting_state,
            after={"comment": comment.sha256, "of": comment.response.member_state.code},
        )
