"""What the texts of drafts wait for, by plan and language, without reading their words."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from cica_portal.database import composed
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
    keys = [paper.pk for paper in papers]
    found: dict[int, source_language.Lead] = {}
    for source in dict.fromkeys(one.source_language for one in papers):
        own = [one.pk for one in papers if one.source_language == source]
        found |= source_language.leads_of(source, partial(_asked, own, _edits))
    counted: dict[tuple[int, str], Waiting] = defaultdict(lambda: Waiting(Counter(), set()))
    for paper_id, language, number in _never_written(_asked(keys, _blocks, _filled)):
        counted[paper_id, language].counts[MISSING] += number
    for text in map(_Written._make, _asked(keys, _texts, _written)):
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


# So many plans are named one by one in a query that is composed once; of more it is composed as ever.
MOST = 20

Of = Callable[[Iterable[Any]], QuerySet[Any]]


def _asked(papers: Sequence[int], of: Of, find: Callable[..., QuerySet[Any, Any]], *shape: Any) -> list[Any]:
    """Return what `find` finds among the rows of these plans, composed once for so many plans.

    What decides on the shape of the query is in `shape`; one that names rows is composed as ever.
    """
    if len(papers) > MOST or any(isinstance(one, tuple) and one for one in shape):
        return list(find(of(papers), *shape))
    named = {f"plan_{number}": key for number, key in enumerate(papers)}
    return composed.rows((of, find, *shape), lambda **given: find(of(given.values()), *shape), **named)


def _edits(papers: Iterable[Any]) -> QuerySet[Edit]:
    return Edit.objects.filter(composed.among("block__paper", papers))


def _texts(papers: Iterable[Any]) -> QuerySet[BlockText]:
    return BlockText.objects.filter(composed.among("block__paper", papers), block__removed_at=None)


def _blocks(papers: Iterable[Any]) -> QuerySet[Block]:
    return Block.objects.filter(composed.among("paper", papers), removed_at=None)


def _written(texts: QuerySet[BlockText]) -> QuerySet[BlockText, Any]:
    reviewed = Review.objects.filter(text=OuterRef("pk"), version=OuterRef("version"))
    asked = texts.annotate(blank=ExpressionWrapper(Q(text=""), BooleanField()), done=Exists(reviewed))
    columns = ("block", "block__paper", "language", "based_on", "edited_by", "blank", "done")
    found: QuerySet[BlockText, Any] = asked.order_by().values_list(*columns)
    return found


def _filled(blocks: QuerySet[Block]) -> QuerySet[Block, Any]:
    """Count by plan the blocks, and those that have a text in each language."""
    here = {f"in_{code}": Count("texts", filter=Q(texts__language=code)) for code in LANGUAGES}
    counted: QuerySet[Block, Any] = (
        blocks.order_by().values("paper").annotate(blocks=Count("pk", distinct=True), **here)
    )
    return counted


def _never_written(rows: Iterable[dict[str, int]]) -> Iterator[tuple[int, str, int]]:
    """Yield by plan and language how many blocks have no text at all in the language."""
    for row in rows:
        for code in LANGUAGES:
            if row["blocks"] > row[f"in_{code}"]:
                yield row["paper"], code, row["blocks"] - row[f"in_{code}"]


def _waits_for(text: _Written, lead: source_language.Lead | None) -> str:
    if text.is_blank:
        return MISSING
    if source_language.is_behind(text, lead):
        return STALE
    return "" if text.is_reviewed else UNREVIEWED
