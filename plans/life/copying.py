"""Beginning a plan from an earlier one of the same measure: its text, the period moved on."""

import datetime as dt
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction

from cica_portal.data_files import read
from cica_portal.languages import LANGUAGES
from members.models import MemberState, User
from plans import blocks
from plans.editing import editor_rows
from plans.enums import BlockKind
from plans.life import papers, periods
from plans.models import ConceptPaper, ConfidenceBuildingMeasure
from plans.outline import draft_outline

TEMPLATE_FILE = settings.BASE_DIR / "plans" / "data" / "outline_of_a_plan.yaml"


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
        language: titles.get(language)
        or periods.moved_on(earlier.titles.get(language, ""), language, old, new, is_title=True)
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
    above = ""
    for row in rows:
        above = above if row.block.kind == BlockKind.SUBPOINT else row.block.kind
        if above in {BlockKind.TITLE, BlockKind.INITIATIVE}:
            continue
        texts = {cell.language: periods.moved_on(cell.text, cell.language, old, new) for cell in row.cells}
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


def left_of(earlier: ConceptPaper, paper: ConceptPaper) -> int:
    """Return how many blocks of a plan still name a year of the earlier one that it does not cover itself."""
    own = set(range(paper.period_from, paper.period_to + 1))
    years = [year for year in range(earlier.period_from, earlier.period_to + 1) if year not in own]
    return sum(
        any(periods.names(text, year) for year in years for text in row.texts.values())
        for row in draft_outline(paper)
    )
