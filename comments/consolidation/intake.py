"""Taking in all that was accepted: what one act takes into the text, and what waits for a person's decision.

Accepted means that the disposition in force accepts the comment without changes and is confirmed. What meets
another accepted proposal, in the same words or in another language, what was made against words that have
changed since, and what the machine cannot place is held for a person, each with its reason. Nothing is
dropped.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from enum import Enum
from itertools import permutations

from django.db import transaction
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import Refusal
from cica_portal.languages import LANGUAGES
from cica_portal.text import sha256
from comments.closed_refusals import IntakeChanged
from comments.compilation.rows import Row
from comments.consolidation import acceptances, contradictions, dispositions, merges, untaken
from comments.consolidation.acceptances import CORRECTIONS
from comments.consolidation.merges import Bench, Choice, Proposal
from comments.consolidation.untaken import Place
from comments.enums import UNCHANGING, DispositionKind, Operation
from comments.models import Acceptance, Consultation, MergeDraft
from comments.procedure.lists import answering
from comments.remarks.ranges import Places
from members.models import User
from plans.blocks import lock_draft
from plans.comparison.merging import Standing
from plans.comparison.redline import redline
from plans.editing import source_language
from plans.models import Block, Edit

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

    @property
    def sentence(self) -> Promise:
        return self.value


@dataclass(frozen=True, slots=True)
class Intake:
    """What is taken into one text in one act; `leads` is false where it follows what is taken in another
    language of the same paragraph."""

    bench: Bench
    proposals: tuple[Proposal, ...]
    leads: bool = True

    @property
    def chosen(self) -> list[Choice]:
        return sorted(choice for proposal in self.proposals for choice in proposal.choices)

    @property
    def comments(self) -> frozenset[uuid.UUID]:
        """Return the comments that bring another sense: a correction leads no other language."""
        return frozenset(p.comment.pk for p in self.proposals if p.comment.type not in CORRECTIONS)

    @property
    def redline(self) -> SafeString:
        return redline(self.bench.text, self.bench.merged(self.chosen))


@dataclass(frozen=True, slots=True)
class Held:
    """An accepted proposal that waits for a person: where, why, which other States it meets, and what is
    found between it and one in another language."""

    row: Row
    reason: Reason
    key: uuid.UUID | None = None
    language: str = ""
    others: tuple[str, ...] = ()
    found: contradictions.Kind | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All that was accepted and is not in the text: what one act takes in, and what a person decides."""

    intakes: tuple[Intake, ...]
    structural: tuple[Row, ...]
    held: tuple[Held, ...]

    @property
    def states(self) -> set[str]:
        rows = [proposal.row for intake in self.intakes for proposal in intake.proposals]
        return {str(row.member_state) for row in (*rows, *self.structural)}

    @property
    def comments(self) -> set[uuid.UUID]:
        """Return the comments that one act brings into the draft."""
        rows = [proposal.row for intake in self.intakes for proposal in intake.proposals]
        return {row.comment.pk for row in (*rows, *self.structural)}

    @property
    def waiting(self) -> set[uuid.UUID]:
        """Return the comments that wait for a person."""
        return {one.row.comment.pk for one in self.held}

    @property
    def digest(self) -> str:
        """Return the SHA-256 of what the act would do, to know it again when it is asked for."""
        return sha256(
            {
                "texts": [
                    [str(one.bench.key), one.bench.language, one.bench.version, one.leads]
                    + [f"{comment}:{number}" for comment, number in one.chosen]
                    for one in self.intakes
                ],
                "blocks": [str(row.comment.pk) for row in self.structural],
            }
        )


def find(consultation: Consultation, rows: Sequence[Row], places: Places) -> Plan:
    """Return what was accepted in a closed consultation and is not in the draft (constant queries)."""
    kinds = _kinds(rows)
    accepting = [row.comment for row in rows if kinds[row.comment.pk] in answering.ACCEPTING]
    missing = untaken.of_round(consultation, accepting, kinds, places)
    waiting_rows = [row for row in rows if row.comment.pk in missing]
    accepted = [row for row in waiting_rows if kinds[row.comment.pk] == DispositionKind.ACCEPTED]
    benches = merges.benches(consultation, accepted, places)
    waiting = _Waiting(consultation, missing)
    held: list[Held] = [*_unplaced(accepted, missing, {(b.key, b.language) for b in benches})]
    held += [
        Held(row, Reason.REWORDED, row.comment.block_key, row.comment.language)
        for row in waiting_rows
        if kinds[row.comment.pk] == DispositionKind.ACCEPTED_WITH_CHANGES
    ]
    intakes: list[Intake] = []
    for bench in benches:
        intake, rest = waiting.sorted_out(bench)
        held += rest
        if intake is not None:
            intakes.append(intake)
    intakes, rest = _across_languages(intakes, consultation.revision.paper.source_language)
    held += rest
    structural, intakes, rest = _structural(accepted, intakes, consultation)
    held += rest
    order = {row.key: position for position, row in enumerate(places.rows)}
    held.sort(key=lambda one: (order.get(one.key, -1) if one.key else -1, one.language, one.row.number))
    return Plan(tuple(intakes), tuple(structural), tuple(held))


