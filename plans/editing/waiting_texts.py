"""What the texts of drafts wait for, by plan and language, without reading their words."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce

from plans.editing import source_language
from plans.models import BlockText, ConceptPaper, Edit, Review

TRANSLATION, REVIEW = "translation", "review"


@dataclass
class Waiting:
    """How many texts of a draft in one language wait for the same, since when, and who wrote them last."""

    number: int = 0
    since: dt.datetime | None = None
    writers: set[int | None] = field(default_factory=set)


def find_waiting(papers: Sequence[ConceptPaper]) -> dict[tuple[int, str, str], Waiting]:
    """Return, by plan, language and what they wait for, the texts of drafts as their rows have it; what is
    in order is left out. The number of queries is the same for any number of plans."""
    counted: dict[tuple[int, str, str], Waiting] = defaultdict(Waiting)
    texts = list(_out_of_order(papers))
    edits = Edit.objects.filter(block__paper__in=papers)
    leads = source_language.leads(edits) if any(text.is_led for text in texts) else {}
    for text in texts:
        wanted, since, lead = TRANSLATION, text.since, leads.get(text.block_id)
        if not text.is_blank and lead and source_language.is_behind(text, lead):
            since = source_language.behind_since(text, lead)
        elif not text.is_blank and text.is_reviewed:
            continue
        elif not text.is_blank:
            wanted = REVIEW
        here = counted[text.block__paper, text.language, wanted]
        here.number += 1
        here.since = min(filter(None, (since, here.since)), default=None)
        here.writers.add(text.edited_by_id)
    return counted


def _out_of_order(papers: Sequence[ConceptPaper]) -> QuerySet[BlockText, Any]:
    """Ask for the texts that are blank or not reviewed, and those that may be behind besides."""
    asked = BlockText.objects.filter(block__paper__in=papers, block__removed_at=None).annotate(
        is_blank=ExpressionWrapper(Q(text=""), BooleanField()),
        is_reviewed=Exists(Review.objects.filter(text=OuterRef("pk"), version=OuterRef("version"))),
        is_led=source_language.another_led(),
    )
    waiting = asked.filter(Q(is_blank=True) | Q(is_reviewed=False) | Q(is_led=True)).annotate(since=_since())
    columns = ("block_id", "language", "based_on_id", "edited_by_id")
    more = ("block__paper", "is_blank", "is_reviewed", "is_led", "since")
    return waiting.order_by().values_list(*columns, *more, named=True)


def _since() -> Case:
    """Return since when a text is blank, from when its block was made on where it ever was; else since when
    it is not reviewed: from the first edit after its last review."""
    edits = Edit.objects.filter(block=OuterRef("block")).order_by("pk").values("at")
    own = edits.filter(language=OuterRef("language"))
    reviews = Review.objects.filter(text=OuterRef(OuterRef("pk"))).order_by("-version").values("version")
    unreviewed = own.filter(version__gt=Coalesce(Subquery(reviews[:1]), 0))
    blanked = Coalesce(Subquery(own.filter(version=OuterRef("version"))[:1]), Subquery(edits[:1]))
    return Case(When(is_blank=True, then=blanked), default=Subquery(unreviewed[:1]))
