"""The tracked changes of a file as they are chosen from: by author, and paragraph by paragraph."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from plans.comparison import redline
from plans.word.markup.tracking import Change, Tracked, TrackedParagraph

# What a change does to a paragraph as such.
ACTS = {
    "added": _("adds the paragraph"),
    "removed": _("removes the paragraph"),
    "moved": _("moves the paragraph"),
    "split": _("splits the paragraph from the next one"),
    "joined": _("joins the paragraph to the next one"),
    "turned": _("changes the kind of paragraph"),
    "formatted": _("changes bold, italic or other formatting"),
}


@dataclass(frozen=True)
class Author:
    """Whose changes, how many, on which days; `place` names the author in the form."""

    place: int
    name: str
    changes: int
    wanted: int
    first: dt.datetime | None
    last: dt.datetime | None


@dataclass(frozen=True)
class Choice:
    """One change of a paragraph, as a redline of its own; `is_first` where the form asks about it."""

    change: Change
    markup: SafeString
    is_wanted: bool
    is_first: bool

    @property
    def acts(self) -> list[str]:
        return [str(word) for act, word in ACTS.items() if act in self.change.acts]


@dataclass(frozen=True)
class Place:
    base: str
    choices: Sequence[Choice]


def by_author(found: Tracked, wanted: Collection[int]) -> list[Author]:
    """Return the authors in the order in which they first appear."""
    made = []
    for place, name in enumerate(_names(found), start=1):
        changes = [change for change in found.changes if change.author == name]
        times = sorted(change.at for change in changes if change.at)
        chosen = sum(change.number in wanted for change in changes)
        first, last = (times[0], times[-1]) if times else (None, None)
        made.append(Author(place, name, len(changes), chosen, first, last))
    return made


def of_author(found: Tracked, wanted: Collection[int], said: str) -> set[int]:
    """Return what is wanted after one author's changes were all taken ("take-1") or left out ("leave-1")."""
    names = dict(enumerate(_names(found), start=1))
    act, _dash, place = said.partition("-")
    name = names.get(int(place)) if place.isascii() and place.isdecimal() else None
    theirs = {change.number for change in found.changes if change.author == name}
    if act == "take":
        return set(wanted) | theirs
    return set(wanted) - theirs if act == "leave" else set(wanted)


def by_paragraph(found: Tracked, wanted: Collection[int], language: str) -> list[Place]:
    """Return the paragraphs that have changes, each change marked up in the reader's language."""
    seen: set[Change] = set()
    places = []
    for paragraph in found.paragraphs:
        choices = [
            _choice(paragraph, change, wanted, language, is_first=change not in seen)
            for change in paragraph.changes
        ]
        seen.update(paragraph.changes)
        places.append(Place(paragraph.base, choices))
    return places


def _choice(
    paragraph: TrackedParagraph, change: Change, wanted: Collection[int], language: str, *, is_first: bool
) -> Choice:
    markup = redline.marked(paragraph.runs(change), language)
    return Choice(change, markup, change.number in wanted, is_first)


def _names(found: Tracked) -> list[str]:
    return list(dict.fromkeys(change.author for change in found.changes))
