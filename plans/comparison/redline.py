"""The redline: what one text became in another, by words inside a block and by blocks in an outline.

The one engine behind every redline of the portal: comments, comparisons on screen, PDF and Word. The words of
a block are compared by `runs`; blocks are paired by the key that they keep for life.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, override, pgettext, pgettext_lazy

from cica_portal.emphasis import tagged
from cica_portal.languages import LANGUAGES, NAMES, lowfirst, reader_language
from cica_portal.text import composed, is_blank
from plans.comparison.emphasis_changes import restyled
from plans.comparison.runs import Run, runs_of
from plans.comparison.tokens import cut, is_word, rising
from plans.enums import BlockKind
from plans.labels import Label


# The redline of one text as markup -------------------------------------------------------------------
def redline(before: str, after: str) -> SafeString:
    """Return the redline as markup, people's text escaped, with words for those who hear it."""
    return marked(runs_of(before, after), reader_language())


# So many characters of what stays are shown on each side of a change, at least, in an excerpt.
_ABOUT = 40


def excerpt(before: str, after: str) -> SafeString:
    """Return the redline without what is far from every change: to be read beside another text."""
    runs = runs_of(before, after)
    last = len(runs) - 1
    short = [
        (op, _shortened(text, has_before=place > 0, has_after=place < last) if op == "equal" else text)
        for place, (op, text) in enumerate(runs)
    ]
    return marked(short, reader_language())


def _shortened(text: str, *, has_before: bool, has_after: bool) -> str:
    """Return the beginning and the end of a stretch that stays, each where a change is next to it."""
    if len(text) <= _ABOUT * (has_before + has_after) + 3:
        return text
    head = text[:_ABOUT].rsplit(" ", 1)[0] + " " if has_before else ""
    tail = " " + text[-_ABOUT:].split(" ", 1)[-1] if has_after else ""
    return f"{head}…{tail}"


# The words that are heard are the reader's, within a text that may be in another language.
_MARK = (
    '<{0}><span class="visually-hidden" lang="{3}"> [{1}: </span>'
    '{2}<span class="visually-hidden">] </span></{0}>'
)
# White space that is all of a change has to be seen: as typesetters mark it.
_SEEN = str.maketrans({" ": "·", "\u00a0": "°", "\u202f": "°", "\n": "¶\n", "\t": "→"})


def visible(text: str) -> str:
    """Return a changed text as it is shown: white space by its mark where there is nothing else to see."""
    return text.translate(_SEEN) if text.isspace() else text


def marked(runs: Iterable[Run], language: str) -> SafeString:
    """Return runs as markup: <ins> and <del> that are also heard, in the words of `language`."""
    with override(language):
        tags = {
            "delete": ("del", pgettext("change", "removed")),
            "insert": ("ins", pgettext("change", "added")),
        }
    return format_html_join(
        "",
        "{}",
        (
            (
                tagged(run.text, run.style)
                if op == "equal"
                else format_html(_MARK, *tags[op], tagged(visible(run.text), run.style), language),
            )
            for op, run in restyled(runs)
        ),
    )


# The redline of two outlines -------------------------------------------------------------------------
class Row(Protocol):
    key: uuid.UUID
    kind: str
    label: Label

    def text(self, language: str) -> str: ...


EQUAL, CHANGED, ADDED, REMOVED = "equal", "changed", "added", "removed"
MOVED_FROM, MOVED_TO = "moved_from", "moved_to"
OPPOSITE = {MOVED_FROM: MOVED_TO, MOVED_TO: MOVED_FROM}

# What happened to a block, in words.
WORDS = {
    CHANGED: lowfirst(pgettext_lazy("heading", "Changed")),
    ADDED: pgettext_lazy("change", "added"),
    REMOVED: pgettext_lazy("change", "removed"),
    MOVED_FROM: pgettext_lazy("change", "moved from here"),
    MOVED_TO: pgettext_lazy("change", "moved to here"),
}
MOVED = {
    # Translators: number is the number of a change in the redline.
    MOVED_FROM: gettext_lazy("New place: change %(number)s."),
    # Translators: number is the number of a change in the redline.
    MOVED_TO: gettext_lazy("Previous place: change %(number)s."),
}


def changed_in(languages: Iterable[str]) -> str:
    """Say that words changed in other languages than the one that is read."""
    # Translators: languages is a list of names of languages
    said = gettext("unchanged in this language; changed in the text in: %(languages)s")
    return said % {"languages": ", ".join(str(NAMES[one]) for one in languages)}


