"""A delegation's own deadline."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cica_portal.errors import DomainError
from cica_portal.web.pages import REFUSED
from comments.forms import InternalDeadlineForm
from comments.views.base import ConsultationView
from comments.writing import internal_deadlines


class InternalDeadlineSet(ConsultationView):
    """Day and hour by the clock of the capital; set, moved or taken away."""

    template_name = "comments/internal_deadline.html"
    permission = "comments.set_internal_deadline"

    def form(self, *args: Any) -> InternalDeadlineForm:
        own = self.own()
        start = own.due_at.astimezone(self.zone()) if own else None
        initial = {"day": start.date(), "hour": start.time()} if start else {}
        return InternalDeadlineForm(*args, initial=initial)

    def own(self) -> Any:
        return internal_deadlines.of_state(self.consultation, self.request.user.member_state_id)

    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.request.user.member_state.time_zone)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs["form"] = kwargs.get("form") or self.form()
        own = self.own()
        return super().get_context_data(
            own=own, reminders=internal_deadlines.reminders(own) if own else [], **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "clear" in request.POST:
            internal_deadlines.clear(self.consultation, by=request.user, at=self.at)
            messages.success(request, _("Internal deadline removed."))
            return self.back()
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(context={"form": form}, status=REFUSED)
        values = form.cleaned_data
        due_at = dt.datetime.combine(values["day"], values["hour"], self.zone()).astimezone(dt.UTC)
        try:
            internal_deadlines.put(self.consultation, due_at, by=request.user, at=self.at)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.page(context={"form": form}, status=REFUSED)
        messages.success(request, _("Internal deadline set. Only your delegation can see it."))
        return self.back()

    def back(self) -> HttpResponseBase:
        return redirect("comments:consultation-detail", pk=self.consultation.pk)
