"""Settling a comment in one act: what becomes of it, and with it the wording in the draft. Undoing both.

Only a confirmed decision reaches the draft. What a coordinator proposes for confirmation leaves the text as
it is: wording of the coordinator's own is kept with the choices for that text until the Secretariat decides.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Container, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction

from cica_portal.errors import AlreadyMoved, DomainError, NotAllowed, Refusal, StaleVersion
from comments.compilation.rows import Row, filed_rows
from comments.consolidation import (
    acceptances,
    dialogue,
    dispositions,
    intake,
    merges,
    reply_changes,
    untaken,
)
from comments.consolidation.acceptances import CORRECTIONS
from comments.consolidation.merges import Bench, Choice
from comments.enums import DispositionKind, Operation
from comments.models import (
    Acceptance,
    AcceptanceUndone,
    Comment,
    Consultation,
    Disposition,
    DispositionUndone,
    MergeDraft,
    Reaction,
)
from comments.procedure import consultations
from comments.procedure.lists import answering
from comments.remarks.ranges import Places
from members import audit
from members.models import User
from plans import blocks
from plans.enums import EditKind
from plans.models import Block, Edit
from plans.outline import revision_outline

STRUCTURAL = (Operation.ADD, Operation.MOVE, Operation.SUPPRESS)


@dataclass(frozen=True, slots=True)
class Wording:
    """How a paragraph is to read in one language, on the version of its text that the person saw, and which
    changes of the proposals for it were chosen."""

    key: uuid.UUID
    language: str
    text: str
    version: int
    chosen: Collection[Choice] = ()


@dataclass(frozen=True, slots=True)
class Filed:
    """The comments of a closed consultation, and where the paragraphs stood that they were made on."""

    rows: Sequence[Row]
    places: Places

    def row(self, comment: Comment) -> Row:
        return next(row for row in self.rows if row.comment.pk == comment.pk)


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
    comment: Comment,
    filed: Filed,
    *,
    together: Sequence[Comment] = (),
    kind: str,
    reply: str,
    language: str,
    seen: dict[uuid.UUID, int],
    wordings: Sequence[Wording] = (),
    carries_out: bool = False,
    despite_changes: bool = False,
    no_change: str = "",
    reason: str = "",
    by: User,
    at: dt.datetime,
) -> Settled:
    """Record what becomes of a comment, and of those answered `together` with it, and bring the draft to say
    it: by `wordings` where words are concerned, by carrying the proposal out (`carries_out`) where blocks
    come, go or move, on changed paragraphs only if the person has read them (`despite_changes`), or by
    nothing, if `no_change` says why. `reason` says why replies change that were sent. All of it happens, or
    nothing.
    """
    chosen = [comment, *together]
    made = dispositions.record(
        consultation,
        chosen,
        kind=kind,
        reply=reply,
        language=language,
        no_change=no_change if kind in answering.ACCEPTING else "",
        reason=reason,
        seen=seen,
        by=by,
        at=at,
    )
    if kind not in answering.ACCEPTING:
        return Settled(made)
    answered = [disposition.comment for disposition in made]
    answered.sort(key=lambda one: one.pk != comment.pk)
    if not all(one.is_confirmed for one in made):
        _keep(consultation, filed, answered, wordings, by=by, at=at)
        return Settled(made)
    is_structural = comment.operation in STRUCTURAL
    if is_structural and carries_out and kind == DispositionKind.ACCEPTED:
        first, *others = answered
        row = filed.row(first)
        edits = acceptances.carry_out(consultation, row, despite_changes=despite_changes, by=by, at=at)
        for other in others:
            for edit in edits:
                acceptances.record(other, edit, own_wording="", is_whole=True, by=by, at=at)
    else:
        found = _found(consultation, filed, wordings)
        changed = [(one, bench) for one, bench in found if one.text != bench.text]
        _take(consultation, changed, answered, by=by, at=at)
    kinds = {one.pk: kind for one in answered}
    return _settled(made, untaken.of_round(consultation, answered, kinds, filed.places))


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
    unless something stands against it: that waits for a person, as `intake` lists it."""
    made = record()
    accepted = {one.comment_id for one in made if one.is_confirmed and one.kind in answering.ACCEPTING}
    if not accepted:
        return Settled(made)
    every = intake.find(
        consultation, filed_rows(consultation), Places(revision_outline(consultation.revision))
    )
    plan, missing = intake.part(every, accepted), every.waiting
    if not consultation.revision.paper.is_editable or not by.has_perm(
        "comments.merge_proposals", consultation
    ):
        missing |= plan.comments
    elif plan.comments:
        intake.take_all(consultation, plan, digest=plan.digest, by=by, at=at)
    return _settled(made, missing)


def _found(
    consultation: Consultation, filed: Filed, wordings: Sequence[Wording]
) -> list[tuple[Wording, Bench]]:
    """Return each wording with the workbench of its text, the language that leads first."""
    benches = {
        key: merges.paragraph(consultation, key, filed.rows, filed.places)
        for key in dict.fromkeys(one.key for one in wordings)
    }
    source = consultation.revision.paper.source_language
    ordered = sorted(wordings, key=lambda one: one.language != source)
    return [
        (one, benches[one.key][one.language]) for one in ordered if one.language in benches.get(one.key, {})
    ]


