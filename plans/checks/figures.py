"""Whether the figures of one text agree between its languages: years, dates, counts, numbers of articles."""

import re
from collections import Counter
from collections.abc import Mapping

from cica_portal import emphasis
from cica_portal.text import is_blank

# 26.05.2022, 26/5/2022, 2022-05-26: the month is a word in another language, so it is not compared.
_DATE = re.compile(r"(?<![\d.])([0-3]?\d)[./]([01]?\d)[./]((?:19|20)\d\d)(?![\d]|\.\d)")
_ISO_DATE = re.compile(r"(?<![\d-])((?:19|20)\d\d)-([01]\d)-([0-3]\d)(?![\d-])")
_CLOCK = re.compile(r"(?<!\d)([0-2]?\d):([0-5]\d)(?!\d)")
# Thousands are parted by a comma in English alone; a comma parts decimals in the others.
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:[\u00a0\u202f ]\d{3})+(?!\d)")
_ENGLISH_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?!\d)")
_NUMBER, _ENGLISH_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*"), re.compile(r"[0-9]+(?:\.[0-9]+)*")
# Roman numbers, in Latin letters or in the Cyrillic ones that look the same.
_ROMAN = re.compile(r"(?<!\w)[IVXІХ]+(?!\w)")
_WORTH = {"I": 1, "І": 1, "V": 5, "X": 10, "Х": 10}

NONE = "–"


def figures(text: str, language: str) -> Counter[str]:
    """Return the figures of a text, each as it would be in any language, with how often it is there."""
    text = emphasis.plain(text)
    text = _DATE.sub(r"\1 \3", text)
    text = _ISO_DATE.sub(r"\3 \1", text)
    text = _CLOCK.sub(r"\1.\2", text)
    thousands = _ENGLISH_THOUSANDS if language == "en" else _THOUSANDS
    number = _ENGLISH_NUMBER if language == "en" else _NUMBER
    text = thousands.sub(lambda found: re.sub(r"\D", "", found[0]), text)
    return Counter(_plain(found) for found in number.findall(text))


def differences(texts: Mapping[str, str]) -> dict[str, str]:
    """Return by language the figures that are not in all of the texts, as words; nothing where all agree.

    A figure that a language writes as a Roman number is there.
    """
    texts = {language: text for language, text in texts.items() if not is_blank(text)}
    if len(texts) < 2:
        return {}
    found = {language: figures(text, language) for language, text in texts.items()}
    romans = {language: _romans(text) for language, text in texts.items()}
    differing = [
        figure
        for figure in sorted(set().union(*found.values()), key=_order)
        if not _is_agreed(figure, found, romans)
    ]
    if not differing:
        return {}
    return {
        language: ", ".join(figure for figure in differing for _time in range(counts[figure])) or NONE
        for language, counts in found.items()
    }


def _is_agreed(figure: str, found: Mapping[str, Counter[str]], romans: Mapping[str, Counter[str]]) -> bool:
    most = max(counts[figure] for counts in found.values())
    return all(counts[figure] + romans[language][figure] >= most for language, counts in found.items())


def _plain(figure: str) -> str:
    """Return a figure without what says nothing: 09 is 9, 3,50 is 3.5, 9.00 is 9."""
    first, *others = re.split("[.,]", figure)
    first = first.lstrip("0") or "0"
    if len(others) > 1:
        return ".".join([first, *others])
    decimals = others[0].rstrip("0") if others else ""
    return f"{first}.{decimals}" if decimals else first


def _romans(text: str) -> Counter[str]:
    return Counter(str(_value(found)) for found in _ROMAN.findall(text))


def _value(roman: str) -> int:
    worths = [_WORTH[sign] for sign in roman]
    return sum(
        -worth if place + 1 < len(worths) and worth < worths[place + 1] else worth
        for place, worth in enumerate(worths)
    )


def _order(figure: str) -> tuple[int, str]:
    return int(figure.partition(".")[0]), figure
