"""One question: who asks, when, for what, in which language; and how a kind of rows answers it."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT
from django.urls import reverse

from cica_portal.languages import LANGUAGES
from comments.procedure import circulated
from members.models import User
from plans.models import ConceptPaper, Revision
from search.found import MOST_COUNTED, Hit
from search.matching import Matches, Stored
from search.stores import Store
from search.words import Query

Row = TypeVar("Row")


class Found(NamedTuple):
    total: int
    hits: list[Hit]


NOTHING = Found(0, [])


@dataclass(frozen=True)
class Ask:
    """What somebody asks for, and when; of each kind of rows so many are shown at the most.

    `language` narrows the texts that are looked at; in that of the `reader` a hit is shown first.
    Every store is asked for what this person reads, whether or not others have the words there: how often,
    would tell it (rule 4). Where the rows are not shown, it is nothing to be told them `in_order`.
    """

    user: User
    at: dt.datetime
    query: Query
    language: str
    reader: str
    typed: str
    most: int
    in_order: bool = True

    @property
    def languages(self) -> tuple[str, ...]:
        return (self.language,) if self.language else LANGUAGES

    def in_texts(self, column: str) -> Q:
        """Return the condition that the query is found in a column that holds texts by language."""
        condition = Q()
        for language in self.languages:
            condition |= Q(Matches(KT(f"{column}__{language}"), self.query))
        return condition

    def in_language(self, rows: QuerySet, column: str = "language") -> QuerySet:
        return rows.filter(**{column: self.language}) if self.language else rows

    def in_stored(self, store: Store) -> Stored:
        """Return the condition that the query is found in the stored words of one of the languages."""
        return Stored(store, self.query, self.languages)

    def within(self, texts: dict[str, str]) -> dict[str, str]:
        """Return the texts in the languages that are looked at."""
        return {language: texts.get(language, "") for language in self.languages}

    def counted(self, rows: QuerySet[Any, Row]) -> tuple[int, list[Row]]:
        """Return how many rows a query has, counted no further than a page shows, and the first."""
        found = list(rows[: MOST_COUNTED + 1])
        return len(found), found[: self.most]

    def keys(self, rows: QuerySet) -> list[Any]:
        """Return the keys of the rows of a query that goes by what was typed, as many as are counted. By them
        the rows that are shown are asked for: SQLite would work columns out for every row that it sorts."""
        return list(rows.values_list("pk", flat=True)[: MOST_COUNTED + 1])

    @cached_property
    def consultations(self) -> dict[int, int]:
        return circulated.last_consultations(self.user)

    @cached_property
    def drafted(self) -> set[int]:
        """The plans whose own pages the person may open."""
        return set(ConceptPaper.objects.visible_to(self.user).order_by().values_list("pk", flat=True))

    def text_url(self, revision: dict[str, Any], key: Any, language: str) -> str:
        """Return where the person reads a block of a frozen text."""
        if revision["revision__paper"] in self.drafted:
            names = [revision["revision__paper__slug"], revision["revision__number"]]
            url = reverse("plans:revision-detail", args=names)
        elif revision["revision"] in self.consultations:
            url = reverse("comments:consultation-detail", args=[self.consultations[revision["revision"]]])
        else:
            url = reverse("plans:published-detail", args=[revision["revision__paper__slug"]])
        return f"{url}?language={language}#b-{key}"


def revision_label(number: int) -> str:
    return Revision(number=number).label
