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
# The Kazakh alphabet has the Russian letters in their order, and its own among them: Әлия between А and Б.
_RANKS["ru"] = _CYRILLIC_RANKS = _RANKS["kk"]

_CYRILLIC = {*ALPHABETS["ru"], *ALPHABETS["kk"]}
_KAZAKH_ALONE = {*ALPHABETS["kk"]} - {*ALPHABETS["ru"]}
# So many letters without one of Kazakh alone are hardly ever Kazakh.
_TELLING = 20


def sort_key(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """Return the key that sorts `text` as a dictionary of `language` does; other signs come first, Cyrillic
    letters behind the Latin alphabet.

    A letter that the alphabet does not have is its letter without the mark: Türkiye stands as Turkiye does.
    """
    ranks = _RANKS[language]
    return tuple(_place(sign, ranks) for sign in unicodedata.normalize("NFC", text).casefold())


def language_of(text: str, expected: str) -> str:
    """Return the language that a text is written in, as its letters tell; `expected` where they do not.

    Kazakh has its own letters, some in five: a text that is long enough and has hardly any is Russian.
    """
    letters = [sign for sign in unicodedata.normalize("NFC", text).casefold() if sign.isalpha()]
    kazakh = sum(sign in _KAZAKH_ALONE for sign in letters)
    cyrillic = sum(sign in _CYRILLIC for sign in letters)
    if 2 * cyrillic < len(letters):
        return "en"
    if 20 * kazakh > cyrillic:
        return "kk"
    return "ru" if cyrillic and (cyrillic >= _TELLING or expected == "en") else expected


def _place(sign: str, ranks: dict[str, int]) -> tuple[int, int]:
    letter = sign if sign in ranks else unicodedata.normalize("NFKD", sign)[0]
    if letter in ranks:
        return 1, ranks[letter]
    return (2, _CYRILLIC_RANKS[sign]) if sign in _CYRILLIC_RANKS else (0, ord(letter))


def latin_key(text: str) -> str:
    """Return the Latin letters and digits of `text` without their marks: what every database sorts alike."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())
