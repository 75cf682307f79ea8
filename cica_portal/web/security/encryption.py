"""Who asks in clear: a person is led on to TLS, a program is refused.

A key or a secret address that a program sent in clear has been readable on its way, and a redirect would hide
that. The composition's proxy does the same before the portal is asked.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse

# What programs ask, by a key or by an address that has a secret in it.
OF_PROGRAMS = ("/api/", "/calendars/", "/feeds/", "/mail/events/", "/metrics")
SENTENCE = "Answered by https alone. What was sent has been readable on its way: replace its key."
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class EncryptionMiddleware:
    """Refuse a program, where Django's own middleware, which comes next, would lead it on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        is_clear = settings.SECURE_SSL_REDIRECT and not request.is_secure()
        if not (is_clear and request.path_info.startswith(OF_PROGRAMS)):
            return self.get_response(request)
        refusal = {"status": 403, "code": "https_needed", "message": SENTENCE}
        return JsonResponse({"error": refusal}, status=403, headers=HEADERS)
