"""Beginning a plan from an earlier one of the same measure: its text, and the period that it names in three
languages, moved on."""

import datetime as dt
import re
from collections.abc import Mapping

from django.db import transaction

from cica_portal.languages import LANGUAGES
from members.models import MemberState, User
from plans import blocks
from plans.editing import editor_rows
from plans.enums import BlockKind
from plans.life import papers
from plans.models import ConceptPaper
from plans.outline import draft_outline

Period = tuple[int, int]

DASH = "[-\u2010-\u2014\u2212]"
# The word for "year" beside a period of one year and of several, in the same case.
YEAR_WORDS = {
    "en": [("the year", "the years")],
    "ru": [("год", "годы"), ("года", "годов"), ("году", "годах"), ("годом", "годами"), ("г.", "гг.")],
    "kk": [
        ("жылға", "жылдарға"),
        ("жылғы", "жылдардағы"),
        ("жылдың", "жылдардың"),
        ("жылы", "жылдары"),
        ("жыл", "жылдар"),
        ("ж.", "жж."),
    ],
}
# What says of a single year that it is the period of the plan: what stands before it and behind it.
NAMES_THE_PERIOD = {
    "en": (r"\bfor\s(the\syear\s)?$", ""),
    "ru": (r"\bна\s$", r"\s*(год\b|г\.)"),
    "kk": ("", r"\s*жылға\b"),
}


def moved_on(text: str, language: str, old: Period, new: Period, *, is_title: bool = False) -> str:
    """Return a text with the period of the old plan replaced by that of the new one, however its dash is set.

    A single year may be the year of anything: that of a plan for one year is its period where the language
    says so ("for 2022", "на 2022 год", "2022 жылға"), and in a title. The word for "year" follows in number.
    """
    before, behind = NAMES_THE_PERIOD[language]

    def written(found: re.Match[str]) -> str:
        is_said = re.search(before, text[: found.start("years")], re.IGNORECASE) and re.match(
            behind, text[found.end("years") :]
        )
        is_period = old[0] != old[1] or is_title or bool(is_said)
        return _written(found, language, new) if is_period else found[0]

    return re.sub(_pattern(language, old), written, text)


def names(text: str, year: int) -> bool:
    return re.search(rf"(?<!\d){year}(?!\d)", text) is not None


def _pattern(language: str, old: Period) -> str:
    words = "|".join(re.escape(word) for pair in YEAR_WORDS[language] for word in pair)
    if old[0] == old[1]:
        years = rf"(?<!\d)(?<!\d{DASH}){old[0]}(?P<dash>)(?!\d|\s*{DASH}\s*\d)"
    else:
        years = rf"(?<!\d){old[0]}(?P<dash>\s*{DASH}\s*){old[1]}(?!\d)"
    # The word stands before the years in English, behind them in Russian and Kazakh.
    if language == "en":
        return rf"(?:(?P<word>(?i:{words}))(?P<gap>\s+))?(?P<years>{years})"
    return rf"(?P<years>{years})(?:(?P<gap>\s*)(?P<word>{words})(?!\w))?"


def _written(found: re.Match[str], language: str, new: Period) -> str:
    years = str(new[0]) if new[0] == new[1] else f"{new[0]}{found['dash'] or '-'}{new[1]}"
    if not found["word"]:
        return years
    is_plural = new[0] != new[1]
    numbers = {word: pair[is_plural] for pair in YEAR_WORDS[language] for word in pair}
    word = numbers.get(found["word"], found["word"])
    return f"{word}{found['gap']}{years}" if language == "en" else f"{years}{found['gap']}{word}"


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
    title = {
        language: titles.get(language)
        or moved_on(earlier.titles.get(language, ""), language, old, new, is_title=True)
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
    for row in editor_rows.rows(earlier):
        above = above if row.kind == BlockKind.SUBPOINT else row.kind
        if above in {BlockKind.TITLE, BlockKind.INITIATIVE}:
            continue
        texts = {code: moved_on(text, code, old, new) for code, text in row.texts.items()}
        if any(texts.values()):
            behind = {cell.language for cell in row.cells if cell.is_stale}
            blocks.add(paper, kind=row.kind, texts=texts, behind=behind, by=by, at=at)
    return paper


def left_of(earlier: ConceptPaper, paper: ConceptPaper) -> int:
    """Return how many blocks of a plan still name a year of the earlier one that it does not cover itself."""
    own = set(range(paper.period_from, paper.period_to + 1))
    years = [year for year in range(earlier.period_from, earlier.period_to + 1) if year not in own]
    return sum(
        any(names(text, year) for year in years for text in row.texts.values())
        for row in draft_outline(paper)
    )
