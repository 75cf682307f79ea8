from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views import View

from cica_portal.languages import is_language
from cica_portal.web import addresses
from members.directory import people

LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60


class LanguageSet(View):
    """Keep the language with the person, and in a cookie for the pages before sign-in."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        language = request.POST.get("language", "")
        if not is_language(language):
            raise Http404
        if request.user.is_authenticated:
            people.set_language(request.user, language)
        response = addresses.led_back(request)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
        return response
