"""The working draft as the editor shows it: a row a block, a cell a language, each with its state."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q
from django.utils.translation import gettext_lazy as _

from cica_portal.languages import LANGUAGES
from plans.enums import BlockKind, Significance, TextStatus
from plans.labels import Label, labelled
from plans.models import Block, BlockText, ConceptPaper, Edit
from plans.outline import OutlineRow

ORIGINAL, CURRENT, STALE, MISSING = "original", "current", "stale", "missing"


@dataclass(frozen=True)
class Cell:
    """A text of a block in one language, and how it stands to the source text."""

    language: str
    text: str
    version: int
    state: str
    text_status: str

    @property
    def css_state(self) -> str:
        return CURRENT if self.state == ORIGINAL else self.state

    @property
    def kind(self) -> str:
        """The kind of the status mark."""
        return "needs" if self.needs_work else "done"

    @property
    def needs_work(self) -> bool:
        return self.state in {STALE, MISSING}

    @property
    def word(self) -> str:
        if self.state == MISSING:
            return _("missing")
        if self.state == STALE:
            return _("older than the source text")
        return TextStatus(self.text_status).label


@dataclass(frozen=True)
class Row:
    block: Block
    label: Label
    cells: Sequence[Cell]
    is_first: bool = False
    is_last: bool = False

    @property
    def is_title(self) -> bool:
        return self.block.kind == BlockKind.TITLE

    @property
    def outline(self) -> OutlineRow:
        return OutlineRow(
            self.block.key, self.block.kind, {cell.language: cell.text for cell in self.cells}, self.label
        )


def rows(paper: ConceptPaper) -> list[Row]:
    """Return the draft in document order (three queries, however long it is)."""
    blocks = list(paper.blocks.filter(removed_at=None).prefetch_related("texts"))
    newest = _newest_source_edits(paper, Edit.objects.filter(block__paper=paper))
    movable = [block.pk for block in blocks if block.kind != BlockKind.TITLE]
    return [
        Row(
            block,
            label,
            _cells(paper, block, newest.get(block.pk)),
            is_first=movable[:1] == [block.pk],
            is_last=movable[-1:] == [block.pk],
        )
        for block, label in zip(blocks, labelled([block.kind for block in blocks]), strict=True)
    ]


def cells(paper: ConceptPaper, block: Block) -> list[Cell]:
    """Return the cells of one block."""
    newest = _newest_source_edits(paper, Edit.objects.filter(block=block))
    return _cells(paper, block, newest.get(block.pk))


def tally(paper: ConceptPaper, made: Iterable[Row]) -> list[dict[str, Any]]:
    """Return by language what its text is and how many of its cells are missing or older than the source."""
    made = list(made)
    counted = []
    for index, language in enumerate(LANGUAGES):
        states = [row.cells[index].state for row in made]
        counted.append(
            {
                "language": language,
                "text_status": TextStatus.of(paper.text_status, language).label,
                "missing": states.count(MISSING),
                "stale": states.count(STALE),
            }
        )
    return counted


def texts(block: Block | None) -> dict[str, str]:
    """Return the texts of a block by language; none for no block."""
    return {text.language: text.text for text in block.texts.all()} if block else {}


def removed(paper: ConceptPaper) -> list[Row]:
    """Return what was removed from the draft, last removed first."""
    blocks = paper.blocks.exclude(removed_at=None).order_by("-removed_at", "-pk").prefetch_related("texts")
    return [Row(block, {}, _cells(paper, block, None)) for block in blocks]


def gaps(papers: Iterable[ConceptPaper]) -> dict[int, int]:
    """Return how many texts are missing, by paper (one query)."""
    counted = (
        Block.objects.filter(paper__in=[paper.pk for paper in papers], removed_at=None)
        .order_by()
        .values("paper")
        .annotate(blocks=Count("pk", distinct=True), filled=Count("texts", filter=~Q(texts__text="")))
    )
    return {row["paper"]: row["blocks"] * len(LANGUAGES) - row["filled"] for row in counted}


def _newest_source_edits(paper: ConceptPaper, edits) -> dict[int, int]:
    """Return the newest edit by block that changed the sense of the source text."""
    newest = (
        edits.filter(language=paper.source_language, significance=Significance.SUBSTANTIVE)
        .order_by()
        .values("block")
        .annotate(newest=Max("pk"))
    )
    return {row["block"]: row["newest"] for row in newest}


def _cells(paper: ConceptPaper, block: Block, newest: int | None) -> list[Cell]:
    texts = {text.language: text for text in block.texts.all()}
    made = []
    for language in LANGUAGES:
        text = texts.get(language) or BlockText(block=block, language=language)
        made.append(
            Cell(
                language=language,
                text=text.text,
                version=text.version,
                state=_state(paper, text, newest),
                text_status=TextStatus.of(paper.text_status, language),
            )
        )
    return made


def _state(paper: ConceptPaper, text: BlockText, newest: int | None) -> str:
    if not text.text:
        return MISSING
    if text.language == paper.source_language:
        return ORIGINAL
    if newest is not None and (text.based_on_id is None or text.based_on_id < newest):
        return STALE
    return CURRENT
