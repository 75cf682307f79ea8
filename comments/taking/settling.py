"""Settling a comment in one act: what becomes of it, and with it the wording in the draft. Undoing both.

Only a confirmed decision reaches the draft. What a coordinator proposes for confirmation leaves the text as
it is: wording of the coordinator's own is kept with the choices for that text until the Secretariat decides.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Container, Sequence
from dataclasses import replace
from typing import NamedTuple

from django.db import transaction

from cica_portal.errors import DomainError, NotAllowed, Refusal
from comments.answering import dialogue, dispositions, reply_changes
from comments.answering.missing import missing_places
from comments.enums import DispositionKind
from comments.models import Comment, Consultation, Disposition, MergeDraft, Reaction
from comments.procedure import consultations
from comments.procedure.lists import answering
from comments.reading.extents import Places
from comments.reading.readings import Reading
from comments.taking import choices, take, waiting
from comments.taking.proposals import Bench, Choice
from comments.taking.take import STRUCTURAL, BlockAct, Item, Wording
from members.models import User
from plans.outline import revision_outline


class Settled(NamedTuple):
    """What one act recorded, and of how many accepted comments the draft has everything, and of how many it
    has not yet."""

    dispositions: list[Disposition]
    in_draft: int = 0
    waiting: int = 0

    @property
    def act(self) -> uuid.UUID:
        return self.dispositions[0].act


@transaction.atomic
def settle(
    consultation: Consultation,
    row: Reading,
    places: Places,
    record: Callable[[], list[Disposition]],
    *,
    wordings: Sequence[Wording] = (),
    carries_out: bool = False,
    despite_changes: bool = False,
    by: User,
    at: dt.datetime,
) -> Settled:
    """Carry out the act that decides a comment, and those answered with it, and bring the draft to say it: by
    `wordings` where words are concerned, by carrying the proposal out (`carries_out`) where blocks come, go
    or move, on changed paragraphs only if the person has read them (`despite_changes`). All of it happens, or
    nothing.
    """
    made = record()
    kind = made[0].kind
    if kind not in answering.ACCEPTING:
        return Settled(made)
    answered = [disposition.comment for disposition in made]
    answered.sort(key=lambda one: one.pk != row.comment.pk)
    source = consultation.revision.paper.source_language
    changed = [
        _resolved(one, answered)
        for one in sorted(wordings, key=lambda one: one.bench.language != source)
        if one.own_wording != one.bench.text
    ]
    if not all(one.is_confirmed for one in made):
        _keep(consultation, changed, answered, by=by, at=at)
        return Settled(made)
    items: Sequence[Item] = changed
    if row.comment.operation in STRUCTURAL and carries_out and kind == DispositionKind.ACCEPTED:
        items = [BlockAct(row, answered[1:], despite_changes=despite_changes)]
    if items:
        take.take(consultation, items, by=by, at=at)
    kinds = {one.pk: kind for one in answered}
    return _settled(made, missing_places(consultation, answered, kinds, places))


def _settled(made: list[Disposition], missing: Container[uuid.UUID]) -> Settled:
    """Tell of the comments accepted by an act whether the draft has what they ask for."""
    accepted = [
        one.comment_id
        for one in made
        if one.is_confirmed and one.kind in answering.ACCEPTING and not one.no_change
    ]
    waiting = sum(pk in missing for pk in accepted)
    return Settled(made, in_draft=len(accepted) - waiting, waiting=waiting)


@transaction.atomic
def settle_many(
    consultation: Consultation,
    record: Callable[[], list[Disposition]],
    *,
    by: User,
    at: dt.datetime,
) -> Settled:
    """Carry out an act that decides many comments, and bring into the draft what it accepts as proposed,
    unless something stands against it: that waits for a person, as `waiting` lists it."""
    made = record()
    accepted = {one.comment_id for one in made if one.is_confirmed and one.kind in answering.ACCEPTING}
    if not accepted:
        return Settled(made)
    every = waiting.plan_taking(consultation, Places(revision_outline(consultation.revision)))
    plan, missing = waiting.part_of(every, accepted), every.waiting
    if not consultation.revision.paper.is_editable or not by.has_perm(
        "comments.merge_proposals", consultation
    ):
        missing |= plan.comments
    elif plan.items:
        take.take(consultation, plan.items, by=by, at=at)
    return _settled(made, missing)


def _resolved(one: Wording, answered: Sequence[Comment]) -> Wording:
    """Return a wording by the changes whose sum it is: those chosen, if each answered comment has one of
    them, else all that the answered comments propose; where it is neither, as it answers them."""
    found = one.chosen
    comments = {comment for comment, _number in found}
    if not comments.issuperset(comment.pk for comment in answered) or not _makes(one, found):
        found = _as_proposed(one.bench, answered)
    if _makes(one, found):
        return replace(one, chosen=sorted(found), own_wording="")
    return replace(one, chosen=(), answers=answered)


def _makes(one: Wording, chosen: Collection[Choice]) -> bool:
    """Tell whether changes make just the wording of a text."""
    try:
        return bool(chosen) and one.bench.merged(chosen) == one.own_wording
    except DomainError:
        return False


def _as_proposed(bench: Bench, answered: Sequence[Comment]) -> list[Choice]:
    keys = {comment.pk for comment in answered}
    return [choice for one in bench.proposals if one.comment.pk in keys for choice in one.choices]


def _keep(
    consultation: Consultation,
    changed: Sequence[Wording],
    answered: Sequence[Comment],
    *,
    by: User,
    at: dt.datetime,
) -> None:
    """Keep wording that is not the proposal's own until the decision is confirmed."""
    for one in changed:
        bench = one.bench
        if one.chosen and set(one.chosen) == set(_as_proposed(bench, answered)):
            continue
        choices.save(
            consultation,
            bench.key,
            bench.language,
            chosen=one.chosen,
            own_wording=one.own_wording,
            version=choices.chosen_so_far(consultation, bench.key)[bench.language].version,
            by=by,
            at=at,
        )


@transaction.atomic
def undo(consultation: Consultation, act: uuid.UUID, *, by: User, at: dt.datetime) -> list[Disposition]:
    """Take back what was settled in one act, by who did it: the decisions, and what it changed in the draft.

    Refused once anybody decided or wrote there since, or the States were sent their replies; a change of a
    sent reply that still waits is withdrawn.
    """
    consultations.hold(consultation)  # else the replies are sent while they are taken back
    change = Disposition.recorded.waiting().filter(act=act, by=by).select_related("comment__response").first()
    if change is not None:
        MergeDraft.objects.filter(consultation=consultation, by=by, at=change.at).delete()
        return reply_changes.decline(change, by=by, at=at)
    made = list(
        Disposition.objects.filter(act=act, by=by, comment__response__consultation=consultation)
        .select_related("comment")
        .order_by("pk")
    )
    if not made or not by.has_perm("comments.record_disposition", consultation):
        raise NotAllowed
    current = dispositions.current([one.comment for one in made])
    if (
        any(current[one.comment_id].pk != one.pk for one in made)
        or dialogue.is_released(consultation)
        or Reaction.objects.filter(disposition__in=made).exists()
    ):
        raise Refusal("comments.too_late_to_undo")
    take.undo(consultation, made, by=by, at=at)
    MergeDraft.objects.filter(consultation=consultation, by=by, at=made[0].at).delete()
    return dispositions.take_back(
        made, "disposition.undo", ("kind", "stage", "reply", "version"), by=by, at=at
    )
