"""What a page says of an event in the reader's language besides its own texts: when, by whom, for what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from initiatives import wording
from initiatives.models import EventTerms
from members.models import MemberState
from plans.enums import BlockKind
from plans.models import ConceptPaper
from plans.outline import OutlineRow, revision_outline


@dataclass(frozen=True, slots=True)
class Particulars:
    """`objectives` are label and text of each objective that the event serves, in the order of the plan."""

    event: EventTerms
    when: str
    host: str
    co_hosts: Sequence[str]
    objectives: Sequence[tuple[str, str]]


def of(events: Sequence[EventTerms], outline: Iterable[OutlineRow], language: str) -> list[Particulars]:
    """Return the particulars of events, whose objectives are looked up in `outline`."""
    codes = {code for event in events for code in event.co_hosts}
    states = {state.code: state for state in MemberState.objects.filter(code__in=codes)} if codes else {}
    rows = [(str(row.key), row) for row in outline]
    return [
        Particulars(
            event=event,
            when=wording.when(event, language),
            host=event.host.name if event.host else "",
            co_hosts=[state.name for code, state in states.items() if code in event.co_hosts],
            objectives=[
                (row.cited(language), row.text(language)) for key, row in rows if key in event.objectives
            ],
        )
        for event in events
    ]


def circulated_objectives(paper: ConceptPaper) -> list[OutlineRow]:
    """Return the objectives of a plan as they were first circulated: the working draft stays inside."""
    found: dict[str, OutlineRow] = {}
    for revision in paper.revisions.order_by("number").prefetch_related("blocks"):
        for row in revision_outline(revision):
            if row.kind == BlockKind.OBJECTIVE:
                found.setdefault(str(row.key), row)
    return list(found.values())
