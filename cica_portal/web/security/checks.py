"""Questions that anybody may ask: is this paper genuine? The answer is a word, and nothing more."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.views import View

from cica_portal import clock
from cica_portal.web.pages import REFUSED, TOO_MANY
from cica_portal.web.security import throttle

ASKED_A_MINUTE = 20


class CheckPage(View):
    """A form that tells whether what it names is genuine; an address may ask so many times a minute."""

    template_name = ""
    name = ""

    def answer(self, request: HttpRequest, form: forms.Form) -> HttpResponseBase:
        if not throttle.is_within(request, self.name, most=ASKED_A_MINUTE, seconds=60):
            return self.page(form, status=TOO_MANY, is_throttled=True)
        if not form.is_valid():
            return self.page(form, status=REFUSED)
        return self.page(form, verdict=self.verdict(form.cleaned_data))

    def verdict(self, given: dict[str, Any]) -> str:
        raise NotImplementedError

    def page(self, form: forms.Form, *, status: int = 200, **context: Any) -> HttpResponseBase:
        shown = {"form": form, "verdict": "", "is_throttled": False, "checked_at": clock.now()} | context
        return TemplateResponse(self.request, self.template_name, shown, status=status)
