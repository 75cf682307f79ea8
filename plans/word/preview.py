"""What will become of a file, before anybody decides: each paragraph, beside what the draft has there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from plans.enums import BlockKind
from plans.outline import OutlineRow
from plans.redline import redline
from plans.word.alignment import align
from plans.word.imports import INTO, LEAVE_OUT
from plans.word.kinds import Item
from plans.word.reading import Reading

NEW, CHANGED, SAME, ABSENT = "new", "changed", "same", "absent"
# How many blocks before and after the aligned one are offered as well.
REACH = 2


@dataclass(frozen=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True)
class Text:
    """A text in one language: in the draft, in the file, and what would change."""

    language: str
    draft: str
    file: str

    @property
    def is_changed(self) -> bool:
        return bool(self.file) and self.file != self.draft

    @property
    def change(self) -> SafeString:
        return redline(self.draft, self.file)


@dataclass(frozen=True)
class Entry:
    """A paragraph of the file, a block of the draft, or both beside each other."""

    place: int | None
    item: Item | None
    number: int | None
    row: OutlineRow | None
    texts: Sequence[Text]
    options: Sequence[Option]
    chosen: str

    @property
    def field(self) -> str:
        return field_name(self.place or 0)

    @property
    def item_number(self) -> int:
        return (self.place or 0) + 1

    @property
    def state(self) -> str:
        if self.item is None:
            return ABSENT
        if self.row is None:
            return NEW
        return CHANGED if any(text.is_changed for text in self.texts) else SAME

    @property
    def kind_label(self) -> str:
        shown = self.row or self.item
        return BlockKind(shown.kind).label if shown else ""

    @property
    def is_other_kind(self) -> bool:
        return self.row is not None and self.item is not None and self.row.kind != self.item.kind

    @property
    def item_kind_label(self) -> str:
        return BlockKind(self.item.kind).label if self.item else ""


def field_name(place: int) -> str:
    return f"item-{place}"


def decisions(found: Reading, data: Mapping[str, str]) -> dict[int, str]:
    """Return what was decided about each item, by its index; what is no decision leaves it out."""
    made = {}
    for place in range(len(found.items)):
        said = data.get(field_name(place), LEAVE_OUT)
        number = said.removeprefix(INTO)
        is_block = said.startswith(INTO) and number.isascii() and number.isdecimal() and len(number) < 6
        made[place] = said if said in BlockKind.values or is_block else LEAVE_OUT
    return made


def as_plan(found: Reading, chosen: Mapping[int, str] | None = None) -> list[Entry]:
    """Return the items of a file that becomes a new plan, each with the kinds it can have."""
    options = [*_kinds(BlockKind), Option(LEAVE_OUT, _("Leave out"))]
    return [
        Entry(
            place=place,
            item=item,
            number=None,
            row=None,
            texts=[Text(language, "", item.text(language)) for language in found.languages],
            options=options,
            chosen=str(item.kind) if chosen is None else chosen.get(place, LEAVE_OUT),
        )
        for place, item in enumerate(found.items)
    ]


def into_draft(
    found: Reading, rows: Sequence[OutlineRow], chosen: Mapping[int, str] | None = None
) -> list[Entry]:
    """Return the draft and the file aligned, each item with what can become of it."""
    return list(_aligned(found, rows, chosen))


def _aligned(found: Reading, rows: Sequence[OutlineRow], chosen: Mapping[int, str] | None) -> Iterator[Entry]:
    last = 0
    has_title = any(row.kind == BlockKind.TITLE for row in rows)
    new_kinds = _new_blocks(has_title)
    for pair in align(rows, found.items):
        row = None if pair.row is None else rows[pair.row]
        item = None if pair.item is None else found.items[pair.item]
        last = last if pair.row is None else pair.row
        proposed, options = LEAVE_OUT, []
        if item is not None:
            proposed = f"{INTO}{pair.row + 1}" if pair.row is not None else _usual(item, has_title)
            options = [*_into(rows, last), *new_kinds, Option(LEAVE_OUT, _("Leave out"))]
            if chosen is not None:
                proposed = chosen.get(pair.item or 0, LEAVE_OUT)
        yield Entry(
            place=pair.item,
            item=item,
            number=None if pair.row is None else pair.row + 1,
            row=row,
            texts=[
                Text(language, row.text(language) if row else "", item.text(language) if item else "")
                for language in found.languages
            ],
            options=options,
            chosen=proposed,
        )


def _usual(item: Item, has_title: bool) -> str:
    if not any(item.texts.values()):
        return LEAVE_OUT
    return str(BlockKind.HEADING if has_title and item.kind == BlockKind.TITLE else item.kind)


def _into(rows: Sequence[OutlineRow], near: int) -> list[Option]:
    first, last = max(0, near - REACH), min(len(rows), near + REACH + 1)
    return [
        Option(f"{INTO}{place + 1}", _("Into block %(number)s") % {"number": place + 1})
        for place in range(first, last)
    ]


def _new_blocks(has_title: bool) -> list[Option]:
    kinds = [kind for kind in BlockKind if not (has_title and kind == BlockKind.TITLE)]
    return [Option(kind.value, _("New block: %(kind)s") % {"kind": kind.label}) for kind in kinds]


def _kinds(kinds: Any) -> list[Option]:
    return [Option(kind.value, str(kind.label)) for kind in kinds]
