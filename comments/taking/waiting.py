"""What was accepted and is not in the text: what one act can take in, and what waits for a person, with why.

Accepted means that the disposition in force accepts the comment without changes and is confirmed. What meets
another accepted proposal, in the same words or in another language, what was made against words that have
changed since, and what the machine cannot place is held for a person, each with its reason. Nothing is
dropped.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from enum import Enum
from itertools import permutations

from django.utils.translation import gettext_lazy as _

from cica_portal.languages import LANGUAGES
from comments.answering import dispositions
from comments.answering.missing import Place, missing_places
from comments.enums import UNCHANGING, DispositionKind, Operation
from comments.models import Consultation, MergeDraft
from comments.procedure.lists import answering
from comments.reading.extents import Places
from comments.reading.filed import read_all
from comments.reading.readings import Reading
from comments.taking import contradictions, proposals, take
from comments.taking.proposals import Bench, Proposal
from comments.taking.take import BlockAct, Item, Wording, digest_of
from plans.comparison.merging import Standing
from plans.editing import source_language
from plans.models import Block

# What is wanted of blocks: the act, the range, the place, and the new texts.
Asked = tuple[str, uuid.UUID | None, uuid.UUID | None, uuid.UUID | None, tuple[tuple[str, str], ...]]

# Deletions come last: what is added behind a paragraph or moved there is put where the paragraph still is.
ORDER = (Operation.ADD, Operation.MOVE, Operation.SUPPRESS)


class Reason(Enum):
    """Why an accepted proposal waits for a person."""

    COLLIDES = _("Another accepted proposal changes the same words: choose between them.")
    LANGUAGES = _(
        "Accepted proposals for this paragraph are in different languages and may contradict each other: "
        "accept one of them into the draft, then update the other language."
    )
    CHANGED = _("The words that it refers to have changed since: compare it with the current text.")
    BEHIND = _("This language does not follow the last change of the paragraph: update it first.")
    CHOSEN = _("Somebody has saved choices for this text: finish them on its page.")
    PARTS = _("It has another number of paragraphs than the range that it is on: insert the wording by hand.")
    WHOLE = _("It is on the text as a whole: change the text by hand.")
    REMOVED = _("The paragraph is no longer in the draft.")
    REMARK = _("It proposes no wording: change the text by hand, or say why no change is needed.")
    REWORDED = _("It was accepted with changes, and no wording is in the draft yet: write the wording.")


@dataclass(frozen=True, slots=True)
class Held:
    """An accepted proposal that waits for a person: where, why, which other States it meets, and what is
    found between it and one in another language."""

    row: Reading
    reason: Reason
    key: uuid.UUID | None = None
    language: str = ""
    others: tuple[str, ...] = ()
    found: contradictions.Kind | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All that was accepted and is not in the text: what one act takes in, and what a person decides."""

    wordings: tuple[Wording, ...]
    structural: tuple[Reading, ...]
    held: tuple[Held, ...]

    @property
    def comments(self) -> set[uuid.UUID]:
        """Return the comments that one act brings into the draft."""
        rows = [proposal.row for one in self.wordings for proposal in one.proposals]
        return {row.comment.pk for row in (*rows, *self.structural)}

    @property
    def waiting(self) -> set[uuid.UUID]:
        """Return the comments that wait for a person."""
        return {one.row.comment.pk for one in self.held}

    @property
    def items(self) -> list[Item]:
        """Return what the act takes: of several that want the same of blocks, one is carried out for all."""
        acts: dict[Asked, list[Reading]] = defaultdict(list)
        for row in self.structural:
            acts[_asked(row)].append(row)
        blocks = [BlockAct(row, [one.comment for one in others]) for row, *others in acts.values()]
        return [*blocks, *self.wordings]

    @property
    def digest(self) -> str:
        return digest_of(self.items)