def part(plan: Plan, comments: Collection[uuid.UUID]) -> Plan:
    """Return what of a plan comes from these comments: what waits for a person waits as before."""
    intakes = (
        replace(one, proposals=tuple(each for each in one.proposals if each.comment.pk in comments))
        for one in plan.intakes
    )
    structural = tuple(row for row in plan.structural if row.comment.pk in comments)
    return Plan(tuple(one for one in intakes if one.proposals), structural, ())


@transaction.atomic
def take_all(
    consultation: Consultation, plan: Plan, *, digest: str, by: User, at: dt.datetime
) -> list[Acceptance]:
    """Take in all of `plan` in one act, or nothing of it; return the traces that it leaves.

    Raises IntakeChanged where the person saw another one (`digest`), and NothingTaken where it is empty. The
    languages that nobody proposed wording for are behind afterwards, as after every acceptance.
    """
    acceptances.check(consultation, by)
    lock_draft(consultation.revision.paper_id)
    if digest != plan.digest:
        raise IntakeChanged
    if not plan.intakes and not plan.structural:
        raise Refusal("comments.nothing_taken")
    before = Acceptance.objects.order_by("pk").last()
    done: dict[Asked, list[Edit]] = {}
    for row in plan.structural:  # first: a paragraph is added beside the words that its State read
        if (asked := _asked(row)) not in done:
            done[asked] = acceptances.carry_out(consultation, row, by=by, at=at)
            continue
        for edit in done[asked]:  # the same was done for another State
            acceptances.record(row.comment, edit, own_wording="", is_whole=True, by=by, at=at)
    leading: dict[uuid.UUID, Edit] = {}
    for intake in sorted(plan.intakes, key=lambda one: not one.leads):
        acceptances.take(
            consultation,
            intake.bench,
            chosen=intake.chosen,
            own_wording="",
            version=intake.bench.version,
            follows=None if intake.leads else leading[intake.bench.key],
            by=by,
            at=at,
        )
        if intake.leads and intake.comments:
            leading[intake.bench.key] = Edit.objects.filter(
                block__key=intake.bench.key, language=intake.bench.language
            ).latest("pk")
    own = Acceptance.objects.filter(comment__response__consultation=consultation)
    return list(own.filter(pk__gt=before.pk if before else 0))


def _asked(row: Row) -> Asked:
    """Return what a proposal wants of blocks: of several that want the same, one is carried out for all."""
    comment = row.comment
    texts = comment.proposals.items() if comment.operation == Operation.ADD else ()
    return comment.operation, comment.block_key, comment.until_key, comment.after_key, tuple(sorted(texts))


def _kinds(rows: Sequence[Row]) -> Mapping[uuid.UUID, str]:
    """Return what became of each comment; nothing where the decision is not confirmed, or says why nothing
    needs to change."""
    current = dispositions.current([row.comment for row in rows])
    found = {pk: one.kind for pk, one in current.items() if one.is_confirmed and not one.no_change}
    return {row.comment.pk: found.get(row.comment.pk, "") for row in rows}


class _Waiting:
    """What decides whether a text needs a person: what is missing in it, its lag, saved choices."""

    def __init__(self, consultation: Consultation, missing: Mapping[uuid.UUID, Set[Place]]) -> None:
        self._missing = missing
        self._behind = source_language.behind(consultation.revision.paper)
        saved = MergeDraft.objects.filter(consultation=consultation)
        self._chosen: set[Place] = set(saved.values_list("block_key", "language"))

    def sorted_out(self, bench: Bench) -> tuple[Intake | None, list[Held]]:
        """Return what of a text can be taken, if anything, and what is held for a person."""
        place = bench.key, bench.language
        open_ones = [one for one in bench.proposals if place in self._missing[one.comment.pk]]
        if not open_ones:
            return None, []
        if place in self._chosen:
            return None, _held(bench, open_ones, Reason.CHOSEN)
        if place in self._behind:
            return None, _held(bench, open_ones, Reason.BEHIND)
        changed = [one for one in open_ones if one.standing == Standing.RECHECK]
        fitting = [one for one in open_ones if one.standing != Standing.RECHECK]
        met = {
            id(one): group for group in replace(bench, proposals=tuple(fitting)).collisions() for one in group
        }
        held = _held(bench, changed, Reason.CHANGED)
        for one in fitting:
            if group := met.get(id(one)):
                held += _held(bench, [one], Reason.COLLIDES, [other for other in group if other is not one])
        alone = tuple(one for one in fitting if id(one) not in met)
        return (Intake(bench, alone) if alone else None), held


