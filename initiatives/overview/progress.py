"""The progress report of an adopted plan: its lines as frozen, each with what its record says on a day."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from cica_portal import formats
from cica_portal.languages import pick, reader_language
from cica_portal.text import sha256
from initiatives import lines
from initiatives.enums import InitiativeStatus
from initiatives.models import PUBLISHED, Initiative, InitiativeEvent
from initiatives.overview.shown import Shown, show
from members.models import MemberState
from plans.enums import BlockKind
from plans.models import ConceptPaper


class Row(NamedTuple):
    """One event by its line of the plan, with its hosts, why it was put off, and who took part in it."""

    shown: Shown
    hosts: str
    reason: str
    participants: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a progress report says, in the language of its reader."""

    title: str
    measure: str
    period: str
    as_of: str
    revision: str
    sha256: str
    totals: list[tuple[str, int]]
    rows: list[Row]
    unserved: list[tuple[str, str]]


def is_had(paper: ConceptPaper) -> bool:
    """Tell whether the plan has a report: it is adopted, and its text frozen."""
    return paper.status in PUBLISHED and paper.revisions.exists()


def content(paper: ConceptPaper, language: str, *, on: dt.date) -> Report:
    """Return the report of an adopted plan as of a day; the active language is `language`."""
    revision = paper.revisions.order_by("-number").first()
    found = list(Initiative.objects.filter(paper=paper).with_plan())
    of_plan = lines.find_lines_of({paper.pk}, None, found)
    order = {key: place for place, key in enumerate(of_plan)}
    found.sort(key=lambda one: (order.get(one.block_key, len(order)), one.pk))
    # Why events were put off or cancelled: the last reason given.
    events = InitiativeEvent.objects.filter(initiative__in=found).exclude(reason="").order_by("at", "pk")
    reasons = dict(events.values_list("initiative", "reason"))
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
        totals=[(str(status.label), counts[status]) for status in InitiativeStatus if counts[status]],
        rows=[
            _row(show(one, of_plan.get(one.block_key), None, on), names, reasons.get(one.pk, ""))
            for one in found
        ],
        unserved=[
            (line.label.cited(language), pick(line.texts, language))
            for line in of_plan.values()
            if line.kind == BlockKind.OBJECTIVE and str(line.key) not in served
        ],
    )


def source(paper: ConceptPaper, *, on: dt.date) -> str:
    """Return the hash of all that a report of this day is made from: frozen lines and records alike."""
    revision = paper.revisions.order_by("-number").first()
    records: list[dict[str, Any]] = []
    for one in Initiative.objects.filter(paper=paper).order_by("pk"):
        records.append({"key": str(one.block_key), "version": one.version, "status": str(one.status)})
    return sha256({"progress": paper.slug, "text": revision.sha256, "on": on.isoformat(), "records": records})


def _row(shown: Shown, names: Mapping[str, str], reason: str) -> Row:
    one = shown.initiative
    co_hosts = [name for code, name in names.items() if code in one.co_hosts]
    took_part = [(name, one.participants[code]) for code, name in names.items() if code in one.participants]
    # Of the three texts a report says what that of its own language says.
    own = [finding for finding in shown.findings if finding.language == reader_language()]
    return Row(
        shown=shown._replace(findings=own),
        hosts=", ".join(filter(None, [one.host.name if one.host else "", *co_hosts])),
        reason=reason if one.status in {InitiativeStatus.POSTPONED, InitiativeStatus.CANCELLED} else "",
        participants=", ".join(f"{state}: {number}" for state, number in took_part),
    )
