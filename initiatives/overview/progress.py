"""The progress report of an adopted plan: its lines as frozen, each with what its record says on a day."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from cica_portal import formats
from cica_portal.languages import pick
from cica_portal.text import sha256
from initiatives import lines, wording
from initiatives.enums import InitiativeStatus
from initiatives.implementation import follow_up
from initiatives.models import PUBLISHED, Initiative, InitiativeEvent
from members.models import MemberState
from plans.enums import BlockKind
from plans.labels import marked
from plans.models import ConceptPaper


@dataclass(frozen=True, slots=True)
class Row:
    """One event: its line of the plan, and what its record says of it."""

    label: str
    line: str
    when: str
    place: str
    hosts: str
    status: str
    reason: str
    participants: str
    outcome: str
    is_overdue: bool
    is_undated: bool
    wants_outcome: bool
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What a progress report says, in the language of its reader."""

    title: str
    measure: str
    period: str
    as_of: str
    revision: str
    sha256: str
    totals: tuple[tuple[str, int], ...]
    rows: tuple[Row, ...]
    unserved: tuple[tuple[str, str], ...]


def is_had(paper: ConceptPaper) -> bool:
    """Tell whether the plan has a report: it is adopted, and its text frozen."""
    return paper.status in PUBLISHED and paper.revisions.exists()


def content(paper: ConceptPaper, language: str, *, on: dt.date) -> Report:
    """Return the report of an adopted plan as of a day; the active language is `language`."""
    revision = paper.revisions.order_by("-number").first()
    found = list(Initiative.objects.filter(paper=paper).select_related("host", "proposal_decision__event"))
    of_plan = lines.of_plan(paper.pk, None, found)
    by_key = {line.key: line for line in of_plan}
    order = {line.key: place for place, line in enumerate(of_plan)}
    found.sort(key=lambda one: (order.get(one.block_key, len(order)), one.pk))
    reasons = _reasons(found)
    codes = {code for one in found for code in (*one.co_hosts, *one.participants)}
    names = {state.code: state.name for state in MemberState.objects.filter(code__in=codes)}
    counts = Counter(one.status for one in found)
    served = {key for one in found if one.status != InitiativeStatus.CANCELLED for key in one.objectives}
    return Report(
        title=pick(revision.titles, language),
        measure=paper.measure.title,
        period=formats.period_title(paper.period_from, paper.period_to, language),
        as_of=formats.date(on, language),
        revision=str(revision.label),
        sha256=revision.sha256,
        totals=tuple((str(status.label), counts[status]) for status in InitiativeStatus if counts[status]),
        rows=tuple(
            _row(one, by_key.get(one.block_key), names, reasons.get(one.pk, ""), language, on)
            for one in found
        ),
        unserved=tuple(
            (marked(line.label, language), pick(line.texts, language))
            for line in of_plan
            if line.kind == BlockKind.OBJECTIVE and str(line.key) not in served
        ),
    )


def source(paper: ConceptPaper, *, on: dt.date) -> str:
    """Return the hash of all that a report of this day is made from: frozen lines and records alike."""
    revision = paper.revisions.order_by("-number").first()
    records: list[dict[str, Any]] = []
    for one in Initiative.objects.filter(paper=paper).order_by("pk"):
        records.append({"key": str(one.block_key), "version": one.version, "status": str(one.status)})
    return sha256({"progress": paper.slug, "text": revision.sha256, "on": on.isoformat(), "records": records})


def _reasons(found: list[Initiative]) -> dict[int, str]:
    """Return why events were put off or cancelled, by initiative: the last reason given."""
    wanted = [one for one in found if one.status in {InitiativeStatus.POSTPONED, InitiativeStatus.CANCELLED}]
    if not wanted:
        return {}
    events = InitiativeEvent.objects.filter(initiative__in=wanted).exclude(reason="").order_by("at", "pk")
    return {event.initiative_id: event.reason for event in events}


def _row(
    one: Initiative,
    line: lines.Line | None,
    names: dict[str, str],
    reason: str,
    language: str,
    on: dt.date,
) -> Row:
    hosts = [
        one.host.name if one.host else "",
        *(name for code, name in names.items() if code in one.co_hosts),
    ]
    took_part = [(name, one.participants[code]) for code, name in names.items() if code in one.participants]
    found = follow_up.contradictions(one, {language: line.texts.get(language, "")} if line else {})
    return Row(
        label=line.label[language] if line else "",
        line=lines.title(one, line, language),
        when=wording.held_when(one, language),
        place=one.place_in(language),
        hosts=", ".join(filter(None, hosts)),
        status=str(one.get_status_display()),
        reason=reason,
        participants=", ".join(f"{state}: {number}" for state, number in took_part),
        outcome=one.outcome,
        is_overdue=follow_up.is_overdue(one, on),
        is_undated=follow_up.is_undated(one),
        wants_outcome=follow_up.wants_report(one),
        findings=tuple(finding.sentence for finding in found),
    )
