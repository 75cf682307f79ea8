"""How often a person is written to about new open points: a setting of one's own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cica_portal.web.pages import REFUSED
from dashboard.forms import DigestForm
from dashboard.telling import digests
from dashboard.views.base import DashboardPage


class DigestSettings(DashboardPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        chosen = digests.chosen(request.user)
        initial = {"period": chosen.period} | {f"of_{name}": one for name, one in chosen.kinds.items()}
        form = DigestForm(initial=initial, kinds=digests.kinds_for(request.user))
        return self.page("dashboard/digest_settings.html", {"form": form, "has_own": bool(chosen.kinds)})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DigestForm(request.POST, kinds=digests.kinds_for(request.user))
        if not form.is_valid():
            context = {"form": form, "has_own": True}
            return self.page("dashboard/digest_settings.html", context, status=REFUSED)
        period = form.cleaned_data["period"]
        digests.choose(period, kinds=form.differs, by=request.user, at=self.at)
        messages.success(request, _("Setting saved."))
        return redirect("dashboard:digest-settings")
