"""Every request has an id, which its log lines and its answer bear, and leaves one line when it is answered.

The line names the route, not the address: whose calendar or invitation it is stays out of every log.
"""

import contextvars
import logging
import re
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve

from cica_portal.operation import metrics

HEADER = "X-Request-ID"
NONE = "-"
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
# A word of an address that nothing answers to; longer ones may be secrets.
_WORD = re.compile(r"[A-Za-z0-9._-]{0,20}")
_current: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default=NONE)
logger = logging.getLogger("portal.access")

Respond = Callable[[HttpRequest], HttpResponseBase]


class RequestIdFilter(logging.Filter):
    """Adds the id of the request in hand to every line, and puts its route in the place of its address."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _current.get()
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            # Django's own lines on answers of 4xx and 5xx: they hold the path, and as JSON the query as well.
            route = f"/{route_of(request)}"
            if isinstance(record.args, tuple):
                paths = {request.path, request.path.encode("unicode_escape").decode("ascii")}
                record.args = tuple(route if one in paths else one for one in record.args)
            record.request = f"{request.method} {route}"
        return True


def report_errors(service: str, mode: str) -> None:
    """Report errors to a service that speaks Sentry's protocol: no person, no text, no address."""
    import sentry_sdk  # noqa: PLC0415 - only where a service is named

    sentry_sdk.init(
        dsn=service,
        environment=mode,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        traces_sample_rate=0,
        before_send=without_address,
    )


def without_address(event: Any, hint: dict[str, Any]) -> Any:
    """Take the address out of a report of an error, which names its route besides."""
    asked = event.get("request", {})
    event["request"] = {"method": asked["method"]} if "method" in asked else {}
    return event


def route_of(request: HttpRequest) -> str:
    """Return the pattern of the address, which holds no secret; of what has none, the first word alone."""
    found = request.resolver_match
    if found is None:
        try:
            found = resolve(request.path_info)
        except Resolver404:
            first, *more = request.path_info.strip("/").split("/")
            return "/".join([first if _WORD.fullmatch(first) else "...", *(["..."] if more else [])])
    return str(found.route)


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
                    route_of(request),
                    response.status_code,
                    took * 1000,
                    extra={"user": getattr(getattr(request, "user", None), "pk", None)},
                )
            return response
        finally:
            _current.reset(token)
