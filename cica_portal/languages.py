"""The three languages of the portal: equal in the interface, in texts, notes, mail and PDF."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.functional import keep_lazy_text
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext_lazy

LANGUAGES = ("en", "ru", "kk")

NATIVE_NAMES = {"en": "English", "ru": "Русский", "kk": "Қазақша"}

# For the switch of the interface, each marked with its language, and for columns of models.
CHOICES = [(code, NATIVE_NAMES[code]) for code in LANGUAGES]

# In the reader's language: as inside a sentence ("русский"), and as a label or in a list ("Русский").
NAMES = {
    "en": pgettext_lazy("language", "English"),
    "ru": pgettext_lazy("language", "Russian"),
    "kk": pgettext_lazy("language", "Kazakh"),
}
TITLES = {code: capfirst(name) for code, name in NAMES.items()}
TITLED = [(code, TITLES[code]) for code in LANGUAGES]


# Addresses and markup, whose letters are of no language.
_NO_WORDS = re.compile(r"<[^>]*>|https?://\S+|\S+@\S+")
_LATIN = re.compile("[A-Za-z]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_KAZAKH = re.compile("[ӘәҒғҚқҢңӨөҰұҮүҺһІі]")
# In so many Cyrillic letters a Kazakh text has one of its own.
_TELLING = 20


@keep_lazy_text
def lowfirst(text: Any) -> Any:
    """Return a heading or label as it stands inside a sentence or after a colon; capfirst is its opposite."""
    return text[:1].lower() + text[1:]


def is_language(code: str) -> bool:
    return code in LANGUAGES


def pick(texts: Mapping[str, Any], language: str) -> Any:
    """Return the text in `language`, or in the first language that has one (EN, RU, KK), or ""."""
    for code in (language, *LANGUAGES):
        if texts.get(code):
            return texts[code]
    return ""


def written_in(text: str) -> str:
    """Return the language that a person's text is in, by its letters, or "" where they do not tell.

    Cyrillic letters alone tell nothing of a few words: a Kazakh name may have no letter that Russian lacks.
    """
    text = _NO_WORDS.sub(" ", text)
    latin, cyrillic = len(_LATIN.findall(text)), len(_CYRILLIC.findall(text))
    if latin == cyrillic:
        return ""
    if latin > cyrillic:
        return "en"
    if _KAZAKH.search(text):
        return "kk"
    return "ru" if cyrillic > _TELLING else ""


def reader_language() -> str:
    """Return the active language, or English where translation is off."""
    language = (get_language() or "")[:2]
    return language if is_language(language) else LANGUAGES[0]
