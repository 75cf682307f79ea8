"""What a programme that cannot sign in reads again and again: a person's calendars and feed, by a password.

It shows the password by HTTP Basic, so that the address holds no secret. Where the organization allows it
(`CALENDARS_BY_PASSWORD` is off) an address holds the same instead, for programmes that can send no password.
"""

import base64
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views import View

from cica_portal import organization
from cica_portal.languages import LANGUAGES
from cica_portal.text import sha256
from cica_portal.web.security import security_log, throttle
from members.accounts import feed_keys
from members.models import User

# So many questions a minute: in the name of one person, and of one client's address with a wrong password.
OF_PERSON, OF_STRANGER, MINUTE = 240, 30, 60
SCHEME = "Basic "
CHALLENGE = 'Basic realm="calendars", charset="UTF-8"'


class PrivateFeed(View):
    """What the person of the password may see now, in that person's language."""

    http_method_names = ["get", "head", "options"]
    content_type = ""

    def get(self, request: HttpRequest, token: str = "", **kwargs: Any) -> HttpResponseBase:
        person = self.by_address(token) if token else self.by_password(request)
        return person if isinstance(person, HttpResponse) else self.answer(request, person)

    def by_address(self, token: str) -> User:
        person = None if organization.policy("CALENDARS_BY_PASSWORD") else feed_keys.person_of(token)
        if person is None:
            raise Http404
        return person

    def by_password(self, request: HttpRequest) -> User | HttpResponse:
        """Return whose password is shown, or why nothing is answered.

        It says whose it is; the username, which programmes ask for, says nothing more. A programme asks
        without one first: a whole ministry may do so from one address, and only wrong ones are counted.
        """
        given = request.headers.get("Authorization", "")
        if not given.startswith(SCHEME):
            return _challenge()
        person = feed_keys.person_of(_password(given))
        if person is not None:
            is_within = throttle.counts_within(f"calendars:{person.pk}", most=OF_PERSON, seconds=MINUTE)
            return person if is_within else _too_many()
        if not throttle.is_within(request, "calendars", most=OF_STRANGER, seconds=MINUTE):
            return _too_many()
        security_log.write(request, "token")
        return _challenge()

    def answer(self, request: HttpRequest, person: User) -> HttpResponseBase:
        language = person.language or LANGUAGES[0]
        with translation.override(language):
            content = self.content(person, language)
        etag = quote_etag(sha256({"feed": content.decode()}))
        answer = HttpResponse(content, content_type=self.content_type)
        response = get_conditional_response(request, etag=etag, response=answer) or answer
        response.headers["ETag"] = etag
        response.headers["Cache-Control"] = "private, no-cache"
        response.headers["Content-Language"] = language
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    def content(self, person: User, language: str) -> bytes:
        raise NotImplementedError


def _password(given: str) -> str:
    try:
        return base64.b64decode(given.removeprefix(SCHEME), validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


def _challenge() -> HttpResponse:
    sentence = _("Enter your username and the password from the page “Calendars and feed” of your account.")
    headers = {"WWW-Authenticate": CHALLENGE}
    return HttpResponse(sentence, status=401, content_type="text/plain", headers=headers)


def _too_many() -> HttpResponse:
    sentence = _("Too many requests. Try again in a minute.")
    return HttpResponse(sentence, status=429, content_type="text/plain", headers={"Retry-After": str(MINUTE)})
