"""The working draft as the editor shows it: a row a block, a cell a language, each with its state."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import pgettext_lazy

from cica_portal import emphasis
from cica_portal.languages import LANGUAGES, NAMES
from plans.editing import source_language
from plans.editing.pasting import paragraphs
from plans.enums import BlockKind, TextStatus
from plans.labels import Label, labelled
from plans.models import Block, BlockText, ConceptPaper, Edit, Review
from plans.outline import OutlineRow

UNSEEN = "\u00a0\u202f"
ORIGINAL, CURRENT, STALE, MISSING, UNREVIEWED = "original", "current", "stale", "missing", "unreviewed"


@dataclass(frozen=True, slots=True)
class Cell:
    """A text of a block in one language, and how it stands to the source text."""

    language: str
    text: str
    version: int
    state: str
    text_status: str
    follows: str = ""  # the language that leads here, where it is not the source
    change: source_language.Change | None = None  # what it has to follow, where it is behind
    pk: int | None = None
    edited_by_id: int | None = None
    review: Review | None = None  # of its version, where one block is asked for

    @property
    def is_stale(self) -> bool:
        return self.state == STALE

    @property
    def is_unreviewed(self) -> bool:
        return self.state == UNREVIEWED

    @property
    def is_reviewed(self) -> bool:
        return self.review is not None and not self.needs_work

    @property
    def parts(self) -> int:
        """The number of its paragraphs: more than one can be made blocks of their own."""
        return len(paragraphs(self.text)) if "\n" in self.text else 1

    @property
    def has_marks(self) -> bool:
        """Whether it is read otherwise than it is typed, or has spaces that nobody would see."""
        return emphasis.plain(self.text) != self.text or any(space in self.text for space in UNSEEN)

    @property
    def css_state(self) -> str:
        return CURRENT if self.state == ORIGINAL else self.state

    @property
    def kind(self) -> str:
        """The kind of the status mark."""
        return "needs" if self.needs_work else "done"

    @property
    def needs_work(self) -> bool:
        return self.state in {STALE, MISSING, UNREVIEWED}

    @property
    def word(self) -> str:
        if self.state == MISSING:
            return pgettext_lazy("text", "missing")
        if self.state == STALE and self.follows:
            return pgettext_lazy("text", "to be translated from %(language)s") % {
                "language": NAMES[self.follows]
            }
        if self.state == STALE:
            return pgettext_lazy("text", "older than the source text")
        if self.state == UNREVIEWED:
            return pgettext_lazy("text", "not reviewed")
        return TextStatus(self.text_status).label


class Row(OutlineRow):
    """A block of the draft with its cells."""

    __slots__ = ("block", "cells")

    def __init__(self, block: Block, label: Label, cells: Sequence[Cell]) -> None:
        super().__init__(block.key, block.kind, {cell.language: cell.text for cell in cells}, label)
        self.block, self.cells = block, cells

    @property
    def is_title(self) -> bool:
        return self.kind == BlockKind.TITLE


def rows(paper: ConceptPaper, only: Collection[uuid.UUID] | None = None) -> list[Row]:
    """Return the draft in document order, or `only` some of its blocks, as they are numbered in the whole.

    Five queries, however long it is.
    """
    order = list(paper.blocks.filter(removed_at=None))
    wanted = [block for block in order if only is None or block.key in only]
    about = Q(block__paper=paper) if only is None else Q(block__in=wanted)
    texts: dict[int, list[BlockText]] = defaultdict(list)
    for text in BlockText.objects.filter(about):
        texts[text.block_id].append(text)
    of_texts = Q(text__block__paper=paper) if only is None else Q(text__block__in=wanted)
    reviews = dict.fromkeys(_reviews(of_texts).values_list("text", flat=True))
    leads = source_language.leads(Edit.objects.filter(about))
    return [
        Row(block, label, _cells(paper, texts[block.pk], leads.get(block.pk), reviews))
        for block, label in zip(order, labelled([block.kind for block in order]), strict=True)
        if only is None or block.key in only
    ]


def cells(paper: ConceptPaper, block: Block) -> list[Cell]:
    """Return the cells of one block, with who reviewed them."""
    found = _reviews(Q(text__block=block)).select_related("by")
    reviews = {review.text_id: review for review in found}
    return _cells(paper, block.texts.all(), source_language.lead(block), reviews)


def to_review(paper: ConceptPaper) -> dict[str, list[Cell]]:
    """Return by language the cells that wait for a review, in document order."""
    waiting = [cell for row in rows(paper) for cell in row.cells if cell.is_unreviewed]
    return {code: [cell for cell in waiting if cell.language == code] for code in LANGUAGES}


def removed(paper: ConceptPaper) -> QuerySet[Block]:
    """Return what was removed from the draft, last removed first."""
    blocks = paper.blocks.exclude(removed_at=None).order_by("-removed_at", "-pk")
    return blocks.prefetch_related("texts")


def gaps(papers: Iterable[ConceptPaper]) -> dict[int, int]:
    """Return how many texts are missing, by paper that has any (one query, none for no paper)."""
    missing = BlockText.objects.filter(block__paper__in=list(papers), block__removed_at=None, text="")
    counted = missing.order_by().values("block__paper").annotate(number=Count("pk"))
    return dict(counted.values_list("block__paper", "number"))


def _reviews(about: Q) -> QuerySet[Review]:
    """Ask for the reviews of texts as they stand now."""
    return Review.objects.filter(about, version=F("text__version")).order_by()


def _cells(
    paper: ConceptPaper,
    texts: Iterable[BlockText],
    lead: source_language.Lead | None,
    reviews: Mapping[int, Review | None],
) -> list[Cell]:
    made = []
    for text in sorted(texts, key=lambda text: LANGUAGES.index(text.language)):
        change = source_language.unfollowed(text, lead) if text.text else None
        state = _state_of(paper, text, is_stale=change is not None, is_reviewed=text.pk in reviews)
        made.append(
            Cell(
                language=text.language,
                text=text.text,
                version=text.version,
                state=state,
                text_status=TextStatus.of(paper.text_status, text.language),
                follows=lead.language if lead and lead.language != paper.source_language else "",
                change=change,
                pk=text.pk,
                edited_by_id=text.edited_by_id,
                review=reviews.get(text.pk),
            )
        )
    return made


def _state_of(paper: ConceptPaper, text: BlockText, *, is_stale: bool, is_reviewed: bool) -> str:
    if not text.text:
        return MISSING
    if is_stale:
        return STALE
    if not is_reviewed:
        return UNREVIEWED
    return ORIGINAL if text.language == paper.source_language else CURRENT
