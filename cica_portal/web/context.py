"""What every page knows: the languages and the mode of the portal."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from cica_portal import clock
from cica_portal.languages import CHOICES


def portal(request: HttpRequest) -> dict[str, Any]:
    return {
        "portal_languages": CHOICES,
        "demonstration": settings.DEMONSTRATION,
        "portal_clock": _portal_clock,
    }


def _portal_clock() -> dt.datetime | None:
    return clock.now() if settings.PORTAL_CLOCK is not None else None
