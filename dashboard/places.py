"""The places of the top bar: which pages of the apps a role has at hand, in which order."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dashboard.telling import news
from members.enums import Role

_TODAY = ("home", pgettext_lazy("start page", "Today"))
_SECRETARIAT = (
    _TODAY,
    ("plans:paper-list", pgettext_lazy("page", "Plans")),
    ("comments:consultation-list", pgettext_lazy("page", "Consultations")),
    ("notes:note-list", pgettext_lazy("page", "Notes")),
    ("notes:outbox", pgettext_lazy("page", "Outbox")),
    ("initiatives:initiative-list", pgettext_lazy("page", "Initiatives")),
    ("members:state-list", pgettext_lazy("place", "States")),
)
_COORDINATOR = (
    _TODAY,
    ("plans:paper-list", _("My plans")),
    ("comments:consultation-list", pgettext_lazy("page", "Consultations")),
    ("initiatives:initiative-list", pgettext_lazy("page", "Initiatives")),
    ("notes:note-list", pgettext_lazy("page", "Notes")),
)
_DELEGATION = (
    _TODAY,
    ("comments:consultation-list", pgettext_lazy("page", "Consultations")),
    ("comments:answer-list", pgettext_lazy("column", "Responses")),
    ("initiatives:initiative-list", pgettext_lazy("page", "Initiatives")),
    ("notes:note-list", pgettext_lazy("page", "Notes")),
    ("members:delegation", pgettext_lazy("place", "Delegation")),
)
PLACES = {Role.OFFICER: _SECRETARIAT, Role.SIGNATORY: _SECRETARIAT, Role.COORDINATOR: _COORDINATOR}


def top_bar(request: HttpRequest) -> dict[str, Any]:
    """Give every page the places, looked up only where a page shows them, and how many open points are new
    (context processor)."""
    return {"places": lambda: places(request), "new_points": news.number(request)}


def places(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the places of the top bar for the person's role; the nearest to the page is current."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    found = [
        {"url": reverse(url_name), "word": word} for url_name, word in PLACES.get(user.role, _DELEGATION)
    ]
    # The start page is current on itself alone: every address begins with its own.
    here = [place["url"] for place in found if request.path.startswith(place["url"]) and place["url"] != "/"]
    current = max(here, key=len, default="/" if request.path == "/" else None)
    return [place | {"is_current": place["url"] == current} for place in found]
