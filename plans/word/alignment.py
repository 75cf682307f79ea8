"""Aligning what a file says with what the draft has: by key, by equal text, and else by structure."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from cica_portal.emphasis import plain
from cica_portal.text import composed
from plans.comparison.tokens import rising
from plans.enums import LINE_KINDS, BlockKind
from plans.outline import OutlineRow
from plans.word.kinds import Item

WORD = re.compile(r"\w+")
NUMBER = re.compile(r"\d{1,4}")
ALONE = -1.0
NEVER = -1_000.0


class Pair(NamedTuple):
    """A block of the draft beside the item that stands for it in the file; one of the two may be missing."""

    row: int | None
    item: int | None


def align(rows: Sequence[OutlineRow], items: Sequence[Item], gone: Collection[int] = ()) -> list[Pair]:
    """Return every row and every item once, in the order of the file and, between its items, of the draft.

    The rows `gone` stand alone: the file says that they were taken away.
    """
    staying = [place for place in range(len(rows)) if place not in gone]
    pairs = _Alignment([rows[place] for place in staying], items).pairs()
    found = [Pair(None if pair.row is None else staying[pair.row], pair.item) for pair in pairs]
    for place in sorted(gone):
        before = [at for at, pair in enumerate(found) if pair.row is not None and pair.row < place]
        found.insert(before[-1] + 1 if before else 0, Pair(place, None))
    return found


@dataclass(frozen=True)
class Tracing:
    """What the tracked changes of a file do to the blocks of a draft: the items, with the keys of those that
    were moved, and by row the paragraph that was taken away."""

    items: Sequence[Item]
    removed: Mapping[int, Item]


def traced(rows: Sequence[OutlineRow], items: Sequence[Item], removed: Sequence[Item]) -> Tracing:
    """Find the blocks that were moved or taken away: by key, else by a text that no other block has."""
    by_key = {row.key: place for place, row in enumerate(rows)}
    known = {by_key[item.key] for item in items if item.key in by_key}
    found = []
    for item in items:
        if item.is_moved and item.key not in by_key:
            place = _alone(rows, item, known)
            if place is not None:
                known.add(place)
                item = replace(item, key=rows[place].key)
        found.append(item)
    kept = {(language, plain(item.known_as(language))) for item in found for language in item.texts}
    gone: dict[int, Item] = {}
    for item in removed:
        place = by_key.get(item.key) if item.key in by_key else None
        if place is None and not any((code, plain(text)) in kept for code, text in item.texts.items()):
            place = _alone(rows, item, known | gone.keys())
        if place is not None and place not in known and rows[place].kind != BlockKind.TITLE:
            gone[place] = item
    return Tracing(found, gone)


def _alone(rows: Sequence[OutlineRow], item: Item, known: Collection[int]) -> int | None:
    places = [
        place
        for place, row in enumerate(rows)
        if place not in known
        and any(
            item.known_as(code) and plain(row.text(code)) == plain(item.known_as(code)) for code in item.texts
        )
    ]
    return places[0] if len(places) == 1 else None


class _Alignment:
    def __init__(self, rows: Sequence[OutlineRow], items: Sequence[Item]) -> None:
        self.rows, self.items = rows, items
        self.row_words = [{lang: _words(text) for lang, text in row.texts.items()} for row in rows]
        self.item_words = [{lang: _words(item.known_as(lang)) for lang in item.texts} for item in items]
        self.row_length = [_length(row.texts) for row in rows]
        self.item_length = [_length(item.texts) for item in items]
        self.row_numbers = [set(NUMBER.findall(" ".join(row.texts.values()))) for row in rows]
        self.item_numbers = [set(NUMBER.findall(" ".join(item.texts.values()))) for item in items]

    def pairs(self) -> list[Pair]:
        known = self.by_key()
        fixed = _rising((item, row) for row, item in known.items())
        # Blocks known by their key that stand elsewhere in the file are still those blocks.
        moved = {item: row for row, item in known.items() if (item, row) not in set(fixed)}
        free_rows = [row for row in range(len(self.rows)) if row not in known]
        free_items = [item for item in range(len(self.items)) if item not in set(known.values())]
        same = self.by_text(free_rows, free_items)
        anchors = _rising([*fixed, *same])
        taken_rows = {row for _item, row in anchors} | set(moved.values())
        made: list[Pair] = []
        last_item = last_row = -1
        for item, row in [*anchors, (len(self.items), len(self.rows))]:
            between_items = list(range(last_item + 1, item))
            between_rows = [place for place in range(last_row + 1, row) if place not in taken_rows]
            made += self.between(between_rows, between_items, moved)
            if item < len(self.items):
                made.append(Pair(row, item))
            last_item, last_row = item, row
        return made

    def by_key(self) -> dict[int, int]:
        places = {row.key: place for place, row in enumerate(self.rows)}
        known: dict[int, int] = {}
        for place, item in enumerate(self.items):
            if item.key in places:
                known.setdefault(places[item.key], place)
        return known

    def by_text(self, rows: Sequence[int], items: Sequence[int]) -> list[tuple[int, int]]:
        """Return pairs of the same kind whose text in a language is equal and occurs once on each side."""
        found: dict[int, int] = {}
        for language in {language for item in items for language in self.items[item].texts}:
            theirs = _unique(
                {row: (self.rows[row].kind, composed(self.rows[row].text(language))) for row in rows}
            )
            ours = _unique(
                {item: (self.items[item].kind, self.items[item].known_as(language)) for item in items}
            )
            found = {ours[said]: theirs[said] for said in ours.keys() & theirs.keys()} | found
        counted = Counter(found.values())
        return [(item, row) for item, row in found.items() if counted[row] == 1]

    def between(self, rows: Sequence[int], items: Sequence[int], moved: dict[int, int]) -> list[Pair]:
        """Align what lies between two anchors; items known from elsewhere keep their place in the file."""
        free = [item for item in items if item not in moved]
        aligned = self.best(rows, free)
        made: list[Pair] = []
        waiting = [item for item in items if item in moved]
        for pair in aligned:
            while waiting and pair.item is not None and waiting[0] < pair.item:
                made.append(Pair(moved[waiting[0]], waiting.pop(0)))
            made.append(pair)
        return made + [Pair(moved[item], item) for item in waiting]

    def best(self, rows: Sequence[int], items: Sequence[int]) -> list[Pair]:
        """Return the best alignment in order: every pair scores, everything left alone costs."""
        height, width = len(rows), len(items)
        scores = [[ALONE * n for n in range(width + 1)]]
        steps = [[2] * (width + 1)]
        for i, row in enumerate(rows, start=1):
            above, line, step = scores[-1], [ALONE * i], [1]
            for j, item in enumerate(items, start=1):
                together = above[j - 1] + self.score(row, item)
                row_alone, item_alone = above[j] + ALONE, line[j - 1] + ALONE
                most = max(together, row_alone, item_alone)
                line.append(most)
                step.append(0 if most == together else 1 if most == row_alone else 2)
            scores.append(line)
            steps.append(step)
        made = []
        i, j = height, width
        while i or j:
            step = 1 if j == 0 else 2 if i == 0 else steps[i][j]
            if step == 0:
                i, j = i - 1, j - 1
                made.append(Pair(rows[i], items[j]))
            elif step == 1:
                i -= 1
                made.append(Pair(rows[i], None))
            else:
                j -= 1
                made.append(Pair(None, items[j]))
        return made[::-1]

    def score(self, row: int, item: int) -> float:
        """Say how well an item fits a block: by kind, by common words, else by the numbers in both."""
        kinds = {self.rows[row].kind, self.items[item].kind}
        if len(kinds) > 1:
            if kinds & LINE_KINDS:
                return NEVER if BlockKind.TITLE in kinds else ALONE * 3
            points = -1.5
        else:
            points = 3.0 if kinds <= LINE_KINDS else 1.0
        shared = [
            len(words & self.row_words[row][language]) / len(words | self.row_words[row][language])
            for language, words in self.item_words[item].items()
            if words and self.row_words[row].get(language)
        ]
        if shared:
            return points + 6.0 * max(shared)
        ours, theirs = self.item_numbers[item], self.row_numbers[row]
        if ours and theirs:
            points += 1.0 if ours & theirs else -0.5
        shorter, longer = sorted((self.row_length[row], self.item_length[item]))
        return points + (shorter / longer if shorter else 0.0)  # a translation is about as long


def _words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(composed(text).lower()))


def _length(texts: Mapping[str, str]) -> int:
    return max((len(text) for text in texts.values()), default=0)


def _unique(said: Mapping[int, tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return by kind and text the places of the texts that occur once."""
    counted = Counter(said.values())
    return {pair: place for place, pair in said.items() if pair[1] and counted[pair] == 1}


def _rising(found: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of the (item, row) pairs, by item, in which the rows rise too."""
    pairs = sorted(found)
    return [pairs[place] for place in rising([row for _item, row in pairs])]
