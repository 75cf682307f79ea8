"""Reading what somebody typed as a person would: what numbers, dates, hours, zones, periods, bodies and names
stand in a text, in each language. The forms are data; nothing here knows what a note should say."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from cica_portal import formats, organization
from cica_portal.formats import Unit
from notes.wording.lexicons import Lexicon, Lexicons

NUMBER = re.compile(r"^\W*№\s*([\w/.-]*\w)\W*$", re.MULTILINE)
HOUR = re.compile(r"(?<![\d:.])([01]?\d|2[0-3])[:.]([0-5]\d)(?![\d:.])")
REFERENCE = re.compile(r"(?:\bNo\.|№)\s*([\w/.-]*\w)")
OFFSET = re.compile(r"\b(?:UTC|GMT)\s*([+−–-])\s*(\d{1,2})(?::?(\d\d))?")
YEARS = re.compile(r"(?<![\d/.-])(20\d\d)\s*[-–—]\s*(20\d\d)(?![\d/-])")
ONE_YEAR = {
    "en": re.compile(r"\bfor (20\d\d)(?![\d/–—-])"),
    "ru": re.compile(r"\bна (20\d\d) г\."),
    "kk": re.compile(r"(?<!-)\b(20\d\d) жылға\b"),
}
# Meetings of every organization; its own bodies are known by the patterns of its data.
MEETINGS = {
    "ministerial": {
        "en": r"\bMinisterial (?:Council|Meeting)\b",
        "ru": r"\bСовет\w* министров\b|\b[Вв]стреч\w+ министров\b",
        "kk": r"\bМинистрлер [Кк]еңес\w*|\b[Мм]инистрлерінің кездесу\w*",
    },
    "summit": {"en": r"\b[Ss]ummit\b", "ru": r"\b[Сс]аммит\w*", "kk": r"\b[Сс]аммит\w*"},
}
ZONE = re.compile(r"\b(?:UTC|GMT)\b|\b\w+ time\b|по времени|по \w+ времени|уақыт(?:ы|ымен)", re.IGNORECASE)
QUOTED = re.compile(r"[“«\"][^”»\"]*[”»\"]")
# Words before a deadline, or in Kazakh after it; between them and the day there may be an hour with its zone.
WITH_HOUR = r"\d{1,2}:\d\d(?:-\w+)?\s+(?:\([^()]*\)\s+)?"
BEFORE_DEADLINE = {
    "en": re.compile(rf"\b(?:by|until|to)\s+(?:{WITH_HOUR}on\s+)?$"),
    "ru": re.compile(rf"(?:\bдо|истекает|заканчивается)\s+(?:(?:в\s+)?{WITH_HOUR})?$", re.IGNORECASE),
}
AFTER_DEADLINE = re.compile(rf"^\s+(?:сағат\s+{WITH_HOUR})?(?:дейін|аяқтал|бітеті)")
# The mark of an enclosure, numbered where there are several, and close behind it its size in pages or sheets.
MARKS = {
    "en": re.compile(r"Enclosure(?: \d+)?:", re.IGNORECASE),
    "ru": re.compile(r"Приложение(?: \d+)?:", re.IGNORECASE),
    "kk": re.compile(r"(?:\d+-)?Қосымша:", re.IGNORECASE),
}
SIZES = {
    "en": (re.compile(r"(\d+)\s*(p|s)", re.IGNORECASE), {"p"}),
    "ru": (re.compile(r"(\d+)\s*(л|стр|с)", re.IGNORECASE), {"стр", "с"}),
    "kk": (re.compile(r"(\d+)\s*(п|б)", re.IGNORECASE), {"б"}),
}
NEAR = 60
# The foot of a note is shorter than this, and its paragraphs are longer.
FOOT = 120
PARAGRAPH = 40


@dataclass(frozen=True, slots=True)
class Dated:
    """A date as a text writes it, with the weekday it gives (Monday is 0)."""

    day: dt.date
    text: str
    weekday: int | None = None
    is_deadline: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What one language of a note says."""

    language: str
    number: str
    dates: tuple[Dated, ...]
    references: frozenset[str]
    issued_on: dt.date | None
    hours: frozenset[str]
    offsets: frozenset[str]
    clocks: frozenset[str]
    has_zone: bool
    periods: frozenset[tuple[int, int]]
    enclosure: tuple[int, Unit] | None
    measures: frozenset[str]
    states: frozenset[str]
    bodies: frozenset[str]
    addressee: str
    block: str
    paragraphs: int
    has_letterhead: bool

    @property
    def deadline(self) -> dt.date | None:
        return next((one.day for one in self.dates if one.is_deadline), None)

    @property
    def other_days(self) -> frozenset[dt.date]:
        """The days that the text names besides its own and the deadline."""
        return frozenset(one.day for one in self.dates) - {self.issued_on, self.deadline}

    def said_of(self, day: dt.date) -> str:
        """Return how the text writes a day that it names."""
        return next(one.text for one in self.dates if one.day == day)

    @property
    def weekdays(self) -> set[int]:
        """The weekdays that the text gives for the deadline, wherever it names that day."""
        return {one.weekday for one in self.dates if one.day == self.deadline and one.weekday is not None}


