"""Finding a text by its words, in any language, as people see them on a page today; and where it stands.

Texts that have a page of their own (notes, case forms of names, templates of replies) are found with them:
the apps above say which they have, and each is corrected on its own page.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cica_portal.languages import LANGUAGES
from phrases import corrections, own
from phrases.enums import Kind, Status
from phrases.models import Correction
from phrases.texts.catalogue import Phrase, phrases

# What stands between words for a reader: markup, placeholders, signs and spaces of every kind.
_BETWEEN = re.compile(r"<[^>]*>|%\(\w+\)[sdrf]|%%|\{\{.*?\}\}|\{%.*?%\}|\{\w*\}|[^\w]+|_", re.DOTALL)

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
    "plans": pgettext_lazy("page", "Plans"),
    "consultations": pgettext_lazy("area of the portal", "Consultations and comments"),
    "notes": pgettext_lazy("page", "Notes"),
    "events": pgettext_lazy("events", "Events"),
    "people": pgettext_lazy("area of the portal", "Member States and users"),
    "signing_in": pgettext_lazy("area of the portal", "Signing in"),
    "search": pgettext_lazy("button", "Search"),
    "documents": pgettext_lazy("event", "Documents"),
    "programs": gettext_lazy("API access"),
    "mail": pgettext_lazy("area of the portal", "Mail"),
    "texts": gettext_lazy("Interface texts"),
    EVERYWHERE: pgettext_lazy("area of the portal", "Every page"),
}
_TITLE = re.compile(r"\{% block title %\}\{% translate [\"'](.+?)[\"'] %\}")

CORRECTED, WAITING = "corrected", "waiting"


@dataclass(frozen=True, slots=True)
class Row:
    """A phrase with the texts that hold today, and what has been corrected in it."""

    phrase: Phrase
    texts: Mapping[str, tuple[str, ...]]
    areas: tuple[str, ...]
    corrected: frozenset[str]
    waiting: frozenset[str]

    @property
    def area_names(self) -> list[str]:
        return [str(AREAS[area]) for area in self.areas]


def rows(
    *, words: str = "", language: str = "", area: str = "", state: str = "", kind: str = ""
) -> list[Row]:
    """Return the phrases that fit, in the order of the catalogue; in one query.

    Every word that was typed must occur in the text in one language; small and capital letters, ё and е
    are alike. Of a plural, all forms count together.
    """
    standing = Correction.objects.filter(status__in=[Status.IN_USE, Status.PROPOSED])
    known = {(one.status, one.key, one.language): one for one in standing}
    wanted = plain(words).split()
    looked = [language] if language else LANGUAGES
    found = (_row(phrase, known) for phrase in phrases().values() if kind in {"", phrase.kind})
    return [
        row
        for row in found
        if (not area or area in row.areas)
        and (state != CORRECTED or row.corrected)
        and (state != WAITING or row.waiting)
        and (not wanted or any(_holds(row.texts[code], wanted) for code in looked))
    ]


def plain(text: str) -> str:
    """Return a text for comparing: its words in small letters, ё as е, with single spaces."""
    words = _BETWEEN.sub(" ", unicodedata.normalize("NFC", text))
    return " ".join(words.casefold().replace("ё", "е").split())


def _holds(texts: Iterable[str], wanted: list[str]) -> bool:
    text = plain(" ".join(texts))
    return all(word in text for word in wanted)


def _row(phrase: Phrase, known: Mapping[tuple[str, str, str], Correction]) -> Row:
    key = phrase.key
    held = {code: one for code in LANGUAGES if (one := known.get((Status.IN_USE, key, code)))}
    return Row(
        phrase=phrase,
        texts={code: corrections.held(phrase, code, held.get(code)) for code in LANGUAGES},
        areas=("mail",) if phrase.kind == Kind.MAIL else tuple(areas_of(phrase.places)),
        corrected=frozenset(held),
        waiting=frozenset(code for code in LANGUAGES if (Status.PROPOSED, key, code) in known),
    )


# Where a text stands, in words for an editor ------------------------------------------------------------
def areas_of(places: Iterable[str]) -> list[str]:
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


# Texts with a page of their own ------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class OwnText:
    """A text in each language, with the name and the arguments of the page on which it is corrected."""

    title: str
    texts: Mapping[str, str]
    page: str
    arguments: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """What an app has: how its texts are called together, their list, who may see it, and its texts."""

    label: Any
    page: str
    permission: str
    read: Callable[[], Iterable[OwnText]]


_MODULE = "official_texts"
_sources: list[Source] = []


def discover() -> None:
    """Collect the sources of every app, and its holders of texts, from its module of that name."""
    for app in apps.get_app_configs():
        if app.module is not None and module_has_submodule(app.module, _MODULE):
            found = import_module(f"{app.name}.{_MODULE}")
            _sources.extend(found.SOURCES)
            for holder in found.HOLDERS:
                own.add(holder)


def sources() -> list[Source]:
    return list(_sources)


def find_own(
    words: str, language: str, permitted: Callable[[str], bool]
) -> list[tuple[Source, list[OwnText]]]:
    """Return the texts of each source that hold every word in one language; nothing where none was typed."""
    wanted = plain(words).split()
    if not wanted:
        return []
    looked = [language] if language else LANGUAGES
    found = [
        (
            source,
            [
                one
                for one in source.read()
                if any(_holds([one.texts.get(code, "")], wanted) for code in looked)
            ],
        )
        for source in _sources
        if permitted(source.permission)
    ]
    return [(source, texts) for source, texts in found if texts]
