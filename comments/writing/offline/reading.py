"""The workbook that comes back, row by row: what each would be as a comment, or why it cannot be one."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from cica_portal.errors import DomainError, Refusal
from cica_portal.languages import LANGUAGES
from cica_portal.spreadsheets import reading
from cica_portal.text import Uncarried, is_blank, normalise, seen
from comments.enums import CommentType, Operation
from comments.models import Consultation
from comments.reading import operations
from comments.reading.extents import Places
from comments.reading.operations import WORDING_LIMIT, base
from comments.writing import drafts
from comments.writing.offline import columns
from comments.writing.offline.entry import MOST, Entry
from plans.outline import OutlineRow, revision_outline

_WORDED = (columns.REMARK, columns.RATIONALE, *columns.WORDINGS.values())


@dataclass(slots=True)
class _Reader:
    outline: Sequence[OutlineRow]
    language: str
    places: Places = field(init=False)
    numbers: Mapping[str, uuid.UUID] = field(init=False)
    errors: list[str] = field(default_factory=list)
    operations: Mapping[str, str] = field(default_factory=partial(columns.known, Operation))
    types: Mapping[str, str] = field(default_factory=partial(columns.known, CommentType))
    language_names: Mapping[str, str] = field(default_factory=columns.language_names)

    def __post_init__(self) -> None:
        self.places = Places(self.outline)
        self.numbers = {str(row.number): row.key for row in self.outline}

    def entry(self, number: int, cells: Mapping[str, str]) -> Entry:
        self.errors = []
        asked = self.asked(cells)
        if not self.errors:
            try:
                said = operations.settle(asked, self.outline)
            except DomainError as refusal:
                self.errors.append(str(refusal))
            else:
                return Entry(number, cells, said=said, sha256=drafts.hash_of(said))
        return Entry(number, cells, errors=tuple(self.errors))

    def asked(self, cells: Mapping[str, str]) -> dict[str, Any]:
        """Return what the row asks for; what is wrong with it is noted in `errors`."""
        texts = {name: self.text(cells, name) for name in _WORDED}
        language = self.choice(cells, columns.LANGUAGE, self.language_names, self.language)
        wordings = {code: texts[name] for code, name in columns.WORDINGS.items() if texts[name]}
        block_key, until_key = self.target(cells), self.by_number(cells, columns.UNTIL)
        operation = self.choice(cells, columns.OPERATION, self.operations, "")
        kind = self.choice(cells, columns.TYPE, self.types, "")
        return {
            "block_key": block_key,
            "until_key": until_key,
            "operation": operation,
            "after_key": self.by_number(cells, columns.AFTER),
            "type": kind or self.kind_of(operation, block_key, until_key, wordings),
            "language": language,
            "remark": texts[columns.REMARK],
            "proposed_text": wordings.pop(language, ""),
            "wordings": wordings or None,
            "rationale": texts[columns.RATIONALE],
        }

    def kind_of(
        self,
        operation: str,
        block_key: uuid.UUID | None,
        until_key: uuid.UUID | None,
        wordings: Mapping[str, str],
    ) -> str:
        """Return the type of a row that names none, as the form on the page proposes it."""
        try:
            extent = self.places.extent(block_key, until_key)
        except DomainError:
            return CommentType.SUBSTANTIVE
        befores = {code: base(operation, extent, code) for code in wordings}
        changes = [(befores[code], text) for code, text in wordings.items()]
        return operations.kind_of(operation, [pair for pair in changes if seen(pair[0]) != seen(pair[1])])

    def text(self, cells: Mapping[str, str], name: str) -> str:
        try:
            text = normalise(cells.get(name, "")).strip()
        except Uncarried as refusal:
            self.errors.append(
                # Translators: column is the heading of a column; refusal is a whole sentence that says
                # what is wrong
                _("“%(column)s”: %(refusal)s") % {"column": columns.titles()[name], "refusal": refusal}
            )
            return ""
        if len(text) > WORDING_LIMIT:
            self.errors.append(
                # Translators: column is the heading of a column; limit is the greatest number of characters
                _("“%(column)s” is too long: shorten it to %(limit)s characters.")
                % {"column": columns.titles()[name], "limit": WORDING_LIMIT}
            )
        return "" if is_blank(text) else text

    def choice(self, cells: Mapping[str, str], name: str, known: Mapping[str, str], default: str) -> str:
        word = cells.get(name, "").strip()
        if not word:
            return default
        if columns.compared(word) not in known:
            self.errors.append(
                # Translators: word is a word; column is the heading of a column
                _("“%(word)s” cannot be chosen in the column “%(column)s”. Choose a value from the list.")
                % {"word": word[:60], "column": columns.titles()[name]}
            )
        return known.get(columns.compared(word), default)

    def target(self, cells: Mapping[str, str]) -> uuid.UUID | None:
        """Return the paragraph that the row is on: by its mark, or by its number in a row that was put in."""
        mark, number = cells.get(columns.KEY, "").strip(), cells.get(columns.NUMBER, "").strip()
        if not mark:
            if not number:
                self.errors.append(_("Say which paragraph the comment is on: enter its number in “No.”."))
            return None if number == "0" else self.by_number(cells, columns.NUMBER)
        key = None
        if mark != columns.WHOLE:
            try:
                key = self.places.row(mark).key
            except DomainError:
                self.errors.append(
                    _("The hidden identifier of this row does not match any paragraph of the text.")
                )
                return None
        is_other = number != "0" if key is None else self.numbers.get(number) != key
        if number and is_other:
            self.errors.append(
                _(
                    "The number of this row was changed. For another paragraph, insert a row without "
                    "an identifier."
                )
            )
        return key

    def by_number(self, cells: Mapping[str, str], name: str) -> uuid.UUID | None:
        """Return the paragraph with the number that stands there; the title, as 0, only to move after it."""
        written = cells.get(name, "").strip()
        if not written:
            return None
        if written.isdecimal() and len(written) < 6 and (int(written) > 0 or name == columns.AFTER):
            found = self.numbers.get(str(int(written)))
            if found is not None:
                return found
        self.errors.append(
            # Translators: number is what was entered as the number of a paragraph
            _("“%(column)s”: there is no paragraph with the number %(number)s.")
            % {"column": columns.titles()[name], "number": written[:20]}
        )
        return None


def entries(content: bytes, consultation: Consultation) -> list[Entry]:
    """Return every row with something in it, in the order of the form; raise a refusal where it is none of
    this round."""
    tables = reading.tables(content)
    said = _said(tables)
    outline = revision_outline(consultation.revision)
    if (said.get("round"), said.get("revision")) != (
        consultation.reference,
        consultation.revision.sha256,
    ):
        raise Refusal("comments.form_of_another_text", consultation=said.get("round", "")[:60] or "?")
    language = said.get("language", "")
    if language not in LANGUAGES:
        language = LANGUAGES[0]
    table = next(table for name, table in tables.items() if name != columns.MARK)
    found = list(_filled(table, language))
    if len(found) > MOST:
        raise Refusal("comments.too_many_comments", most=MOST)
    reader = _Reader(outline, language)
    return [reader.entry(number, cells) for number, cells in found]


def _said(tables: Mapping[str, reading.Table]) -> dict[str, str]:
    """Return what the hidden sheet says of the form; raise NotOurForm for other workbooks."""
    said = {row[0]: row[1] for row in tables.get(columns.MARK, ()) if len(row) > 1}
    if said.get("kind") != columns.KIND or len(tables) < 2:
        raise Refusal("comments.not_our_form")
    return said


def _filled(table: reading.Table, language: str) -> Iterable[tuple[int, dict[str, str]]]:
    with translation.override(language):
        titles = columns.titles()
    head = [title.strip() for title in table[0]] if table else []
    missing = [title for title in titles.values() if title not in head]
    if missing:
        raise Refusal("comments.columns_missing", columns=", ".join(missing))
    place = {name: head.index(title) for name, title in titles.items()}
    for number, row in enumerate(table[1:], start=2):
        cells = {name: row[at] for name, at in place.items() if at < len(row) and row[at].strip()}
        if any(name in cells for name in columns.FILLED):
            yield number, cells