def plan_taking(consultation: Consultation, places: Places) -> Plan:
    """Return what was accepted in a closed consultation and is not in the draft (constant queries)."""
    rows = read_all(consultation, places=places)
    kinds = _kinds(rows)
    accepting = [row.comment for row in rows if kinds[row.comment.pk] in answering.ACCEPTING]
    missing = missing_places(consultation, accepting, kinds, places)
    waiting_rows = [row for row in rows if row.comment.pk in missing]
    accepted = [row for row in waiting_rows if kinds[row.comment.pk] == DispositionKind.ACCEPTED]
    benches = proposals.benches(consultation, accepted, places)
    saved = MergeDraft.objects.filter(consultation=consultation)
    chosen = set(saved.values_list("block_key", "language"))
    behind = source_language.behind(consultation.revision.paper)
    held: list[Held] = [*_unplaced(accepted, missing, {(b.key, b.language) for b in benches})]
    held += [
        Held(row, Reason.REWORDED, row.comment.block_key, row.comment.language)
        for row in waiting_rows
        if kinds[row.comment.pk] == DispositionKind.ACCEPTED_WITH_CHANGES
    ]
    wordings: list[Wording] = []
    for bench in benches:
        wording, rest = _sorted_out(bench, missing, chosen, behind)
        held += rest
        if wording is not None:
            wordings.append(wording)
    wordings, rest = _across_languages(wordings, consultation.revision.paper.source_language)
    held += rest
    structural, wordings, rest = _structural(accepted, wordings, consultation)
    held += rest
    order = {row.key: position for position, row in enumerate(places.rows)}
    held.sort(key=lambda one: (order.get(one.key, -1) if one.key else -1, one.language, one.row.number))
    return Plan(tuple(wordings), tuple(structural), tuple(held))


def part_of(plan: Plan, comments: Collection[uuid.UUID]) -> Plan:
    """Return what of a plan comes from these comments: what waits for a person waits as before."""
    wordings = (
        replace(one, chosen=[pair for pair in one.chosen if pair[0] in comments]) for one in plan.wordings
    )
    structural = tuple(row for row in plan.structural if row.comment.pk in comments)
    return Plan(tuple(one for one in wordings if one.chosen), structural, ())


def _asked(row: Reading) -> Asked:
    """Return what a proposal wants of blocks: of several that want the same, one is carried out for all."""
    comment = row.comment
    texts = comment.proposals.items() if comment.operation == Operation.ADD else ()
    return comment.operation, comment.block_key, comment.until_key, comment.after_key, tuple(sorted(texts))


def _kinds(rows: Sequence[Reading]) -> Mapping[uuid.UUID, str]:
    """Return what became of each comment; nothing where the decision is not confirmed, or says why nothing
    needs to change."""
    current = dispositions.current([row.comment for row in rows])
    found = {pk: one.kind for pk, one in current.items() if one.is_confirmed and not one.no_change}
    return {row.comment.pk: found.get(row.comment.pk, "") for row in rows}


def _sorted_out(
    bench: Bench, missing: Mapping[uuid.UUID, Set[Place]], chosen: Set[Place], behind: Set[Place]
) -> tuple[Wording | None, list[Held]]:
    """Return what of a text can be taken, if anything, and what is held for a person."""
    place = bench.key, bench.language
    open_ones = [one for one in bench.proposals if place in missing[one.comment.pk]]
    if not open_ones:
        return None, []
    if place in chosen:
        return None, _held(bench, open_ones, Reason.CHOSEN)
    if place in behind:
        return None, _held(bench, open_ones, Reason.BEHIND)
    changed = [one for one in open_ones if one.standing == Standing.RECHECK]
    fitting = [one for one in open_ones if one.standing != Standing.RECHECK]
    met = {id(one): group for group in replace(bench, proposals=tuple(fitting)).collisions() for one in group}
    held = _held(bench, changed, Reason.CHANGED)
    for one in fitting:
        if group := met.get(id(one)):
            held += _held(bench, [one], Reason.COLLIDES, [other for other in group if other is not one])
    alone = [choice for one in fitting if id(one) not in met for choice in one.choices]
    return (Wording(bench, bench.version, sorted(alone)) if alone else None), held


def _held(
    bench: Bench, proposals: Iterable[Proposal], reason: Reason, others: Iterable[Proposal] = ()
) -> list[Held]:
    states = tuple(dict.fromkeys(str(other.row.member_state) for other in others))
    return [Held(one.row, reason, bench.key, bench.language, states) for one in proposals]


def _across_languages(wordings: Iterable[Wording], source_language: str) -> tuple[list[Wording], list[Held]]:
    """Let one language of each paragraph lead, and the others follow where they say all that it says.

    Proposals of different States in different languages are never taken together: what they say may
    contradict each other, and only a person who reads both can tell.
    """
    by_block: dict[uuid.UUID, list[Wording]] = defaultdict(list)
    for wording in wordings:
        by_block[wording.bench.key].append(wording)
    order = [source_language, *(code for code in LANGUAGES if code != source_language)]
    fitting: list[Wording] = []
    held: list[Held] = []
    for group in by_block.values():
        lead, *rest = sorted(group, key=lambda one: (-len(one.leading), order.index(one.bench.language)))
        fitting.append(lead)
        for one in rest:
            if not one.leading or one.leading == lead.leading:
                fitting.append(one)
                continue
            others = [p for p in lead.proposals if p.comment.pk not in one.leading]
            waiting = _held(one.bench, one.proposals, Reason.LANGUAGES, others)
            found = (_found(proposal, one, others, lead) for proposal in one.proposals)
            held += [replace(row, found=kind) for row, kind in zip(waiting, found, strict=True)]
    return fitting, held


