"""The three languages of the portal: equal in the interface, in texts, notes, mail and PDF."""

from collections.abc import Mapping
from typing import Any

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


def is_language(code: str) -> bool:
    return code in LANGUAGES


def pick(texts: Mapping[str, Any], language: str) -> Any:
    """Return the text in `language`, or in the first language that has one (EN, RU, KK), or ""."""
    for code in (language, *LANGUAGES):
        if texts.get(code):
            return texts[code]
    return ""


def reader_language() -> str:
    """Return the active language, or English where translation is off."""
    language = (get_language() or "")[:2]
    return language if is_language(language) else LANGUAGES[0]
