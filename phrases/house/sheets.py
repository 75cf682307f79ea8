"""What a page of the house's data is: rows of fields, read from the data, checked, and written as a whole.

A sheet says which fields it has and what they hold now; the proposal, the second person, the history and the
record of acts are those of every text that a row holds (`phrases.own`).
"""

import datetime as dt
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError, WithFindings
from cica_portal.languages import NAMES
from cica_portal.text import is_blank
from members.models import User
from phrases.enums import Kind
from phrases.models import Correction
from phrases.own import Holder, Texts
from phrases.texts import live

NEW = "new"
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
LATIN = re.compile(r"[A-Za-z]")
# Days are compared as they are written: no other form that a calendar knows.
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
NUMBERS = {
    "number": re.compile(r"\d{1,4}", re.ASCII),
    "numbers": re.compile(r"\d{1,4}(\s*,\s*\d{1,4})*", re.ASCII),
}


class FieldUnfit(DomainError):
    """What is wrong with one field: `beside` it in a form; where it does not stand there, with its name."""

    def __init__(self, field: "Field") -> None:
        super().__init__()
        self.label = field.full_label

    @property
    def beside(self) -> str:
        return str(self.sentence)

    def __str__(self) -> str:
        return f"{self.label}: {self.sentence}"


class FieldMissing(FieldUnfit):
    sentence = _("Enter a text.")


class FieldInOtherScript(FieldUnfit):
    sentence = _("These letters belong to another language.")


class NoDay(FieldUnfit):
    sentence = _("Enter a day as YYYY-MM-DD.")


class NoZone(FieldUnfit):
    sentence = _("Enter a zone of the IANA database, such as Europe/Istanbul.")


class NoNumber(FieldUnfit):
    sentence = _("Enter whole numbers.")


class NoChoice(FieldUnfit):
    sentence = _("Choose one of the values.")


class SheetUnfit(WithFindings):
    """Data that cannot be used; says everything that is wrong with them."""

    sentence = _("These data cannot be used. %(findings)s")


@dataclass(frozen=True, slots=True)
class Field:
    """One text: its name in the sheet, what people call it, its language, and a sentence that uses it.

    `sort` says what the text is: words, lines, day, zone, number, numbers, choice.
    """

    name: str
    label: Any
    language: str = ""
    sort: str = "words"
    required: bool = True
    choices: Sequence[tuple[str, Any]] = ()
    example: str = ""
    limit: int = 400  # what the column takes, where the text has one of its own

    @property
    def full_label(self) -> str:
        return f"{self.label} ({NAMES[self.language]})" if self.language else str(self.label)

    def problems(self, text: str) -> Iterator[FieldUnfit]:
        """Yield what is wrong with the text of the field."""
        if is_blank(text):
            if self.required:
                yield FieldMissing(self)
        elif self.language and not _is_in(self.language, text):
            yield FieldInOtherScript(self)
        elif self.sort == "day" and not (DAY.fullmatch(text.strip()) and _is(dt.date.fromisoformat, text)):
            yield NoDay(self)
        elif self.sort == "zone" and not _is(ZoneInfo, text):
            yield NoZone(self)
        elif self.sort in NUMBERS and not NUMBERS[self.sort].fullmatch(text.strip()):
            yield NoNumber(self)
        elif self.sort == "choice" and text not in dict(self.choices):
            yield NoChoice(self)


@dataclass(frozen=True, slots=True)
class Row:
    """Fields that stand side by side: one thing in each language, or one alone."""

    heading: Any
    fields: tuple[Field, ...]


class Sheet(ABC):
    """A page of data. `name` is what it is known by in the record of proposals."""

    name: str
    title: Any
    lead: Any = ""

    @abstractmethod
    def rows(self) -> list[Row]:
        """Return its fields, as a page shows them."""

    @abstractmethod
    def texts(self) -> dict[str, str]:
        """Return what the fields hold now."""

    def until_then(self) -> str:
        """Return what holds before the day of the fields, in a sentence; nothing where they hold already."""
        return ""

    def begun(self, at: dt.datetime) -> dict[str, str]:
        """Return the fields with which a proposal begins otherwise than with what they hold."""
        return {}

    @abstractmethod
    def write(self, texts: Mapping[str, str], *, by: User, at: dt.datetime) -> None:
        """Let the data read so from now on."""

    def faults(self, texts: Mapping[str, str]) -> Iterable[Any]:
        """Return what is wrong with the fields together."""
        return ()

    @property
    def fields(self) -> list[Field]:
        return [field for row in self.rows() for field in row.fields]

    def check(self, texts: Mapping[str, str]) -> None:
        found: list[Any] = [
            problem for field in self.fields for problem in field.problems(texts.get(field.name, ""))
        ]
        if found := found or list(self.faults(texts)):
            raise SheetUnfit(found)


class Finder(ABC):
    """Where sheets come from: those of one sort, each under its name."""

    label: Any

    @abstractmethod
    def sheets(self) -> list[Sheet]:
        """Return all of them, as the list of the house shows them."""

    @abstractmethod
    def find(self, name: str) -> Sheet | None:
        """Return the sheet of a name, if it is one of these."""


class House(Holder):
    """The data of the organization, as texts that one person proposes and a signatory approves."""

    kind = Kind.HOUSE
    permission = "phrases.propose"

    def __init__(self, *finders: Finder) -> None:
        self.finders = finders

    def sheet(self, name: str) -> Sheet:
        """Return the sheet of a name; 404 where there is none."""
        found = next(filter(None, (finder.find(name) for finder in self.finders)), None)
        if found is None:
            raise Http404
        return found

    def title(self, name: str) -> str:
        return str(self.sheet(name).title)

    def titles_of(self, listed: Sequence[Correction]) -> dict[int, str]:
        """Return by correction what the sheet is called that it changes (a query a sort of sheets)."""
        own = [one for one in listed if one.kind == self.kind]
        sheets = (sheet for finder in self.finders for sheet in finder.sheets()) if own else ()
        titles = {sheet.name: str(sheet.title) for sheet in sheets}
        return {one.pk: titles.get(one.message, "") for one in own}

    def page(self, name: str) -> tuple[str, ...]:
        return "phrases:house-edit", name

    def texts(self, name: str) -> dict[str, str]:
        return self.sheet_texts(self.sheet(name))

    @staticmethod
    def sheet_texts(sheet: Sheet) -> dict[str, str]:
        present = sheet.texts()
        return {field.name: present.get(field.name, "") for field in sheet.fields}

    def label(self, field: str) -> tuple[str, str]:
        return "", field

    def label_of(self, name: str, field: str) -> tuple[str, str]:
        found = next((one for one in self.sheet(name).fields if one.name == field), None)
        return (found.language, str(found.label)) if found else ("", field)

    def check(self, name: str, texts: Texts) -> None:
        self.sheet(name).check(texts)

    def write(self, name: str, texts: Texts, *, by: User, at: dt.datetime) -> None:
        sheet = self.sheet(name)
        sheet.check(texts)
        sheet.write(texts, by=by, at=at)
        transaction.on_commit(live.publish)


def _is(read: Any, text: str) -> bool:
    try:
        read(text.strip())
    except (ValueError, OSError, LookupError):
        return False
    return True


def _is_in(language: str, text: str) -> bool:
    """Tell whether a text has letters of its language; Russian and Kazakh have no Latin ones alone."""
    if language == "en":
        return not CYRILLIC.search(text)
    return bool(CYRILLIC.search(text)) or not LATIN.search(text)
