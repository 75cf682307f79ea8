"""Typed text that the browser keeps until it is saved (rule 45): how it learns that, and its basis.

The browser's side is static/portal/keep.js.
"""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from cica_portal.web.security import cookies

# The field by which a form says that its text is kept in the browser: a chance word that the answer repeats.
FIELD = "kept-text"
TOKEN = re.compile(r"[0-9a-f]{32}")
COOKIE, COOKIE_SECONDS = "saved-", 600
HEADER = "Text-Saved"
REDIRECTS = frozenset({301, 302, 303})


class Basis(forms.HiddenInput):
    """A hidden field that says what a text was written on: it is kept with the text, and put back with it.

    So what somebody else saved meanwhile is a conflict, not overwritten.
    """

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-basis": True, **(attrs or {})})


def is_kept(request: HttpRequest) -> bool:
    """Tell whether the request is a form whose text the browser keeps."""
    return request.method == "POST" and TOKEN.fullmatch(request.POST.get(FIELD, "")) is not None


def saved(response: HttpResponseBase) -> HttpResponseBase:
    """Say of the answer to a script that the text it sent is saved; no other answer counts as that."""
    response.headers[HEADER] = "yes"
    return response


class KeptTextMiddleware:
    """Say of a form that its text is saved: its view refused nothing, and led on to another page.

    Any page may follow: a cookie bears the word of the form there, and the tab that sent it takes it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code in REDIRECTS and is_kept(request) and _is_saved(request):
            response.set_cookie(
                cookies.named(COOKIE) + request.POST[FIELD],
                "yes",
                max_age=COOKIE_SECONDS,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )
        return response


def _is_saved(request: HttpRequest) -> bool:
    # What this request says is only queued as yet; iterating would take earlier messages from the next page.
    said = getattr(messages.get_messages(request), "_queued_messages", [])
    return request.user.is_authenticated and all(one.level < messages.ERROR for one in said)
