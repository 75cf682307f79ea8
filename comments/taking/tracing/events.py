"""Lines of a plan that Member States proposed as events: which of the new ones came from whom."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from comments.models import Consultation, Receipt
from comments.reading.filed import proposed_events
from comments.taking.tracing.trace_readers import Reader
from initiatives.models import ProposalDecision
from members.models import MemberState
from plans.enums import EditKind
from plans.models import Edit


@dataclass(frozen=True, slots=True)
class EventOrigin:
    """An event behind a line: whose, its receipt, and its number among those of its consultation, 0 where the
    reader is not told how many there are."""

    consultation: Consultation
    number: int
    states: str
    receipt: str


def known(
    edits: Iterable[Edit], reader: Reader | None, named: Callable[[MemberState], str] = str
) -> dict[uuid.UUID, EventOrigin]:
    """Return, by the key of its block, the event behind each line that these edits wrote into the text."""
    added = {edit.block.key for edit in edits if edit.kind == EditKind.ADDED}
    accepted = ProposalDecision.objects.filter(initiative__block_key__in=added)
    keys = dict(accepted.values_list("event", "initiative__block_key"))
    if reader is not None:
        keys = {event: key for event, key in keys.items() if event in reader.events}
    if not keys:
        return {}
    receipts = Receipt.objects.filter(proposed_event__in=keys)
    found = list(receipts.select_related("consultation__revision", "member_state"))
    numbers = {
        event.pk: number
        for consultation in {one.consultation_id: one.consultation for one in found}.values()
        for number, event in enumerate(proposed_events(consultation) if reader is None else (), start=1)
    }
    return {
        keys[one.proposed_event_id]: EventOrigin(
            one.consultation, numbers.get(one.proposed_event_id, 0), named(one.member_state), one.number
        )
        for one in found
    }
