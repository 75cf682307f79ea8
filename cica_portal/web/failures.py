"""Pages for what went wrong: in the reader's language, with a reference, and without asking the database."""

import logging
import secrets
import sys

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from cica_portal.languages import LANGUAGES
from cica_portal.operation import outages
from cica_portal.uploads import AlteredFile

logger = logging.getLogger(__name__)

# How a database that is away, or does not answer in time, shows itself.
AWAY = (OperationalError, InterfaceError)
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# In how many seconds a browser or program may ask again.
RETRY_AFTER = 30


def not_offered(request: HttpRequest) -> HttpResponse:
    """Answer for the library's pages that the portal does not offer as for pages that do not exist."""
    raise Http404


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 with a reference that the log holds beside the error; 503 where the database is away.

    Whoever asked for a file that is altered or gone is told that, since trying again does not help.
    """
    error = sys.exc_info()[1]
    if isinstance(error, AWAY):
        return unavailable(request)
    reference = secrets.token_hex(4).upper()
    logger.error("Reference %s: %s %s", reference, request.method, request.path, exc_info=True)
    template = "500_file" if isinstance(error, AlteredFile) else ""
    return _page(request, 500, reference=reference, template=template)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer 503 in all languages, for nobody can be asked which is the reader's, and note who tried."""
    logger.error("The database is away: %s %s", request.method, request.path, exc_info=True)
    if request.method not in SAFE:
        try:
            mark = request.POST.get("served_to") or request.headers.get("X-Served-To", "")
            outages.note(request.method or "", request.path, mark)
        except Exception:  # the page has to be answered even if the disk is full
            logger.exception("An attempt could not be noted: %s %s", request.method, request.path)
    with translation.override(translation.get_language_from_request(request)):
        response = _page(request, 503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(request: HttpRequest, status: int, *, reference: str = "", template: str = "") -> HttpResponse:
    # No request in the context: its processors would ask the database, which may be what failed.
    context = {
        "CSP_NONCE": getattr(request, "csp_nonce", ""),
        "method": request.method,
        "reference": reference,
        "portal_languages": LANGUAGES,
    }
    return HttpResponse(render_to_string(f"{template or status}.html", context), status=status)
