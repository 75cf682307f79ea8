"""The measures of the Catalogue with their short names, which the Secretariat sets."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cica_portal.languages import LANGUAGES
from cica_portal.web.pages import FormPage, Page
from plans import measures
from plans.forms import ShortTitleForm
from plans.models import ConfidenceBuildingMeasure


class MeasureList(Page):
    permission = "plans.name_measures"

    def get(self, request: HttpRequest) -> HttpResponse:
        found = [
            (one, [(code, one.short_titles.get(code, "")) for code in LANGUAGES])
            for one in ConfidenceBuildingMeasure.objects.all()
        ]
        return self.page("plans/measure_list.html", {"measures": found, "languages": LANGUAGES})


class MeasureName(FormPage):
    permission = "plans.name_measures"
    template_name = "plans/measure_name.html"
    form_class = ShortTitleForm
    done = _("Short names saved.")

    @cached_property
    def measure(self) -> ConfidenceBuildingMeasure:
        return get_object_or_404(ConfidenceBuildingMeasure, code=self.kwargs["code"])

    def initial(self) -> dict[str, Any]:
        return dict(self.measure.short_titles)

    def act(self, form: ShortTitleForm) -> None:
        measures.name_shortly(self.measure, form.cleaned_data, by=self.request.user, at=self.at)

    def back(self) -> HttpResponse:
        return redirect("plans:measure-list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(measure=self.measure, **kwargs)