def _held(
    bench: Bench, proposals: Iterable[Proposal], reason: Reason, others: Iterable[Proposal] = ()
) -> list[Held]:
    states = tuple(dict.fromkeys(str(other.row.member_state) for other in others))
    return [Held(one.row, reason, bench.key, bench.language, states) for one in proposals]


def _across_languages(intakes: Iterable[Intake], source_language: str) -> tuple[list[Intake], list[Held]]:
    """Let one language of each paragraph lead, and the others follow where they say all that it says.

    Proposals of different States in different languages are never taken together: what they say may
    contradict each other, and only a person who reads both can tell.
    """
    by_block: dict[uuid.UUID, list[Intake]] = defaultdict(list)
    for intake in intakes:
        by_block[intake.bench.key].append(intake)
    order = [source_language, *(code for code in LANGUAGES if code != source_language)]
    fitting: list[Intake] = []
    held: list[Held] = []
    for group in by_block.values():
        lead, *rest = sorted(group, key=lambda one: (-len(one.comments), order.index(one.bench.language)))
        fitting.append(lead)
        for one in rest:
            if not one.comments or one.comments == lead.comments:
                fitting.append(replace(one, leads=not one.comments))
                continue
            others = [p for p in lead.proposals if p.comment.pk not in one.comments]
            waiting = _held(one.bench, one.proposals, Reason.LANGUAGES, others)
            found = (_found(proposal, one, others, lead) for proposal in one.proposals)
            held += [replace(row, found=kind) for row, kind in zip(waiting, found, strict=True)]
    return fitting, held


def _found(
    proposal: Proposal, intake: Intake, others: Iterable[Proposal], lead: Intake
) -> contradictions.Kind | None:
    """Return the plainest of what a proposal and those in the leading language say against each other."""
    languages = intake.bench.language, lead.bench.language
    found = [contradictions.between(proposal, languages[0], other, languages[1]) for other in others]
    return min((one.kind for one in found if one), key=list(contradictions.Kind).index, default=None)


def _structural(
    accepted: Iterable[Row], intakes: Sequence[Intake], consultation: Consultation
) -> tuple[list[Row], list[Intake], list[Held]]:
    """Return the blocks to add, move and delete, and the intakes left: no text is changed and deleted."""
    rows = [row for row in accepted if row.comment.operation in ORDER]
    rows.sort(key=lambda row: ORDER.index(Operation(row.comment.operation)))
    if not rows:
        return [], list(intakes), []
    changed = acceptances.changed(consultation, rows) | _homeless(consultation, rows)
    against = _against(rows)
    worded: dict[uuid.UUID, list[Intake]] = defaultdict(list)
    for intake in intakes:
        worded[intake.bench.key].append(intake)
    fitting: list[Row] = []
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
    return fitting, [one for one in intakes if one.bench.key not in lost], held


def _homeless(consultation: Consultation, rows: Sequence[Row]) -> set[uuid.UUID]:
    """Return the comments that move paragraphs behind one which is no longer in the draft (one query)."""
    moves = [row.comment for row in rows if row.comment.operation == Operation.MOVE]
    standing = Block.objects.filter(paper=consultation.revision.paper_id, removed_at=None)
    found = set(standing.filter(key__in=[one.after_key for one in moves]).values_list("key", flat=True))
    return {one.pk for one in moves if one.after_key not in found}


def _against(rows: Sequence[Row]) -> Mapping[uuid.UUID, list[Row]]:
    """Return by comment those that want something else of its paragraphs: to go, or to stand elsewhere."""
    meeting: dict[uuid.UUID, list[tuple[Row, Asked]]] = defaultdict(list)
    for row in rows:
        if row.comment.operation != Operation.ADD:
            for part in row.extent.rows:
                meeting[part.key].append((row, _asked(row)))
    found: dict[uuid.UUID, list[Row]] = defaultdict(list)
    for asking in meeting.values():
        for (one, its), (other, others) in permutations(asking, 2):
            if its != others:
                found[one.comment.pk].append(other)
    return found


def _unplaced(
    accepted: Iterable[Row], missing: Mapping[uuid.UUID, Set[Place]], found: Set[Place]
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
