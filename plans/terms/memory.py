"""Translated before: the same or a similar paragraph, in frozen texts that a person may read or in the draft.

How much is looked through is limited, the newest first, and so is what it costs: at most four queries.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet
from rapidfuzz import process
from rapidfuzz.distance import Indel

from cica_portal.text import is_blank
from members.models import User
from plans.enums import DecisionKind
from plans.models import BlockText, ConceptPaper, PaperDecision, Revision, RevisionBlock
from plans.terms import matching

# So many paragraphs are looked through, of frozen texts and of the draft itself.
MOST_FROZEN = 3000
MOST_OWN = 2000
# What is less alike helps nobody; headings of a word or two are alike by chance.
LEAST_ALIKE = 0.7
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Match:
    """A paragraph translated before: how alike its source is, in per cent, and where it stands."""

    source: str
    translation: str
    ref: str
    key: Any
    revision_id: int | None
    percent: int = 0
    revision: Revision | None = None

    @property
    def is_same(self) -> bool:
        return self.percent == 100


def readable(user: User) -> QuerySet[Revision]:
    """Return the frozen texts that somebody who prepares plans may read: those of the own plans, and what was
    adopted."""
    adopted = PaperDecision.objects.filter(
        kind=DecisionKind.APPROVED, paper__in=ConceptPaper.objects.published_to(user)
    )
    own = ConceptPaper.objects.visible_to(user)
    return Revision.objects.filter(Q(paper__in=own) | Q(pk__in=adopted.values("revision")))


def similar(
    paper: ConceptPaper, key: Any, source: str, languages: tuple[str, str], user: User
) -> list[Match]:
    """Return what resembles a source text most, each translation once; `languages` are from and into."""
    if is_blank(source):
        return []
    known = [*_own(paper, key, languages), *_frozen(languages, user)]
    wanted = matching.plain(source).lower()
    found = process.extract(
        wanted,
        [matching.plain(one.source).lower() for one in known],
        scorer=Indel.normalized_similarity,
        processor=None,
        score_cutoff=LEAST_ALIKE,
        limit=None,
    )
    best: dict[str, Match] = {}
    for _text, score, place in found:
        percent = 100 if score == 1 else min(99, int(score * 100))
        best.setdefault(known[place].translation, replace(known[place], percent=percent))
    chosen = list(best.values())[:SHOWN]
    revisions = Revision.objects.select_related("paper").in_bulk({one.revision_id for one in chosen} - {None})
    return [replace(one, revision=revisions.get(one.revision_id)) for one in chosen]


def _own(paper: ConceptPaper, key: Any, languages: tuple[str, str]) -> Iterable[Match]:
    """Return the other paragraphs of the draft (one query)."""
    texts = BlockText.objects.filter(block__paper=paper, block__removed_at=None, language__in=languages)
    rows = texts.exclude(block__key=key).exclude(text="").order_by("-block__position")
    pairs: dict[Any, dict[str, tuple[str, int]]] = {}
    for block, language, text, pk in rows.values_list("block__key", "language", "text", "pk")[:MOST_OWN]:
        pairs.setdefault(block, {})[language] = text, pk
    source, target = languages
    for block, pair in pairs.items():
        if source in pair and target in pair:
            yield Match(pair[source][0], pair[target][0], f"t{pair[target][1]}", block, None)


def _frozen(languages: tuple[str, str], user: User) -> Iterable[Match]:
    """Return paragraphs of frozen texts, the newest first (one query)."""
    rows = RevisionBlock.objects.filter(revision__in=readable(user)).order_by("-revision__frozen_at", "-pk")
    source, target = languages
    for pk, block, texts, revision in rows.values_list("pk", "key", "texts", "revision_id")[:MOST_FROZEN]:
        if texts.get(source) and texts.get(target):
            yield Match(texts[source], texts[target], f"r{pk}", block, revision)
