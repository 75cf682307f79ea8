"""A remark of an observer or a partner organization, entered from its note or mail."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cica_portal.errors import DomainError
from cica_portal.web.pages import FormPage
from notes.forms.outside import OutsideForm
from notes.register import outside_remarks
from notes.views.frame import OfConsultation


class OutsideEnter(FormPage, OfConsultation):
    permission = "notes.register_incoming"
    template_name = "notes/outside_enter.html"
    done = gettext_lazy("Entered. A signatory compares it with the note and confirms it.")

    def form(self, *sent: Any, **given: Any) -> OutsideForm:
        return OutsideForm(*sent[:1], revision=self.consultation.revision, **given)

    def act(self, form: OutsideForm) -> HttpResponse:
        said = form.said()
        made = outside_remarks.enter(self.consultation, **said, by=self.request.user, at=self.at)
        if self.consultation.asks_decision:
            # Translators: name is the name of an observer or of an organization
            sentence = _(
                "Only Member States support a variant or object. The remark of %(name)s is listed with those "
                "of observers and partners."
            )
            messages.warning(self.request, sentence % {"name": made.correspondent.name})
        return redirect("comments:outside-list", self.consultation.pk)

    def refused(self, form: Any, refusal: DomainError) -> HttpResponse:
        self.beside = "received_on"
        return super().refused(form, refusal)
