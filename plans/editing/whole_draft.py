"""A whole draft as the head and the parts of its editor know it: order, numbers, and how each text stands.

Rows as they are shown are made of a part of it alone.
"""

import itertools
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef

from cica_portal.languages import LANGUAGES
from plans.editing import source_language
from plans.editing.editor_rows import MISSING, Row, found_reviews, made_cells, state_of
from plans.labels import Label, labelled
from plans.models import Block, BlockText, ConceptPaper, Edit, Review
from plans.outline import OutlineRow

COLUMNS = [field.attname for field in Block._meta.concrete_fields]


class Written(NamedTuple):
    """A text as it was read with all others of the draft."""

    block_id: int
    language: str
    pk: int
    text: str
    version: int
    based_on_id: int | None
    edited_by_id: int | None
    is_reviewed: bool


class Place(NamedTuple):
    """A block as its row names it."""

    pk: int
    key: uuid.UUID
    kind: str


class Standing(NamedTuple):
    """How a text of a block stands, and who wrote it last."""

    language: str
    state: str
    pk: int | None = None
    edited_by_id: int | None = None


class Line(NamedTuple):
    """A block of the draft with its number in the whole, and how its texts stand."""

    block: Place
    number: int
    label: Label
    cells: Sequence[Standing]


@dataclass(frozen=True)
class Draft:
    """The draft in document order."""

    paper: ConceptPaper
    lines: Sequence[Line]
    columns: Mapping[int, Sequence[Any]]
    texts: Mapping[int, Mapping[str, Written]]
    leads: Mapping[int, source_language.Lead]

    def rows(self, lines: Sequence[Line]) -> list[Row]:
        """Return some of its rows as they are shown (two queries)."""
        done = found_reviews(Review.objects.filter(text__block__in=[line.block.pk for line in lines]))
        return [
            Row(
                Block.from_db(connection.alias, COLUMNS, self.columns[pk]),
                line.label,
                made_cells(self.paper, self.texts.get(pk, {}), self.leads.get(pk), done),
                number=line.number,
            )
            for line in lines
            for pk in [line.block.pk]
        ]

    def outline(self, lines: Sequence[Line]) -> list[OutlineRow]:
        """Return some of its blocks with their texts (no query)."""
        found = []
        for line in lines:
            texts = self.texts.get(line.block.pk, {})
            said = {language: texts[language].text if language in texts else "" for language in LANGUAGES}
            found.append(OutlineRow(line.block.key, line.block.kind, said, line.label))
        return found


def read(paper: ConceptPaper) -> Draft:
    """Return the draft (four queries, however long it is)."""
    blocks = {row[0]: row for row in paper.blocks.filter(removed_at=None).values_list(*COLUMNS)}
    texts: dict[int, dict[str, Written]] = defaultdict(dict)
    for text in _texts(paper):
        texts[text.block_id][text.language] = text
    leads = source_language.leads(paper.source_language, Edit.objects.filter(block__paper=paper))
    places = [Place(*row[:1], *row[2:4]) for row in blocks.values()]
    labels = labelled([place.kind for place in places])
    lines = [
        Line(place, number, label, _standings(paper, texts.get(place.pk, {}), leads.get(place.pk)))
        for number, (place, label) in enumerate(zip(places, labels, strict=True), start=1)
    ]
    return Draft(paper, lines, blocks, texts, leads)


def _texts(paper: ConceptPaper) -> list[Written]:
    reviewed = Exists(Review.objects.filter(text=OuterRef("pk"), version=OuterRef("version")))
    texts = BlockText.objects.filter(block__paper=paper, block__removed_at=None).order_by()
    rows = texts.values_list(
        "block_id", "language", "pk", "text", "version", "based_on_id", "edited_by_id", reviewed
    )
    return list(itertools.starmap(Written, rows))


def _standings(
    paper: ConceptPaper, texts: Mapping[str, Written], lead: source_language.Lead | None
) -> list[Standing]:
    found = []
    for language in LANGUAGES:
        text = texts.get(language)
        if text is None:
            found.append(Standing(language, MISSING))
        else:
            state = state_of(paper, text, lead, is_reviewed=text.is_reviewed)
            found.append(Standing(language, state, text.pk, text.edited_by_id))
    return found
