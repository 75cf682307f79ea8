"""What tests of comments share beside their fixtures."""

import datetime as dt

from comments.models import Acceptance
from comments.reading.extents import Places
from comments.reading.filed import read_all
from comments.taking import proposals, take, waiting
from plans.models import Edit
from plans.outline import revision_outline
from tests.factories import comments, members

AFTER = comments.CLOSES_AT + dt.timedelta(hours=1)
# The paragraph of `consulted` that States propose wording for.
TEXT = {
    "en": "Member States shall exchange information on threats.",
    "ru": "Государства-члены обмениваются информацией об угрозах.",
    "kk": "Мүше мемлекеттер қатерлер туралы ақпарат алмасады.",
}


def places_of(consultation) -> Places:
    return Places(revision_outline(consultation.revision))


def bench_of(consultation, language: str = "en", key=None) -> proposals.Bench:
    key = key or comments.first_paragraph(consultation).key
    found = proposals.paragraph(consultation, key, read_all(consultation), places_of(consultation))
    return found[language]


def take_in(consultation, bench=None, *, of=None, by=None, at=AFTER, **fields) -> list[Acceptance]:
    """Take what States propose for a text, or those `of` some codes, into the draft."""
    bench = bench or bench_of(consultation)
    chosen = [
        choice
        for proposal in bench.proposals
        if of is None or proposal.row.member_state.code in of
        for choice in proposal.choices
    ]
    one = take.Wording(bench, **{"version": bench.version, "chosen": chosen} | fields)
    return take.take(consultation, [one], by=by or members.officer(), at=at)


def carry_out(consultation, row=None, *, by=None, at=AFTER, **fields) -> list[Edit]:
    """Add, delete or move blocks as a comment proposes, the last one if none is named."""
    act = take.BlockAct(row or read_all(consultation)[-1], **fields)
    return [one.edit for one in take.take(consultation, [act], by=by or members.officer(), at=at)]


def plan_of(consultation) -> waiting.Plan:
    return waiting.plan_taking(consultation, places_of(consultation))
