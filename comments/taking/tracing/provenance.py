"""Provenance: from which comments the words came that are new in a text, and those that went.

Every accepted edit is taken apart into what each comment changed in it; where the words of several cannot be
told from one another, they share what was changed. A translation that follows an accepted text comes from its
comments; a mere correction of another language is followed by none. A line that a State proposed as an event
comes from that, in each language, until it has been frozen.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from comments.models import Acceptance
from plans.comparison import authorship, merging
from plans.comparison.authorship import WORDS
from plans.comparison.runs import Run
from plans.enums import Significance
from plans.models import Edit

# What a change came from: acceptances of comments by their keys, or the line of an event by the key of its
# block; nothing where it is the Secretariat's own.
Source = tuple[int | uuid.UUID, ...]
Step = tuple[str, str, Source]
# By comment, block and language: the text that a wording was made on, and the wording.
Wordings = Mapping[tuple[uuid.UUID, uuid.UUID, str], tuple[str, str]]


def sourced(runs: Sequence[Run], steps: Sequence[Step]) -> Iterator[tuple[str, str, Source]]:
    """Cut the runs of a redline where it changes which comments they came from.

    Where the steps do not lead from the one text to the other, every change came from all of their comments.
    """
    old = "".join(text for op, text in runs if op != "insert")
    new = "".join(text for op, text in runs if op != "delete")
    found = authorship.replayed(old, new, steps)
    if found is None:
        every = tuple(dict.fromkeys(one for _before, _after, source in steps for one in source))
        found = [every] * len(new), [every] * len(old)
    cut = list(authorship.cut(runs, *found))
    for place, (op, text, source) in enumerate(cut):
        # Of words that repeat, a step may have put in or struck another one: it is the change beside this.
        if op != "equal" and source is None:
            source = _beside(cut, place)
        yield op, text, source or ()


def _beside(cut: Sequence[tuple[str, str, Source | None]], place: int) -> Source | None:
    """Return the source of the nearest change that has one."""
    known = [n for n, (op, _text, source) in enumerate(cut) if op != "equal" and source is not None]
    return cut[min(known, key=lambda n: abs(n - place))][2] if known else None


class History:
    """The edits of one paper between two of its texts: those of a block in one language are steps, each with
    its comments."""

    def __init__(
        self,
        edits: Iterable[Edit],
        acceptances: Iterable[Acceptance],
        wordings: Wordings,
        language: str,
        events: Collection[uuid.UUID] = (),
    ) -> None:
        self._wordings, self._language, self._events = wordings, language, events
        self._others: list[Edit] = []
        self._edits: dict[uuid.UUID, list[Edit]] = defaultdict(list)
        self._acts: dict[tuple[uuid.UUID, str], Source] = {}
        self._of_block: dict[uuid.UUID, list[Acceptance]] = defaultdict(list)
        self._of_edit: dict[int, list[Acceptance]] = defaultdict(list)
        for acceptance in acceptances:
            self._of_edit[acceptance.edit_id].append(acceptance)
            self._of_block[acceptance.edit.block.key].append(acceptance)
        for edit in edits:
            key = edit.block.key
            if edit.kind in WORDS and edit.language == language:
                self._edits[key].append(edit)
                continue
            self._others.append(edit)
            if edit.kind not in WORDS:
                self._acts[key, edit.kind] = self._own(edit)

    def of_act(self, key: uuid.UUID, kind: str) -> Source:
        """Return the comments for which a block was last moved or removed."""
        return self._acts.get((key, kind), ())

    def of_edits(self) -> dict[int, list[Step]]:
        """Return, by the key of each edit, the steps that it is made of."""
        found = {edit.pk: [(edit.before, edit.after, self._own(edit))] for edit in self._others}
        for key in list(self._edits):
            found |= dict(self._steps(key))
        return found

    def steps(self, key: uuid.UUID) -> list[Step]:
        """Return how the text of a block came about, change by change, with what is behind each."""
        return [step for _edit, steps in self._steps(key) for step in steps]

    def _own(self, edit: Edit) -> Source:
        """Return what an edit came from by itself; the event of a line that it wrote."""
        of_event = edit.kind in WORDS and edit.block.key in self._events
        return _source(self._of_edit.get(edit.pk, ())) or ((edit.block.key,) if of_event else ())

    def _steps(self, key: uuid.UUID) -> Iterator[tuple[int, list[Step]]]:
        followed = 0
        for edit in self._edits[key]:
            own = self._of_edit.get(edit.pk, ())
            if own:
                yield edit.pk, self.parted(edit, own)
                continue
            led = [
                acceptance
                for acceptance in self._of_block[key]
                if followed < acceptance.edit_id <= (edit.based_on_id or 0)
                and acceptance.edit.language not in ("", self._language)
                and acceptance.edit.significance == Significance.SUBSTANTIVE
            ]
            followed = max([followed, *(acceptance.edit_id for acceptance in led)])
            yield edit.pk, [(edit.before, edit.after, _source(led) or self._own(edit))]

    def parted(self, edit: Edit, acceptances: Sequence[Acceptance]) -> list[Step]:
        """Take an edit apart into the changes of each comment; one step for all where that cannot be told."""
        together = [(edit.before, edit.after, _source(acceptances))]
        if len(acceptances) == 1 or any(one.own_wording for one in acceptances):
            return together
        made = set(merging.changes(edit.before, edit.after))
        sources: dict[merging.Change, Source] = {}
        for one in acceptances:
            for change in self._changes(edit, one):
                # Of a proposal that was taken in part, only what the text shows by itself is sure.
                if one.is_whole or change in made:
                    sources[change] = (*sources.get(change, ()), one.pk)
        by_source: dict[Source, list[merging.Change]] = defaultdict(list)
        for change, source in sources.items():
            by_source[source].append(change)
        steps: list[Step] = []
        done: list[merging.Change] = []
        text = edit.before
        for source, own in by_source.items():
            done += own
            after = merging.apply(edit.before, done)
            steps.append((text, after, source))
            text = after
        return steps if text == edit.after else together

    def _changes(self, edit: Edit, acceptance: Acceptance) -> list[merging.Change]:
        """Return what a comment changes in the text as it was when it was taken."""
        wording = self._wordings.get((acceptance.comment_id, edit.block.key, edit.language))
        if wording is None:
            return []
        made_on, proposed = wording
        carried = merging.carry(proposed, made_on=made_on, now=edit.before)
        return [one.moved for one in carried if one.moved is not None]


def _source(acceptances: Iterable[Acceptance]) -> Source:
    return tuple(sorted(acceptance.pk for acceptance in acceptances))
