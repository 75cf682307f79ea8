"""The outline: the one form in which pages, PDF, comments and exports read a text."""

import uuid
from collections.abc import Iterable, Mapping
from itertools import groupby

from plans.enums import LINE_KINDS, level_of
from plans.labels import Label, labelled
from plans.models import Block, ConceptPaper, Revision


class OutlineRow:
    """A block as reading pages, PDF and comments see it, whether from the draft or from a revision."""

    __slots__ = ("key", "kind", "label", "texts")

    def __init__(self, key: uuid.UUID, kind: str, texts: Mapping[str, str], label: Label) -> None:
        self.key, self.kind, self.texts, self.label = key, kind, texts, label

    @property
    def number(self) -> int:
        """The number of the paragraph in the margin, on every page and in the offline form; the title has
        none."""
        return self.label.number

    def cited(self, language: str) -> str:
        """Return by what the paragraph is known apart from its text: "9, 2 c)"."""
        return self.label.cited(language)

    @property
    def is_line(self) -> bool:
        return self.kind in LINE_KINDS

    @property
    def level(self) -> int:
        return level_of(self.kind)

    def text(self, language: str) -> str:
        return self.texts.get(language, "")


def draft_outline(paper: ConceptPaper) -> list[OutlineRow]:
    """Return the working draft as an outline, in document order (two queries)."""
    blocks = list(paper.blocks.filter(removed_at=None).prefetch_related("texts"))
    labels = labelled([block.kind for block in blocks])
    return [
        OutlineRow(block.key, block.kind, block.words, label)
        for block, label in zip(blocks, labels, strict=True)
    ]


def revision_outline(revision: Revision) -> list[OutlineRow]:
    """Return a frozen revision as an outline, in document order (one query, the first time)."""
    blocks = revision.frozen_blocks
    labels = labelled([block.kind for block in blocks])
    return [
        OutlineRow(block.key, block.kind, block.texts, label)
        for block, label in zip(blocks, labels, strict=True)
    ]


def bracketed(rows: Iterable[OutlineRow]) -> list[OutlineRow]:
    """Return the paragraphs with words in square brackets, in whatever language: what is not agreed."""
    return [row for row in rows if any("[" in text or "]" in text for text in row.texts.values())]


def draft_labels(papers: Iterable[int]) -> dict[int, Label]:
    """Return the labels of the blocks that stand in the drafts of these plans (one query)."""
    standing = Block.objects.filter(paper__in=list(papers), removed_at=None)
    found: dict[int, Label] = {}
    by_paper = standing.order_by("paper", "position", "pk").values_list("paper", "pk", "kind")
    for _paper, blocks in groupby(by_paper, key=lambda block: block[0]):
        keys, kinds = zip(*((pk, kind) for _, pk, kind in blocks), strict=True)
        found |= zip(keys, labelled(kinds), strict=True)
    return found
