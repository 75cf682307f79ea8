"""Additional time asked for: the page of the delegation, and the one on which a signatory decides."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from cica_portal.calendar.days import TooFarAhead
from cica_portal.errors import DomainError
from cica_portal.web.pages import REFUSED
from comments.forms import RefusalForm, TimeRequestForm
from comments.models import TimeRequest
from comments.procedure import grants, time_requests
from comments.refusals import AlreadyAsked, GrantNotLater
from comments.views.base import ConsultationView
from comments.views.procedure.acts import ConsultationAct

FIELD_OF = {GrantNotLater: "wished_on", TooFarAhead: "wished_on"}


class TimeRequestAsk(ConsultationView):
    """What the State has asked for, with the answers; and the form to ask, while none waits."""

    template_name = "comments/time_request.html"
    permission = "comments.ask_for_time"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = self.consultation.time_requests.visible_to(self.request.user)
        kwargs["form"] = kwargs.get("form") or TimeRequestForm()
        return super().get_context_data(
            requests=list(own.select_related("member_state", "by", "decided_by", "grant")),
            receives=grants.receives(self.consultation),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = TimeRequestForm(request.POST)
        if not form.is_valid():
            return self.page(context={"form": form}, status=REFUSED)
        try:
            time_requests.ask(self.consultation, by=request.user, at=self.at, **form.cleaned_data)
        except AlreadyAsked as refusal:
            messages.info(request, str(refusal))
        except DomainError as refusal:
            form.add_error(FIELD_OF.get(type(refusal)), str(refusal))
            return self.page(context={"form": form}, status=REFUSED)
        else:
            messages.success(
                request, _("Request sent. Your delegation will be told of the decision by e-mail.")
            )
        return redirect("comments:time-request", pk=self.consultation.pk)


class RequestPage(ConsultationView):
    """A page about one request, in the reader's own scope."""

    def find(self, asked: int, **kwargs: Any) -> None:
        visible = TimeRequest.objects.visible_to(self.request.user)
        self.asked = get_object_or_404(visible.select_related("member_state", "by"), pk=asked)
        super().find(pk=self.asked.consultation_id)


class TimeRequestWithdraw(RequestPage):
    permission = "comments.ask_for_time"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            time_requests.withdraw(self.asked, by=request.user, at=self.at)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Request withdrawn."))
        return redirect("comments:time-request", pk=self.consultation.pk)


class TimeRequestDecide(RequestPage, ConsultationAct):
    """The request in the words of the State: to be granted on the next page, or refused here."""

    template_name = "comments/time_request_decide.html"
    permission = "comments.give_grant"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs["form"] = kwargs.get("form") or RefusalForm()
        return super().get_context_data(
            asked=self.asked, receives=grants.receives(self.consultation), **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = RefusalForm(request.POST)
        if not form.is_valid():
            return self.page(context={"form": form}, status=REFUSED)
        try:
            time_requests.refuse(self.asked, by=request.user, at=self.at, **form.cleaned_data)
        except DomainError as refusal:
            return self.refused(refusal)
        messages.success(request, _("Request refused. The delegation is told by e-mail."))
        return self.board()
