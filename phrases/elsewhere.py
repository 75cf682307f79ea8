"""Texts that have a page of their own: notes, case forms of names, templates of replies.

The apps above say which texts they have, so that one search finds every text that the portal writes; each is
corrected on its own page.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from cica_portal.languages import LANGUAGES
from phrases.finding import plain


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
    """Collect the sources of every app, from its module of that name."""
    for app in apps.get_app_configs():
        if app.module is not None and module_has_submodule(app.module, _MODULE):
            _sources.extend(import_module(f"{app.name}.{_MODULE}").SOURCES)


def sources() -> list[Source]:
    return list(_sources)


def find(words: str, language: str, permitted: Callable[[str], bool]) -> list[tuple[Source, list[OwnText]]]:
    """Return the texts of each source that hold every word in one language; nothing where none was typed."""
    wanted = plain(words).split()
    if not wanted:
        return []
    looked = [language] if language else LANGUAGES
    found = [
        (source, [one for one in source.read() if _holds(one, looked, wanted)])
        for source in _sources
        if permitted(source.permission)
    ]
    return [(source, texts) for source, texts in found if texts]


def _holds(one: OwnText, looked: Iterable[str], wanted: list[str]) -> bool:
    texts = [plain(one.texts.get(code, "")) for code in looked]
    return any(all(word in text for word in wanted) for text in texts)
