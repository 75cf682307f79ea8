"""Only what is saved is said to be saved: by the cookie of a form, by the header of an answer to a script."""

import pytest
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import RequestFactory

from cica_portal.web import kept
from members.models import User

TOKEN = "0123456789abcdef" * 2


def answer(view, *, method="post", user=None, **data):
    request = getattr(RequestFactory(), method)("/form/", data)
    request.user = user or User(pk=1)
    request.session = {}
    request._messages = FallbackStorage(request)
    return kept.KeptTextMiddleware(view)(request).cookies


def leads_on(request: HttpRequest) -> HttpResponse:
    messages.warning(request, "Saved, though late.")
    return redirect("/next/")


def refuses(request: HttpRequest) -> HttpResponse:
    messages.success(request, "One was saved.")
    messages.error(request, "The other was not.")
    return redirect("/next/")


def shows_again(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=422)


def test_a_form_whose_view_leads_on_is_saved():
    cookie = answer(leads_on, **{kept.FIELD: TOKEN})[f"saved-{TOKEN}"]
    assert (cookie.value, cookie["path"], cookie["samesite"], cookie["max-age"]) == ("yes", "/", "Lax", 600)


@pytest.mark.parametrize("view", [refuses, shows_again])
def test_a_form_that_is_refused_or_shown_again_is_not_saved(view):
    assert not answer(view, **{kept.FIELD: TOKEN})


@pytest.mark.parametrize("token", ["", TOKEN[:-1], f"{TOKEN}0", f"{TOKEN[:-1]};", "saved\r\n" + TOKEN])
def test_no_other_word_than_a_token_becomes_a_cookie(token):
    assert not answer(leads_on, **{kept.FIELD: token})


def test_nothing_is_saved_for_nobody_or_by_reading():
    assert not answer(leads_on, user=AnonymousUser(), **{kept.FIELD: TOKEN})
    assert not answer(leads_on, method="get", **{kept.FIELD: TOKEN})
