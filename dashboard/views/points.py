"""The page of open points: of one plan, or of all that the person reads, by who owes them and by State."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.web.lists import part, query
from cica_portal.web.pages import visible
from dashboard.start import open_points as collected
from dashboard.telling import news
from dashboard.views.base import DashboardPage
from members.models import MemberState
from plans import open_points
from plans.enums import Owner
from plans.models import ConceptPaper
from plans.open_points import point_kinds
from plans.open_points.point_kinds import Point
from plans.views import point_rows

PAGE = 100
MINE = "mine"


class PointFilter(forms.Form):
    """Whose points are listed, and of which State; what is not among the choices narrows nothing."""

    owner = forms.ChoiceField(label=pgettext_lazy("open point", "Responsible"), required=False)
    state = forms.ChoiceField(label=_("Member State"), required=False)

    def __init__(self, *args: Any, points: Sequence[Point], states: Sequence[MemberState], **kw: Any) -> None:
        super().__init__(*args, **kw)
        owing = {point.owner for point in points}
        owners = [(str(owner), owner.label) for owner in Owner if owner in owing]
        everybody = [("", pgettext_lazy("filter", "all")), (MINE, pgettext_lazy("owes", "me"))]
        self.fields["owner"].choices = [*everybody, *owners]
        self.fields["state"].choices = [("", _("All Member States")), *((s.code, s.name) for s in states)]

    def chosen(self, name: str) -> str:
        value = self.data.get(name, "")
        return value if value in dict(self.fields[name].choices) else ""


class OpenPoints(DashboardPage):
    """Everything open that the person reads, the own points first by due day."""

    template_name = "dashboard/open_points.html"
    paper: ConceptPaper | None = None

    @cached_property
    def found(self) -> collected.Collected:
        papers = ConceptPaper.objects.filter(pk=self.paper.pk) if self.paper else None
        return collected.of_reader(self.request.user, self.at, papers)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.paper is None:
            news.look(request, at=self.at)
        return self.page()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        points, user = self.found.all, self.request.user
        states = sorted(open_points.states_of(points).values(), key=lambda state: state.protocol_name)
        form = PointFilter(self.request.GET, points=points, states=states)
        chosen = self._chosen(form, states)
        page = part(self.request, chosen, PAGE)
        own = {(point.paper_id, *point.key) for point in self.found.own}
        return super().get_context_data(
            paper=self.paper,
            form=form,
            is_narrowed=bool(form.chosen("owner") or form.chosen("state")),
            shows_state=not user.is_delegate,
            total=len(chosen),
            mine=sum((point.paper_id, *point.key) in own for point in chosen),
            counts=[
                (point_kinds.kinds()[name].label, number)
                for name, number in open_points.count(chosen).items()
            ],
            page=page,
            query=query(self.request),
            rows=point_rows.rows(page.object_list, self.at),
            own=own,
            papers=collected.papers_of(page.object_list) if not self.paper and not user.is_delegate else {},
            **kwargs,
        )

    def _chosen(self, form: PointFilter, states: Sequence[MemberState]) -> list[Point]:
        """Return the points that were chosen: the own ones, then those of others, each by due day."""
        owner, code = form.chosen("owner"), form.chosen("state")
        state = next((one for one in states if one.code == code), None)
        return [
            point
            for point in (self.found.own if owner == MINE else [*self.found.own, *self.found.others])
            if (owner in {"", MINE} or point.owner == owner) and (state is None or point.state_id == state.pk)
        ]


class PlanPoints(OpenPoints):
    """The open points of one plan, for those who prepare it."""

    permission = "plans.view_paper"
    about = "paper"
    paper = visible(ConceptPaper, "measure", field="slug")
