"""Pasting several paragraphs into a text of the draft: each becomes a block, or fills the one that waits."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import takewhile
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


@transaction.atomic
def paste(
    block: Block, language: str, parts: Sequence[Part], *, version: int, by: User | None, at: dt.datetime
) -> tuple[list[Block], list[Block]]:
    """Save the first paragraph as the text of a block; the next fill the blocks that follow, or become new.
    Return the blocks whose text was written, and those that were made behind them.

    A block that follows is filled while it has no text in this language: so each language, pasted after the
    other, comes into the same rows. Where one has a text, new blocks are put before it.
    """
    paper = lock_draft(block.paper_id)
    block = live(block)
    if block.kind not in SPLIT_KINDS or len(parts) < 2:
        raise Refusal("plans.nothing_to_split")
    edit(block, language, parts[0].text, version=version, by=by, at=at)
    written, rest = [block], list(parts[1:])
    for text in list(_waiting(block, language))[: len(rest)]:
        edit(text.block, language, rest.pop(0).text, version=text.version, by=by, at=at)
        written.append(text.block)
    made: list[Block] = []
    for part in rest:
        after = made[-1] if made else written[-1]
        made.append(
            add(paper, kind=part.kind or block.kind, texts={language: part.text}, after=after, by=by, at=at)
        )
    return written, made


def _waiting(block: Block, language: str) -> Iterator[BlockText]:
    """Yield the texts of the blocks directly behind one that are blank in a language yet."""
    texts = BlockText.objects.filter(
        language=language,
        block__paper=block.paper_id,
        block__removed_at=None,
        block__position__gt=block.position,
    )
    order = texts.select_related("block").order_by("block__position", "block__pk")
    return takewhile(lambda text: text.block.kind in SPLIT_KINDS and is_blank(text.text), order)
