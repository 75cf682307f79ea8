"""What answers bear: policies of static files, charsets, names of cookies, no redirect of programs."""

import pytest
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpResponse
from django.test import Client, RequestFactory
from whitenoise.middleware import WhiteNoiseMiddleware

from cica_portal.web import kept
from cica_portal.web.downloads import download
from cica_portal.web.security import cookies
from tests.factories import members

pytestmark = pytest.mark.django_db
TOKEN = "0123456789abcdef0123456789abcdef"


def test_static_files_bear_a_policy_of_their_own(tmp_path, settings):
    (tmp_path / "drawing.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    settings.STATIC_ROOT, settings.WHITENOISE_AUTOREFRESH, settings.WHITENOISE_USE_FINDERS = (
        tmp_path,
        False,
        False,
    )
    served = WhiteNoiseMiddleware(lambda request: HttpResponse(status=404))
    answer = served(RequestFactory().get("/static/drawing.svg"))

    assert answer.status_code == 200
    assert answer["Content-Security-Policy"] == "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    answer.close()


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("text/x-gettext-translation", "text/x-gettext-translation; charset=utf-8"),
        ("application/akn+xml", "application/akn+xml; charset=utf-8"),
        ("text/csv; charset=utf-8", "text/csv; charset=utf-8"),
        ("application/pdf", "application/pdf"),
    ],
)
def test_text_says_its_charset(kind, sent):
    assert download(b"", "name", kind)["Content-Type"] == sent


@pytest.mark.parametrize(("is_secure", "prefix"), [(True, "__Host-"), (False, "")])
def test_what_is_said_once_and_what_was_saved_are_cookies_of_this_host_alone(settings, is_secure, prefix):
    settings.SESSION_COOKIE_SECURE = is_secure
    request = RequestFactory().post("/", {kept.FIELD: TOKEN})
    request.user, request.session = members.officer(), {}
    request._messages = cookies.Storage(request)

    def act(request):
        messages.success(request, "Done.")
        answer = HttpResponse(status=302)
        request._messages.update(answer)
        return answer

    answer = kept.KeptTextMiddleware(act)(request)
    assert set(answer.cookies) == {f"{prefix}messages", f"{prefix}saved-{TOKEN}"}
    for cookie in answer.cookies.values():
        assert (bool(cookie["secure"]), cookie["path"], cookie["domain"]) == (is_secure, "/", "")


def test_what_was_said_is_read_from_the_cookie_again(settings):
    settings.SESSION_COOKIE_SECURE = True
    request = RequestFactory().get("/")
    request.session = {}
    storage, answer = cookies.Storage(request), HttpResponse()
    storage.add(messages.SUCCESS, "Done.")
    storage.update(answer)
    later = RequestFactory().get("/")
    later.session, later.COOKIES["__Host-messages"] = {}, answer.cookies["__Host-messages"].value
    assert list(cookies.Storage(later)) == [Message(messages.SUCCESS, "Done.")]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/plans/", 403),
        ("/calendars/secret.ics", 403),
        ("/feeds/secret.atom", 403),
        ("/plans/", 301),
        ("/account/calendars/", 301),
    ],
)
def test_a_program_that_asks_in_clear_is_not_led_on(settings, path, status):
    settings.SECURE_SSL_REDIRECT = True
    answer = Client().get(path)

    assert answer.status_code == status
    assert ("Location" in answer.headers) == (status == 301)
