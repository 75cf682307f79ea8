"""What proposals for one paragraph in different languages say against each other.

No machine reads three languages. What it sees in any of them is named: figures and dates that come or go,
words deleted where others are changed, words that come to the same place. A person reads both and decides.
"""

import re
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import combinations
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from cica_portal import emphasis, formats
from comments.enums import DispositionKind
from comments.models import Disposition
from comments.procedure.lists import answering
from comments.taking.proposals import Bench, Proposal
from comments.taking.take import CORRECTIONS
from plans.checks.figures import figures
from plans.comparison import merging
from plans.comparison.merging import Change, Standing

# How far one place may lie apart in two languages, as a share of its sentence. Kazakh puts the verb last, so
# that a place is only found by its sentence there.
APART = 0.25
FREE_ORDER = "kk"
_SENTENCE_END = re.compile(r"[.;:!?…]+(?=\s|$)")
_WORD = re.compile(r"\w+")


class Kind(Enum):
    """What two proposals say against each other, the plainest first."""

    FIGURES = _("They change figures or dates differently.")
    DELETION = _("One deletes words where the other changes or adds some.")
    ADDITION = _("Both add words at the same place: they may say the same or contradict each other.")
    PLACE = _("Both change the same place: they may say the same or contradict each other.")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: whose, in which language, and the changes that it is about."""

    proposal: Proposal
    language: str
    changes: tuple[Change, ...]

    @property
    def spoken(self) -> list[tuple[str, str]]:
        return [merging.spoken(self.proposal.made_on, change) for change in self.changes]


class Contradiction(NamedTuple):
    one: Side
    other: Side
    kind: Kind


def is_live(proposal: Proposal, disposition: Disposition | None) -> bool:
    """Tell whether a proposal is in the text, or may yet come there: it was not refused."""
    may_come = disposition is None or DispositionKind(disposition.kind) in answering.ACCEPTING
    return may_come or proposal.standing == Standing.CONTAINED


def find(benches: Iterable[Bench], current: Mapping[uuid.UUID, Disposition]) -> list[Contradiction]:
    """Return what the proposals for one paragraph, on its benches in several languages, say against one
    another, but for those that were refused. What one comment says in two languages, and what meets in one
    language, is not asked here."""
    found = []
    for bench, against in combinations(benches, 2):
        ones, others = (_alone(one, other, current) for one, other in ((bench, against), (against, bench)))
        made = (between(one, bench.language, two, against.language) for one in ones for two in others)
        found += [one for one in made if one is not None]
    return found


def _alone(bench: Bench, against: Bench, current: Mapping[uuid.UUID, Disposition]) -> list[Proposal]:
    """Return the live proposals of a bench whose comments propose nothing on the other one."""
    there = {one.comment.pk for one in against.proposals}
    own = (one for one in bench.proposals if one.comment.pk not in there)
    return [one for one in own if is_live(one, current.get(one.comment.pk))]


def between(one: Proposal, language: str, other: Proposal, other_language: str) -> Contradiction | None:
    """Return the plainest of what two proposals in two languages say against each other; None for nothing.

    Of a correction, which brings no other sense, only the figures are compared.
    """
    facts = _facts_changed(one, language), _facts_changed(other, other_language)
    if all(facts) and facts[0] != facts[1]:
        mine, theirs = _factual(one, language), _factual(other, other_language)
        return Contradiction(Side(one, language, mine), Side(other, other_language, theirs), Kind.FIGURES)
    if one.comment.type in CORRECTIONS or other.comment.type in CORRECTIONS:
        return None
    is_free = FREE_ORDER in {language, other_language}
    meeting = [
        (kind, a, b)
        for a in _changes(one)
        for b in _changes(other)
        if (kind := _kind(a, b)) and _is_one_place((one.made_on, a), (other.made_on, b), is_free=is_free)
    ]
    if not meeting:
        return None
    plainest = min((kind for kind, _a, _b in meeting), key=list(Kind).index)
    alike = [(a, b) for kind, a, b in meeting if kind == plainest]
    mine, theirs = (tuple(dict.fromkeys(pair[side] for pair in alike)) for side in (0, 1))
    return Contradiction(Side(one, language, mine), Side(other, other_language, theirs), plainest)


def _changes(proposal: Proposal) -> tuple[Change, ...]:
    return tuple(carried.change for carried in proposal.carried)


def _kind(one: Change, other: Change) -> Kind | None:
    if one.is_removal and other.is_removal:
        return None
    if one.is_removal or other.is_removal:
        return Kind.DELETION
    if one.start == one.stop and other.start == other.stop:
        return Kind.ADDITION
    return Kind.PLACE


# Figures and dates


def _facts_changed(proposal: Proposal, language: str) -> tuple[Counter[str], Counter[str]] | None:
    """Return the facts that go and those that come; None where no fact is touched."""
    before, after = facts(proposal.made_on, language), facts(proposal.wording, language)
    gone, come = before - after, after - before
    return (gone, come) if gone or come else None


def _factual(proposal: Proposal, language: str) -> tuple[Change, ...]:
    """Return the changes with a fact in them; all where no change has one by itself."""
    made = _changes(proposal)
    spoken = ((change, merging.spoken(proposal.made_on, change)) for change in made)
    return tuple(change for change, words in spoken if any(facts(one, language) for one in words)) or made


def facts(text: str, language: str) -> Counter[str]:
    """Return the figures of a text and the months that it names, each as it would be in any language."""
    months = _months(language)
    words = (found[0] for found in _WORD.finditer(emphasis.plain(text)))
    named = (months.get(word) or months.get(word.casefold()) for word in words)
    return figures(text, language) + Counter(f"month {number}" for number in named if number)


def _months(language: str) -> Mapping[str, int]:
    """Return the number of each month by its name in any case form. "May" is one in English, "may" is not."""
    names = formats.forms()[language]["months"].values()
    fold = str if language == "en" else str.casefold
    return {fold(name): number for form in names for number, name in enumerate(form, start=1)}


# Places


def _is_one_place(one: tuple[str, Change], other: tuple[str, Change], *, is_free: bool) -> bool:
    """Tell whether two changes are at one place of a paragraph, each in its language: in the same sentence
    and near each other; in the same sentence alone where words stand in another order (`is_free`)."""
    ends = [_sentence_ends(text) for text, _change in (one, other)]
    if len(ends[0]) != len(ends[1]):
        ends = [[len(one[0])], [len(other[0])]]
    spans = [merging.span(text, change) for text, change in (one, other)]
    (start, stop), (begin, end) = (
        tuple(_position(place, own) for place in span) for span, own in zip(spans, ends, strict=True)
    )
    if is_free:
        return int(start) == int(begin) or int(start) < end and int(begin) < stop
    return start <= end + APART and begin <= stop + APART


def _sentence_ends(text: str) -> list[int]:
    ends = [found.end() for found in _SENTENCE_END.finditer(text)]
    return ends if ends and not text[ends[-1] :].strip() else [*ends, len(text)]


def _position(place: int, ends: Sequence[int]) -> float:
    """Return where a place is: the number of its sentence, and how far in it, as 1.5."""
    begin = 0
    for number, end in enumerate(ends):
        if place < end or number == len(ends) - 1:
            return number + min((place - begin) / max(end - begin, 1), 0.999)
        begin = end
    return 0.0
