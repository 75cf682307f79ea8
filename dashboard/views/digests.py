"""How often a person is written to about new open points: a setting of one's own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cica_portal.web.pages import REFUSED
from dashboard import digests
from dashboard.forms import DigestForm
from dashboard.views.base import DashboardPage


class DigestSettings(DashboardPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        form = DigestForm(initial={"period": digests.chosen(request.user)})
        return self.page("dashboard/digest_settings.html", {"form": form})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DigestForm(request.POST)
        if not form.is_valid():
            return self.page("dashboard/digest_settings.html", {"form": form}, status=REFUSED)
        digests.choose(form.cleaned_data["period"], by=request.user, at=self.at)
        messages.success(request, _("Setting saved."))
        return redirect("dashboard:digest-settings")
