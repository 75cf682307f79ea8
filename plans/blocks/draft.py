"""What every act on a block does with the draft around it: lock it, find the block, leave a record."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from cica_portal import emphasis
from cica_portal.errors import Refusal
from members.models import User
from plans.blocks.refusals import BlockRemoved, NotEditable
from plans.enums import BlockKind
from plans.models import Block, ConceptPaper, Edit, WordImport


def lock_draft(paper_id: int) -> ConceptPaper:
    """Return the paper, its row locked so that edits and freezing take turns; refuse if not editable."""
    paper = ConceptPaper.objects.select_for_update().get(pk=paper_id)
    if not paper.is_editable:
        raise NotEditable(status=paper.get_status_display())
    return paper


def live(block: Block) -> Block:
    """Return the block as it stands in the database now; refuse the title and what was removed."""
    block = Block.objects.get(pk=block.pk)
    if block.kind == BlockKind.TITLE:
        raise Refusal("plans.title_stays")
    if block.removed_at is not None:
        raise BlockRemoved
    return block


class Origin(NamedTuple):
    """The Word file that an edit takes over, and the authors of the tracked changes in what it takes."""

    word_import: WordImport | None = None
    authors: Sequence[str] = ()


HERE = Origin()


def record(
    block: Block, kind: str, *, by: User | None, at: dt.datetime, origin: Origin = HERE, **fields: Any
) -> Edit:
    edit = edit_of(block, kind, by=by, at=at, origin=origin, **fields)
    edit.save(force_insert=True)
    return edit


def edit_of(
    block: Block, kind: str, *, by: User | None, at: dt.datetime, origin: Origin = HERE, **fields: Any
) -> Edit:
    """Return the edit that records an act on a block, for several to be stored at once."""
    authors = list(origin.authors) or None
    return Edit(
        block=block, kind=kind, by=by, at=at, word_import=origin.word_import, authors=authors, **fields
    )


def retitle(paper: ConceptPaper, texts: Mapping[str, str]) -> None:
    """Keep the titles of lists, which are plain words, in step with the title block."""
    paper.titles |= {language: emphasis.plain(text) for language, text in texts.items()}
    ConceptPaper.objects.filter(pk=paper.pk).update(titles=paper.titles)
