"""How often a person is written to about new open points: a setting of one's own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cica_portal.web.forms import PageForm
from cica_portal.web.pages import FormPage
from dashboard.enums import DigestPeriod
from dashboard.telling import digests
from dashboard.views.base import DashboardPage


class DigestForm(PageForm):
    period = forms.ChoiceField(
        label=_("E-mail about new open points"),
        choices=DigestPeriod.choices,
        widget=forms.RadioSelect,
    )


class DigestSettings(DashboardPage, FormPage):
    template_name = "dashboard/digest_settings.html"
    form_class = DigestForm
    done = _("Setting saved.")
    asked_on = ("dashboard:digest-settings",)

    def initial(self) -> dict[str, Any]:
        return {"period": digests.chosen_period(self.request.user)}

    def act(self, form: DigestForm) -> None:
        digests.choose(form.cleaned_data["period"], by=self.request.user, at=self.at)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        owes_points = self.request.user.is_secretariat or self.request.user.is_coordinator
        return super().get_context_data(owes_points=owes_points, **kwargs)
