"""The quotation marks of a language: “ ” in English, « » in Russian and Kazakh, and those within them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Marks:
    """The marks of a language, around a quotation and around one within it."""

    outer: tuple[str, str]
    inner: tuple[str, str]


MARKS = {
    "en": Marks(("“", "”"), ("‘", "’")),
    "ru": Marks(("«", "»"), ("„", "“")),
    "kk": Marks(("«", "»"), ("„", "“")),
}
# What can be a quotation mark in any of the languages. An apostrophe and ’ may be one of a word: left alone.
_OPENING, _CLOSING = frozenset("«„"), frozenset("»")
_QUOTES = frozenset('"«»„“”')
# Behind these, or at the beginning of a line, a straight mark opens; marks of emphasis are looked past.
_BEFORE_OPENING = frozenset("([{«“„‘—–-/")


def foreign(text: str, language: str) -> list[str]:
    """Return the quotation marks of a text that are not its language's, each once, in reading order."""
    return list(dict.fromkeys(mark for mark, wanted in _pairs(text, language) if mark != wanted))


def _pairs(text: str, language: str) -> list[tuple[str, str]]:
    """Return each quotation mark with the one that the language has there; "" where it has none."""
    found = []
    for line in text.split("\n"):
        made = _line(line, language)
        own = MARKS[language]
        if made is None:
            allowed = {*own.outer, *own.inner}
            found += [(sign, sign if sign in allowed else "") for sign in line if sign in _QUOTES]
        else:
            found += [(sign, wanted) for sign, wanted in zip(line, made, strict=True) if sign in _QUOTES]
    return found


def _line(line: str, language: str) -> str | None:
    """Return a line with the marks of the language; None where its marks do not pair."""
    marks, made, opened = MARKS[language], [], []
    for place, sign in enumerate(line):
        if sign not in _QUOTES:
            made.append(sign)
            continue
        if _opens(sign, line[:place], opened):
            opened.append(sign)
            made.append((marks.outer if len(opened) == 1 else marks.inner)[0])
        elif opened:
            made.append((marks.outer if len(opened) == 1 else marks.inner)[1])
            opened.pop()
        else:
            return None
    return None if opened else "".join(made)


def _opens(sign: str, before: str, opened: list[str]) -> bool:
    if sign in _OPENING:
        return True
    if sign in _CLOSING:
        return False
    if sign == "“":  # closes what „ opened, and opens otherwise
        return not (opened and opened[-1] == "„")
    if sign == "”":
        return False
    before = before.rstrip("*")
    return not before or before[-1].isspace() or before[-1] in _BEFORE_OPENING
