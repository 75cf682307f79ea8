"""The three languages of the portal: equal in the interface, in texts, notes, mail and PDF."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

LANGUAGES = ("en", "ru", "kk")

NATIVE_NAMES = {"en": "English", "ru": "Русский", "kk": "Қазақша"}

CHOICES = [(code, NATIVE_NAMES[code]) for code in LANGUAGES]


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
