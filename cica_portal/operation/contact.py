"""Whom to tell of a vulnerability, where programs and people look for it (RFC 9116)."""

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cica_portal import clock

GOOD_FOR = dt.timedelta(days=180)


@require_safe
def security_contact(request: HttpRequest) -> HttpResponse:
    """Answer with the operator's contact and until when it holds (UTC); 404 where none is set."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = (clock.now() + GOOD_FOR).astimezone(dt.UTC).replace(microsecond=0, tzinfo=None)
    languages = ", ".join(code for code, _name in settings.LANGUAGES)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires.isoformat()}Z",
        f"Preferred-Languages: {languages}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