def read(text: str, language: str, known: Lexicons) -> Reading:
    """Read a text of a note, as it was pasted or typed."""
    text = text.replace("*", "")
    bare = QUOTED.sub("", text)
    number = NUMBER.search(text)
    lines = [" ".join(line.split()) for line in text.splitlines()]
    own = number[1] if number else ""
    bodies = organization.patterns(language) | {code: names[language] for code, names in MEETINGS.items()}
    named_first = _found(text.casefold(), language, known.addressees)
    in_block = _found(text, language, known.blocks, fold=str)
    return Reading(
        language=language,
        number=own,
        dates=tuple(dates(bare, language)),
        references=frozenset(REFERENCE.findall(bare)) - {own},
        issued_on=_issued_on(lines, language),
        hours=hours(bare),
        offsets=offsets(bare),
        clocks=_named(bare, language, known.clocks),
        has_zone=ZONE.search(bare) is not None,
        periods=_periods(bare, language),
        enclosure=_enclosure(text, language),
        measures=_named(text, language, known.measures, longest=True),
        states=_named(text, language, known.states),
        bodies=frozenset(code for code, names in bodies.items() if re.search(names, bare)),
        # A note says to whom it speaks before all else, and at its foot in a block of capitals.
        addressee=min(named_first, key=lambda key: named_first[key][0], default=""),
        block=max(in_block, key=lambda key: in_block[key][1], default=""),
        paragraphs=_paragraphs(text),
        has_letterhead=organization.part("letterhead")["en"][0] in " ".join(lines),
    )


def hours(text: str) -> frozenset[str]:
    """Return the hours that a text names, as "18:00"; an offset from UTC is none."""
    return frozenset(f"{int(hour):02}:{minute}" for hour, minute in HOUR.findall(OFFSET.sub("", text)))


def offsets(text: str) -> frozenset[str]:
    """Return the offsets from UTC that a text names, as "+06:00"."""
    return frozenset(
        f"{'+' if sign == '+' else '-'}{int(hour):02}:{minute or '00'}"
        for sign, hour, minute in OFFSET.findall(text)
    )


def _periods(text: str, language: str) -> frozenset[tuple[int, int]]:
    """Return the periods that a text names, by their first and last years."""
    several = {(int(first), int(last)) for first, last in YEARS.findall(text)}
    return frozenset(several | {(int(year), int(year)) for year in ONE_YEAR[language].findall(text)})


def dates(text: str, language: str) -> Iterable[Dated]:
    """Yield the dates in a text, in order."""
    months, weekdays, pattern = _forms(language)
    for match in pattern.finditer(text):
        said = match["weekday"]
        try:
            day = dt.date(int(match["year"]), months[match["month"].casefold()], int(match["day"]))
        except ValueError:  # 31 June
            continue
        yield Dated(
            day=day,
            text=" ".join(match[0].split()),
            weekday=weekdays[said.casefold()] if said else None,
            is_deadline=_is_deadline(text, match, language),
        )


