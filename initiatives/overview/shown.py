"""An initiative as lists, the calendar and its own page show it: its line, when, its marks."""

import datetime as dt
from typing import NamedTuple

from cica_portal import clock
from cica_portal.deadlines import seat_date
from cica_portal.languages import reader_language
from initiatives import lines, wording
from initiatives.enums import INITIATIVE_STATUS_KINDS
from initiatives.implementation import follow_up
from initiatives.lines import Line
from initiatives.models import Initiative
from members.models import User
from plans.revisions import Finding


class Shown(NamedTuple):
    """`findings` are where the line of the plan says otherwise than the record; `link` leads to
    what its reader may read of it, where that is not the record."""

    initiative: Initiative
    plan: str
    plan_short: str
    label: str
    title: str
    title_language: str
    is_supplement: bool
    when: str
    place: str
    mark: str
    word: str
    is_undated: bool
    is_overdue: bool
    wants_report: bool
    findings: list[Finding]
    link: str = ""


def today() -> dt.date:
    return seat_date(clock.now())


def show(initiative: Initiative, line: Line | None, user: User | None, on: dt.date | None = None) -> Shown:
    """Set an initiative out in the reader's language, under the plan as the reader may know it, today or on a
    day; without a reader, as every Member State reads it."""
    language = reader_language()
    return Shown(
        initiative=initiative,
        plan=lines.plan_title(initiative, user, language),
        plan_short=initiative.paper.short_title,
        label=line.label[language] if line else "",
        title=lines.title(initiative, line, language),
        title_language=lines.title_language(initiative, line, language),
        is_supplement=line is not None and line.is_supplement,
        when=wording.held_when(initiative, language),
        place=initiative.place_in(language),
        mark=INITIATIVE_STATUS_KINDS[initiative.status],
        word=initiative.get_status_display(),
        is_undated=follow_up.is_undated(initiative),
        is_overdue=follow_up.is_overdue(initiative, on or today()),
        wants_report=follow_up.wants_report(initiative),
        findings=follow_up.contradictions(initiative, line.texts) if line else [],
    )
