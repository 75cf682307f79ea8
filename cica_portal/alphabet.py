"""The order of words by the alphabet of their language: databases sort by code point, or each its own way."""

import unicodedata

ALPHABETS = {
    "en": "abcdefghijklmnopqrstuvwxyz",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
}
_RANKS = {
    language: {letter: rank for rank, letter in enumerate(alphabet)}
    for language, alphabet in ALPHABETS.items()
}


def sort_key(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """Return the key that sorts `text` as a dictionary of `language` does; other signs come first.

    A letter that the alphabet does not have is its letter without the mark: Türkiye stands as Turkiye does.
    """
    ranks = _RANKS[language]
    return tuple(_place(sign, ranks) for sign in unicodedata.normalize("NFC", text).casefold())


def _place(sign: str, ranks: dict[str, int]) -> tuple[int, int]:
    letter = sign if sign in ranks else unicodedata.normalize("NFKD", sign)[0]
    return (1, ranks[letter]) if letter in ranks else (0, ord(sign))


def latin_key(text: str) -> str:
    """Return the Latin letters and digits of `text` without their marks: what every database sorts alike."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())
