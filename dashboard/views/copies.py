"""The release of a restored copy: what it would do, what was done since, and who has released it."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cica_portal.errors import DomainError
from comments.models import Consultation
from dashboard.views.base import DashboardPage
from documents.enums import DocumentStatus
from documents.models import Document
from members.audit import witness
from members.enums import MailStatus
from members.installation import installations
from members.models import AuditEntry, PersonalMail
from notes.enums import DispatchStatus
from notes.models import Dispatch, ReminderStep


def would_do(at: dt.datetime) -> dict[str, Any]:
    """Return what the first minute after a release brings, and what was done after the backup."""
    steps = ReminderStep.objects.filter(done_at=None, skipped="", due_at__lte=at)
    return {
        "close": list(Consultation.objects.due(at).order_by("closes_at")),
        "remind": list(steps.select_related("consultation").order_by("due_at")),
        "notes": Dispatch.objects.filter(status=DispatchStatus.QUEUED).count(),
        "mails": PersonalMail.objects.filter(status=MailStatus.QUEUED).count(),
        "documents": Document.objects.filter(status=DocumentStatus.WANTED).count(),
        "last_entry": AuditEntry.objects.order_by("sequence").last(),
        "beyond": witness.beyond(),
    }


class Copy(DashboardPage):
    permission = "members.release_copy"

    def get(self, request: HttpRequest) -> HttpResponse:
        if not installations.is_suspended():
            raise Http404
        would = would_do(self.at)
        beyond = would["beyond"]
        released = installations.released_by()
        return self.page(
            "dashboard/copy.html",
            {
                "would": would,
                "beyond_at": dt.datetime.fromisoformat(beyond[-1].at) if beyond else None,
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
            request, _("Recorded. Another authorized signatory has to activate the restored copy as well.")
        )
        return redirect("dashboard:copy")
