"""Days as people write them: 6 June 2022, 6 июня 2022 г., 2022 ж. 6 маусым, 06.06.2022, 2022-06-06.

Digits parted by strokes are not read: 6/7 is a day in July for one reader and in June for another.
"""

import datetime as dt
import re

from cica_portal import formats
from cica_portal.languages import LANGUAGES

# So many letters tell the months of a language apart; and the one that its genitive writes with others.
LETTERS = 3
OTHER_FORMS = {"май": 5}
_WHOLE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+")


def months() -> dict[str, int]:
    """Return by its first letters the number of each month, in the three languages."""
    found = dict(OTHER_FORMS)
    for language in LANGUAGES:
        names = formats.weekday_date_words(language)["months"].split("|")
        found |= {name.casefold()[:LETTERS]: number for number, name in enumerate(names, start=1)}
    return found


def parse(text: str) -> dt.date | None:
    """Return the day that `text` names in full, in any of the languages; none if it names no one day."""
    text = " ".join(text.split())
    try:
        if found := _WHOLE.fullmatch(text):
            return dt.date(*map(int, found.groups()))
        if found := _DOTTED.fullmatch(text.removesuffix(" г.").removesuffix(" ж.")):
            day, month, year = map(int, found.groups())
            return dt.date(year, month, day)
        return _in_words(text)
    except ValueError:
        return None


def _in_words(text: str) -> dt.date | None:
    words = [word.casefold() for word in _WORD.findall(text)]
    named = {
        number
        for word in words
        if len(word) >= LETTERS and not _is_weekday(word) and (number := months().get(word[:LETTERS]))
    }
    numbers = _NUMBER.findall(text)
    years = [int(one) for one in numbers if len(one) == 4]
    days = [int(one) for one in numbers if len(one) < 3]
    if len(named) != 1 or len(years) != 1 or len(days) != 1 or len(numbers) != 2:
        return None
    return dt.date(years[0], named.pop(), days[0])


def _weekdays() -> frozenset[str]:
    return frozenset(
        name.casefold()
        for language in LANGUAGES
        for name in formats.weekday_date_words(language)["weekdays"].split("|")
    )


def _is_weekday(word: str) -> bool:
    return word in _weekdays()
