"""Pasting several paragraphs into a text of the draft: each becomes a block, or fills the one that waits."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from cica_portal.errors import Refusal
from cica_portal.text import is_blank
from members.models import User
from plans.blocks.draft import live, lock_draft
from plans.blocks.parts import SPLIT_KINDS
from plans.blocks.texts import add, edit
from plans.models import Block, BlockText


class Part(NamedTuple):
    """One pasted paragraph, and the kind of block that it would be; none where it is like the first."""

    text: str
    kind: str = ""


class Pasted(NamedTuple):
    """Where the paragraphs went: into texts that were there, and into new blocks behind them."""

    written: list[Block]
    made: list[Block]


@transaction.atomic
def paste(
    block: Block, language: str, parts: Sequence[Part], *, version: int, by: User | None, at: dt.datetime
) -> Pasted:
    """Save the first paragraph as the text of a block; the next fill the blocks that follow, or become new.

    A block that follows is filled while it has no text in this language: so each language, pasted after the
    other, comes into the same rows. Where one has a text, new blocks are put before it.
    """
    paper = lock_draft(block.paper_id)
    block = live(block)
    if block.kind not in SPLIT_KINDS or len(parts) < 2:
        raise Refusal("plans.nothing_to_split")
    edit(block, language, parts[0].text, version=version, by=by, at=at)
    written, rest = [block], list(parts[1:])
    for following, text in _waiting(block, language):
        if not rest:
            break
        edit(following, language, rest.pop(0).text, version=text.version, by=by, at=at)
        written.append(following)
    made: list[Block] = []
    for part in rest:
        after = made[-1] if made else written[-1]
        made.append(
            add(paper, kind=part.kind or block.kind, texts={language: part.text}, after=after, by=by, at=at)
        )
    return Pasted(written, made)


def _waiting(block: Block, language: str) -> list[tuple[Block, BlockText]]:
    """Return the blocks directly behind one that have no text in a language yet, with that text."""
    texts = BlockText.objects.filter(
        language=language,
        block__paper=block.paper_id,
        block__removed_at=None,
        block__position__gt=block.position,
    )
    found = []
    for text in texts.select_related("block").order_by("block__position", "block__pk"):
        if text.block.kind not in SPLIT_KINDS or not is_blank(text.text):
            break
        found.append((text.block, text))
    return found
