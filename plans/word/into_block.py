"""What a paragraph of a Word file does to the block that it goes into: its texts, its place and its kind."""

import datetime as dt

from cica_portal.text import composed
from members.models import User
from plans import blocks
from plans.editing import editor_rows
from plans.enums import BlockKind
from plans.models import Block, ConceptPaper
from plans.word.changed_since import Since
from plans.word.kinds import Item


def replace(
    paper: ConceptPaper,
    row: editor_rows.Row,
    item: Item,
    since: Since,
    origin: blocks.Origin,
    *,
    by: User,
    at: dt.datetime,
) -> bool:
    """Save the texts that differ, the source first: a translation that comes with it is made from it.

    What the file left as it was given stays as the portal has it; a translation in the file was made from the
    source text that it was given, and is older than one that was changed here since.
    """
    changed = set()
    order = sorted(row.cells, key=lambda cell: cell.language != paper.source_language)
    own = item.key == row.block.key
    for cell in order:
        text, newer = item.text(cell.language), since.get((row.block.key, cell.language)) if own else None
        if not text or text == composed(cell.text) or (newer is not None and newer.is_given(text)):
            continue
        source = since.get((row.block.key, paper.source_language)) if own else None
        is_older = source is not None and paper.source_language not in {cell.language, *changed}
        blocks.edit(
            row.block,
            cell.language,
            text,
            version=cell.version,
            made_from=source.given_by if source is not None and is_older else None,
            by=by,
            at=at,
            origin=origin,
        )
        changed.add(cell.language)
    return bool(changed)


def follow(
    row: editor_rows.Row, item: Item, last: Block, origin: blocks.Origin, *, by: User, at: dt.datetime
) -> bool:
    """Move a block behind the last one, and make another kind of it, where the tracked changes do so."""
    if row.is_title:
        return False
    is_turned = item.is_turned and item.kind not in {row.block.kind, BlockKind.TITLE}
    if is_turned:
        blocks.change_kind(row.block, item.kind, by=by, at=at, origin=origin)
    if item.is_moved and last.pk != row.block.pk:
        blocks.place_after([row.block], last, by=by, at=at, origin=origin)
    return is_turned or item.is_moved
