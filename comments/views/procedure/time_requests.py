"""Additional time asked for: the page of the delegation, and the one on which a signatory decides."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from cica_portal.calendar import holidays
from cica_portal.calendar.days import TooFarAhead
from cica_portal.deadlines import Deadline, NoSuchMinute, local_date
from cica_portal.errors import DomainError, entry_for
from cica_portal.web.pages import REFUSED, ActPage, FormPage
from comments.closed_refusals import GrantNotLater
from comments.forms.procedure import RefusalForm, TimeRequestForm
from comments.models import TimeRequest
from comments.procedure.deadlines import grants, time_requests
from comments.views.base import ConsultationView
from comments.views.procedure.acts import BoardPage
from comments.writing import responses
from members.fields import by_clock_of

FIELD_OF = {GrantNotLater: "wished_on", TooFarAhead: "wished_on", NoSuchMinute: "wished_minute"}


class TimeRequestAsk(FormPage, ConsultationView):
    """What the State has asked for, with the answers; and the form to ask, while none waits."""

    template_name = "comments/time_request.html"
    permission = "comments.ask_for_time"
    form_class = TimeRequestForm
    gives_back = ("reason",)
    done = _("Request sent. Your delegation will be told of the decision by e-mail.")
    asked_on = "comments:time-request", "consultation__pk"

    def form(self, *sent: Any, **given: Any) -> TimeRequestForm:
        return by_clock_of(TimeRequestForm(*sent, **given), self.consultation.time_zone)

    def initial(self) -> dict[str, Any]:
        zone = self.consultation.time_zone
        until = Deadline.of(self.consultation.ends_at, zone)
        latest = max(until.day, local_date(self.at, zone))
        return {"wished_on": holidays.week_after(latest), "wished_minute": until.minute}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            requests=list(self.consultation.time_requests.visible_to(self.request.user)),
            receives=grants.receives(self.consultation),
            **kwargs,
        )

    def act(self, form: TimeRequestForm) -> None:
        time_requests.ask(self.consultation, by=self.request.user, at=self.at, **form.cleaned_data)

    def refused(self, form: TimeRequestForm, refusal: DomainError) -> HttpResponseBase:
        if refusal.code == "comments.already_asked":
            waiting = self.consultation.time_requests.open().visible_to(self.request.user)
            if waiting.filter(reason=form.cleaned_data["reason"]).exists():  # sent twice
                messages.info(self.request, str(refusal))
            else:
                self.say_refused(refusal)
            return self.back()
        form.add_error(entry_for(refusal, FIELD_OF), str(refusal))
        return self.form_page(form, status=REFUSED)


class RequestPage(ConsultationView):
    """A page about one request, in the reader's own scope."""

    def find(self, asked: UUID, **kwargs: Any) -> None:
        self.asked = get_object_or_404(TimeRequest.objects.visible_to(self.request.user), key=asked)
        super().find(pk=self.asked.consultation_id)


class TimeRequestWithdraw(RequestPage, ActPage):
    permission = "comments.ask_for_time"
    done = _("Request withdrawn.")
    asked_on = "comments:time-request", "consultation__pk"

    def act(self) -> None:
        time_requests.withdraw(self.asked, by=self.request.user, at=self.at)


class TimeRequestDecide(FormPage, BoardPage, RequestPage):
    """The request in the words of the State: to be granted on the next page, or refused here."""

    template_name = "comments/time_request_decide.html"
    permission = "comments.give_grant"
    form_class = RefusalForm
    final = (DomainError,)
    gives_back = ("reason",)
    done = _("Request refused. The delegation is told by e-mail.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            asked=self.asked,
            receives=grants.receives(self.consultation),
            response=responses.in_force(self.consultation, self.asked.member_state_id),
            **kwargs,
        )

    def act(self, form: RefusalForm) -> None:
        time_requests.refuse(self.asked, by=self.request.user, at=self.at, **form.cleaned_data)
