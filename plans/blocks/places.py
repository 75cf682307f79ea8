"""What a block is and where it stands: its kind, its place, removed and restored. Key and texts stay."""

import datetime as dt
from collections.abc import Sequence
from itertools import takewhile
from typing import Literal

from django.db import transaction

from cica_portal.errors import AlreadyMoved, Refusal
from cica_portal.text import LINE_LIMIT
from members import audit
from members.models import User
from plans.blocks.draft import HERE, Origin, edit_of, live, lock_draft, record
from plans.blocks.refusals import BlockRemoved, OrderChanged
from plans.editing import sections
from plans.enums import LINE_KINDS, OF_TEXT, BlockKind, EditKind
from plans.models import Block, ConceptPaper, Edit


@transaction.atomic
def change_kind(block: Block, kind: str, *, by: User | None, at: dt.datetime, origin: Origin = HERE) -> Block:
    """Make a paragraph an objective, a heading, an initiative, an annex or back; key and texts stay."""
    lock_draft(block.paper_id)
    block = live(block)
    if kind == BlockKind.TITLE:
        raise Refusal("plans.one_title")
    old, new = block.kind, BlockKind(kind)
    if new == old:
        return block
    if new in LINE_KINDS:
        for text in block.texts.all():
            if "\n" in text.text or len(text.text) > LINE_LIMIT:
                raise Refusal("plans.not_one_line", limit=LINE_LIMIT)
    Block.objects.filter(pk=block.pk).update(kind=new)
    block.kind = new
    record(block, EditKind.TURNED, before=str(old), after=str(new), by=by, at=at, origin=origin)
    audit.record("block.turn", subject=block, by=by, at=at, before={"kind": old}, after={"kind": str(new)})
    return block


@transaction.atomic
def move(
    block: Block, *, to: Literal["up", "down"], by: User | None, at: dt.datetime, seen: str = ""
) -> list[Block]:
    """Move a block one step, with what belongs to it: a heading passes whole sections.

    `seen` is the fingerprint of the order that the person saw: where another has changed it, nothing moves.
    """
    if to not in {"up", "down"}:
        raise ValueError(f"a block moves up or down, not {to!r}")
    paper = lock_draft(block.paper_id)
    order, start = _found(paper, live(block), seen)
    behind = sections.step(order, start, to)
    if behind is None:
        raise Refusal("plans.no_further")
    return _put(order[start : sections.end(order, start)], order[behind], by=by, at=at)


@transaction.atomic
def move_behind(
    block: Block, after: Block, *, by: User | None, at: dt.datetime, seen: str = ""
) -> list[Block]:
    """Put a block behind another one, with what belongs to it: a heading with its section."""
    paper = lock_draft(block.paper_id)
    order, start = _found(paper, live(block), seen)
    if after.paper_id != paper.pk:
        raise Refusal("plans.foreign_block")
    behind = next((place for place, one in enumerate(order) if one == after), None)
    if behind is None:
        raise BlockRemoved
    if behind in range(start - 1, sections.end(order, start)):
        raise Refusal("plans.no_further")
    return _put(order[start : sections.end(order, start)], order[behind], by=by, at=at)


def _found(paper: ConceptPaper, block: Block, seen: str) -> tuple[list[Block], int]:
    """Return the order of the draft and the place of a block; refuse an order that nobody has seen."""
    order = sections.places(paper)
    if seen and seen != sections.fingerprint(order):
        raise OrderChanged
    return order, next(place for place, one in enumerate(order) if one == block)


def with_points(block: Block) -> list[Block]:
    """Return a block with the sub-points that belong to it, in order."""
    if block.removed_at is not None or block.level != OF_TEXT:
        return [block]
    behind = Block.objects.filter(paper=block.paper_id, removed_at=None, position__gt=block.position)
    return [block, *takewhile(lambda one: one.kind == BlockKind.SUBPOINT, behind.order_by("position", "pk"))]


