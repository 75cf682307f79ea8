"""What every page knows: languages, the mode of the portal and the places of the person's role."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from cica_portal import clock
from cica_portal.languages import CHOICES

# Roles are named as the user model stores them: this module knows no app.
_SECRETARIAT = (
    ("plans:paper-list", _("Plans")),
    ("comments:consultation-list", _("Rounds")),
    ("notes:note-list", _("Notes")),
    ("notes:outbox", _("Outbox")),
    ("initiatives:initiative-list", _("Initiatives")),
    ("members:state-list", _("States and people")),
)
_COORDINATOR = (
    ("plans:paper-list", _("My plans")),
    ("comments:consultation-list", _("Rounds")),
    ("initiatives:initiative-list", _("Initiatives")),
    ("notes:note-list", _("Notes")),
)
_DELEGATION = (
    ("comments:consultation-list", _("Consultations")),
    ("comments:answer-list", _("Our answers")),
    ("initiatives:initiative-list", _("Initiatives")),
    ("notes:note-list", _("Notes received")),
    ("members:delegation", _("Our delegation")),
)
PLACES = {"officer": _SECRETARIAT, "signatory": _SECRETARIAT, "coordinator": _COORDINATOR}


def portal(request: HttpRequest) -> dict[str, Any]:
    return {
        "portal_languages": CHOICES,
        "demonstration": settings.DEMONSTRATION,
        "portal_clock": _portal_clock,
        "places": lambda: places(request),
    }


def places(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the places of the top bar for the person's role; the nearest to the page is current."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    found = []
    for url_name, word in PLACES.get(user.role, _DELEGATION):
        try:
            found.append({"url": reverse(url_name), "word": word})
        except NoReverseMatch:
            continue
    here = [place["url"] for place in found if request.path.startswith(place["url"])]
    current = max(here, key=len, default=None)
    return [place | {"is_current": place["url"] == current} for place in found]


def _portal_clock() -> dt.datetime | None:
    return clock.now() if settings.PORTAL_CLOCK is not None else None
