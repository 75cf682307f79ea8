"""A delegation's own deadline."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cica_portal.web.pages import FormPage
from comments.forms import InternalDeadlineForm
from comments.views.base import ConsultationView
from comments.writing import internal_deadlines


class InternalDeadlineSet(FormPage, ConsultationView):
    """Day and hour by the clock of the capital; set, moved or taken away."""

    template_name = "comments/internal_deadline.html"
    permission = "comments.set_internal_deadline"
    form_class = InternalDeadlineForm
    done = gettext_lazy("Internal deadline set. Only your delegation can see it.")

    def initial(self) -> dict[str, Any]:
        own = self.own()
        start = own.due_at.astimezone(self.zone()) if own else None
        return {"day": start.date(), "hour": start.time()} if start else {}

    def own(self) -> Any:
        return internal_deadlines.of_state(self.consultation, self.request.user.member_state_id)

    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.request.user.member_state.time_zone)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = self.own()
        return super().get_context_data(
            own=own, reminders=internal_deadlines.reminders(own) if own else [], **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "clear" in request.POST:
            internal_deadlines.clear(self.consultation, by=request.user, at=self.at)
            messages.success(request, _("Internal deadline removed."))
            return self.back()
        return super().post(request)

    def act(self, form: InternalDeadlineForm) -> None:
        values = form.cleaned_data
        due_at = dt.datetime.combine(values["day"], values["hour"], self.zone()).astimezone(dt.UTC)
        internal_deadlines.put(self.consultation, due_at, by=self.request.user, at=self.at)
