"""What is answered to whom the portal does not know any more: to sign in, and then back to the same page."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure

from cica_portal.operation.metrics import METHODS
from cica_portal.web import kept
from cica_portal.web.security import security_log
from members.requests import PortalRequest

SIGNED_OUT = 401


class SignedOutMiddleware:
    """Tell a script that nobody is signed in; lead whoever sent a form back to its page (rule 45).

    A script would take the page for signing in for the answer to what it sent. When a session ends, the
    browser is to empty its cache; only that: what it stores is typed text, which nobody else can read.
    """

    def __init__(self, get_response: Callable[[PortalRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if _asks_to_sign_in(request, response):
            response = answer(request)
        if was_signed_in and not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = '"cache"'
        return response


def answer(request: PortalRequest) -> HttpResponse:
    if request.htmx:
        return HttpResponse(status=SIGNED_OUT)
    if kept.is_kept(request) and not getattr(messages.get_messages(request), "added_new", False):
        messages.info(request, _("Your session has ended. The text you entered is kept in this browser."))
    return redirect_to_login(_page(request))


def refuse_forged(request: PortalRequest, reason: str = "") -> HttpResponse:
    """Answer a form without a valid token: where it was kept and nobody is signed in, ask to sign in.

    A programme that asks by another method (calendars try PROPFIND) sent no form: it is told what is taken.
    """
    if request.method not in METHODS:
        return HttpResponseNotAllowed(sorted(METHODS))
    if not request.user.is_authenticated and (request.htmx or kept.is_kept(request)):
        return answer(request)
    security_log.write(request, "forged")
    return csrf_failure(request, reason)


def _asks_to_sign_in(request: PortalRequest, response: HttpResponse) -> bool:
    if request.user.is_authenticated or response.status_code != 302:
        return False
    asked = urlsplit(response.headers["Location"])
    return asked.path == resolve_url(settings.LOGIN_URL) and REDIRECT_FIELD_NAME in parse_qs(asked.query)


def _page(request: PortalRequest) -> str:
    """Return the page to come back to: for a form the one on which it stood, which its address may not be."""
    before = request.headers.get("Referer", "")
    if request.method != "POST" or not url_has_allowed_host_and_scheme(
        before, {request.get_host()}, require_https=request.is_secure()
    ):
        return request.get_full_path()
    page = urlsplit(before)
    return f"{page.path}?{page.query}" if page.query else page.path
