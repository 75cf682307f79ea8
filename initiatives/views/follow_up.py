"""How far the events are: counted by plan, measure, State and year, and drawn along the years."""

from itertools import groupby
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse

from initiatives.enums import InitiativeStatus
from initiatives.overview import tallies, timeline
from initiatives.views.overview import OverviewPage
from initiatives.views.shown import Shown, today
from members.models import MemberState
from plans.models import ConceptPaper


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
                    papers[one.key].plan,
                    f"plan={papers[one.key].initiative.paper.slug}",
                    one,
                    papers[one.key].initiative.is_draft,
                )
                for one in tallies.per_plan(self.found, day)
            ],
            "measures": [
                Counted(measures[one.key].title, f"measure={measures[one.key].code}", one)
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
    """A plan with its events and their picture; a row is an event and its bar."""

    paper: ConceptPaper
    plan: str
    picture: timeline.Picture
    rows: list[tuple[Shown, timeline.Bar | None]]


class Timeline(OverviewPage):
    """Each plan as a picture along its years, and the same in words beside it."""

    template_name = "initiatives/timeline.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        drawn = [
            self.drawn(list(items))
            for _paper, items in groupby(self.shown, key=lambda item: item.initiative.paper_id)
        ]
        context: dict[str, Any] = {"drawn": drawn, "row": timeline.ROW, "bar": timeline.BAR}
        return self.page(context=context)

    def drawn(self, items: list[Shown]) -> Drawn:
        paper = items[0].initiative.paper
        picture = timeline.drawn(
            [item.initiative for item in items],
            first=paper.period_from,
            last=paper.period_to,
            today=today(),
        )
        return Drawn(paper, items[0].plan, picture, list(zip(items, picture.bars, strict=True)))