def _found(
    proposal: Proposal, wording: Wording, others: Iterable[Proposal], lead: Wording
) -> contradictions.Kind | None:
    """Return the plainest of what a proposal and those in the leading language say against each other."""
    languages = wording.bench.language, lead.bench.language
    found = [contradictions.between(proposal, languages[0], other, languages[1]) for other in others]
    return min((one.kind for one in found if one), key=list(contradictions.Kind).index, default=None)


def _structural(
    accepted: Iterable[Reading], wordings: Sequence[Wording], consultation: Consultation
) -> tuple[list[Reading], list[Wording], list[Held]]:
    """Return the blocks to add, move and delete, and the wordings left: no text is changed and deleted."""
    rows = [row for row in accepted if row.comment.operation in ORDER]
    rows.sort(key=lambda row: ORDER.index(Operation(row.comment.operation)))
    if not rows:
        return [], list(wordings), []
    changed = take.changed(consultation, rows) | _homeless(consultation, rows)
    against = _against(rows)
    worded: dict[uuid.UUID, list[Wording]] = defaultdict(list)
    for wording in wordings:
        worded[wording.bench.key].append(wording)
    fitting: list[Reading] = []
    held: list[Held] = []
    lost: set[uuid.UUID] = set()
    for row in rows:
        keys = [part.key for part in row.extent.rows]
        is_deletion = row.comment.operation == Operation.SUPPRESS
        meets = [one for key in keys for one in worded[key]] if is_deletion else []
        if row.comment.pk in changed:
            held.append(Held(row, Reason.CHANGED, keys[0] if keys else None))
        elif meets or against[row.comment.pk]:
            others = dict.fromkeys(str(p.row.member_state) for one in meets for p in one.proposals)
            others |= dict.fromkeys(str(other.member_state) for other in against[row.comment.pk])
            held.append(Held(row, Reason.COLLIDES, keys[0], others=tuple(others)))
            for one in meets:
                held += _held(one.bench, one.proposals, Reason.COLLIDES)
                lost.add(one.bench.key)
        else:
            fitting.append(row)
    return fitting, [one for one in wordings if one.bench.key not in lost], held


def _homeless(consultation: Consultation, rows: Sequence[Reading]) -> set[uuid.UUID]:
    """Return the comments that move paragraphs behind one which is no longer in the draft (one query)."""
    moves = [row.comment for row in rows if row.comment.operation == Operation.MOVE]
    standing = Block.objects.filter(paper=consultation.revision.paper_id, removed_at=None)
    found = set(standing.filter(key__in=[one.after_key for one in moves]).values_list("key", flat=True))
    return {one.pk for one in moves if one.after_key not in found}


def _against(rows: Sequence[Reading]) -> Mapping[uuid.UUID, list[Reading]]:
    """Return by comment those that want something else of its paragraphs: to go, or to stand elsewhere."""
    meeting: dict[uuid.UUID, list[tuple[Reading, Asked]]] = defaultdict(list)
    for row in rows:
        if row.comment.operation != Operation.ADD:
            for part in row.extent.rows:
                meeting[part.key].append((row, _asked(row)))
    found: dict[uuid.UUID, list[Reading]] = defaultdict(list)
    for asking in meeting.values():
        for (one, its), (other, others) in permutations(asking, 2):
            if its != others:
                found[one.comment.pk].append(other)
    return found


def _unplaced(
    accepted: Iterable[Reading], missing: Mapping[uuid.UUID, Set[Place]], found: Set[Place]
) -> Iterator[Held]:
    """Yield the wording that no text of the draft takes by itself."""
    for row in accepted:
        comment = row.comment
        if comment.operation in UNCHANGING:
            yield Held(row, Reason.REMARK, comment.block_key, comment.language)
        if comment.operation != Operation.MODIFY:
            continue
        if comment.block_key is None:
            yield Held(row, Reason.WHOLE)
            continue
        places = missing[comment.pk]
        if any(key == comment.pk for key, _language in places):
            yield Held(row, Reason.PARTS, comment.block_key, comment.language)
        for key, language in places - found:
            if key != comment.pk:
                yield Held(row, Reason.REMOVED, key, language)
