"""What a command prints for people: facts and tables, in codes, or in the words of a language."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandParser
from django.db.models import Choices
from django.utils import translation

from cica_portal.languages import LANGUAGES

_GAP, _LEAST = 2, 12


def add_language(parser: CommandParser) -> None:
    parser.add_argument(
        "--language", choices=LANGUAGES, default="", help="print words of this language instead of codes"
    )


Label = Callable[[str], Any]


def of(choices: type[Choices]) -> Label:
    """Return what gives the label of a code."""
    return lambda code: choices(code).label


class Words:
    """How names and codes are printed: as they are, or by their labels in the active language."""

    def __init__(self, titles: Mapping[str, Any], labels: Mapping[str, Label], *, used: bool) -> None:
        self.titles, self.labels, self.used = titles, labels, used

    def title(self, name: str) -> str:
        return str(self.titles[name]) if self.used else name

    def value(self, name: str, value: Any) -> str:
        if value in {None, ""}:
            return "-"
        return str(self.labels[name](value)) if self.used and name in self.labels else str(value)

    def facts(self, content: Mapping[str, Any], names: Sequence[str]) -> list[str]:
        return lines([[self.title(name), self.value(name, content[name])] for name in names])

    def table(self, rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> list[str]:
        cells = [[self.value(name, row[name]) for name in names] for row in rows]
        return lines([[self.title(name).replace("_", " ") for name in names], *cells])


def lines(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines, their columns one below the other."""
    widths = [max(_LEAST, _GAP + max(map(len, column))) for column in zip(*rows, strict=True)]
    return ["".join(map(str.ljust, row, widths)).rstrip() for row in rows]


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """Let refusals and labels be said in a language; without one, as the command was called."""
    if not language:
        yield
        return
    with translation.override(language):
        yield
