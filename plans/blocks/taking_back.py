"""Undoing an act on blocks that has just been done: texts as they were, what was made removed again."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from cica_portal.errors import Refusal, StaleVersion
from members.models import User
from plans.blocks.draft import lock_draft
from plans.blocks.places import remove, restore
from plans.blocks.refusals import StaleBlock
from plans.blocks.texts import save, text_at
from plans.editing import remarks
from plans.enums import EditKind
from plans.models import Block, BlockText, ConceptPaper, Edit, Remark


class Was(NamedTuple):
    """A text in one language: the version that it has now, and the one that it goes back to."""

    block: Block
    language: str
    now: int
    was: int


@transaction.atomic
def take_back(
    paper: ConceptPaper,
    *,
    texts: Sequence[Was] = (),
    made: Sequence[Block] = (),
    removed: Sequence[Block] = (),
    carried: Sequence[int] = (),
    by: User | None,
    at: dt.datetime,
) -> None:
    """Give texts their earlier words and basis, remove what was made, restore what was removed.

    The threads of remarks that were `carried` from there, by id, go back to it. Each is an edit of its own.
    Where anybody has written in one of these blocks since, nothing is undone.
    """
    paper = lock_draft(paper.pk)
    if any(block.paper_id != paper.pk for block in (*made, *removed, *(text.block for text in texts))):
        raise Refusal("plans.foreign_block")
    if BlockText.objects.filter(block__in=made, version__gt=1).exists():
        raise StaleVersion
    for was in sorted(texts, key=lambda one: one.language != paper.source_language):
        current = BlockText.objects.select_related("block").get(block=was.block, language=was.language)
        if current.version != was.now:
            raise StaleBlock(current, current.text)
        if was.was >= was.now:
            continue
        edit = Edit.objects.filter(block=was.block, language=was.language, version=was.was).last()
        source = edit.based_on if edit is not None else None
        save(paper, current, text_at(current, was.was), source, EditKind.CHANGED, by=by, at=at)
    for block in made:
        remove(block, by=by, at=at)
    for block in removed:
        restore(block, by=by, at=at)
        threads = Remark.objects.filter(pk__in=carried, thread=None, block__paper=paper)
        remarks.carry(threads, block, by=by, at=at)
