"""Every request has an id, which its log lines and its answer bear, and leaves one line when it is answered.

The line names the route, not the address: whose calendar or invitation it is stays out of every log.
"""

import contextvars
import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from cica_portal.operation import metrics

HEADER = "X-Request-ID"
NONE = "-"
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
_current: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default=NONE)
logger = logging.getLogger("portal.access")

Respond = Callable[[HttpRequest], HttpResponseBase]


class RequestIdFilter(logging.Filter):
    """Adds the id of the request in hand to every line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _current.get()
        return True


class RequestLogMiddleware:
    """Give the request its id: the proxy's, where there is one before the portal, else one of our own."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get(HEADER, "") if settings.BEHIND_PROXY else ""
        identifier = given if _GIVEN.fullmatch(given) else uuid.uuid4().hex
        token = _current.set(identifier)
        begun = time.perf_counter()
        try:
            response = self.get_response(request)
            response.headers[HEADER] = identifier
            took = time.perf_counter() - begun
            metrics.count_request(request.method or "", response.status_code, took)
            if logger.isEnabledFor(logging.INFO):
                logger.info(
                    "%s /%s %s %.0f ms",
                    request.method,
                    request.resolver_match.route if request.resolver_match else "",
                    response.status_code,
                    took * 1000,
                    extra={"user": getattr(getattr(request, "user", None), "pk", None)},
                )
            return response
        finally:
            _current.reset(token)
