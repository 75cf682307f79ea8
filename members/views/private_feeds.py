"""What a programme that cannot sign in reads again and again, at an address that says whose it is."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views import View

from cica_portal.languages import LANGUAGES
from cica_portal.text import sha256
from members.accounts import feed_keys
from members.models import User


class PrivateFeed(View):
    """The token in the address says whose it is: what that person may see now, in that person's language."""

    http_method_names = ["get", "head", "options"]
    content_type = ""

    def get(self, request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
        person = feed_keys.person_of(token)
        if person is None:
            raise Http404
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
