"""The walk through the case of 2022: a visitor's pages are those of a stop, by its hour, rows and account."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import translation

from cica_portal.languages import is_language
from cica_portal.web import addresses
from guide.walk import stops
from members.models import User

Respond = Callable[[HttpRequest], HttpResponse]

SESSION = "walk"
LANGUAGE = "walk_language"
REFUSED = "walk_refused"
# What leads on, and out, is of the portal itself.
OWN_PAGES = frozenset({"guide:walk-go", "guide:walk-end", "health", "life", "readiness", "metrics"})


class WalkMiddleware:
    """Answer a visitor on the walk from the rows of the stop. Nothing is written, and nothing is sent.

    It comes after the session and before whatever asks who the person is or in which language a page is.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        number = request.session.get(SESSION)
        if number is None:
            return self.get_response(request)
        name = _name(request)
        if name in OWN_PAGES:
            # The page that leads on was served to the account of the stop, and to nobody who is signed in.
            request.user = AnonymousUser()
            return self.get_response(request)
        language = request.session.get(LANGUAGE) or translation.get_language_from_request(request)
        if request.method == "POST":
            return self._posted(request, name)
        with translation.override(language):
            try:
                stop = stops.find(number)
            except KeyError:  # it was built anew, with fewer stops, or taken away
                del request.session[SESSION]
                return self.get_response(request)
            with stops.standing_at(stop):
                person = User.objects.select_related("member_state").get(username=stop.account)
                person.language = language
                person.hidden_hints = _Every()
                request.user, request.walk = person, stop
                request.walk_refused = request.session.pop(REFUSED, False)
                return self.get_response(request)

    def _posted(self, request: HttpRequest, name: str) -> HttpResponse:
        """Take a change of language; refuse all other acts: the page that follows says so."""
        language = request.POST.get("language", "")
        if name == "members:language-set" and is_language(language):
            request.session[LANGUAGE] = language
            return addresses.led_back(request)
        if name == "account_logout":
            return redirect("guide:walk-end")
        request.session[REFUSED] = True
        return HttpResponseRedirect(addresses.of_portal(request, request.headers.get("Referer", ""), "/"))


class _Every(list[str]):
    """Holds every name: on the walk no hint is shown."""

    def __contains__(self, name: object) -> bool:
        return True


def _name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name or ""
    except Resolver404:
        return ""