def end_of_text(paper: ConceptPaper) -> Block | None:
    """Return the block that the first annex stands behind; none where the text has no annex."""
    standing = paper.blocks.filter(removed_at=None).order_by("position", "pk")
    annex = standing.filter(kind=BlockKind.ANNEX).first()
    return standing.filter(position__lt=annex.position).last() if annex else None


@transaction.atomic
def place_after(
    moved: Sequence[Block], after: Block, *, by: User | None, at: dt.datetime, origin: Origin = HERE
) -> list[Block]:
    """Put these blocks behind `after`, in their order, and nothing else; the labels follow by themselves."""
    paper = lock_draft(after.paper_id)
    moved, after = [live(block) for block in moved], Block.objects.get(pk=after.pk)
    if after.removed_at is not None:
        raise BlockRemoved
    if any(block.paper_id != paper.pk for block in moved):
        raise Refusal("plans.foreign_block")
    if after.pk in {block.pk for block in moved}:
        raise Refusal("plans.no_further")
    return _put(moved, after, by=by, at=at, origin=origin)


def _put(
    moved: Sequence[Block], after: Block, *, by: User | None, at: dt.datetime, origin: Origin = HERE
) -> list[Block]:
    """Put blocks behind another, each with an edit, and one entry in the record of acts.

    What was removed from between them goes along, so that it is restored to where it stood.
    """
    order = list(Block.objects.filter(paper=after.paper_id).order_by("position", "pk"))
    places = [block.position for block in order]
    first, last = min(block.position for block in moved), max(block.position for block in moved)
    taken = list(moved)
    between = [block for block in order if first <= block.position <= last]
    if {block for block in between if block.removed_at is None} == {*moved}:
        taken = between
    rest = [block for block in order if block not in {*taken}]
    behind = rest.index(after) + 1
    rest[behind:behind] = taken
    new = {block.pk: place for block, place in zip(rest, places, strict=True)}
    shifted = [block for block in order if new[block.pk] != block.position]
    old = {block.pk: block.position for block in moved}
    for block in [*shifted, *moved]:
        block.position = new[block.pk]
    Block.objects.bulk_update(shifted, ["position"])
    edits = []
    for block in moved:
        said = {"before": str(old[block.pk]), "after": str(block.position)}
        edits.append(edit_of(block, EditKind.MOVED, **said, by=by, at=at, origin=origin))
    Edit.objects.bulk_create(edits)
    head = moved[0]
    audit.record(
        "block.move",
        subject=head,
        by=by,
        at=at,
        before={"position": old[head.pk]},
        after={"position": head.position} | ({"blocks": len(moved)} if len(moved) > 1 else {}),
    )
    return list(moved)


@transaction.atomic
def remove(block: Block, *, by: User | None, at: dt.datetime, origin: Origin = HERE) -> Block:
    """Take a block out of the draft. It keeps key, texts and place, so that it can be restored."""
    lock_draft(block.paper_id)
    block = Block.objects.get(pk=block.pk)
    if block.kind == BlockKind.TITLE:
        raise Refusal("plans.title_stays")
    if not Block.objects.filter(pk=block.pk, removed_at=None).update(removed_at=at):
        raise AlreadyMoved
    block.removed_at = at
    record(block, EditKind.REMOVED, by=by, at=at, origin=origin)
    audit.record("block.remove", subject=block, by=by, at=at, before={"position": block.position})
    return block


@transaction.atomic
def restore(block: Block, *, by: User | None, at: dt.datetime) -> Block:
    """Put a removed block back to where it stood."""
    lock_draft(block.paper_id)
    if not Block.objects.filter(pk=block.pk, removed_at__isnull=False).update(removed_at=None):
        raise AlreadyMoved
    block = Block.objects.get(pk=block.pk)
    record(block, EditKind.RESTORED, by=by, at=at)
    audit.record("block.restore", subject=block, by=by, at=at, after={"position": block.position})
    return block
