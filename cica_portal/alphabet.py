"""The order of words by the alphabet of their language: databases sort by code point, or each its own way."""

from functools import cache

ALPHABETS = {
    "en": "abcdefghijklmnopqrstuvwxyz",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
}


@cache
def _ranks(language: str) -> dict[str, int]:
    return {letter: rank for rank, letter in enumerate(ALPHABETS[language])}


def sort_key(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """Return the key that sorts `text` as a dictionary of `language` does; other signs come first."""
    ranks = _ranks(language)
    return tuple((1, ranks[sign]) if sign in ranks else (0, ord(sign)) for sign in text.casefold())
