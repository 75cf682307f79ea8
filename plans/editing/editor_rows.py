"""The working draft as the editor shows it: a row a block, a cell a language, each with its state."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from django.db.models import Count, F, Q, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from cica_portal import emphasis
from cica_portal.languages import LANGUAGES, NAMES
from members.models import User
from plans.editing import sections, source_language
from plans.editing.pasting import paragraphs
from plans.enums import BlockKind, TextStatus
from plans.labels import NO_LABEL, Label, labelled
from plans.models import Block, BlockText, ConceptPaper, Edit, Review
from plans.outline import OutlineRow

UNSEEN = "\u00a0\u202f"
ORIGINAL, CURRENT, STALE, MISSING, UNREVIEWED = "original", "current", "stale", "missing", "unreviewed"


@dataclass(frozen=True)
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
    reviewed_by: User | None = None
    reviewed_at: dt.datetime | None = None

    @property
    def is_stale(self) -> bool:
        return self.state == STALE

    @property
    def is_unreviewed(self) -> bool:
        return self.state == UNREVIEWED

    @property
    def is_reviewed(self) -> bool:
        return self.reviewed_at is not None and not self.needs_work

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
            # Translators: language is the name of a language.
            return pgettext_lazy("text", "to be translated from %(language)s") % {
                "language": NAMES[self.follows]
            }
        if self.state == STALE:
            return pgettext_lazy("text", "older than the source text")
        if self.state == UNREVIEWED:
            return pgettext_lazy("text", "not reviewed")
        return TextStatus(self.text_status).label


@dataclass(frozen=True)
class Row:
    block: Block
    label: Label
    cells: Sequence[Cell]
    is_first: bool = False
    is_last: bool = False
    number: int = 0

    @property
    def is_title(self) -> bool:
        return self.block.kind == BlockKind.TITLE

    @property
    def level(self) -> int:
        return sections.level(self.block.kind)

    @property
    def name(self) -> str:
        return block_name(self.number, self.block.kind)

    @property
    def outline(self) -> OutlineRow:
        return OutlineRow(
            self.block.key, self.block.kind, {cell.language: cell.text for cell in self.cells}, self.label
        )


def rows(paper: ConceptPaper, only: Collection[uuid.UUID] | None = None) -> list[Row]:
    """Return the draft in document order, or `only` some of its blocks, as they are numbered in the whole.

    Six queries at most, however long it is.
    """
    order = list(paper.blocks.filter(removed_at=None))
    wanted = [block for block in order if only is None or block.key in only]
    prefetch_related_objects(wanted, "texts")
    about = Q(block__paper=paper) if only is None else Q(block__in=wanted)
    found = source_language.leads(paper.source_language, Edit.objects.filter(about))
    reviewed = Q(text__block__paper=paper) if only is None else Q(text__block__in=wanted)
    done = found_reviews(Review.objects.filter(reviewed))
    movable = [block.pk for block in order if block.kind != BlockKind.TITLE]
    numbered = zip(order, labelled([block.kind for block in order]), strict=True)
    return [
        Row(
            block,
            label,
            _cells(paper, block, found.get(block.pk), done),
            is_first=movable[:1] == [block.pk],
            is_last=movable[-1:] == [block.pk],
            number=number,
        )
        for number, (block, label) in enumerate(numbered, start=1)
        if only is None or block.key in only
    ]


def cells(paper: ConceptPaper, block: Block) -> list[Cell]:
    """Return the cells of one block."""
    done = found_reviews(Review.objects.filter(text__block=block))
    return _cells(paper, block, source_language.lead(paper, block), done)


def to_review(paper: ConceptPaper, made: Iterable[Row] | None = None) -> dict[str, list[Cell]]:
    """Return by language the cells that wait for a review, in document order."""
    waiting: dict[str, list[Cell]] = {language: [] for language in LANGUAGES}
    for row in rows(paper) if made is None else made:
        for cell in row.cells:
            if cell.is_unreviewed:
                waiting[cell.language].append(cell)
    return waiting


def tally(paper: ConceptPaper, made: Iterable[Row]) -> list[dict[str, Any]]:
    """Return by language what its text is and how many of its cells need what."""
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
                "unreviewed": states.count(UNREVIEWED),
            }
        )
    return counted


def block_name(number: int, kind: str) -> str:
    """Return what a block is called in the editor: by its number in the plan, and its kind."""
    # Translators: number is the number of the block in the plan; kind is its kind, as “paragraph”.
    return _("Block %(number)s, %(kind)s") % {"number": number, "kind": BlockKind(kind).label}


def texts(block: Block | None) -> dict[str, str]:
    """Return the texts of a block by language; none for no block."""
    return {text.language: text.text for text in block.texts.all()} if block else {}


def removed(paper: ConceptPaper) -> list[Row]:
    """Return what was removed from the draft, last removed first."""
    blocks = paper.blocks.exclude(removed_at=None).order_by("-removed_at", "-pk").prefetch_related("texts")
    return [Row(block, NO_LABEL, _cells(paper, block, None, {})) for block in blocks]


def gaps(papers: Iterable[ConceptPaper]) -> dict[int, int]:
    """Return how many texts are missing, by paper (one query, none for no paper)."""
    there = Block.objects.filter(paper__in=list(papers), removed_at=None).order_by()
    counted = there.values("paper").annotate(
        blocks=Count("pk", distinct=True), filled=Count("texts", filter=~Q(texts__text=""))
    )
    return {
        key: blocks * len(LANGUAGES) - filled
        for key, blocks, filled in counted.values_list("paper", "blocks", "filled")
    }


class Reviewed(NamedTuple):
    by: User | None
    at: dt.datetime


def found_reviews(reviews: QuerySet[Review]) -> Mapping[int, Reviewed]:
    """Return the review of the present version by text; the few reviewers are fetched once."""
    found = list(reviews.filter(version=F("text__version")).order_by().values_list("text_id", "by_id", "at"))
    people = User.objects.in_bulk({by_id for _text, by_id, _at in found if by_id is not None})
    return {text_id: Reviewed(people.get(by_id), at) for text_id, by_id, at in found}


class Text(source_language.Following, Protocol):
    """What is asked of a text to show it: a row of BlockText, or these columns of one."""

    @property
    def pk(self) -> int | None: ...

    @property
    def text(self) -> str: ...

    @property
    def version(self) -> int: ...

    @property
    def edited_by_id(self) -> int | None: ...


def _cells(
    paper: ConceptPaper, block: Block, lead: source_language.Lead | None, done: Mapping[int, Reviewed]
) -> list[Cell]:
    return made_cells(paper, {text.language: text for text in block.texts.all()}, lead, done)


def made_cells(
    paper: ConceptPaper,
    texts: Mapping[str, Text],
    lead: source_language.Lead | None,
    done: Mapping[int, Reviewed],
) -> list[Cell]:
    """Return the cells of a block from its texts by language."""
    made = []
    for language in LANGUAGES:
        text = texts.get(language) or BlockText(language=language)
        review = done.get(text.pk) if text.pk else None
        state = state_of(paper, text, lead, is_reviewed=review is not None)
        made.append(
            Cell(
                language=language,
                text=text.text,
                version=text.version,
                state=state,
                text_status=TextStatus.of(paper.text_status, language),
                follows=lead.language if lead and lead.language != paper.source_language else "",
                change=source_language.unfollowed(text, lead) if state == STALE else None,
                pk=text.pk,
                edited_by_id=text.edited_by_id,
                reviewed_by=review.by if review else None,
                reviewed_at=review.at if review else None,
            )
        )
    return made


def state_of(paper: ConceptPaper, text: Text, lead: source_language.Lead | None, *, is_reviewed: bool) -> str:
    if not text.text:
        return MISSING
    if source_language.is_behind(text, lead):
        return STALE
    if not is_reviewed:
        return UNREVIEWED
    return ORIGINAL if text.language == paper.source_language else CURRENT
