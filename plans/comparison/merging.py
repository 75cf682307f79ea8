"""Merging: several proposals for one text, word by word, and none of them lost or mixed in silence.

A proposal is read as the changes it makes to the words it was made against. Changes of different proposals
that touch the same words, or words side by side, collide: the portal names them and decides nothing. What
does not collide can be taken in any order and any number, and taken back again, with the same result.

Words are those of the redline: a token with the white space before it. White space around a text is no part
of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from cica_portal.text import composed
from plans.comparison.tokens import Hunk, Unit, cut, hunks


@dataclass(frozen=True, slots=True)
class Change:
    """Words `start` to `stop` of a text give way to `words`: with none they go, with no span they come.

    `first` to `last` are the words that it may as well be about: of "the the" either may go.
    """

    start: int
    stop: int
    words: tuple[Unit, ...]
    first: int = field(compare=False)
    last: int = field(compare=False)

    @property
    def is_removal(self) -> bool:
        return not self.words

    def collides(self, other: "Change") -> bool:
        """Tell whether the two cannot both be made: they meet, and neither says the same as the other."""
        if self == other:
            return False
        one, two = sorted((self, other), key=_place)
        if one.last < two.first:
            return False
        # Removals side by side leave no doubt; removals of partly the same words do.
        return not (one.is_removal and two.is_removal and one.last == two.first)


def _place(change: Change) -> tuple[int, int]:
    return change.first, change.last


class CannotMerge(ValueError):
    """Changes were to be made together that collide: the caller has not asked `collisions` first."""


@lru_cache(maxsize=2048)  # each pair of proposals is looked at for collisions
def changes(base: str, proposed: str) -> tuple[Change, ...]:
    """Return what `proposed` changes in `base`, in order, no two of them side by side."""
    before, after = _words(base), _words(proposed)
    spans: list[Hunk] = []
    old = new = 0
    for start, stop, first, last in (
        *hunks(_parts(base), _parts(proposed)),
        (len(before),) * 2 + (len(after),) * 2,
    ):
        # Between two hunks the tokens are the same, but the white space before them may not be.
        for offset in range(start - old):
            if before[old + offset] != after[new + offset]:
                spans.append((old + offset, old + offset + 1, new + offset, new + offset + 1))
        if (start, first) != (stop, last):
            spans.append((start, stop, first, last))
        old, new = stop, last
    found: list[tuple[Hunk, Change]] = []
    for span in spans:
        change = _reaching(before, after, span)
        while found and found[-1][1].last >= change.first:  # one change, for nobody can tell them apart
            (start, _stop, first, _last), _change = found.pop()
            span = (start, span[1], first, span[3])
            change = _reaching(before, after, span)
        found.append((span, change))
    return tuple(change for _span, change in found)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(cut(composed(text)))


def _words(text: str) -> tuple[Unit, ...]:
    """Return the words of a text, the first as if something stood before it, so that it is like any other."""
    parts = _parts(text)
    found = tuple(zip(parts[:-1:2], parts[1::2], strict=True))
    return ((" ", found[0][1]), *found[1:]) if found else ()


def _reaching(before: Sequence[Unit], after: Sequence[Unit], span: Hunk) -> Change:
    """Return the change of a span, reaching over the words beside it that repeat one of its own."""
    start, stop, new_start, new_stop = span
    words = tuple(after[new_start:new_stop])
    own = {token for _gap, token in (*before[start:stop], *words)}
    first, last = start, stop
    while first > 0 and before[first - 1][1] in own:
        first -= 1
    while last < len(before) and before[last][1] in own:
        last += 1
    return Change(start, stop, words, first, last)


def spoken(base: str, change: Change) -> tuple[str, str]:
    """Return the words of `base` that give way, and those that come in their place."""
    gone = _words(base)[change.start : change.stop]
    return tuple("".join(gap + token for gap, token in words).strip() for words in (gone, change.words))


def span(base: str, change: Change) -> tuple[int, int]:
    """Return where in `base`, by its letters, the words of a change begin and end."""
    words = [len(gap) + len(token) for gap, token in _words(base)]
    return sum(words[: change.start]), sum(words[: change.stop])


def collisions(proposals: Sequence[Iterable[Change]]) -> list[tuple[int, ...]]:
    """Return the groups of proposals, by their places in the list, whose changes collide; [] if none do.

    A group holds all that hang together: with A against B and B against C it is A, B and C.
    """
    made = [tuple(proposal) for proposal in proposals]
    group = list(range(len(made)))
    for left in range(len(made)):
        for right in range(left + 1, len(made)):
            if group[left] != group[right] and _collide(made[left], made[right]):
                gone, kept = group[right], group[left]
                group = [kept if number == gone else number for number in group]
    members: dict[int, list[int]] = {}
    for place, number in enumerate(group):
        members.setdefault(number, []).append(place)
    return [tuple(places) for places in members.values() if len(places) > 1]


def _collide(one: Iterable[Change], other: Sequence[Change]) -> bool:
    return any(a.collides(b) for a in one for b in other)


def apply(base: str, made: Iterable[Change]) -> str:
    """Return `base` with the changes made; the same change asked for twice is made once.

    Raises CannotMerge where two of them collide.
    """
    ordered = sorted(set(made), key=_place)
    if any(before.collides(after) for before, after in pairwise(ordered)):
        raise CannotMerge
    before = _words(base)
    after: list[Unit] = []
    place = 0
    for change in ordered:
        after += before[place : change.start]
        after += change.words
        place = change.stop
    after += before[place:]
    return "".join(gap + token for gap, token in after).strip()


class Standing(StrEnum):
    """How a proposal stands to a text that has moved on since it was made."""

    UNCHANGED = "unchanged"  # the text is the one it was made against
    REBASED = "rebased"  # the text changed elsewhere; the proposal holds as it is
    CONTAINED = "contained"  # the text says already what was proposed
    RECHECK = "recheck"  # the words it was made against have changed: a person must look


@dataclass(frozen=True, slots=True)
class Carried:
    """One change of a proposal, as it was made, and where it stands in the text of today: `moved`.

    There is no `moved` where the text says it already, or where a person must look first.
    """

    change: Change
    standing: Standing
    moved: Change | None


@dataclass(frozen=True, slots=True)
class Rebased:
    """A whole proposal on the text of today: how it stands, what it still changes, the text it comes to."""

    standing: Standing
    changes: tuple[Change, ...] = ()
    text: str = ""


def carry(proposed: str, *, made_on: str, now: str) -> tuple[Carried, ...]:
    """Carry each change of a proposal made against `made_on` over to the text of `now`, three ways."""
    since = changes(made_on, now)
    return tuple(_carried(change, since) for change in changes(made_on, proposed))


def rebase(proposed: str, *, made_on: str, now: str) -> Rebased:
    """Carry a proposal over as a whole: it needs a re-check if any of its changes does."""
    carried = carry(proposed, made_on=made_on, now=now)
    standings = {found.standing for found in carried}
    if Standing.RECHECK in standings:
        return Rebased(Standing.RECHECK)
    moved = tuple(found.moved for found in carried if found.moved is not None)
    if standings == {Standing.CONTAINED}:
        return Rebased(Standing.CONTAINED, (), now)
    standing = Standing.UNCHANGED if standings <= {Standing.UNCHANGED} else Standing.REBASED
    return Rebased(standing, moved, apply(now, moved))


def _carried(change: Change, since: Sequence[Change]) -> Carried:
    if not since:
        return Carried(change, Standing.UNCHANGED, change)
    if change in since:
        return Carried(change, Standing.CONTAINED, None)
    if _collide([change], since):
        return Carried(change, Standing.RECHECK, None)
    return Carried(change, Standing.REBASED, _moved(change, since))


def _moved(change: Change, since: Iterable[Change]) -> Change:
    """Return the change at the place where its words stand after the changes made `since`."""
    shift = sum(
        len(other.words) - (other.stop - other.start) for other in since if other.stop <= change.start
    )
    return replace(
        change,
        start=change.start + shift,
        stop=change.stop + shift,
        first=change.first + shift,
        last=change.last + shift,
    )
