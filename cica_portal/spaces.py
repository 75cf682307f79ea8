"""What stays on one line: a number and its unit, initials, "№ 5", "т. е.", and where it is shown a date.

`suggested` is for words that are kept: a person may take it over. `UNPARTED` is for words that are shown, on
a page, in a message or on paper. What is kept never has it: no checksum depends on where a line ends.
"""

import re
from collections.abc import Iterator

NBSP = "\u00a0"
# The hyphen of "10-блок", at which no line ends.
NBHYPHEN = "\u2011"
# Behind the dash of "2026–27" on a page: browsers end lines at either dash, and the en dash has no such twin.
JOINER = "\u2060"
_MONTHS = {
    "en": "January|February|March|April|May|June|July|August|September|October|November|December",
    "ru": "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря",
    "kk": "қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан",
}
_UNITS = {
    "en": r"(?:%|°|km|m|cm|kg|t|ha|GB|MB|Mbit/s|thousand|million|billion|trillion|per cent|USD|EUR)(?!\w)",
    "ru": r"(?:%|°|(?:гг?|вв?|ч|мин|тыс|долл|руб|чел|экз)\.|км|м|см|кг|т|га|Гбайт|Мбайт|млн|млрд|трлн)(?!\w)",
    "kk": r"(?:%|°|(?:жж?|ғғ?|сағ|мин)\.|км|м|см|кг|т|га|мың|млн|млрд|трлн|теңге|пайыз)(?!\w)",
}
_BEFORE_NUMBERS = {
    "en": r"(?:№|§|\b(?:No|Nos|Art|para|paras|p|pp|Vol|Rev)\.|US\$|€)",
    "ru": r"(?:№|§|\b(?:ст|п|пп|ч|гл|разд|стр|с|рис|табл|прил)\.)",
    "kk": r"(?:№|§|\b(?:б|т|сур)\.)",
}
_SHORT = {
    "en": (),
    # т. е., т. д., т. п., т. к., н. э.; г. before the name of a city, and not behind a year.
    "ru": (
        r"\b[Тт]\.(?= [едпкнчо]\.)",
        r"\bн\.(?= э\.)",
        r"(?<!\d )(?<!\d\u00a0)\b(?:г|им|ул|обл)\.(?= [А-ЯЁ])",
    ),
    "kk": (r"\bт\.(?= [бс]\.)", r"\bт\.\u00a0с\.(?= с\.)", r"\bб\.(?= з\.)", r"\bз\.(?= [дб]\.)"),
}
_CAPITAL = "[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]"
_COMMON = (
    r"(?<![\d.,])\d{1,3}(?= \d{3}(?!\d))",
    r"(?<=\d[\u00a0 ]\d{3})(?= \d{3}(?!\d))",
    # Two initials and the name with them, on either side.
    rf"\b{_CAPITAL}\.(?= {_CAPITAL}\.(?:[ \u00a0]{_CAPITAL}\w|[\W]|$))",
    rf"\b{_CAPITAL}\.[ \u00a0]?{_CAPITAL}\.(?= {_CAPITAL}\w)",
    rf"\b{_CAPITAL}\w+(?= {_CAPITAL}\.[ \u00a0]?{_CAPITAL}\.)",
)

