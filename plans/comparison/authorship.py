"""Whose the changes between two editions are: the words of a redline, each with the State that proposed it
or the Secretariat. No account and no person is named: States read the file."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from django.db.models import QuerySet
from django.utils.translation import override

from cica_portal import organization
from members.models import User
from plans import signals
from plans.comparison.editions import Edition
from plans.comparison.redline import Change
from plans.comparison.runs import Run, runs_of
from plans.enums import EditKind
from plans.models import Edit

By = TypeVar("By")
Step = tuple[str, str, "Signature | None"]
# By the key of an edit: what a text was, what it became, and the names of the States whose words those are.
States = Mapping[int, Sequence[tuple[str, str, str]]]
NO_STATES: States = {}
Signed = tuple[str, str, "Signature | None"]
# What Word shows of a name.
NAME_LIMIT = 255
# What changed the words of a text.
WORDS = frozenset({EditKind.ADDED, EditKind.CHANGED, EditKind.ACCEPTED})


@dataclass(frozen=True)
class Signature:
    """Whose a change is, as Word shows it, and when it was made."""

    name: str
    at: dt.datetime


def secretariat() -> str:
    """Return the author of a file, and of changes that no State proposed; one name in every language."""
    return organization.name("secretariat_short", "en")


class Authorship:
    """The edits between two editions, by block: of its words in one language, and of the block itself.

    `states` are the steps of those edits that took in what States proposed, each with their names.
    """

    def __init__(self, edits: Iterable[Edit], language: str, states: States = NO_STATES) -> None:
        self.words: Mapping[uuid.UUID, list[Step]] = defaultdict(list)
        self.acts: dict[tuple[uuid.UUID, str], Signature] = {}
        for edit in edits:
            key, steps = edit.block.key, states.get(edit.pk) or ((edit.before, edit.after, ""),)
            signed = [
                (before, after, Signature((name or secretariat())[:NAME_LIMIT], edit.at))
                for before, after, name in steps
            ]
            name = next((name for *_, name in steps if name), secretariat())
            self.acts[key, edit.kind] = Signature(name[:NAME_LIMIT], edit.at)
            if edit.kind in WORDS and edit.language == language:
                self.words[key] += signed

    def of_act(self, key: uuid.UUID, kind: str) -> Signature | None:
        """Return for whom a block was last added, moved, removed or turned."""
        return self.acts.get((key, kind))

    def signed(self, change: Change, runs: Iterable[Run]) -> Iterator[Signed]:
        """Cut runs where the author changes; what no edit accounts for has none."""
        runs = list(runs)
        old = "".join(text for op, text in runs if op != "insert")
        new = "".join(text for op, text in runs if op != "delete")
        steps = self.words.get(change.row.key, [])
        found = replayed(old, new, steps)
        if found is None:
            names = {one.name if one else None for *_, one in steps}
            by = steps[-1][2] if len(names) == 1 else None
            found = [by] * len(new), [by] * len(old)
        yield from cut(runs, *found)


def between(earlier: Edition, later: Edition, language: str, *, reader: User | None = None) -> Authorship:
    """Return whose changes lead from the one edition to the other, names as in `language`: of the States as
    far as the `reader` may know them; without one, all are told."""
    if earlier.revision is None:
        return Authorship((), language)
    found = list(edits_between(earlier, later))
    with override(language):
        return Authorship(found, language, _states(found, language, reader))


def edits_between(earlier: Edition, later: Edition) -> QuerySet[Edit]:
    """Return the edits that led from a frozen text to a later one, each with its block."""
    edits = Edit.objects.filter(block__paper=earlier.paper, at__gt=earlier.revision.frozen_at)
    if later.revision is not None:
        edits = edits.filter(at__lte=later.revision.frozen_at)
    return edits.select_related("block").order_by("pk")


def _states(edits: Sequence[Edit], language: str, reader: User | None) -> States:
    """Ask the apps above whose words the edits took in."""
    answers = signals.edits_signed.send(sender=Edit, edits=edits, language=language, reader=reader)
    return {edit: steps for _receiver, told in answers for edit, steps in told.items()}


def replayed(
    old: str, new: str, steps: Iterable[tuple[str, str, By]]
) -> tuple[list[By | None], list[By | None]] | None:
    """Return who wrote each sign of the new text, and who struck each of the old one.

    A step is a text, what it became, and by whom. There is no answer where the steps do not lead from the one
    text to the other.
    """
    writers: list[By | None] = [None] * len(old)
    strikers: list[By | None] = [None] * len(old)
    places = list(range(len(old)))
    text = old
    for before, after, by in steps:
        if before != text:
            break
        i = 0
        kept: list[tuple[By | None, int]] = []
        for op, piece in runs_of(before, after):
            if op == "insert":
                kept += [(by, -1)] * len(piece)
                continue
            if op == "equal":
                kept += zip(writers[i : i + len(piece)], places[i : i + len(piece)], strict=True)
            else:
                for place in places[i : i + len(piece)]:
                    if place >= 0:
                        strikers[place] = by
            i += len(piece)
        writers, places = [writer for writer, _place in kept], [place for _writer, place in kept]
        text = after
    return (writers, strikers) if text == new else None


def cut(
    runs: Iterable[Run], writers: Sequence[By | None], strikers: Sequence[By | None]
) -> Iterator[tuple[str, str, By | None]]:
    """Cut runs where it changes who wrote or struck the words."""
    i = j = 0
    for op, text in runs:
        if op == "equal":
            yield op, text, None
        else:
            start, found = (j, writers) if op == "insert" else (i, strikers)
            yield from _cut(op, text, _filled(found[start : start + len(text)]))
        i += len(text) if op != "insert" else 0
        j += len(text) if op != "delete" else 0


def _filled(found: Sequence[By | None]) -> list[By | None]:
    """Give the signs that no step wrote the author of those beside them."""
    filled, last = [], next((one for one in found if one is not None), None)
    for one in found:
        last = one if one is not None else last
        filled.append(last)
    return filled


def _cut(op: str, text: str, found: Sequence[By | None]) -> Iterator[tuple[str, str, By | None]]:
    place = 0
    for one, group in groupby(found):
        length = len(list(group))
        yield op, text[place : place + length], one
        place += length
