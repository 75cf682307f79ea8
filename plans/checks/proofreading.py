"""What a careful reader would look at again: quotation marks, figures. It keeps nothing back."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from cica_portal.languages import LANGUAGES
from plans.checks import figures
from plans.outline import OutlineRow
from plans.revisions import Finding

# The marks of a language: around a quotation, and around one within it.
MARKS = {"en": ("“”", "‘’"), "ru": ("«»", "„“"), "kk": ("«»", "„“")}
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
        if made is None:
            allowed = "".join(MARKS[language])
            found += [(sign, sign if sign in allowed else "") for sign in line if sign in _QUOTES]
        else:
            found += [(sign, wanted) for sign, wanted in zip(line, made, strict=True) if sign in _QUOTES]
    return found


def _line(line: str, language: str) -> str | None:
    """Return a line with the marks of the language; None where its marks do not pair."""
    (outer, inner), made, opened = MARKS[language], [], []
    for place, sign in enumerate(line):
        if sign not in _QUOTES:
            made.append(sign)
            continue
        if _opens(sign, line[:place], opened):
            opened.append(sign)
            made.append((outer if len(opened) == 1 else inner)[0])
        elif opened:
            made.append((outer if len(opened) == 1 else inner)[1])
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


# Whole sentences, since a language's name is inflected.
FOREIGN_QUOTES = {
    "en": _("%(place)s: quotation marks not used in English: %(marks)s"),
    "ru": _("%(place)s: quotation marks not used in Russian: %(marks)s"),
    "kk": _("%(place)s: quotation marks not used in Kazakh: %(marks)s"),
}
FIGURES_DIFFER = _("%(place)s: the figures differ. English: %(en)s; Russian: %(ru)s; Kazakh: %(kk)s.")


def warnings(rows: Iterable[OutlineRow]) -> list[Finding]:
    """Return the blocks whose figures differ between languages, and those with marks of another language."""
    found = []
    for row in rows:
        if differing := figures.differences(row.texts):
            by_language = {language: differing.get(language, figures.NONE) for language in LANGUAGES}
            found.append(Finding(row, "", FIGURES_DIFFER, by_language))
        for language in LANGUAGES:
            if marks := foreign(row.text(language), language):
                found.append(Finding(row, language, FOREIGN_QUOTES[language], {"marks": " ".join(marks)}))
    return found
