"""Beginning a plan from an earlier one of the same measure: its text, the period moved on."""

import datetime as dt
import re
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction

from cica_portal.languages import LANGUAGES
from members.models import MemberState, User
from members.reference import read
from plans import blocks
from plans.editing import editor_rows
from plans.enums import BlockKind
from plans.life import papers
from plans.models import ConceptPaper, ConfidenceBuildingMeasure

TEMPLATE_FILE = settings.BASE_DIR / "plans" / "data" / "outline_of_a_plan.yaml"


def moved_on(text: str, old: tuple[int, int], new: tuple[int, int]) -> str:
    """Return a text with the period of the old plan replaced by that of the new one, however its dash is set.

    Only the period as a whole is replaced: a single year in a text may be the year of anything.
    """
    if old[0] == old[1]:
        return text
    pattern = re.compile(rf"(?<!\d){old[0]}(\s*[-\u2010-\u2014\u2212]\s*){old[1]}(?!\d)")
    if new[0] == new[1]:
        return pattern.sub(str(new[0]), text)
    return pattern.sub(rf"{new[0]}\g<1>{new[1]}", text)


@transaction.atomic
def begin_from(
    earlier: ConceptPaper,
    *,
    period_from: int,
    period_to: int,
    coordinator: MemberState | None,
    titles: Mapping[str, str],
    by: User | None,
    at: dt.datetime,
) -> ConceptPaper:
    """Begin a plan of the same measure with the text of an earlier one, in a title given or moved on.

    The numbered initiatives of section 4 belong to the earlier period and are left out.
    """
    old, new = (earlier.period_from, earlier.period_to), (period_from, period_to)
    rows = editor_rows.rows(earlier)
    title = {
        language: titles.get(language) or moved_on(earlier.titles.get(language, ""), old, new)
        for language in LANGUAGES
    }
    paper = papers.create(
        earlier.measure,
        period_from=period_from,
        period_to=period_to,
        source_language=earlier.source_language,
        coordinator=coordinator,
        titles=title,
        by=by,
        at=at,
    )
    for row in rows:
        if row.block.kind in {BlockKind.TITLE, BlockKind.INITIATIVE}:
            continue
        texts = {cell.language: moved_on(cell.text, old, new) for cell in row.cells}
        if any(texts.values()):
            behind = {cell.language for cell in row.cells if cell.is_stale}
            blocks.add(paper, kind=row.block.kind, texts=texts, behind=behind, by=by, at=at)
    return paper


@transaction.atomic
def begin_from_template(
    measure: ConfidenceBuildingMeasure,
    *,
    period_from: int,
    period_to: int,
    source_language: str,
    coordinator: MemberState | None,
    titles: Mapping[str, str],
    by: User | None,
    at: dt.datetime,
) -> ConceptPaper:
    """Begin a plan with the headings that such plans have, in all languages."""
    paper = papers.create(
        measure,
        period_from=period_from,
        period_to=period_to,
        source_language=source_language,
        coordinator=coordinator,
        titles=titles,
        by=by,
        at=at,
    )
    for item in read(TEMPLATE_FILE)["blocks"]:
        texts = {language: item[language] for language in LANGUAGES}
        blocks.add(paper, kind=item["kind"], texts=texts, by=by, at=at)
    return paper
