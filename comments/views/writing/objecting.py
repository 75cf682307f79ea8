"""A State objects to a decision by silence: the one page on which a delegation breaks it."""

import uuid
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cica_portal import spaces
from cica_portal.errors import DomainError
from cica_portal.web import following
from cica_portal.web.following import Step
from cica_portal.web.pages import REFUSED, FormPage
from comments.enums import ConsultationStatus, Position
from comments.forms.writing import ObjectionForm
from comments.models import Receipt
from comments.procedure import silence
from comments.views.base import ConsultationView
from comments.writing import responses


class ObjectionFile(FormPage, ConsultationView):
    template_name = "comments/objection_form.html"
    permission = "comments.submit_response"
    form_class = ObjectionForm

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_asked = self.consultation.asks_decision and self.consultation.is_open(self.at)
        return super().get(request, *args, **kwargs) if is_asked else self.back()

    def initial(self) -> dict[str, Any]:
        shown = responses.last_receipt(self.consultation, self.request.user.member_state_id)
        return {"request_key": uuid.uuid4(), "shown": shown}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(is_broken=silence.is_broken(self.consultation), **kwargs)

    def act(self, form: ObjectionForm) -> HttpResponseBase:
        response = responses.submit(
            self.consultation,
            position=Position.OBJECTION,
            objection=form.said,
            by=self.request.user,
            request_key=form.cleaned_data["request_key"],
            shown=form.cleaned_data["shown"],
        )
        number = Receipt.objects.values_list("number", flat=True).get(response=response)
        # Translators: number is the number of the receipt
        done = _("Objection submitted for your State: receipt %(number)s.") % {"number": spaces.shown(number)}
        receipt = reverse("comments:receipt-detail", args=[number])
        told = _("The decision is not adopted. The Secretariat informs all Member States by a note.")
        following.say(self.request, done, [Step(told, receipt, _("Show receipt"))])
        return redirect("comments:consultation-detail", pk=self.consultation.pk)

    def refused(self, form: ObjectionForm, refusal: DomainError) -> HttpResponseBase:
        self.find(**self.kwargs)
        form.add_error("reason" if refusal.code == "comments.objection_reason_needed" else None, str(refusal))
        if self.consultation.status == ConsultationStatus.OPEN:
            form.data = form.data.copy()
            form.data["shown"] = self.initial()["shown"]
        return self.form_page(form, status=REFUSED)
