"""What will become of a file, before anybody decides: each paragraph, beside what the draft has there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
# What can be chosen: what is sent, and what it says.
Option = tuple[str, str]
_INTO_BLOCK = re.compile(rf"(?:{INTO}|{AS_TRACKED})[0-9]{{1,5}}")


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
    """A paragraph of the file, a block of the draft, or both beside each other; each has its place."""

    place: int
    item: Item | None
    row_place: int
    row: OutlineRow | None
    texts: Sequence[Text]
    options: Sequence[Option]
    chosen: str
    authors: Sequence[str] = ()
    # The comments that can become remarks, each with the value of its choice and whether it is chosen.
    comments: Sequence[tuple[str, Offer, bool]] = ()

    @property
    def field(self) -> str:
        return f"item-{self.place}" if self.item else f"row-{self.row_place + 1}"

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
    def other_kind(self) -> str:
        """What kind of block the file has here, where the draft has another."""
        is_other = self.row is not None and self.item is not None and self.row.kind != self.item.kind
        return BlockKind(self.item.kind).label if is_other else ""


def removals(rows: Sequence[OutlineRow], data: Mapping[str, str]) -> set[int]:
    """Return the rows that were decided to go."""
    return {place for place in range(len(rows)) if data.get(f"row-{place + 1}") == REMOVE}


def decisions(found: Reading, data: Mapping[str, str]) -> dict[int, str]:
    """Return what was decided about each item, by its index; what is no decision leaves it out."""
    said = {place: data.get(f"item-{place}", LEAVE_OUT) for place in range(len(found.items))}
    return {
        place: one if one in BlockKind.values or _INTO_BLOCK.fullmatch(one) else LEAVE_OUT
        for place, one in said.items()
    }


def as_plan(found: Reading, data: QueryDict | None = None) -> list[Entry]:
    """Return the items of a file that becomes a new plan, each with the kinds it can have."""
    options = [(kind.value, str(kind.label)) for kind in BlockKind]
    decided = {} if data is None else decisions(found, data)
    return [
        Entry(
            place=place,
            item=item,
            row_place=0,
            row=None,
            texts=[Text(language, "", item.text(language)) for language in found.languages],
            options=[*options, (LEAVE_OUT, _("Do not import"))],
            chosen=decided.get(place, str(item.kind)),
            authors=item.authors,
            comments=_comments(place, item, {}, data),
        )
        for place, item in enumerate(found.items)
    ]


def into_draft(
    found: Reading,
    rows: Sequence[OutlineRow],
    data: QueryDict | None = None,
    since: Since | None = None,
    known: Known | None = None,
) -> list[Entry]:
    """Return the draft and the file aligned, each item with what can become of it.

    `data` is what was chosen so far, `since` are the texts that were changed in the draft after the file was
    made, `known` the remarks that are there already.
    """
    made, near = [], 0
    has_title = any(row.kind == BlockKind.TITLE for row in rows)
    decided = {} if data is None else decisions(found, data)
    tracing = traced(rows, found.items, found.removed)
    for pair in align(rows, tracing.items, tracing.removed):
        near = near if pair.row is None else pair.row
        row = None if pair.row is None else rows[pair.row]
        item = None if pair.item is None else tracing.items[pair.item]
        chosen, options, authors = LEAVE_OUT, [], ()
        if item is not None:
            tracked = _as_tracked(item, pair.row, rows)
            options = [*tracked, *_into(rows, near), *_new_blocks(has_title)]
            options.append((LEAVE_OUT, _("Do not import")))
            proposed = f"{INTO}{near + 1}" if row is not None else _usual(item, has_title)
            chosen = decided.get(pair.item or 0, tracked[0][0] if tracked else proposed)
            authors = item.authors
        elif pair.row in tracing.removed:
            options = [(REMOVE, _("Remove from the draft")), (LEAVE_OUT, _("Keep in the draft"))]
            chosen = REMOVE if data is None or pair.row in removals(rows, data) else LEAVE_OUT
            authors = tracing.removed[pair.row].authors
        texts = [_text(language, row, item, since or {}) for language in found.languages]
        said = _comments(pair.item or 0, item, known or {}, data)
        made.append(Entry(pair.item or 0, item, pair.row or 0, row, texts, options, chosen, authors, said))
    return made


def _comments(
    place: int, item: Item | None, known: Known, data: QueryDict | None
) -> list[tuple[str, Offer, bool]]:
    """Return the comments on an item that are no remarks yet; all are proposed at first."""
    ticked = None if data is None else set(data.getlist(REMARK))
    offers = comments.offers(place, item.comments, known) if item is not None else []
    return [(offer.value, offer, ticked is None or offer.value in ticked) for offer in offers]


def _text(language: str, row: OutlineRow | None, item: Item | None, since: Since) -> Text:
    draft, file = row.text(language) if row else "", item.text(language) if item else ""
    newer = since.get((row.key, language)) if row and item and row.key == item.key else None
    return Text(language, draft, file, newer if file and composed(draft) != composed(file) else None)


def _as_tracked(item: Item, place: int | None, rows: Sequence[OutlineRow]) -> list[Option]:
    """Return the option to move the block, and to make another kind of it, as the tracked changes say."""
    if place is None or rows[place].kind == BlockKind.TITLE:
        return []
    is_turned = item.is_turned and item.kind not in {rows[place].kind, BlockKind.TITLE}
    if item.is_moved and is_turned:
        label = _("Into: %(place)s, moved here, as this kind: %(kind)s")
    elif item.is_moved:
        label = _("Into: %(place)s, moved here")
    elif is_turned:
        label = _("Into: %(place)s, as this kind: %(kind)s")
    else:
        return []
    said = {"place": rows[place].label.within, "kind": BlockKind(item.kind).label}
    return [(f"{AS_TRACKED}{place + 1}", label % said)]


def _usual(item: Item, has_title: bool) -> str:
    if not any(item.texts.values()):
        return LEAVE_OUT
    return str(BlockKind.HEADING if has_title and item.kind == BlockKind.TITLE else item.kind)


def _into(rows: Sequence[OutlineRow], near: int) -> list[Option]:
    first = max(0, near - REACH)
    label = _("Into: %(place)s")
    return [
        (f"{INTO}{number}", label % {"place": row.label.within})
        for number, row in enumerate(rows[first : near + REACH + 1], start=first + 1)
    ]


def _new_blocks(has_title: bool) -> list[Option]:
    kinds = [kind for kind in BlockKind if not (has_title and kind == BlockKind.TITLE)]
    # Translators: kind is a kind of blocks, as “paragraph”.
    return [(kind.value, _("New block: %(kind)s") % {"kind": kind.label}) for kind in kinds]
