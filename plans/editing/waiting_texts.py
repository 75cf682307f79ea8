"""What the texts of drafts wait for, by plan and language, without reading their words."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q

from cica_portal.languages import LANGUAGES
from plans.editing import source_language
from plans.editing.editor_rows import MISSING, STALE, UNREVIEWED
from plans.models import Block, BlockText, ConceptPaper, Edit, Review


class Waiting(NamedTuple):
    """How many texts of a draft in one language are in which state, and who wrote those last that are not
    reviewed."""

    counts: Counter[str]
    writers: set[int | None]


def waiting(papers: Sequence[ConceptPaper]) -> dict[tuple[int, str], Waiting]:
    """Return, by plan and language, what the texts of the drafts wait for, as `rows` has them; what is in
    order is left out. The number of queries is the same for any number of plans."""
    by_key = {paper.pk: paper for paper in papers}
    edits = Edit.objects.filter(block__paper__in=by_key)
    found: dict[int, source_language.Lead] = {}
    for paper in {one.source_language: one for one in papers}.values():
        of_source = edits.filter(block__paper__source_language=paper.source_language)
        found |= source_language.leads(paper, of_source)
    counted: dict[tuple[int, str], Waiting] = defaultdict(lambda: Waiting(Counter(), set()))
    for paper_id, language, number in _never_written(by_key):
        counted[paper_id, language].counts[MISSING] += number
    for text in _written(by_key):
        state = _waits_for(text, found.get(text.block_id))
        if state:
            here = counted[text.paper_id, text.language]
            here.counts[state] += 1
            if state == UNREVIEWED:
                here.writers.add(text.edited_by_id)
    return counted


class _Written(NamedTuple):
    """What `waiting` has to know of a text: its words are not read."""

    block_id: int
    paper_id: int
    language: str
    based_on_id: int | None
    edited_by_id: int | None
    is_blank: bool
    is_reviewed: bool


def _written(papers: Collection[int]) -> Iterator[_Written]:
    reviewed = Review.objects.filter(text=OuterRef("pk"), version=OuterRef("version"))
    texts = BlockText.objects.filter(block__paper__in=papers, block__removed_at=None)
    asked = texts.annotate(blank=ExpressionWrapper(Q(text=""), BooleanField()), done=Exists(reviewed))
    columns = ("block", "block__paper", "language", "based_on", "edited_by", "blank", "done")
    return map(_Written._make, asked.order_by().values_list(*columns))


def _never_written(papers: Collection[int]) -> Iterator[tuple[int, str, int]]:
    """Yield by plan and language how many blocks have no text at all in the language."""
    here = {f"in_{code}": Count("texts", filter=Q(texts__language=code)) for code in LANGUAGES}
    blocks = Block.objects.filter(paper__in=papers, removed_at=None).order_by().values("paper")
    for row in blocks.annotate(blocks=Count("pk", distinct=True), **here):
        for code in LANGUAGES:
            if row["blocks"] > row[f"in_{code}"]:
                yield row["paper"], code, row["blocks"] - row[f"in_{code}"]


def _waits_for(text: _Written, lead: source_language.Lead | None) -> str:
    if text.is_blank:
        return MISSING
    if source_language.is_behind(text, lead):
        return STALE
    return "" if text.is_reviewed else UNREVIEWED
