"""All initiatives at once: by plan, as a matrix of objectives, and as a calendar."""

import calendar
import datetime as dt
import operator
from itertools import groupby
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from cica_portal import formats
from cica_portal.alphabet import sort_key
from cica_portal.languages import pick, reader_language
from cica_portal.web.pages import Page
from initiatives import lines, signals
from initiatives.enums import ENDED, InitiativeStatus
from initiatives.implementation import follow_up
from initiatives.models import PUBLISHED, Initiative
from initiatives.overview import known_events, progress
from initiatives.overview.shown import Shown, show, today
from initiatives.participation import event_reminders
from members.models import MemberState
from plans.enums import BlockKind
from plans.models import ConceptPaper

# What a list can be narrowed to, by what it asks of an initiative as shown.
ATTENTION = {
    "undated": lambda item: item.is_undated,
    "overdue": lambda item: item.is_overdue,
    "findings": lambda item: bool(item.findings),
    "reports": lambda item: item.wants_report,
}


class OverviewPage(Page):
    """A page about all the initiatives that its reader may see."""

    permission = "initiatives.view_initiatives"

    @cached_property
    def found(self) -> list[Initiative]:
        visible = Initiative.objects.visible_to(self.request.user).with_plan()
        found = visible.order_by("-paper__period_from", "paper", "pk")
        return known_events.as_known(found, self.request.user)

    @cached_property
    def plan_lines(self) -> lines.Lines:
        return lines.find_lines(self.found, self.request.user)

    @cached_property
    def shown(self) -> list[Shown]:
        """Set the initiatives out in the order of their plans and lines."""
        order = {key: place for place, key in enumerate(self.plan_lines)}
        plans = list(dict.fromkeys(one.paper_id for one in self.found))
        of_plan = {paper: place for place, paper in enumerate(plans)}
        placed = sorted(
            self.found,
            key=lambda one: (of_plan[one.paper_id], order.get(one.block_key, len(order)), one.pk),
        )
        return [show(one, self.plan_lines.get(one.block_key), self.request.user) for one in placed]


class InitiativeList(OverviewPage):
    """Every initiative under its plan; what wants attention stands out and can be asked for alone."""

    template_name = "initiatives/initiative_list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        language, asked = reader_language(), request.GET
        codes = {code for item in self.shown for code in states_of(item.initiative)}
        states = [(state.code, state.name) for state in MemberState.objects.filter(code__in=codes)]
        names = sorted(states, key=lambda pair: sort_key(pair[1], language))
        years = sorted({year for item in self.shown for year in years_of(item.initiative)})
        plans = {item.initiative.paper.slug: item.plan_short for item in self.shown}
        measures = {one.paper.measure.code: one.paper.measure.short_title for one in self.found}
        plan, measure, state, year, wanted = (
            asked.get(name, "") for name in ("plan", "measure", "state", "year", "show")
        )
        listed = [
            item
            for item in self.shown
            if (not plan or item.initiative.paper.slug == plan)
            and (not measure or item.initiative.paper.measure.code == measure)
            and (not state or state in states_of(item.initiative))
            and (not year or year in map(str, years_of(item.initiative)))
        ]
        if due := asked.get("due", ""):
            kept = self.due(due)
            listed = [item for item in listed if item.initiative.pk in kept]
        tally = [(name, sum(test(item) for item in listed)) for name, test in ATTENTION.items()]
        total = len(listed)
        if wanted in ATTENTION:
            listed = [item for item in listed if ATTENTION[wanted](item)]
        by_plan = groupby(listed, key=lambda item: item.initiative.paper)
        groups = [{"paper": paper, "items": list(items)} for paper, items in by_plan]
        query = request.GET.copy()
        query.pop("show", None)
        context = {
            "groups": groups,
            "total": total,
            "tally": [{"name": name, "count": count} for name, count in tally if count],
            "choices": [
                {"name": "plan", "current": plan, "options": list(plans.items())},
                {"name": "measure", "current": measure, "options": list(measures.items())},
                {"name": "state", "current": state, "options": names},
                {"name": "year", "current": year, "options": [(str(one), one) for one in years]},
            ],
            "wanted": wanted if wanted in ATTENTION else "",
            "query": query.urlencode(),
            "is_filtered": bool(plan or measure or state or year or due or wanted in ATTENTION),
            "has_any": bool(self.shown),
        }
        return self.page(context=context)

    def due(self, kind: str) -> set[int]:
        """Return the events of which a reminder of this kind is due to the reader, as start pages count."""
        kept = (
            (one.pk, event_reminders.due(one, today())) for one in event_reminders.kept_by(self.request.user)
        )
        return {pk for pk, step in kept if step is not None and step.kind == kind}


class PlanMatrix(OverviewPage):
    """The objectives of one plan against its initiatives: what no event serves is seen at once."""

    template_name = "initiatives/plan_matrix.html"
    about = "paper"

    @cached_property
    def paper(self) -> ConceptPaper:
        own = ConceptPaper.objects.visible_to(self.request.user)
        published = ConceptPaper.objects.filter(status__in=PUBLISHED)
        return get_object_or_404(own | published, slug=self.kwargs["slug"])

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        language = reader_language()
        items = [item for item in self.shown if item.initiative.paper_id == self.paper.pk]
        rows = [
            {
                "label": line.label.cited(language),
                "text": pick(line.texts, language),
                "cells": [str(line.key) in item.initiative.objectives for item in items],
            }
            for line in lines.find_lines_of({self.paper.pk}, request.user).values()
            if line.kind == BlockKind.OBJECTIVE
        ]
        # A cancelled event serves nothing any more, though it is shown.
        serving = [item.initiative.status != InitiativeStatus.CANCELLED for item in items]
        unserved = [row for row in rows if not any(map(operator.and_, row["cells"], serving))]
        return self.page(
            context={
                "paper": self.paper,
                "rows": rows,
                "items": items,
                "unserved": len(unserved),
                "has_report": progress.is_had(self.paper),
            }
        )


