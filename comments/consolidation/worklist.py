"""The working list of those who answer: of each comment what sorts, counts and filters it, and no more.

A consultation may have thousands of comments. The list asks for a few values of each in a fixed number of
queries; what one says, and what stands beside it on its paragraph, is fetched for what a page shows.
"""

import hashlib
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from comments.compilation import lines, rows
from comments.compilation.rows import Row
from comments.consolidation import untaken
from comments.enums import UNCHANGING, DispositionKind, DispositionStage, ReactionKind
from comments.models import Comment, Consultation, Disposition, Duplicate, Response
from comments.procedure.lists import answering
from comments.procedure.lists.answering import MAINTAINED, MISSING, SEVERAL, Waiting
from comments.refusals import RangeBackwards, UnknownBlock
from comments.remarks.ranges import Places
from members.models import MemberState
from plans.outline import revision_outline


class Decided(NamedTuple):
    """The disposition that counts: its key and version, what it says, whether the State objects, and whether
    a change of it waits for a signatory."""

    pk: int
    version: int
    kind: str
    stage: str
    no_change: str
    is_maintained: bool
    has_change: bool = False

    @property
    def is_confirmed(self) -> bool:
        return self.stage == DispositionStage.CONFIRMED


class Entry(NamedTuple):
    """One comment of the list, with its number in it."""

    number: int
    pk: uuid.UUID
    block_key: uuid.UUID | None
    until_key: uuid.UUID | None
    type: str
    language: str
    operation: str
    state: MemberState
    place: str
    decided: Decided | None
    original: uuid.UUID | None
    link: int

    @property
    def waiting(self) -> Waiting:
        stage = self.decided.stage if self.decided else ""
        return answering.waiting(counts=self.place != lines.LATE, stage=stage)

    @property
    def is_answered(self) -> bool:
        return self.decided is not None


class Wanted(NamedTuple):
    """What the list is filtered by; nothing filters nothing."""

    state: str = ""
    type: str = ""
    language: str = ""
    disposition: str = ""


