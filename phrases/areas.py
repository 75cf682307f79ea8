"""Where a text stands, in words for an editor: the area of the portal, and the pages by their titles."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

EVERYWHERE = "everywhere"
# By the first folder of a source, of a template by the first below `templates`.
FOLDERS = {
    "plans": "plans",
    "comments": "consultations",
    "notes": "notes",
    "initiatives": "events",
    "members": "people",
    "account": "signing_in",
    "mfa": "signing_in",
    "usersessions": "signing_in",
    "dashboard": "start",
    "search": "search",
    "api": "programs",
    "documents": "documents",
    "phrases": "texts",
}
AREAS: Mapping[str, Any] = {
    "start": pgettext_lazy("area of the portal", "Start page"),
    "plans": pgettext_lazy("area of the portal", "Plans"),
    "consultations": pgettext_lazy("area of the portal", "Consultations and comments"),
    "notes": pgettext_lazy("area of the portal", "Notes"),
    "events": pgettext_lazy("area of the portal", "Events"),
    "people": pgettext_lazy("area of the portal", "Member States and users"),
    "signing_in": pgettext_lazy("area of the portal", "Signing in"),
    "search": pgettext_lazy("area of the portal", "Search"),
    "documents": pgettext_lazy("area of the portal", "Documents"),
    "programs": pgettext_lazy("area of the portal", "Access for programs"),
    "mail": pgettext_lazy("area of the portal", "Mail"),
    "texts": pgettext_lazy("area of the portal", "Interface texts"),
    EVERYWHERE: pgettext_lazy("area of the portal", "Every page"),
}
_TITLE = re.compile(r"\{% block title %\}\{% translate [\"'](.+?)[\"'] %\}")


def areas(places: Iterable[str]) -> list[str]:
    """Return the areas of the sources in which a text stands, in the order of the list."""
    found = {_area(place) for place in places}
    return [area for area in AREAS if area in found]


def titles(places: Iterable[str]) -> list[str]:
    """Return the titles of the pages whose templates hold the text, in the reader's language."""
    found = (_title(place) for place in places if place.startswith("templates/"))
    return list(dict.fromkeys(_(title) for title in found if title))


def _area(place: str) -> str:
    parts = place.split("/")
    if "email" in parts:
        return "mail"
    folder = parts[1] if parts[0] == "templates" and len(parts) > 1 else parts[0]
    return FOLDERS.get(folder, EVERYWHERE)


@cache  # a file is read, for every message that it holds
def _title(place: str) -> str:
    try:
        text = (Path(settings.BASE_DIR) / place).read_text(encoding="utf-8")
    except OSError:
        return ""
    found = _TITLE.search(text)
    return found[1] if found else ""