@dataclass(frozen=True, slots=True)
class Change:
    """One block of a redline. A moved block stands twice: where it was (moved_from) and where it is now.

    `old` and `new` are its rows in either text, `words` its runs: on a moved block those that belong to this
    place. `number` counts what changed, from 1; `other` is the number of a moved block's other place.
    """

    state: str
    old: Row | None
    new: Row | None
    words: tuple[Run, ...]
    number: int = 0
    other: int = 0

    @property
    def row(self) -> Row:
        """The row that says what this block is: as it is now, or as it last was."""
        return self.old if self.new is None or self.state == MOVED_FROM else self.new

    @property
    def is_changed(self) -> bool:
        return self.state != EQUAL

    def elsewhere(self, language: str) -> list[str]:
        """Return the languages in which its words changed, where they are the same in this one."""
        if self.is_changed or self.old is None or self.new is None:
            return []
        return [one for one in LANGUAGES if one != language and self.old.text(one) != self.new.text(one)]

    @property
    def has_new_kind(self) -> bool:
        return self.old is not None and self.new is not None and self.old.kind != self.new.kind

    @property
    def word(self) -> str:
        """Say in a word what happened to the block."""
        return str(WORDS[self.state]) if self.is_changed else ""

    @property
    def moved(self) -> str:
        """Say where the other place of a moved block is."""
        return str(MOVED[self.state]) % {"number": self.other} if self.state in MOVED else ""

    @property
    def kinds(self) -> str:
        """Say what the block was before, where it is of another kind now."""
        if not self.has_new_kind or self.state == MOVED_FROM:
            return ""
        kinds = {"before": BlockKind(self.old.kind).label, "after": BlockKind(self.new.kind).label}
        # Translators: before and after are kinds of blocks, as “paragraph” and “heading”.
        return gettext("Kind of paragraph changed from “%(before)s” to “%(after)s”.") % kinds

    def old_text(self) -> str:
        return "".join(text for op, text in self.words if op != "insert")

    def new_text(self) -> str:
        return "".join(text for op, text in self.words if op != "delete")


def compare(old: Sequence[Row], new: Sequence[Row], language: str) -> list[Change]:
    """Return the redline of two outlines in one language: the new order, removed blocks where they were."""
    pairs = _pairs(old, new, language)
    staying = _staying(old, new, pairs)
    changes: list[Change] = []
    partner = {id(one): other for one, other in pairs}
    origin = {id(other): one for one, other in pairs}
    rest = iter(old)

    def leave() -> None:
        """Show what left its place, up to the next block that stays."""
        for row in rest:
            if id(row) in staying:
                return
            moved = partner.get(id(row))
            runs = (("delete", row.text(language)),) if row.text(language) else ()
            changes.append(Change(MOVED_FROM if moved else REMOVED, row, moved, runs))

    leave()
    for row in new:
        before = origin.get(id(row))
        text = row.text(language)
        if before is None:
            changes.append(Change(ADDED, None, row, (("insert", text),) if text else ()))
        elif id(before) not in staying:
            changes.append(Change(MOVED_TO, before, row, runs_of(before.text(language), text)))
        else:
            runs = runs_of(before.text(language), text)
            is_equal = before.kind == row.kind and len(runs) < 2 and all(op == "equal" for op, _text in runs)
            changes.append(Change(EQUAL if is_equal else CHANGED, before, row, runs))
            leave()
    return _counted(changes)


def _pairs(old: Sequence[Row], new: Sequence[Row], language: str) -> list[tuple[Row, Row]]:
    """Pair the blocks by key; what is left, by kind and words: a text brought in anew has new keys."""
    by_key = {row.key: row for row in new}
    pairs, gone = [], []
    for row in old:
        other = by_key.pop(row.key, None)
        if other is None:
            gone.append(row)
        else:
            pairs.append((row, other))
    left = defaultdict(list)
    for row in reversed(by_key.values()):
        if not is_blank(row.text(language)):
            left[row.kind, composed(row.text(language))].append(row)
    for row in gone:
        if alike := left.get((row.kind, composed(row.text(language)))):
            pairs.append((row, alike.pop()))
    return pairs


def _staying(old: Sequence[Row], new: Sequence[Row], pairs: Sequence[tuple[Row, Row]]) -> set[int]:
    """Return the blocks of the old text that kept their order: the longest rising run of places."""
    place = {id(row): index for index, row in enumerate(new)}
    partner = {id(one): place[id(other)] for one, other in pairs}
    paired = [row for row in old if id(row) in partner]
    return {id(paired[index]) for index in rising([partner[id(row)] for row in paired])}


def _counted(changes: Sequence[Change]) -> list[Change]:
    """Number the changes in reading order, and tell both places of a moved block of one another."""
    changed = [change for change in changes if change.is_changed]
    places: dict[tuple[str, int], int] = {
        (change.state, id(change.old)): number
        for number, change in enumerate(changed, start=1)
        if change.state in OPPOSITE
    }
    number, numbered = 0, []
    for change in changes:
        if change.state != EQUAL:
            number += 1
            other = places[OPPOSITE[change.state], id(change.old)] if change.state in OPPOSITE else 0
            change = Change(change.state, change.old, change.new, change.words, number, other)
        numbered.append(change)
    return numbered


def tally(changes: Iterable[Change]) -> dict[str, int]:
    """Return how much a redline changes: blocks by what became of them, and words."""
    counts: Counter[str] = Counter()
    for change in changes:
        counts[change.state] += 1
        if change.state != MOVED_FROM:
            for op, text in change.words:
                counts[op] += 0 if op == "equal" else sum(map(is_word, cut(text)[1::2]))
    states = {"changed": CHANGED, "added": ADDED, "removed": REMOVED, "moved": MOVED_TO}
    blocks = {name: counts[state] for name, state in states.items()}
    words = {"words_added": counts["insert"], "words_deleted": counts["delete"]}
    return blocks | words | {"changes": sum(blocks.values())}