def _take(
    consultation: Consultation,
    changed: Sequence[tuple[Wording, Bench]],
    answered: Sequence[Comment],
    *,
    by: User,
    at: dt.datetime,
) -> None:
    """Take the wordings in. What a paragraph says in further languages follows the first one."""
    leads_others = any(one.type not in CORRECTIONS for one in answered)
    leading: dict[uuid.UUID, Edit] = {}
    for one, bench in changed:
        choices = _choices(one, bench, answered)
        text = acceptances.take(
            consultation,
            bench,
            chosen=choices,
            own_wording="" if choices else one.text,
            answers=() if choices else answered,
            version=one.version,
            follows=leading.get(one.key),
            by=by,
            at=at,
        )
        if leads_others and one.key not in leading:
            edits = Edit.objects.filter(block=text.block_id, language=one.language)
            leading[one.key] = edits.latest("pk")


def _choices(one: Wording, bench: Bench, answered: Sequence[Comment]) -> list[Choice]:
    """Return the changes whose sum a wording is: those chosen, if each answered comment has one of them, else
    all that the answered comments propose."""
    comments = {comment for comment, _number in one.chosen}
    if comments.issuperset(comment.pk for comment in answered) and _makes(bench, one.chosen, one.text):
        return sorted(one.chosen)
    return _as_proposed(bench, answered, one.text)


def _makes(bench: Bench, chosen: Collection[Choice], text: str) -> bool:
    try:
        return bool(chosen) and bench.merged(chosen) == text
    except DomainError:
        return False


def _as_proposed(bench: Bench, answered: Sequence[Comment], text: str) -> list[Choice]:
    """Return the changes that the answered comments propose where `text` is just what they make of it."""
    keys = {comment.pk for comment in answered}
    own = [proposal for proposal in bench.proposals if proposal.comment.pk in keys]
    chosen = sorted(choice for proposal in own for choice in proposal.choices)
    return chosen if _makes(bench, chosen, text) else []


def _keep(
    consultation: Consultation,
    filed: Filed,
    answered: Sequence[Comment],
    wordings: Sequence[Wording],
    *,
    by: User,
    at: dt.datetime,
) -> None:
    """Keep wording that is not the proposal's own until the decision is confirmed."""
    for one, bench in _found(consultation, filed, wordings):
        if one.text == bench.text or _as_proposed(bench, answered, one.text):
            continue
        choices = _choices(one, bench, answered)
        draft = acceptances.drafts(consultation, one.key)[one.language]
        acceptances.save(
            consultation,
            one.key,
            one.language,
            chosen=choices,
            own_wording="" if choices else one.text,
            version=draft.version,
            by=by,
            at=at,
        )


# Undoing ---------------------------------------------------------------------------------------------


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
    _undo_edits(consultation, made, by=by, at=at)
    MergeDraft.objects.filter(consultation=consultation, by=by, at=made[0].at).delete()
    for one in made:
        DispositionUndone.objects.create(disposition=one, by=by, at=at)
        audit.record(
            "disposition.undo",
            subject=one.comment,
            by=by,
            at=at,
            before={"kind": one.kind, "stage": one.stage, "reply": one.reply, "version": one.version},
        )
    return made


def _undo_edits(
    consultation: Consultation, made: Sequence[Disposition], *, by: User, at: dt.datetime
) -> None:
    """Give the draft back what the act changed in it, and undo the traces of these changes."""
    own = Acceptance.objects.filter(comment__in=[one.comment_id for one in made], by=by, at=made[0].at)
    edits = list(Edit.objects.filter(pk__in=own.values("edit")).select_related("block").order_by("pk"))
    if not edits:
        return
    kinds = {kind: [one for one in edits if one.kind == kind] for kind in {one.kind for one in edits}}
    try:
        _put_back(kinds.get(EditKind.MOVED, []), by=by, at=at)
        blocks.take_back(
            consultation.revision.paper,
            texts=[
                blocks.Was(one.block, one.language, now=one.version, was=one.version - 1)
                for one in kinds.get(EditKind.ACCEPTED, [])
            ],
            made=list(dict.fromkeys(one.block for one in kinds.get(EditKind.ADDED, []))),
            removed=[one.block for one in kinds.get(EditKind.REMOVED, [])],
            by=by,
            at=at,
        )
    except (StaleVersion, AlreadyMoved, blocks.BlockRemoved, blocks.NotEditable) as changed:
        raise Refusal("comments.too_late_to_undo") from changed
    for acceptance in Acceptance.objects.filter(edit__in=edits).select_related("comment", "edit__block"):
        AcceptanceUndone.objects.create(acceptance=acceptance, by=by, at=at)
        audit.record(
            "comment.untake",
            subject=acceptance.comment,
            by=by,
            at=at,
            before={
                "block": str(acceptance.edit.block.key),
                "language": acceptance.edit.language,
                "edit": acceptance.edit_id,
            },
        )


def _put_back(moves: Sequence[Edit], *, by: User, at: dt.datetime) -> None:
    """Put blocks that were moved together behind the one that they stood behind before."""
    if not moves:
        return
    paper = moves[0].block.paper_id
    later = Edit.objects.filter(block__paper=paper, pk__gt=moves[-1].pk)
    if later.filter(kind__in=[EditKind.ADDED, EditKind.MOVED]).exists():
        raise StaleVersion
    moved = [one.block for one in moves]
    keys = {block.pk for block in moved}
    rest = [block for block in Block.objects.filter(paper=paper).order_by("position") if block.pk not in keys]
    first = min(int(one.before) for one in moves)
    positions = sorted(Block.objects.filter(paper=paper).values_list("position", flat=True))
    before = rest[: positions.index(first)]
    blocks.place_after(moved, [block for block in before if block.removed_at is None][-1], by=by, at=at)
