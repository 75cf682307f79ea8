"""What the texts of drafts wait for, by plan and language, without reading their words."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce

from cica_portal.languages import LANGUAGES
from plans.editing import source_language
from plans.editing.editor_rows import MISSING, STALE, UNREVIEWED
from plans.models import Block, BlockText, ConceptPaper, Edit, Review


class Waiting(NamedTuple):
    """How many texts of a draft in one language are in which state, since when, and who wrote those last that
    are not reviewed."""

    counts: Counter[str]
    since: dict[str, dt.datetime]
    writers: set[int | None]


def waiting(papers: Sequence[ConceptPaper]) -> dict[tuple[int, str], Waiting]:
    """Return, by plan and language, what the texts of the drafts wait for, as `rows` has them; what is in
    order is left out. The number of queries is the same for any number of plans."""
    keys = [paper.pk for paper in papers]
    blocks = Block.objects.filter(paper__in=keys, removed_at=None)
    written = BlockText.objects.filter(block__paper__in=keys, block__removed_at=None)
    counted: dict[tuple[int, str], Waiting] = defaultdict(lambda: Waiting(Counter(), {}, set()))
    for paper, language, number in _never_written(_filled(blocks)):
        counted[paper, language].counts[MISSING] += number
    texts = [_Texts._make(row) for row in _out_of_order(written)]
    found = _leads(papers) if any(one.has_another_led for one in texts) else {}
    for one in texts:
        lead = found.get(one.block_id)
        state = _waits_for(one, lead)
        if not state:
            continue
        here = counted[one.paper_id, one.language]
        here.counts[state] += one.number
        since = source_language.behind_since(one, lead) if state == STALE and lead else one.since
        if since is not None:
            here.since[state] = min(since, here.since.get(state, since))
        if state == UNREVIEWED:
            here.writers.add(one.edited_by_id)
    return counted


def _leads(papers: Sequence[ConceptPaper]) -> dict[int, source_language.Lead]:
    found: dict[int, source_language.Lead] = {}
    for source in dict.fromkeys(one.source_language for one in papers):
        own = [one.pk for one in papers if one.source_language == source]
        found |= source_language.leads(source, Edit.objects.filter(block__paper__in=own))
    return found


class _Texts(NamedTuple):
    """Texts that wait for the same, or one of which another language has led: their words are not read."""

    paper_id: int
    language: str
    edited_by_id: int | None
    is_blank: bool
    is_reviewed: bool
    has_another_led: int | None
    block_id: int
    based_on_id: int | None
    since: dt.datetime | None
    number: int


def _out_of_order(texts: QuerySet[BlockText]) -> QuerySet[BlockText, Any]:
    """Count by plan, language and last writer the texts that are missing or not reviewed, and ask one by one
    for those that may be behind besides."""
    reviewed = Review.objects.filter(text=OuterRef("pk"), version=OuterRef("version"))
    asked = texts.annotate(
        blank=ExpressionWrapper(Q(text=""), BooleanField()),
        done=Exists(reviewed),
        led=Case(When(source_language.another_led(), then="pk")),
    ).exclude(blank=False, done=True, led=None)
    alike = ("block__paper", "language", "edited_by", "blank", "done", "led")
    # Of one text the highest of its columns is the column.
    counted = (
        asked.annotate(since=_since())
        .order_by()
        .values(*alike)
        .annotate(of=Max("block"), base=Max("based_on"), first=Min("since"), number=Count("pk"))
    )
    found: QuerySet[BlockText, Any] = counted.values_list(*alike, "of", "base", "first", "number")
    return found


def _since() -> Case:
    """Return since when a text is blank, from when its block was made on where it ever was; else since when
    it is not reviewed: from the first edit after its last review."""
    edits = Edit.objects.filter(block=OuterRef("block")).order_by("pk").values("at")
    own = edits.filter(language=OuterRef("language"))
    reviews = Review.objects.filter(text=OuterRef(OuterRef("pk"))).order_by("-version").values("version")
    unreviewed = own.filter(version__gt=Coalesce(Subquery(reviews[:1]), 0))
    blanked = Coalesce(Subquery(own.filter(version=OuterRef("version"))[:1]), Subquery(edits[:1]))
    return Case(When(blank=True, then=blanked), default=Subquery(unreviewed[:1]))


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


def _waits_for(text: _Texts, lead: source_language.Lead | None) -> str:
    if text.is_blank:
        return MISSING
    if source_language.is_behind(text, lead):
        return STALE
    return "" if text.is_reviewed else UNREVIEWED
