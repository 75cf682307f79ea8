"""What will become of a file, before anybody decides: each paragraph, beside what the draft has there."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cica_portal.text import composed
from plans.comparison.redline import redline
from plans.enums import BlockKind
from plans.outline import OutlineRow
from plans.word import comments
from plans.word.alignment import align, traced
from plans.word.changed_since import Changed, Since
from plans.word.comments import Known, Offer
from plans.word.imports import AS_TRACKED, INTO, LEAVE_OUT
from plans.word.kinds import Item
from plans.word.reading import Reading

NEW, CHANGED, SAME, ABSENT, REMOVED = "new", "changed", "same", "absent", "removed"
REMOVE, REMARK = "remove", "remark"
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
    # How it was changed in the portal after the file was made.
    newer: Changed | None = None

    @property
    def is_changed(self) -> bool:
        return bool(self.file) and composed(self.file) != composed(self.draft) and not self.is_kept

    @property
    def is_kept(self) -> bool:
        """Whether the file left the text as it was given, and the portal has a newer one."""
        return self.newer is not None and self.newer.is_given(self.file)

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
    authors: Sequence[str] = ()
    # The comments that can become remarks, each with the value of its choice and whether it is chosen.
    comments: Sequence[tuple[str, Offer, bool]] = ()

    @property
    def field(self) -> str:
        return field_name(self.place or 0) if self.item else row_field_name(self.number or 0)

    @property
    def item_number(self) -> int:
        return (self.place or 0) + 1

    @property
    def state(self) -> str:
        if self.item is None:
            return REMOVED if self.options else ABSENT
        if self.row is None:
            return NEW
        return CHANGED if self.is_reworded or self.chosen.startswith(AS_TRACKED) else SAME

    @property
    def is_reworded(self) -> bool:
        return any(text.is_changed for text in self.texts)

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


def row_field_name(number: int) -> str:
    return f"row-{number}"


def removals(rows: Sequence[OutlineRow], data: Mapping[str, str]) -> set[int]:
    """Return the rows that were decided to go."""
    return {place for place in range(len(rows)) if data.get(row_field_name(place + 1), "") == REMOVE}


def remarked(found: Reading, data: QueryDict) -> set[tuple[int, int]]:
    """Return the comments that were chosen to become remarks."""
    ticked = set(data.getlist(REMARK))
    return {
        (place, number)
        for place, item in enumerate(found.items)
        for number in range(len(item.comments))
        if f"{place}-{number}" in ticked
    }


def with_comments(
    entries: Sequence[Entry], known: Known, chosen: Collection[tuple[int, int]] | None
) -> list[Entry]:
    """Return the entries with the comments of the file that are no remarks yet; all are proposed at first."""
    made = []
    for entry in entries:
        if entry.item is not None and entry.place is not None and entry.item.comments:
            offered = [
                (f"{entry.place}-{one.place}", one, chosen is None or (entry.place, one.place) in chosen)
                for one in comments.offers(entry.item.comments, known)
            ]
            entry = replace(entry, comments=offered)
        made.append(entry)
    return made


def decisions(found: Reading, data: Mapping[str, str]) -> dict[int, str]:
    """Return what was decided about each item, by its index; what is no decision leaves it out."""
    made = {}
    for place in range(len(found.items)):
        said = data.get(field_name(place), LEAVE_OUT)
        number = said.rpartition("-")[2]
        is_block = (
            said in {f"{INTO}{number}", f"{AS_TRACKED}{number}"}
            and number.isascii()
            and number.isdecimal()
            and len(number) < 6
        )
        made[place] = said if said in BlockKind.values or is_block else LEAVE_OUT
    return made


def as_plan(found: Reading, chosen: Mapping[int, str] | None = None) -> list[Entry]:
    """Return the items of a file that becomes a new plan, each with the kinds it can have."""
    options = [*_kinds(BlockKind), Option(LEAVE_OUT, _("Do not import"))]
    return [
        Entry(
            place=place,
            item=item,
            number=None,
            row=None,
            texts=[Text(language, "", item.text(language)) for language in found.languages],
            options=options,
            chosen=str(item.kind) if chosen is None else chosen.get(place, LEAVE_OUT),
            authors=item.authors,
        )
        for place, item in enumerate(found.items)
    ]


def into_draft(
    found: Reading,
    rows: Sequence[OutlineRow],
    chosen: Mapping[int, str] | None = None,
    gone: Collection[int] = (),
    since: Since | None = None,
) -> list[Entry]:
    """Return the draft and the file aligned, each item with what can become of it.

    `gone` are the rows that were chosen to go; where nothing was chosen yet, all do that the file takes away.
    `since` are the texts that were changed in the draft after the file was made.
    """
    return list(_aligned(found, rows, chosen, gone, since or {}))


def _aligned(
    found: Reading,
    rows: Sequence[OutlineRow],
    chosen: Mapping[int, str] | None,
    gone: Collection[int],
    since: Since,
) -> Iterator[Entry]:
    last = 0
    has_title = any(row.kind == BlockKind.TITLE for row in rows)
    new_kinds = _new_blocks(has_title)
    tracing = traced(rows, found.items, found.removed)
    for pair in align(rows, tracing.items, tracing.removed):
        row = None if pair.row is None else rows[pair.row]
        item = None if pair.item is None else tracing.items[pair.item]
        last = last if pair.row is None else pair.row
        proposed, options, authors = LEAVE_OUT, [], ()
        if item is not None:
            proposed = f"{INTO}{pair.row + 1}" if pair.row is not None else _usual(item, has_title)
            tracked = _as_tracked(item, pair.row, rows)
            proposed = tracked[0].value if tracked else proposed
            options = [*tracked, *_into(rows, last), *new_kinds, Option(LEAVE_OUT, _("Do not import"))]
            authors = item.authors
            if chosen is not None:
                proposed = chosen.get(pair.item or 0, LEAVE_OUT)
        elif pair.row in tracing.removed:
            options = [Option(REMOVE, _("Remove from the draft")), Option(LEAVE_OUT, _("Keep in the draft"))]
            proposed = REMOVE if chosen is None or pair.row in gone else LEAVE_OUT
            authors = tracing.removed[pair.row].authors
        yield Entry(
            place=pair.item,
            item=item,
            number=None if pair.row is None else pair.row + 1,
            row=row,
            texts=[_text(language, row, item, since) for language in found.languages],
            options=options,
            chosen=proposed,
            authors=authors,
        )


def _text(language: str, row: OutlineRow | None, item: Item | None, since: Since) -> Text:
    draft, file = row.text(language) if row else "", item.text(language) if item else ""
    newer = since.get((row.key, language)) if row and item and row.key == item.key else None
    return Text(language, draft, file, newer if file and composed(draft) != composed(file) else None)


def _as_tracked(item: Item, place: int | None, rows: Sequence[OutlineRow]) -> list[Option]:
    """Return the option to move the block, and to make another kind of it, as the tracked changes say."""
    if place is None or rows[place].kind == BlockKind.TITLE:
        return []
    values = {"number": place + 1, "kind": BlockKind(item.kind).label}
    is_turned = item.is_turned and item.kind not in {rows[place].kind, BlockKind.TITLE}
    if item.is_moved and is_turned:
        # Translators: number is the number of the block in the plan; kind is a kind of blocks, as
        # “paragraph”.
        label = _("Into block %(number)s, moved here, as this kind: %(kind)s")
    elif item.is_moved:
        # Translators: number is the number of the block in the plan.
        label = _("Into block %(number)s, moved here")
    elif is_turned:
        # Translators: number is the number of the block in the plan; kind is a kind of blocks, as
        # “paragraph”.
        label = _("Into block %(number)s, as this kind: %(kind)s")
    else:
        return []
    return [Option(f"{AS_TRACKED}{place + 1}", label % values)]


def _usual(item: Item, has_title: bool) -> str:
    if not any(item.texts.values()):
        return LEAVE_OUT
    return str(BlockKind.HEADING if has_title and item.kind == BlockKind.TITLE else item.kind)


def _into(rows: Sequence[OutlineRow], near: int) -> list[Option]:
    first, last = max(0, near - REACH), min(len(rows), near + REACH + 1)
    return [
        # Translators: number is the number of the block in the plan.
        Option(f"{INTO}{place + 1}", _("Into block %(number)s") % {"number": place + 1})
        for place in range(first, last)
    ]


def _new_blocks(has_title: bool) -> list[Option]:
    kinds = [kind for kind in BlockKind if not (has_title and kind == BlockKind.TITLE)]
    # Translators: kind is a kind of blocks, as “paragraph”.
    return [Option(kind.value, _("New block: %(kind)s") % {"kind": kind.label}) for kind in kinds]


def _kinds(kinds: Any) -> list[Option]:
    return [Option(kind.value, str(kind.label)) for kind in kinds]
