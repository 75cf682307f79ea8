"""An initiative as lists, the calendar and its own page show it: its line, when, its marks."""

import datetime as dt
from typing import NamedTuple

from django.conf import settings

from cica_portal import clock
from cica_portal.deadlines import local_date
from cica_portal.languages import pick
from cica_portal.templatetags.portal import reader_language
from initiatives import follow_up, wording
from initiatives.enums import INITIATIVE_STATUS_KINDS
from initiatives.lines import Line
from initiatives.models import Initiative
from members.models import User
from plans.revisions import Finding


class Shown(NamedTuple):
    """`findings` are where the line of the plan says otherwise than the record."""

    initiative: Initiative
    plan: str
    label: str
    title: str
    when: str
    mark: str
    word: str
    is_undated: bool
    is_overdue: bool
    wants_report: bool
    findings: list[Finding]

    @property
    def needs_attention(self) -> bool:
        return self.is_undated or self.is_overdue or self.wants_report or bool(self.findings)


def today() -> dt.date:
    return local_date(clock.now(), settings.SECRETARIAT_TIME_ZONE)


def show(initiative: Initiative, line: Line | None, user: User) -> Shown:
    """Set an initiative out in the reader's language, under the plan as the reader may know it.

    One without a line that the reader may read goes by the title that its State proposed, or by its kind.
    """
    language = reader_language()
    decision = getattr(initiative, "proposal_decision", None)
    proposed = decision.event.title if decision else ""
    return Shown(
        initiative=initiative,
        plan=_plan_title(initiative, user, language),
        label=line.label[language] if line else "",
        title=(pick(line.texts, language) if line else proposed) or initiative.get_kind_display(),
        when=wording.held_when(initiative, language),
        mark=INITIATIVE_STATUS_KINDS[initiative.status],
        word=initiative.get_status_display(),
        is_undated=follow_up.is_undated(initiative),
        is_overdue=follow_up.is_overdue(initiative, today()),
        wants_report=follow_up.wants_report(initiative),
        findings=follow_up.contradictions(initiative, line.texts) if line else [],
    )


def _plan_title(initiative: Initiative, user: User, language: str) -> str:
    """Return the title as last frozen for a delegate, who reads no draft; for the others the present one."""
    if not user.is_delegate:
        return initiative.paper.title
    return pick(initiative.plan_titles or {}, language) or initiative.paper.measure.title
