"""The working list of those who answer: the comments of a round with what became of each."""

import hashlib
import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from comments.answering.missing import missing_places
from comments.enums import UNCHANGING, DispositionKind, DispositionStage, ReactionKind
from comments.models import Consultation, Disposition, Duplicate
from comments.procedure.lists import answering
from comments.procedure.lists.answering import MAINTAINED, MISSING, SEVERAL, Waiting
from comments.reading.extents import Places
from comments.reading.filed import read_all
from comments.reading.readings import LATE, Reading
from plans.outline import revision_outline


class Wanted(NamedTuple):
    """What the list is filtered by; nothing filters nothing."""

    state: str = ""
    type: str = ""
    language: str = ""
    disposition: str = ""


def waits_for(one: Reading) -> Waiting:
    """Return what a comment of the list waits for."""
    return answering.waiting(counts=one.place != LATE, stage=one.answer.stage if one.answer else "")


@dataclass(frozen=True)
class Worklist:
    """The comments of a consultation in document order, late ones last, each with its disposition.

    Of those in `changing` a change waits for a signatory, the States of those `maintained` object to the
    reply; `links` are the comments that are answered with another.
    """

    consultation: Consultation
    places: Places
    readings: Sequence[Reading]
    links: Mapping[uuid.UUID, Duplicate]
    maintained: Collection[uuid.UUID]
    changing: Collection[uuid.UUID]

    @cached_property
    def by_key(self) -> Mapping[uuid.UUID, Reading]:
        return {one.comment.pk: one for one in self.readings}

    @cached_property
    def contested(self) -> Collection[uuid.UUID | None]:
        """Return the paragraphs for which several proposals were made."""
        proposed = (one.comment for one in self.readings if one.comment.operation not in UNCHANGING)
        found = Counter(comment.block_key for comment in proposed)
        return {key for key, number in found.items() if number > 1}

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Return how many comments each filter of the last kind finds."""
        found = Counter(one.answer.kind for one in self.readings if one.answer)
        found.update(str(waiting) for one in self.readings if (waiting := waits_for(one)))
        found[MAINTAINED] = sum(one.comment.pk in self.maintained for one in self.readings)
        found[SEVERAL] = sum(self.is_contested(one) for one in self.readings)
        found[MISSING] = len(self.missing)
        return found

    @cached_property
    def missing(self) -> Collection[uuid.UUID]:
        """Return the accepted comments of which the draft does not have everything (two queries)."""
        accepted = {
            one.comment: one.answer.kind
            for one in self.readings
            if one.answer and one.answer.kind in answering.ACCEPTING and one.answer.is_confirmed
            if not one.answer.no_change
        }
        kinds = {comment.pk: kind for comment, kind in accepted.items()}
        return missing_places(self.consultation, list(accepted), kinds, self.places).keys()

    # How far the work is: what came late and has no reply is not due, for it needs none.
    @property
    def total(self) -> int:
        return len(self.readings)

    @property
    def answered(self) -> int:
        return sum(one.answer is not None for one in self.readings)

    @property
    def due(self) -> int:
        return self.total - self.counts.get(Waiting.LATE, 0)

    @property
    def to_confirm(self) -> int:
        return self.counts.get(Waiting.PROPOSED, 0)

    @property
    def by_kind(self) -> Mapping[str, int]:
        return {kind: self.counts[kind] for kind in DispositionKind.values if self.counts.get(kind)}

    def is_contested(self, one: Reading) -> bool:
        return one.comment.operation not in UNCHANGING and one.comment.block_key in self.contested

    def fitting(self, wanted: Wanted) -> list[Reading]:
        return [one for one in self.readings if self._fits(one, wanted)]

    def _fits(self, one: Reading, wanted: Wanted) -> bool:
        values = {"state": one.code, "type": one.comment.type, "language": one.language}
        if any(getattr(wanted, name) not in {"", value} for name, value in values.items()):
            return False
        disposition = wanted.disposition
        if disposition == MAINTAINED:
            return one.comment.pk in self.maintained
        if disposition == SEVERAL:
            return self.is_contested(one)
        if disposition == MISSING:
            return one.comment.pk in self.missing
        if disposition in set(Waiting) - {Waiting.NOTHING}:
            return waits_for(one) == disposition
        return not disposition or (one.answer is not None and one.answer.kind == disposition)

    def beside(self, chosen: Collection[Reading]) -> list[Reading]:
        """Return the comments on any of the paragraphs that these are on, themselves among them; of one on
        the text as a whole, those on the whole."""
        own = set(chosen)
        keys = set().union(*map(_places, chosen))
        return [one for one in self.readings if one in own or keys & _places(one)]

    @property
    def seen(self) -> str:
        """Return what a page shows of the decisions of all: the last one, the last shared reply, and of which
        comments."""
        last = max((one.answer.pk for one in self.readings if one.answer), default=0)
        return f"{last}.{max((link.pk for link in self.links.values()), default=0)}.{self._among}"

    @cached_property
    def _among(self) -> str:
        keys = b"".join(one.comment.pk.bytes for one in self.readings)
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
        linked = (one for one in self.linked(keys) if self.links[one.comment.pk].pk <= int(link))
        shown |= {one.comment.pk: one for one in linked}
        return {
            key: 0 if one.answer is None else one.answer.version if one.answer.pk <= int(last) else -1
            for key, one in shown.items()
        }

    def original_of(self, reading: Reading) -> uuid.UUID | None:
        """Return with which comment one is answered, if with another."""
        link = self.links.get(reading.comment.pk)
        return link.original_id if link else None

    def linked(self, keys: Collection[uuid.UUID]) -> list[Reading]:
        """Return the comments that are answered with any of these."""
        return [one for one in self.readings if self.original_of(one) in keys]


def _places(one: Reading) -> set[uuid.UUID | None]:
    """Return the keys of the paragraphs that a comment is on; none stands for the text as a whole."""
    return {None} if one.comment.block_key is None else {row.key for row in one.extent.rows}


def worklist_of(consultation: Consultation) -> Worklist:
    """Return the working list of a consultation (four queries, the outline among them)."""
    places = Places(revision_outline(consultation.revision))
    found = read_all(consultation, places=places)
    answers: dict[uuid.UUID, Disposition] = {}
    maintained, changing = set(), set()
    recorded = Disposition.recorded.filter(undone=None, comment__response__consultation=consultation)
    for one in recorded.select_related("reaction").order_by("version"):
        if one.stage == DispositionStage.CHANGE:
            changing.add(one.comment_id)
            continue
        changing.discard(one.comment_id)
        # To what is only proposed the State has said nothing yet.
        if one.is_confirmed or one.comment_id not in answers:
            reaction = getattr(one, "reaction", None)
            is_maintained = reaction is not None and reaction.kind == ReactionKind.MAINTAINED
            (maintained.add if is_maintained else maintained.discard)(one.comment_id)
        answers[one.comment_id] = one
    for reading in found:
        reading.answer = answers.get(reading.comment.pk)
    links = Duplicate.objects.filter(comment__response__consultation=consultation)
    listed = {reading.comment.pk for reading in found}
    shared = {link.comment_id: link for link in links if link.comment_id in listed}
    return Worklist(consultation, places, found, shared, maintained, changing)


def around(
    shown: Sequence[Reading], here: Reading | None, *, by_secretariat: bool
) -> tuple[Reading | None, Reading | None]:
    """Return the comments before and after one that wait for an answer, or, for the Secretariat, for its
    confirmation; after the last comes the first, and before the first the last."""
    waits = {Waiting.OPEN, Waiting.PROPOSED} if by_secretariat else {Waiting.OPEN}
    open_ones = [one for one in shown if waits_for(one) in waits and one is not here]
    if not open_ones:
        return None, None
    number = here.number if here else 0
    before = [one for one in open_ones if one.number < number]
    after = [one for one in open_ones if one.number > number]
    return (before or after)[-1], (after or before)[0]
