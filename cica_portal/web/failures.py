"""Pages for what went wrong: in the reader's language, with a reference, and without asking the database."""

import logging
import secrets

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)


def not_offered(request: HttpRequest) -> HttpResponse:
    """Answer for the library's pages that the portal does not offer as for pages that do not exist."""
    raise Http404


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 with a reference that the log holds beside the error."""
    reference = secrets.token_hex(4).upper()
    logger.error("Reference %s: %s %s", reference, request.method, request.path, exc_info=True)
    return _page(request, 500, reference=reference)


def _page(request: HttpRequest, status: int, *, reference: str = "") -> HttpResponse:
    # No request in the context: its processors would ask the database, which may be what failed.
    context = {
        "CSP_NONCE": getattr(request, "csp_nonce", ""),
        "method": request.method,
        "reference": reference,
    }
    return HttpResponse(render_to_string(f"{status}.html", context), status=status)
