"""The period of a plan as its text names it, in three languages, and how it is moved on to another one."""

import re

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