class ProgressPage(Page):
    """The report on an adopted plan that has one, for everybody who reads the plan."""

    permission = "initiatives.view_initiatives"
    about = "paper"

    @cached_property
    def paper(self) -> ConceptPaper:
        published = ConceptPaper.objects.filter(status__in=PUBLISHED).select_related("measure")
        paper = get_object_or_404(published, slug=self.kwargs["slug"])
        if not progress.is_had(paper):
            raise Http404
        return paper


class Calendar(OverviewPage):
    """A month of days and the agenda under it; what has no day yet is listed with the part of the year."""

    template_name = "initiatives/calendar.html"

    @cached_property
    def days(self) -> list[list[dt.date]]:
        """The days of the page by week: those of the month, and of its first and last week."""
        return calendar.Calendar().monthdatescalendar(self.month.year, self.month.month)

    @cached_property
    def found(self) -> list[Initiative]:
        """Fetch no other events than those that the page shows."""
        first, last = self.days[0][0], self.days[-1][-1]
        visible = Initiative.objects.visible_to(self.request.user).with_plan()
        held = Q(date_from__lte=last) & (Q(date_to__gte=first) | Q(date_to=None, date_from__gte=first))
        may_be = Q(date_from=None) & (Q(year=None) | Q(year=self.month.year)) & ~Q(status__in=sorted(ENDED))
        # To a delegate an event of a draft may be known with another day than its record has.
        drafts = ~Q(paper__status__in=PUBLISHED) if self.request.user.is_delegate else Q(pk__in=[])
        found = visible.filter(held | may_be | drafts)
        if self.before_state:
            found |= Initiative.objects.circulated(self.before_state).filter(held).with_plan()
        return known_events.as_known(found.order_by("-paper__period_from", "paper", "pk"), self.request.user)

    @cached_property
    def before_state(self) -> dict[int, str]:
        """The address of each plan that is before the State of a delegate, whose events are known from it."""
        if not self.request.user.is_delegate:
            return {}
        sent: Any = signals.plans_before_state_asked.send(Initiative, reader=self.request.user)
        return {plan: address for _receiver, plans in sent for plan, address in plans.items()}

    @cached_property
    def shown(self) -> list[Shown]:
        """Leave out what the draft has changed since, and lead to the consultation who reads no record."""
        user, found = self.request.user, []
        for item in super().shown:
            one, line = item.initiative, self.plan_lines.get(item.initiative.block_key)
            if not known_events.is_told(one, user, line.texts if line else None):
                continue
            link = "" if known_events.reads_record(one, user) else self.before_state[one.paper_id]
            found.append(item._replace(link=link))
        return found

    def get(self, request: HttpRequest) -> HttpResponse:
        month, language, now = self.month, reader_language(), today()
        dated = sorted(
            (item for item in self.shown if item.initiative.date_from),
            key=lambda item: (item.initiative.date_from, item.initiative.pk),
        )
        weeks = [
            [
                {
                    "day": day,
                    "is_of_month": day.month == month.month,
                    "is_today": day == now,
                    "items": [item for item in dated if _overlaps(item, day, day)],
                }
                for day in week
            ]
            for week in self.days
        ]
        last = dt.date(month.year, month.month, calendar.monthrange(month.year, month.month)[1])
        context = {
            "month": formats.month_of(month.year, month.month, language),
            "weeks": weeks,
            "weekdays": [formats.weekday(day["day"], language) for day in weeks[0]],
            "agenda": [item for item in dated if _overlaps(item, month, last)],
            "undated": [item for item in self.shown if _may_fall(item.initiative, month)],
            "earlier": month - dt.timedelta(days=1),
            "later": last + dt.timedelta(days=1),
            "here": month,
            "year": month.year,
        }
        return self.page(context=context)

    @cached_property
    def month(self) -> dt.date:
        asked = self.request.GET.get("month", "")
        if not asked:
            return today().replace(day=1)
        try:
            month = dt.datetime.strptime(asked, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
        except ValueError as error:
            raise Http404 from error
        if not 1992 <= month.year <= 2200:
            raise Http404
        return month


def states_of(initiative: Initiative) -> set[str]:
    """Return the codes of the States that host an initiative or took part in it."""
    host = {initiative.host.code} if initiative.host else set()
    return {*host, *initiative.co_hosts, *initiative.participants}


def years_of(initiative: Initiative) -> set[int]:
    last = follow_up.last_day(initiative)
    return {year for year in (initiative.year, last.year if last else None) if year}


def _overlaps(item: Shown, first: dt.date, last: dt.date) -> bool:
    begins = item.initiative.date_from
    return begins <= last and (item.initiative.date_to or begins) >= first


def _may_fall(initiative: Initiative, month: dt.date) -> bool:
    """Tell whether an event that has no day yet may be held in this month."""
    if initiative.status in ENDED or initiative.date_from or initiative.year not in (None, month.year):
        return False
    if initiative.month:
        return initiative.month == month.month
    return not initiative.quarter or initiative.quarter == (month.month + 2) // 3