# Months in any case, in full and short.
_MONTH = (
    r"(?:(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June|July|Aug(?:ust)?|Sept(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b"
    r"|(?:янв|февр|апр|авг|сент|окт|нояб|дек|қаң|ақп|нау|сәу|мам|мау|шіл|там|қыр|қаз|қар|жел)\."
    r"|(?:январ|феврал|март|апрел|июн|июл|август|(?:сентя|октя|ноя|дека)бр)\w*|ма[йяе]\b"
    rf"|(?:{_MONTHS['kk']})\w*)"
)
_SPACE = r"[ \u00a0]"
_DAYS = r"(?<![\w.,/-])\d{1,2}(?:[-–]\d{1,2})?"
_YEAR = r"(?<![\d.,])(?:19|20)\d\d(?!\d)"
_MARK = r"(?:гг?\.|жж?\.|год\w*|жыл\w*)"
# The years of a plan, of which the last may be short: "2026–27".
_YEARS = rf"{_YEAR}[-–](?:19|20)?\d\d(?![\w-])"
_DASH_OF_YEARS = re.compile(rf"({_YEAR}[-–])(?=(?:19|20)?\d\d(?![\w-]))")
_NOTE_NUMBER = r"\b[A-Z]{2,}(?:/[A-Z]{2,})*/\d+"
_RECEIPT_NUMBER = rf"{_NOTE_NUMBER}-[A-Z]{{2}}-\d+\b"
UNPARTED = re.compile(
    "|".join(
        (
            rf"{_DAYS}{_SPACE}{_MONTH}(?:{_SPACE}{_YEAR}(?:{_SPACE}{_MARK})?)?",
            rf"{_MONTH}{_SPACE}{_YEAR}(?:{_SPACE}{_MARK})?",
            # In Kazakh a line may end behind the year and its word: whole, the date would tear lines apart.
            rf"{_YEAR}(?:[-–]{_YEAR})?{_SPACE}{_MARK}",
            rf"\d{_SPACE}(?:{'|'.join(_UNITS.values())}|(?:p|л|стр|п)\.|бет\b)",
            rf"(?:{'|'.join(_BEFORE_NUMBERS.values())}){_SPACE}\S*\d\S*",
            rf"(?:\b{_CAPITAL}\.{_SPACE}?){{2,}}{_CAPITAL}\w+",
            _YEARS,
            # The number of a note: between its parts a line could end at the stroke.
            rf"{_RECEIPT_NUMBER}|{_NOTE_NUMBER}\b",
        )
    )
)

# All that `UNPARTED` finds has a figure or an initial. Most texts have neither: a tenth of the time.
_MAY_BE_UNPARTED = re.compile(rf"\d|{_CAPITAL}\.")
# Within what `UNPARTED` finds: where a line could end, with what stands around it.
_PARTED = re.compile(rf"[^{NBSP}{NBHYPHEN}]*[ -][^{NBSP}{NBHYPHEN}]*")


def _rules(language: str) -> list[re.Pattern[str]]:
    patterns = (
        rf"\d(?= {_UNITS[language]})",
        rf"\b\d{{1,2}}(?= (?:{_MONTHS[language]}))",
        rf"{_BEFORE_NUMBERS[language]}(?= \d)",
        *_SHORT[language],
        *_COMMON,
    )
    return [re.compile(f"({pattern}) ") for pattern in patterns]


_RULES = {language: _rules(language) for language in _MONTHS}


def ordinary(text: str) -> str:
    """Return a text with ordinary spaces and hyphens only, to compare it with what a person types."""
    return text.replace(NBSP, " ").replace(NBHYPHEN, "-").replace(JOINER, "")


def suggested(text: str, language: str) -> str:
    """Return the text with a non-breaking space wherever the language wants one; nothing else changes."""
    for rule in _RULES[language]:
        text = rule.sub(rf"\1{NBSP}", text)
    return text


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Yield a text in pieces, and of each whether no line shall end at its spaces and hyphens. Where the text
    has the signs for that itself, nothing is left to do."""
    end = 0
    for found in UNPARTED.finditer(text) if _MAY_BE_UNPARTED.search(text) else ():
        for piece in _PARTED.finditer(text, *found.span()):
            if end < piece.start():
                yield text[end : piece.start()], False
            yield piece[0], True
            end = piece.end()
    if end < len(text):
        yield text[end:], False


def joined(years: str) -> str:
    """Return the years of a plan for a page, where no line ends within them."""
    return _DASH_OF_YEARS.sub(rf"\1{JOINER}", years)


def shown(text: str) -> str:
    """Return a text for a page or a message, in any language, with what stays on one line bound."""
    return UNPARTED.sub(lambda found: found[0].replace(" ", NBSP), text)
