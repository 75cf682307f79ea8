"""What a page of the house's data is: rows of fields, read from the data, checked, and written as a whole.

A sheet says which fields it has and what they hold now; the proposal, the second person, the history and the
record of acts are those of every text that a row holds (`phrases.own`).
"""

import datetime as dt
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from cica_portal import data_files
from cica_portal.errors import WithFindings
from cica_portal.languages import LANGUAGES, NAMES
from cica_portal.text import is_blank
from members.models import User
from phrases.enums import Kind
from phrases.models import Correction
from phrases.own import Holder, Texts
from phrases.texts import live

NEW = "new"
EXAMPLES_FILE = Path(__file__).parent.parent / "data" / "house_examples.yaml"
# Where the form stands in the sentence that is its example.
BLANK = "____"
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
LATIN = re.compile(r"[A-Za-z]")
# Days are compared as they are written: no other form that a calendar knows.
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
NUMBERS = {
    "number": re.compile(r"\d{1,4}", re.ASCII),
    "numbers": re.compile(r"\d{1,4}(\s*,\s*\d{1,4})*", re.ASCII),
}
MISSING = _("Enter a text.")


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

    def find_fault(self, text: str) -> Any:
        """Return what is wrong with the text of the field, as it is said beside it; "" where it is sound."""
        if is_blank(text):
            return MISSING if self.required else ""
        if self.language and not _is_in(self.language, text):
            return _("These letters belong to another language.")
        if self.sort == "day" and not (DAY.fullmatch(text.strip()) and _is(dt.date.fromisoformat, text)):
            return _("Enter a day as YYYY-MM-DD.")
        if self.sort == "zone" and not _is(ZoneInfo, text):
            return _("Enter a zone of the IANA database, such as Europe/Istanbul.")
        if self.sort in NUMBERS and not NUMBERS[self.sort].fullmatch(text.strip()):
            return _("Enter whole numbers.")
        if self.sort == "choice" and text not in dict(self.choices):
            return _("Choose one of the values.")
        return ""


# A heading, and fields that stand side by side: one thing in each language, or one alone.
Row = tuple[Any, list[Field]]


def make_row(
    name: str,
    label: Any,
    languages: Iterable[str] = ("",),
    *,
    heading: Any = "",
    example: str = "",
    **values: Any,
) -> Row:
    """Return the row of one thing: in these languages, whose codes fill `name`, with the sentences of
    `example`; or without a language."""
    sentences: Mapping[str, str] = data_files.read_once(EXAMPLES_FILE).get(example, {})
    return heading or label, [
        Field(name.format(code), label, code, example=sentences.get(code, ""), **values) for code in languages
    ]


def make_form_rows(forms: Mapping[str, Iterable[str]], labels: Mapping[str, Any], example: str) -> list[Row]:
    """Return a row for each case form of a name, in the languages that have it, as "ru-gen"."""
    every = dict.fromkeys(form for of_language in forms.values() for form in of_language)
    return [
        make_row(
            f"{{}}-{form}",
            labels[form],
            [code for code in LANGUAGES if form in forms[code]],
            example=f"{example}_{form}",
        )
        for form in every
    ]


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

    def proposal(self, texts: Mapping[str, str]) -> Any:
        """Return how a proposal is read where it is no list of changed fields."""
        return None

    @property
    def fields(self) -> list[Field]:
        return [field for _heading, fields in self.rows() for field in fields]

    def check(self, texts: Mapping[str, str]) -> None:
        faults = [(field, field.find_fault(texts.get(field.name, ""))) for field in self.fields]
        found = [f"{field.full_label}: {fault}" for field, fault in faults if fault]
        if found := found or list(self.faults(texts)):
            raise SheetUnfit(found)


class House(Holder):
    """The data of the organization, as texts that one person proposes and a signatory approves.

    The sheets come by sort, each with what the sort is called.
    """

    kind = Kind.HOUSE
    permission = "phrases.propose"

    def __init__(self, *sorts: tuple[Any, Callable[[], list[Sheet]]]) -> None:
        self.sorts = sorts

    def sheet(self, name: str) -> Sheet:
        """Return the sheet of a name; 404 where there is none."""
        for _label, list_sheets in self.sorts:
            for sheet in list_sheets():
                if sheet.name == name:
                    return sheet
        raise Http404

    def title(self, name: str) -> str:
        return str(self.sheet(name).title)

    def titles_of(self, listed: Sequence[Correction]) -> dict[int, str]:
        """Return by correction what the sheet is called that it changes (a query a sort of sheets)."""
        own = [one for one in listed if one.kind == self.kind]
        sheets = (sheet for _label, list_sheets in self.sorts for sheet in list_sheets()) if own else ()
        titles = {sheet.name: str(sheet.title) for sheet in sheets}
        return {one.pk: titles.get(one.message, "") for one in own}

    def page(self, name: str) -> tuple[str, ...]:
        return "phrases:house-edit", name

    def proposal(self, name: str, texts: Texts) -> Any:
        return self.sheet(name).proposal(texts)

    def texts(self, name: str) -> dict[str, str]:
        sheet = self.sheet(name)
        present = sheet.texts()
        return {field.name: present.get(field.name, "") for field in sheet.fields}

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
