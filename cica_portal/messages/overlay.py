"""Corrected wordings that hold in this process instead of those of the catalogues.

Django keeps for each language a list of dictionaries, of which the first that knows a message answers:
corrections are one more, put in front. What a process keeps of rendered words is forgotten when they change.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import trans_real

from cica_portal.languages import LANGUAGES

# A message with its context, as gettext looks it up; a plural form with its place as well.
Key = str | tuple[str, int]
Wordings = Mapping[str, Mapping[Key, str]]

_CONTEXT = "\x04"
_forget: list[Callable[[], None]] = []
_edition = ""


class _Corrections(dict[Key, str]):
    """Tells the dictionary of the corrections from those of the catalogues."""


def key(message: str, context: str = "", form: int | None = None) -> Key:
    """Return how gettext looks a message up: a plural form, from 0, by its place."""
    name = f"{context}{_CONTEXT}{message}" if context else message
    return name if form is None else (name, form)


def put(wordings: Wordings, edition: str) -> None:
    """Let these wordings hold, by language, and no others; `edition` tells them from earlier ones."""
    global _edition
    for language in LANGUAGES:
        _put(language, wordings.get(language, {}))
    _edition = edition
    for forget in _forget:
        forget()


def edition() -> str:
    """Return which wordings hold: a part of the key of everything that is kept with words in it."""
    return _edition


def on_change(forget: Callable[[], None]) -> None:
    """Call `forget` whenever other wordings hold: for what a process keeps of rendered words."""
    _forget.append(forget)


def _put(language: str, wordings: Mapping[Key, str]) -> None:
    catalogue: Any = trans_real.translation(language)._catalog  # type: ignore[attr-defined]
    if not isinstance(catalogue._catalogs[0], _Corrections):
        # The portal's own catalogue was the first until now: its plural forms are those of the corrections.
        catalogue._plurals.insert(0, catalogue._plurals[0])
        catalogue._catalogs.insert(0, _Corrections())
    catalogue._catalogs[0] = _Corrections(wordings)