def _is_deadline(text: str, match: re.Match[str], language: str) -> bool:
    if language in BEFORE_DEADLINE:
        return BEFORE_DEADLINE[language].search(text[: match.start()]) is not None
    return AFTER_DEADLINE.match(text[match.end() :]) is not None


@cache  # of forms that are read once, for every line of a letter: 0.2 ms, more than the search
def _forms(language: str) -> tuple[Mapping[str, int], Mapping[str, int], re.Pattern[str]]:
    """Return the months and the weekdays by their names in every form, and the pattern of a date."""

    def numbered(named: str, start: int) -> dict[str, int]:
        forms = formats.forms()[language][named].values()
        return {name.casefold(): index for of in forms for index, name in enumerate(of, start)}

    def either(names: Iterable[str]) -> str:
        return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))

    months, weekdays = numbered("months", 1), numbered("weekdays", 0)
    month, weekday = either(months), either(weekdays)
    if language == "kk":
        first = rf"(?:\d{{1,2}}(?:\s+(?:{month}))?\s*[-–]\s*)?"  # of several days, the last is read
        pattern = rf"(?P<year>\d{{4}})\s+жылғы\s+{first}(?P<day>\d{{1,2}})\s+(?P<month>{month})\b"
        pattern = rf"{pattern}(?:,\s*(?P<weekday>{weekday})\b)?"
    else:
        pattern = rf"(?P<day>\d{{1,2}})\s+(?P<month>{month})\s+(?P<year>\d{{4}})"
        pattern = rf"(?:\b(?P<weekday>{weekday}),\s*)?\b{pattern}"
    return months, weekdays, re.compile(pattern, re.IGNORECASE)


def _issued_on(lines: Iterable[str], language: str) -> dt.date | None:
    """Return the date that stands alone with the place, at the foot of the note."""
    found = None
    for line in lines:
        if len(line) < FOOT and ":" not in line:
            of_line = [one for one in dates(line, language) if not one.is_deadline]
            found = of_line[-1].day if of_line else found
    return found


def _paragraphs(text: str) -> int:
    """Count the paragraphs: blocks of some length that end as a sentence does."""
    blocks = re.split(r"\n\s*\n", text) if "\n\n" in text else text.splitlines()
    return sum(len(block.strip()) >= PARAGRAPH and block.strip().endswith(".") for block in blocks)


def _enclosure(text: str, language: str) -> tuple[int, Unit] | None:
    """Return the size of the enclosure that a letter names, of several the first."""
    mark = MARKS[language].search(text)
    size = SIZES[language][0].search(text, mark.end(), mark.end() + NEAR) if mark else None
    if size is None:
        return None
    return int(size[1]), Unit.PAGES if size[2].casefold() in SIZES[language][1] else Unit.SHEETS


def _named(text: str, language: str, lexicon: Lexicon, *, longest: bool = False) -> frozenset[str]:
    """Return the keys whose names the text contains, in any of their forms; or only the longest of them.

    Where several have the same name, it may mean each of them.
    """
    found = {key: length for key, (_place, length) in _found(text.casefold(), language, lexicon).items()}
    most = max(found.values(), default=0)
    return frozenset(key for key, length in found.items() if length == most or not longest)


def _found(
    text: str, language: str, lexicon: Lexicon, fold: Callable[[str], str] = str.casefold
) -> dict[str, tuple[int, int]]:
    """Return the keys whose names a text contains: where one begins first, and how long the longest is."""
    whole, found = " ".join(text.split()), {}
    for key, forms in lexicon.items():
        in_text = [form for form in map(fold, forms.get(language, ())) if form and form in whole]
        if in_text:
            found[key] = min(map(whole.index, in_text)), max(map(len, in_text))
    return found
