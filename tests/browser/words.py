"""The portal's own words in the language under test, as people look for them on a page."""

from collections.abc import Callable

from django.utils import translation
from django.utils.translation import gettext, pgettext

from plans.open_points import point_kinds

Say = Callable[..., str]


def words(language: str) -> Say:
    """Return a function that says an English sentence of the portal in `language`."""

    def say(sentence: str, *, context: str = "", **values: object) -> str:
        with translation.override(language):
            text = pgettext(context, sentence) if context else gettext(sentence)
        return text % values if values else text

    return say


def act(kind: str, language: str, number: int = 1) -> str:
    """Return what start pages call the act on so many open points of a kind, in `language`."""
    with translation.override(language):
        return str(point_kinds.kinds()[kind].act % {"number": number})
