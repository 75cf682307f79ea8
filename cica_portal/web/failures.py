"""Pages for what went wrong: in the reader's language, with a reference, and without asking the database."""

import logging
import secrets
import sys
from collections.abc import Iterable

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.template.loader import render_to_string
from django.utils import translation
from django.views.defaults import permission_denied

from cica_portal.languages import LANGUAGES
from cica_portal.operation import disk, outages
from cica_portal.operation.requests_log import route_of
from cica_portal.uploads import AlteredFile
from cica_portal.web.security import security_log

logger = logging.getLogger(__name__)

# How a database that is away, or does not answer in time, shows itself.
AWAY = (OperationalError, InterfaceError)
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# In how many seconds a browser or program may ask again.
RETRY_AFTER = 30
NOTED = "cica.attempt_noted"


def not_offered(request: HttpRequest) -> HttpResponse:
    """Answer for the library's pages that the portal does not offer as for pages that do not exist."""
    raise Http404


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403, and write down who asked for what exists and is not for them."""
    security_log.write(request, "permission")
    return permission_denied(request, exception)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 with a reference that the log holds beside the error; 503 where the database is away, 507
    where a disk is full.

    Whoever asked for a file that is altered or gone is told that, since trying again does not help.
    """
    error = sys.exc_info()[1]
    if disk.is_full(error):
        return full(request)
    if isinstance(error, UnreadablePostError):  # cut off: what came is no request, and nobody waits any more
        return bad_request(request)
    if isinstance(error, AWAY):
        return unavailable(request)
    reference = secrets.token_hex(4).upper()
    logger.error("Reference %s: %s /%s", reference, request.method, route_of(request), exc_info=True)
    template = "500_file" if isinstance(error, AlteredFile) else ""
    return _page(request, 500, reference=reference, template=template)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer 503 in all languages, for nobody can be asked which is the reader's, and note who tried."""
    logger.error("The database is away: %s /%s", request.method, route_of(request), exc_info=True)
    _note_attempt(request)
    with translation.override(translation.get_language_from_request(request)):
        return _to_try_again(_page(request, 503))


def full(request: HttpRequest) -> HttpResponse:
    """Answer 507 in the reader's language, in all of them where it is not known yet, and note who tried."""
    logger.error("A disk is full: %s /%s", request.method, route_of(request), exc_info=True)
    _note_attempt(request)
    known: str = getattr(request, "LANGUAGE_CODE", "")
    with translation.override(known or translation.get_language_from_request(request)):
        return _to_try_again(_page(request, 507, languages=(known,) if known else LANGUAGES))


def _note_attempt(request: HttpRequest) -> None:
    """Note who tried, once: what failed in a view may fail again in a layer around it."""
    if request.method in SAFE or request.META.get(NOTED):
        return
    request.META[NOTED] = "1"
    try:
        mark = request.POST.get("served_to") or request.headers.get("X-Served-To", "")
        outages.note(request.method or "", request.path, mark)
    except Exception:  # the page has to be answered even if the disk is full
        logger.exception("An attempt could not be noted: %s /%s", request.method, route_of(request))


def _to_try_again(response: HttpResponse) -> HttpResponse:
    response.headers["Retry-After"] = str(RETRY_AFTER)
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(
    request: HttpRequest,
    status: int,
    *,
    reference: str = "",
    template: str = "",
    languages: Iterable[str] = LANGUAGES,
) -> HttpResponse:
    # No request in the context: its processors would ask the database, which may be what failed.
    context = {
        "CSP_NONCE": getattr(request, "csp_nonce", ""),
        "method": request.method,
        "reference": reference,
        "portal_languages": languages,
    }
    return HttpResponse(render_to_string(f"{template or status}.html", context), status=status)
