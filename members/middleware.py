import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext as _
from django_htmx.http import reswap, trigger_client_event

from cica_portal import state_names
from cica_portal.web.security import security_log
from members.accounts import browsers, factors, served, sessions
from members.installation import installations
from members.requests import PortalRequest

Respond = Callable[[HttpRequest], HttpResponse]

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# The event by which the script hears that its page belongs to another account.
ANOTHER_ACCOUNT = "portal:another-account"


class LanguageMiddleware:
    """The language of a page: the person's own, else the cookie's, else what the browser asks for."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = getattr(request.user, "language", "") or translation.get_language_from_request(request)
        with translation.override(language), state_names.at_present():
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SessionLimitMiddleware:
    """End a session that was idle too long or is too old (rule 30)."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        now = int(time.time())
        if sessions.ends_in(request.session, now) < 0:
            logout(request)
            messages.info(request, _("Your session has ended. The text you entered is kept in this browser."))
        else:
            sessions.note_activity(request, now)
        response = self.get_response(request)
        if request.user.is_authenticated and "HX-Request" in request.headers:
            response.headers[sessions.HEADER] = str(sessions.ends_in(request.session, now))
        return response


class SuspendedCopyMiddleware:
    """On a restored copy that nobody has released yet, people sign in, read and check, and change nothing
    (rule 42)."""

    allowed = frozenset(
        {
            "members:language-set",
            "dashboard:copy",
            "comments:receipt-check",
            "notes:note-check",
            "notes:package-check",
        }
    )
    prefixes = (
        "account_log",
        "account_reauthenticate",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_login",
        "mfa_activate_totp",
    )

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE and installations.is_suspended() and not self._may(request):
            return render(request, "members/suspended_copy.html", status=503)
        return self.get_response(request)

    def _may(self, request: HttpRequest) -> bool:
        try:
            name = resolve(request.path_info).view_name
        except Resolver404:
            return True
        return name in self.allowed or name.startswith(self.prefixes)


class SecondFactorMiddleware:
    """Where the mode requires it, send people without a second factor to set one up first (rule 30)."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._must_enrol(request):
            messages.warning(request, _("Your role requires a second factor. Set one up to continue."))
            return redirect("mfa_index")
        return self.get_response(request)

    def _must_enrol(self, request: HttpRequest) -> bool:
        if not request.user.is_authenticated or not factors.is_required(request.user.role):
            return False
        now = int(time.time())
        if now - request.session.get("second_factor", 0) < sessions.SEEN_EVERY:
            return False
        try:
            name = resolve(request.path_info).view_name or ""
        except Resolver404:
            return False
        if name.startswith(("account_", "mfa_", "usersessions_")) or name in {
            "members:language-set",
            "members:session-end",
            "health",
            "life",
        }:
            return False
        if is_mfa_enabled(request.user):
            request.session["second_factor"] = now
            return False
        return True


class KnownBrowserMiddleware:
    """Tell a browser which account was opened in it: strangers' failures are not counted to it."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        browsers.write(request, response)
        return response


class ServedToMiddleware:
    """Refuse what comes from a page that was served to another account or State (rules 5 and 37).

    Every act of a signed-in person, by form, script or upload, carries the mark of its page; a request that
    only reads is asked where it shows one, so that no piece of one person's text comes into another's page.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: PortalRequest,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        if getattr(view, "csrf_exempt", False) or not request.user.is_authenticated:
            return None  # programs show a key and no cookie
        only_reads = request.method in SAFE and served.HEADER not in request.headers
        if only_reads or served.is_for(request):
            return None
        return self._refuse(request)

    def _refuse(self, request: PortalRequest) -> HttpResponse:
        security_log.write(request, "served to another")
        if request.htmx:  # the form stays on its page with what was typed, and the script says why
            return trigger_client_event(reswap(HttpResponse(status=409), "none"), ANOTHER_ACCOUNT)
        context = {"typed": served.typed(request), "had_files": bool(request.FILES)}
        return render(request, "409_served.html", context, status=409)


class NoStoreMiddleware:
    """Signed-in pages stay in no cache (rule 32)."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store"
        return response
