"""The release of a restored copy: what it would do, what was done since, and who has released it."""

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cica_portal.errors import DomainError
from dashboard.operators import copies
from dashboard.views.base import DashboardPage
from members.installation import installations


class Copy(DashboardPage):
    permission = "members.release_copy"

    def get(self, request: HttpRequest) -> HttpResponse:
        if not installations.is_suspended():
            raise Http404
        would = copies.would_do(self.at)
        released = installations.released_by()
        return self.page(
            "dashboard/copy.html",
            {
                "would": would,
                "beyond_at": dt.datetime.fromisoformat(would.beyond[-1].at) if would.beyond else None,
                "released": released,
                "has_released": any(one.by_id == request.user.pk for one in released),
            },
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        if not installations.is_suspended():
            raise Http404
        try:
            is_whole = installations.release(by=request.user, at=self.at)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("dashboard:copy")
        if is_whole:
            messages.success(request, _("Copy released. The portal acts again."))
            return redirect("/")
        messages.success(
            request, _("Recorded. Another authorized signatory has to release the copy as well.")
        )
        return redirect("dashboard:copy")
