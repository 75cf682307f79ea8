"""What got no further at a check leaves a line of its own: which check, by which route, who, from where.

The line names the route, never the address; with the id of its request it leads to the other lines.
"""

import logging

from django.http import HttpRequest

from cica_portal.operation import requests_log
from cica_portal.web.security import clients

logger = logging.getLogger("portal.security")


def write(request: HttpRequest, check: str, *, level: int = logging.WARNING) -> None:
    """Write the line. Checks: permission, forged, served to another, too many, token, passkey."""
    logger.log(
        level,
        "%s: %s /%s",
        check,
        request.method,
        requests_log.route_of(request),
        extra={
            "user": getattr(getattr(request, "user", None), "pk", None),
            "address": clients.address_of(request),
        },
    )