@dataclass(frozen=True)
class Worklist:
    """The comments of a consultation in document order, late ones last."""

    consultation: Consultation
    places: Places
    entries: Sequence[Entry]

    @cached_property
    def by_key(self) -> Mapping[uuid.UUID, Entry]:
        return {entry.pk: entry for entry in self.entries}

    @cached_property
    def contested(self) -> Collection[uuid.UUID | None]:
        """Return the paragraphs for which several proposals were made."""
        found = Counter(one.block_key for one in self.entries if one.operation not in UNCHANGING)
        return {key for key, number in found.items() if number > 1}

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Return how many comments each filter of the last kind finds."""
        found = Counter(one.decided.kind for one in self.entries if one.decided)
        found.update(str(one.waiting) for one in self.entries if one.waiting)
        found[MAINTAINED] = sum(one.decided is not None and one.decided.is_maintained for one in self.entries)
        found[SEVERAL] = sum(self.is_contested(one) for one in self.entries)
        found[MISSING] = len(self.missing)
        return found

    @cached_property
    def missing(self) -> Collection[uuid.UUID]:
        """Return the accepted comments of which the draft does not have everything (three queries)."""
        kinds = {
            entry.pk: one.kind
            for entry in self.entries
            if (one := entry.decided) and one.kind in answering.ACCEPTING and one.is_confirmed
            if not one.no_change
        }
        asked = Comment.objects.filter(pk__in=kinds).only(*untaken.FIELDS)
        return untaken.of_round(self.consultation, list(asked), kinds, self.places).keys()

    def is_contested(self, entry: Entry) -> bool:
        return entry.operation not in UNCHANGING and entry.block_key in self.contested

    def fitting(self, wanted: Wanted) -> list[Entry]:
        return [entry for entry in self.entries if self._fits(entry, wanted)]

    def _fits(self, entry: Entry, wanted: Wanted) -> bool:
        state, kind, language, disposition = wanted
        if (
            (state and entry.state.code != state)
            or (kind and entry.type != kind)
            or (language and entry.language != language)
        ):
            return False
        if disposition == MAINTAINED:
            return entry.decided is not None and entry.decided.is_maintained
        if disposition == SEVERAL:
            return self.is_contested(entry)
        if disposition == MISSING:
            return entry.pk in self.missing
        if disposition in set(Waiting) - {Waiting.NOTHING}:
            return entry.waiting == disposition
        return not disposition or (entry.decided is not None and entry.decided.kind == disposition)

    def keys_of(self, entry: Entry) -> set[uuid.UUID]:
        """Return the blocks that a comment is on."""
        try:
            return {row.key for row in self.places.extent(entry.block_key, entry.until_key).rows}
        except (UnknownBlock, RangeBackwards):
            return set()

    def beside(self, entry: Entry) -> list[Entry]:
        """Return the comments on any of the paragraphs that one is on, itself among them; of one on the text
        as a whole, those on the whole."""
        if entry.block_key is None:
            return [one for one in self.entries if one.block_key is None]
        keys = self.keys_of(entry)
        return [one for one in self.entries if one.pk == entry.pk or keys & self.keys_of(one)]

    @property
    def seen(self) -> str:
        """Return what a page shows of the decisions of all: the last one, the last shared reply, and of which
        comments."""
        last = max((one.decided.pk for one in self.entries if one.decided), default=0)
        return f"{last}.{max((one.link for one in self.entries), default=0)}.{self._among}"

    @cached_property
    def _among(self) -> str:
        keys = b"".join(one.pk.bytes for one in self.entries)
        return hashlib.blake2b(keys, digest_size=8).hexdigest()

    def is_shown_by(self, seen: str) -> bool:
        """Tell whether a person who saw `seen` saw these comments, no fewer and no others."""
        return seen.rpartition(".")[2] == self._among

    def versions(self, seen: str, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
        """Return which version of its disposition a person who saw `seen` saw of each of these comments, and
        of those that were answered with them then; -1 for one that was decided since."""
        last, _, link = seen.rpartition(".")[0].partition(".")
        if not (last.isdecimal() and link.isdecimal() and len(seen) < 60):
            return dict.fromkeys(keys, -1)
        shown = {key: self.by_key[key] for key in keys if key in self.by_key}
        shown |= {one.pk: one for one in self.linked(keys) if one.link <= int(link)}
        return {
            key: 0 if one.decided is None else one.decided.version if one.decided.pk <= int(last) else -1
            for key, one in shown.items()
        }

    def linked(self, keys: Collection[uuid.UUID]) -> list[Entry]:
        """Return the comments that are answered with any of these."""
        return [entry for entry in self.entries if entry.original in keys]

    def rows(self, entries: Sequence[Entry]) -> list[Row]:
        """Return comments for reading and for acts, in their order (one query, two where proposals are
        joined)."""
        found = Comment.objects.select_related("response__member_state").in_bulk([one.pk for one in entries])
        own = self._own if any(comment.joined for comment in found.values()) else ()
        return [
            rows.of_comment(
                entry.number, found[entry.pk], self.places, is_lost=rows.is_lost(found[entry.pk], own)
            )
            for entry in entries
        ]

    @cached_property
    def _own(self) -> set[tuple[str, str]]:
        """Return by State and content the comments that join no other."""
        own = Comment.objects.filter(pk__in=[entry.pk for entry in self.entries], joined__isnull=True)
        return set(own.values_list("response__member_state__code", "sha256"))


def of(consultation: Consultation) -> Worklist:
    """Return the working list of a consultation (five queries, the outline among them)."""
    fields = ("pk", "block_key", "until_key", "type", "language", "operation", "response__is_late")
    fields += ("response__grant", "response__member_state")
    found = lines.values(consultation, Response.objects.filter(consultation=consultation), *fields)
    states = MemberState.objects.in_bulk({row[-1] for row in found})
    decided = _decided(consultation)
    links = Duplicate.objects.filter(comment__response__consultation=consultation)
    originals = {comment: link for comment, *link in links.values_list("comment", "original", "pk")}
    entries = [
        Entry(
            number,
            *said,
            states[state],
            lines.place_of(is_late=is_late, is_granted=grant is not None),
            decided.get(said[0]),
            *originals.get(said[0], (None, 0)),
        )
        for number, (*said, is_late, grant, state) in enumerate(found, start=1)
    ]
    return Worklist(consultation, Places(revision_outline(consultation.revision)), entries)


def _decided(consultation: Consultation) -> dict[uuid.UUID, Decided]:
    recorded = Disposition.recorded.filter(undone=None, comment__response__consultation=consultation)
    given = recorded.order_by("version")
    fields = ("comment", "pk", "version", "kind", "stage", "no_change", "reaction__kind")
    found: dict[uuid.UUID, Decided] = {}
    for comment, *said, reaction in given.values_list(*fields):
        one = Decided(*said, is_maintained=reaction == ReactionKind.MAINTAINED)
        if one.stage == DispositionStage.CHANGE:
            found[comment] = found[comment]._replace(has_change=True)
            continue
        if not one.is_confirmed and comment in found:  # the State has said nothing to what is proposed
            one = one._replace(is_maintained=found[comment].is_maintained)
        found[comment] = one
    return found


class Step(NamedTuple):
    """How far the work is. `due` leaves out of the `total` what came late and has no reply: it needs none."""

    answered: int
    total: int
    due: int
    to_confirm: int
    by_kind: Mapping[str, int]


def progress(worklist: Worklist) -> Step:
    counts = worklist.counts
    return Step(
        answered=sum(entry.is_answered for entry in worklist.entries),
        total=len(worklist.entries),
        due=sum(entry.waiting != Waiting.LATE for entry in worklist.entries),
        to_confirm=counts.get(Waiting.PROPOSED, 0),
        by_kind={kind: counts[kind] for kind in DispositionKind.values if counts.get(kind)},
    )


def around(
    shown: Sequence[Entry], here: Entry | None, *, by_secretariat: bool
) -> tuple[Entry | None, Entry | None]:
    """Return the comments before and after one that wait for an answer, or, for the Secretariat, for its
    confirmation; after the last comes the first, and before the first the last."""
    waits = {Waiting.OPEN, Waiting.PROPOSED} if by_secretariat else {Waiting.OPEN}
    open_ones = [entry for entry in shown if entry.waiting in waits and (here is None or entry.pk != here.pk)]
    if not open_ones:
        return None, None
    number = here.number if here else 0
    before = [entry for entry in open_ones if entry.number < number]
    after = [entry for entry in open_ones if entry.number > number]
    return (before or after)[-1], (after or before)[0]


def by_group(entries: Sequence[Entry]) -> list[tuple[tuple[str, uuid.UUID | None], list[Entry]]]:
    """Return comments by the part of the list and the paragraph that they begin at, in their order."""
    found: dict[tuple[str, uuid.UUID | None], list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.place, entry.block_key].append(entry)
    return list(found.items())
