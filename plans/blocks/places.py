"""What a block is and where it stands: its kind, its place, removed and restored. Key and texts stay."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from django.db import transaction

from cica_portal.errors import AlreadyMoved
from cica_portal.text import LINE_LIMIT
from members import audit
from members.models import User
from plans.blocks.draft import HERE, Origin, live, lock_draft, record
from plans.blocks.refusals import (
    BlockRemoved,
    ForeignBlock,
    NoFurther,
    NotOneLine,
    OneTitle,
    TitleStays,
)
from plans.enums import BlockKind, EditKind
from plans.models import Block


@transaction.atomic
def change_kind(block: Block, kind: str, *, by: User | None, at: dt.datetime, origin: Origin = HERE) -> Block:
    """Make a paragraph an objective, a heading, an initiative or back; key and texts stay."""
    lock_draft(block.paper_id)
    block = live(block)
    if kind == BlockKind.TITLE:
        raise OneTitle
    old, new = block.kind, BlockKind(kind)
    if new == old:
        return block
    if new == BlockKind.HEADING:
        for text in block.texts.all():
            if "\n" in text.text or len(text.text) > LINE_LIMIT:
                raise NotOneLine(limit=LINE_LIMIT)
    Block.objects.filter(pk=block.pk).update(kind=new)
    block.kind = new
    record(block, EditKind.TURNED, before=str(old), after=str(new), by=by, at=at, origin=origin)
    audit.record("block.turn", subject=block, by=by, at=at, before={"kind": old}, after={"kind": str(new)})
    return block


@transaction.atomic
def move(block: Block, *, to: Literal["up", "down"], by: User | None, at: dt.datetime) -> Block:
    """Exchange a block with its neighbour; the labels follow by themselves."""
    if to not in {"up", "down"}:
        raise ValueError(f"a block moves up or down, not {to!r}")
    lock_draft(block.paper_id)
    block = live(block)
    others = Block.objects.filter(paper=block.paper_id, removed_at=None)
    if to == "up":
        neighbour = others.filter(position__lt=block.position).order_by("position").last()
    else:
        neighbour = others.filter(position__gt=block.position).order_by("position").first()
    if neighbour is None or neighbour.kind == BlockKind.TITLE:
        raise NoFurther
    old, new = block.position, neighbour.position
    Block.objects.filter(pk=block.pk).update(position=new)
    Block.objects.filter(pk=neighbour.pk).update(position=old)
    block.position = new
    record(block, EditKind.MOVED, before=str(old), after=str(new), by=by, at=at)
    audit.record("block.move", subject=block, by=by, at=at, before={"position": old}, after={"position": new})
    return block


@transaction.atomic
def place_after(
    moved: Sequence[Block], after: Block, *, by: User | None, at: dt.datetime, origin: Origin = HERE
) -> list[Block]:
    """Put blocks that follow one another behind `after`, in their order; the labels follow by themselves."""
    paper = lock_draft(after.paper_id)
    moved, after = [live(block) for block in moved], Block.objects.get(pk=after.pk)
    if after.removed_at is not None:
        raise BlockRemoved
    if any(block.paper_id != paper.pk for block in moved):
        raise ForeignBlock
    keys = {block.pk for block in moved}
    if after.pk in keys:
        raise NoFurther
    order = [
        block for block in Block.objects.filter(paper=paper).order_by("position") if block.pk not in keys
    ]
    behind = next(place for place, block in enumerate(order) if block.pk == after.pk) + 1
    order[behind:behind] = moved
    old = {block.pk: block.position for block in order}
    for position, block in enumerate(order, 1):
        block.position = position
    Block.objects.bulk_update(order, ["position"])
    for block in moved:
        places = {"before": str(old[block.pk]), "after": str(block.position)}
        record(block, EditKind.MOVED, **places, by=by, at=at, origin=origin)
        audit.record(
            "block.move",
            subject=block,
            by=by,
            at=at,
            before={"position": old[block.pk]},
            after={"position": block.position},
        )
    return moved


@transaction.atomic
def remove(block: Block, *, by: User | None, at: dt.datetime, origin: Origin = HERE) -> Block:
    """Take a block out of the draft. It keeps key, texts and place, so that it can be restored."""
    lock_draft(block.paper_id)
    block = Block.objects.get(pk=block.pk)
    if block.kind == BlockKind.TITLE:
        raise TitleStays
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
