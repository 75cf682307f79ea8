"""Joining: a delegation makes the proposal of another State its own, and files it with its own answer.

What is joined is the text as it was filed. If that answer is replaced or withdrawn later, the joining State
still stands by the text that it joined, and pages say so.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from cica_portal import state_names
from cica_portal.errors import NotAllowed, StaleVersion
from comments.enums import Visibility
from comments.models import Comment, Consultation, DraftComment, Receipt, Response
from comments.procedure import telling
from comments.writing import drafts
from members.models import User


def open_to(user: User, consultation: Consultation, at: dt.datetime) -> QuerySet[Comment]:
    """Return the proposals of other States that `user` may join: seen, in force, and no joins themselves."""
    return of_others(user, consultation, at).filter(joins=None)


def once_open_to(user: User, consultation: Consultation, at: dt.datetime) -> QuerySet[Comment]:
    """Return the proposals of other States that `user` may join, or could until they were withdrawn or
    replaced: not those that were before anybody else could see them."""
    released = getattr(consultation, "release", None)
    shown_from = {
        Visibility.AT_ONCE: consultation.opens_at,
        Visibility.AFTER_CLOSING: consultation.closes_at,
        Visibility.AFTER_COMPILATION: released.at if released else at,
    }[Visibility(consultation.visibility)]
    former = Response.objects.official().filter(
        consultation=consultation,
        member_state=OuterRef("member_state"),
        version__gt=OuterRef("version"),
        received_at__lt=shown_from,
    )
    answers = Response.objects.visible_to(user, at).filter(~Exists(former), consultation=consultation)
    found = Comment.objects.filter(response__in=answers.official(), joins=None)
    return found.exclude(response__member_state=user.member_state_id).select_related("response__member_state")


def of_others(user: User, consultation: Consultation, at: dt.datetime) -> QuerySet[Comment]:
    """Return what other States say, as far as `user` sees it, joins among it."""
    answers = Response.objects.visible_to(user, at).filter(consultation=consultation).standing()
    return (
        Comment.objects.filter(response__in=answers)
        .exclude(response__member_state=user.member_state_id)
        .select_related("response__member_state")
        .order_by("response__member_state__protocol_name", "position")
    )


def join(comment: Comment, *, by: User, at: dt.datetime) -> DraftComment:
    """Join a proposal of another State in a draft of the own delegation; a second click finds the first."""
    consultation = comment.response.consultation
    by.require("comments.draft_comment", consultation)
    if not open_to(by, consultation, at).filter(pk=comment.pk).exists():
        raise NotAllowed
    values = {name: getattr(comment, name) for name in drafts.FIELDS} | {"joined": _named(comment)}
    with transaction.atomic():
        made, is_new = DraftComment.objects.get_or_create(
            consultation=consultation,
            member_state=by.acting_state,
            joins=comment,
            defaults=drafts.of_person(consultation, by=by, at=at)
            | values
            | {"sha256": drafts.hash_of(values)},
        )
        if is_new:
            drafts.record_new(made, "draft.join", by=by, at=at)
    return made


def part(draft: DraftComment, *, by: User, at: dt.datetime) -> None:
    """Make a joined proposal a comment of the own State, which can be changed from then on."""
    drafts.refuse_stranger(draft, by)
    own = {name: getattr(draft, name) for name in drafts.FIELDS} | {"joined": None}
    values = {"joins": None, "joined": None, "sha256": drafts.hash_of(own)}
    if not drafts.change(draft, "draft.part", values, version=draft.version, by=by, at=at):
        raise StaleVersion


def tell_lost(former: Response, filed: Sequence[Comment], *, at: dt.datetime) -> None:
    """Tell the States that joined a proposal of `former`, or are about to, that what was `filed` instead
    lacks it: each stands by it as its own, until it files a response without it."""
    kept = {comment.sha256 for comment in filed if comment.joins_id is None}
    said = former.comments.filter(joins=None).values_list("sha256", flat=True)
    lost = [digest for digest in said if digest not in kept]
    if not lost:
        return
    consultation = former.consultation
    joining = {"joins__response__member_state": former.member_state_id, "joins__sha256__in": lost}
    standing = Response.objects.standing().filter(consultation=consultation)
    submitted = Comment.objects.filter(response__in=standing, **joining)
    drafted = DraftComment.objects.filter(consultation=consultation, **joining)
    states = set(submitted.values_list("response__member_state", flat=True))
    states |= set(drafted.values_list("member_state", flat=True))
    telling.tell(
        telling.Kind.JOIN_LOST,
        consultation,
        states,
        about=str(former.pk),
        at=at,
        proposer=former.member_state_id,
    )


def lapsed(consultation: Consultation, written: Iterable[DraftComment]) -> set[uuid.UUID]:
    """Return the drafts that join a proposal which is in force no more (one query, where any joins one)."""
    joined = {draft.pk: (draft.joined["state"], draft.joined["sha256"]) for draft in written if draft.joined}
    if not joined:
        return set()
    standing = Response.objects.standing().filter(consultation=consultation)
    proposed = Comment.objects.filter(response__in=standing, joins=None)
    in_force = set(proposed.values_list("response__member_state__code", "sha256"))
    return {key for key, proposal in joined.items() if proposal not in in_force}


def _named(comment: Comment) -> dict[str, Any]:
    state = comment.response.member_state
    return {
        "state": state.code,
        "names": state_names.own(state),
        "receipt": Receipt.objects.values_list("number", flat=True).get(response=comment.response_id),
        "comment": comment.position,
        "sha256": comment.sha256,
    }
