"""How far the events are: counted by plan, measure, State and year, and drawn along the years."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cica_portal import formats
from cica_portal.alphabet import sort_key
from cica_portal.languages import reader_language
from cica_portal.web.lists import Sorting
from initiatives.enums import InitiativeStatus
from initiatives.overview import tallies, timeline
from initiatives.views.overview import OverviewPage
from initiatives.views.shown import Shown, today
from members.models import MemberState


class Counted(NamedTuple):
    """A row of a table: what it counts, by which words of the list's address it opens there, the numbers."""

    name: str
    query: str
    tally: tallies.Tally
    is_draft: bool = False


class Overview(OverviewPage):
    """The numbers; each opens the list of what it counts."""

    template_name = "initiatives/overview.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        day = today()
        papers = {item.initiative.paper_id: item for item in self.shown}
        measures = {item.initiative.paper.measure_id: item.initiative.paper.measure for item in self.shown}
        states = tallies.per_state(self.found)
        names = {
            state.code: state.name
            for state in MemberState.objects.filter(code__in=[one.code for one in states])
        }
        tables = {
            "plans": [
                Counted(
                    papers[one.key].plan_short,
                    f"plan={papers[one.key].initiative.paper.slug}",
                    one,
                    papers[one.key].initiative.is_draft,
                )
                for one in tallies.per_plan(self.found, day)
            ],
            "measures": [
                Counted(measures[one.key].short_title, f"measure={measures[one.key].code}", one)
                for one in tallies.per_measure(self.found, day)
            ],
            "years": [
                Counted(str(one.key or ""), f"year={one.key}" if one.key else "", one)
                for one in tallies.per_year(self.found, day)
            ],
        }
        counted = {one.code: one for one in states}
        context = {
            "tables": tables,
            "statuses": [status.label for status in InitiativeStatus],
            "states": [(name, counted[code]) for code, name in names.items()],
            "has_any": bool(self.found),
        }
        return self.page(context=context)


class Drawn(NamedTuple):
    """Events of a plan, a State or a month, and their picture: of each its bar, and its name at it."""

    title: str
    picture: timeline.Picture | None
    rows: list[tuple[Shown, timeline.Bar | None, timeline.Name | None]]


# What the events of a group are sorted by.
COLUMNS: dict[str, Callable[[Shown], Any]] = {
    "event": lambda item: sort_key(item.title, reader_language()),
    "when": lambda item: timeline.span(item.initiative),
    "status": lambda item: InitiativeStatus.values.index(item.initiative.status),
}


class Timeline(OverviewPage):
    """Each plan or State as a picture along its years, and the same in words below it; or by month."""

    template_name = "initiatives/timeline.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("by", "")
        by = asked if asked in GROUPINGS else "plan"
        sorting = Sorting(request, COLUMNS)
        groups: dict[Any, list[Shown]] = {}
        for item in sorting.of_list(self.shown):
            groups.setdefault(GROUPINGS[by](item), []).append(item)
        ordered = groups.items() if by == "plan" and not sorting.by else sorted(groups.items())
        context: dict[str, Any] = {
            "drawn": [self.drawn(key[-1], items, has_picture=by != "month") for key, items in ordered],
            "by": by,
            "sorting": sorting,
            "row": timeline.ROW,
            "bar": timeline.BAR,
        }
        return self.page(context=context)

    def drawn(self, title: str, items: list[Shown], *, has_picture: bool) -> Drawn:
        if not has_picture:
            return Drawn(title, None, [(item, None, None) for item in items])
        papers = [item.initiative.paper for item in items]
        picture = timeline.drawn(
            [item.initiative for item in items],
            first=min(paper.period_from for paper in papers),
            last=max(paper.period_to for paper in papers),
            today=today(),
        )
        rows = [
            (item, bar, bar.named(item.title) if bar else None)
            for item, bar in zip(items, picture.bars, strict=True)
        ]
        return Drawn(title, picture, rows)


def _month_of(item: Shown) -> tuple[int, int, str]:
    """Return the month in which an event is or may be held: those without one last, by their year."""
    found, language = item.initiative, reader_language()
    day = found.date_from
    year, month = (day.year, day.month) if day else (found.year or 9999, found.month or 13)
    if month <= 12:
        return year, month, formats.month_of(year, month, language)
    return year, month, f"{found.year}: {_('no month yet')}" if found.year else _("no date yet")


def _state_of(item: Shown) -> tuple[bool, str, str]:
    host = item.initiative.host
    if host is None:
        return True, "", pgettext("event", "No host State yet")
    return False, sort_key(host.name, reader_language()), host.name


# By what the events are grouped: how to sort the groups, and last their title.
GROUPINGS: dict[str, Callable[[Shown], tuple[Any, ...]]] = {
    "plan": lambda item: (item.initiative.paper_id, item.plan_short),
    "state": _state_of,
    "month": _month_of,
}
