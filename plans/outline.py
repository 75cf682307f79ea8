"""The outline: the one form in which pages, PDF, comments and exports read a text."""

import uuid
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cica_portal.languages import LANGUAGES
from plans.enums import LINE_KINDS, BlockKind
from plans.labels import Label, labelled, marked, reference
from plans.models import ConceptPaper, Revision


class OutlineRow:
    """A block as reading pages, PDF and comments see it, whether from the draft or from a revision."""

    __slots__ = ("key", "kind", "label", "texts")

    def __init__(self, key: uuid.UUID, kind: str, texts: Mapping[str, str], label: Label) -> None:
        self.key, self.kind, self.texts, self.label = key, kind, texts, label

    def marked(self, language: str) -> str:
        """Return the label where languages meet: letters with neutral numbers, a point with its parent."""
        return reference(self.label, language)

    @property
    def marked_labels(self) -> dict[str, str]:
        """Return the labels by language for a page that shows two of them side by side."""
        return {language: marked(self.label, language) for language in LANGUAGES}

    @property
    def is_line(self) -> bool:
        return self.kind in LINE_KINDS

    def text(self, language: str) -> str:
        return self.texts.get(language, "")


def draft_outline(paper: ConceptPaper) -> list[OutlineRow]:
    """Return the working draft as an outline, in document order (two queries)."""
    blocks = list(paper.blocks.filter(removed_at=None).prefetch_related("texts"))
    labels = labelled([block.kind for block in blocks])
    return [
        OutlineRow(
            block.key,
            block.kind,
            dict.fromkeys(LANGUAGES, "") | {text.language: text.text for text in block.texts.all()},
            label,
        )
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


class Numbered(NamedTuple):
    """A row with its number in the text, the same in every language, on every page that shows the text and in
    the offline form."""

    number: int
    row: OutlineRow


def numbered(rows: Sequence[OutlineRow]) -> list[Numbered]:
    """Number the rows from the first behind the title."""
    first = next((place for place, row in enumerate(rows) if row.kind != BlockKind.TITLE), 0)
    return [Numbered(place - first + 1, row) for place, row in enumerate(rows)]
