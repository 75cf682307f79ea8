"""The pages of help: for everybody, signed in or not."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views import View
from django.views.generic import TemplateView

from cica_portal.web import addresses
from guide import drawing, guides, hints, texts
from guide.middleware import LANGUAGE, REFUSED, SESSION
from guide.walk import stops
from members.requests import SignedInRequest


def _role(request: HttpRequest) -> str:
    return getattr(request.user, "role", "") if request.user.is_authenticated else ""


def _found(slug: str) -> guides.Guide:
    try:
        return guides.find(slug)
    except KeyError as unknown:
        raise Http404 from unknown


class HelpView(TemplateView):
    """How a consultation works, the guides, and what the words mean."""

    template_name = "guide/help.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        process, role = texts.read("process"), _role(self.request)
        return super().get_context_data(
            steps=[step for step in process["steps"] if "id" in step],
            drawing=drawing.placed(process, role),
            arrows=process["arrows"],
            guides=guides.listed(role),
            role=role,
            terms=texts.read("terms"),
            walk=texts.read("walk"),
            stop_count=stops.count(),
            **kwargs,
        )


class GuideView(TemplateView):
    """A guide for one role."""

    template_name = "guide/guide.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        guide = _found(self.kwargs["slug"])
        others = [other for other in guides.listed() if other.slug != guide.slug]
        return super().get_context_data(guide=guide, others=others, **kwargs)


class AccessibilityView(TemplateView):
    """What holds of the pages for people with disabilities, how it is tested, what is missing."""

    template_name = "guide/accessibility.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(parts=texts.read("accessibility"), **kwargs)


class KeysView(TemplateView):
    """The keyboard shortcuts: a page, or their list alone where the dialog of a page asks for it."""

    def get_template_names(self) -> list[str]:
        return ["guide/_keys_list.html" if self.request.htmx else "guide/keys.html"]


class HintHide(LoginRequiredMixin, View):
    """Hide a hint for good, and lead back to its page."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest, name: str) -> HttpResponse:
        try:
            hints.hide(name, by=request.user)
        except KeyError as unknown:
            raise Http404 from unknown
        return addresses.led_back(request)


class WalkGo(View):
    """Begin the walk through the case of 2022, or go on to a stop of it: its page follows."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        try:
            stop = stops.find(number)
        except KeyError as unknown:
            raise Http404 from unknown
        if SESSION not in request.session:
            request.session[LANGUAGE] = get_language()
        request.session[SESSION] = number
        return redirect(stop.path)


class WalkEnd(View):
    """End the walk: whoever was signed in before is so again."""

    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.post(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        for key in (SESSION, LANGUAGE, REFUSED):
            request.session.pop(key, None)
        return redirect(f"{reverse('guide:help')}#case")
