"""The merge: what States proposed for a block, word by word on the text of today.

Every proposal is read against the words that it was made against, carried over to the text of today where
those words still stand, and shown to a person where they do not. Proposals that meet are named with their
States; which of them is taken is the decision of whoever merges.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from cica_portal.errors import Refusal
from cica_portal.languages import LANGUAGES
from cica_portal.text import seen
from comments.enums import ConsultationStatus, Operation
from comments.models import Comment, Consultation
from comments.reading.extents import Places
from comments.reading.readings import Reading
from plans.comparison import merging
from plans.comparison.merging import Carried, Change, Standing
from plans.models import BlockText
from plans.outline import OutlineRow

Choice = tuple[uuid.UUID, int]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One State's wording for a block in one language, change by change, on the text of today."""

    row: Reading
    made_on: str
    wording: str
    carried: tuple[Carried, ...]

    @property
    def comment(self) -> Comment:
        return self.row.comment

    @property
    def standing(self) -> Standing:
        """How the proposal stands as a whole: it needs a re-check if any of its changes does."""
        found = {carried.standing for carried in self.carried}
        for standing in (Standing.RECHECK, Standing.REBASED, Standing.UNCHANGED):
            if standing in found:
                return standing
        return Standing.CONTAINED

    @property
    def open(self) -> tuple[Change, ...]:
        """The changes that can be made in the text of today."""
        return tuple(carried.moved for carried in self.carried if carried.moved is not None)

    @property
    def choices(self) -> list[Choice]:
        return [(self.comment.pk, n) for n, carried in enumerate(self.carried) if carried.moved is not None]


@dataclass(frozen=True, slots=True)
class Bench:
    """A block in one language on the workbench: its text now and every proposal for it."""

    key: uuid.UUID
    language: str
    text: str
    version: int
    proposals: tuple[Proposal, ...]

    def changes(self, chosen: Collection[Choice]) -> list[Change]:
        return [
            carried.moved
            for proposal in self.proposals
            for number, carried in enumerate(proposal.carried)
            if carried.moved is not None and (proposal.comment.pk, number) in chosen
        ]

    def collisions(self, chosen: Collection[Choice] | None = None) -> list[list[Proposal]]:
        """Return the groups of proposals that change the same words, of those chosen or of all."""
        found = merging.collisions(
            [
                [
                    carried.moved
                    for number, carried in enumerate(proposal.carried)
                    if carried.moved is not None
                    and (chosen is None or (proposal.comment.pk, number) in chosen)
                ]
                for proposal in self.proposals
            ]
        )
        return [[self.proposals[place] for place in group] for group in found]

    def clashes(self) -> list[list[tuple[Proposal, Change]]]:
        """Return the changes that meet in the same words, each group with the proposals that they are of."""
        open_changes = [(proposal, change) for proposal in self.proposals for change in proposal.open]
        found = merging.collisions([[change] for _proposal, change in open_changes])
        return [[open_changes[place] for place in group] for group in found]

    def merged(self, chosen: Collection[Choice]) -> str:
        """Return the text with the chosen changes made; raise ProposalsCollide, naming the States."""
        if groups := self.collisions(chosen):
            found = {proposal.row.member_state for group in groups for proposal in group}
            states = sorted(found, key=lambda state: state.protocol_name)
            raise Refusal("comments.proposals_collide", states=", ".join(map(str, states)))
        return merging.apply(self.text, self.changes(chosen))


def locked_by(consultation: Consultation) -> Consultation | None:
    """Return the later consultation that Member States are answering: while it is open, the text stays."""
    return Consultation.objects.filter(
        revision__paper=consultation.revision.paper_id,
        opens_at__gt=consultation.opens_at,
        status=ConsultationStatus.OPEN,
    ).first()


def benches(consultation: Consultation, rows: Sequence[Reading], places: Places) -> list[Bench]:
    """Return the workbench of every text of the draft that has a proposal, in document order (one query)."""
    proposed = _proposed(rows, places)
    texts = BlockText.objects.filter(
        block__paper=consultation.revision.paper_id,
        block__removed_at=None,
        block__key__in={key for key, _language in proposed},
    )
    now = {
        (key, language): (text, version)
        for key, language, text, version in texts.values_list("block__key", "language", "text", "version")
    }
    return [
        _bench(row, language, *now[row.key, language], proposed[row.key, language])
        for row in places.rows
        for language in LANGUAGES
        if (row.key, language) in proposed and (row.key, language) in now
    ]


def paragraph(
    consultation: Consultation, key: uuid.UUID, rows: Sequence[Reading], places: Places
) -> dict[str, Bench]:
    """Return the workbenches of one paragraph by language, with or without proposals; none where the draft
    has no such block (one query)."""
    texts = BlockText.objects.filter(
        block__paper=consultation.revision.paper_id, block__removed_at=None, block__key=key
    )
    now = {language: values for language, *values in texts.values_list("language", "text", "version")}
    proposed = _proposed(rows, places)
    return {
        language: _bench(places.row(key), language, *now[language], proposed.get((key, language), ()))
        for language in LANGUAGES
        if language in now
    }


def _proposed(
    rows: Iterable[Reading], places: Places
) -> dict[tuple[uuid.UUID, str], list[tuple[Reading, str]]]:
    """Return by block and language what is proposed for it, in the order of `rows`."""
    found: dict[tuple[uuid.UUID, str], list[tuple[Reading, str]]] = defaultdict(list)
    for row in rows:
        for key, texts in wordings(row, places).items():
            for language, wording in texts.items():
                found[key, language].append((row, wording))
    return found


def _bench(
    block: OutlineRow,
    language: str,
    now: str,
    version: int,
    proposed: Iterable[tuple[Reading, str]],
) -> Bench:
    made_on = block.text(language)
    proposals = (
        Proposal(row, made_on, wording, merging.carry(wording, made_on=made_on, now=now))
        for row, wording in proposed
    )
    return Bench(block.key, language, now, version, tuple(proposals))


def wordings(row: Reading, places: Places) -> dict[uuid.UUID, dict[str, str]]:
    """Return what a comment proposes, by block and language.

    Wording for a range of blocks belongs to each of them where it has as many paragraphs as the range has
    blocks; else nobody but a person can tell, and it is proposed for none of them alone.
    """
    comment = row.comment
    if comment.operation != Operation.MODIFY or comment.block_key is None:
        return {}
    extent = places.extent(comment.block_key, comment.until_key)
    found: dict[uuid.UUID, dict[str, str]] = {}
    for language, wording in comment.proposals.items():
        parts = wording.split("\n\n") if extent.is_range else [wording]
        if len(parts) == len(extent.rows):
            for block, part in zip(extent.rows, parts, strict=True):
                if seen(part) != seen(block.text(language)):
                    found.setdefault(block.key, {})[language] = part
    return found
