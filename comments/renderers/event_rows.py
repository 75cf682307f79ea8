"""Events as the rows of a document."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from cica_portal.languages import reader_language
from comments.comment_contexts import EventRow
from comments.models import Consultation
from comments.reading.filed import proposed_events
from initiatives.enums import ProposalStatus
from initiatives.models import ProposalDecision, ProposedEvent
from initiatives.overview import particulars
from initiatives.overview.particulars import Particulars
from plans.outline import OutlineRow, revision_outline


def event_rows(consultation: Consultation) -> list[EventRow]:
    """Return the events that Member States filed in this round, by State and time."""
    return [
        event_row(str(number), shown)
        for number, shown in enumerate(
            set_out(proposed_events(consultation), revision_outline(consultation.revision)), start=1
        )
    ]


def decided_rows(consultation: Consultation) -> list[EventRow]:
    """Return the same events, each with what became of it and why; one that the last text of the plan holds
    with its line there."""
    decided = ProposalDecision.objects.filter(event__in=proposed_events(consultation)).order_by("number")
    last = {decision.event_id: decision for decision in decided.select_related("initiative")}
    lines = {
        row.key: row.label.within for row in revision_outline(consultation.revision.paper.revisions.last())
    }
    rows = []
    for row, event in zip(event_rows(consultation), proposed_events(consultation), strict=True):
        decision = last.get(event.pk)
        word = str(ProposalStatus(decision.status if decision else ProposalStatus.PROPOSED).label)
        made = decision.initiative if decision else None
        line = lines.get(made.block_key) if made else None
        rows.append(
            replace(
                row,
                standing=f"{word} ({line})" if line else word,
                reason=decision.reason if decision else "",
                reason_language=decision.language if decision else "",
            )
        )
    return rows


def set_out(events: Sequence[ProposedEvent], outline: Sequence[OutlineRow]) -> list[Particulars]:
    """Return the events with all that was filed of them, in the words of the text they were proposed for."""
    return particulars.of(events, outline, reader_language())


def event_row(number: str, shown: Particulars) -> EventRow:
    """Return an event as the PDF lists it: all that the State filed, each thing where it is looked for."""
    event = shown.event
    hosts = [shown.host, *shown.co_hosts]
    served = [label or text for label, text in shown.objectives]
    said = [
        event.description,
        # Translators: objectives is the letters of objectives of the plan
        _("Objectives served: %(objectives)s") % {"objectives": ", ".join(served)} if served else "",
        event.contact,
    ]
    return EventRow(
        number=number,
        state=event.member_state.name,
        title=event.title,
        when=shown.when,
        where=", ".join(filter(None, [event.place, *hosts, str(event.get_format_display())])),
        description="\n".join(filter(None, said)),
        language=event.language,
    )
