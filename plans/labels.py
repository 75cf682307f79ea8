"""Labels of blocks: computed from their order, in the letters of each language, never stored.

Headings are numbered through the paper, objectives lettered and initiatives numbered within their
section. English counts a, b, c; Russian а, б, в (without ё, з, й, о, ч, ъ, ы, ь); Kazakh а, ә, б, в, г.
"""

from collections.abc import Sequence

from plans.enums import BlockKind

LETTERS = {
    "en": "abcdefghijklmnopqrstuvwxyz",
    "ru": "абвгдежиклмнпрстуфхцшщэюя",
    "kk": "аәбвгғдежзиіклмнопрстуүфхшщэюя",
}

Label = dict[str, str]

NO_LABEL: Label = {"en": "", "ru": "", "kk": ""}


def letter(ordinal: int, language: str) -> str:
    """Return the letter of the `ordinal`-th objective (from 1); after the alphabet, aa, ab, ..."""
    alphabet = LETTERS[language]
    letters = ""
    while ordinal > 0:
        ordinal, index = divmod(ordinal - 1, len(alphabet))
        letters = alphabet[index] + letters
    return letters


def ordinal(label: Label) -> int | None:
    """Return the place of a lettered block in its list, from 1; nothing for one that has no letter."""
    letters = label["en"].removesuffix(")")
    if not letters or letters == label["en"]:
        return None
    place = 0
    for sign in letters:
        place = place * len(LETTERS["en"]) + LETTERS["en"].index(sign) + 1
    return place


def marked(label: Label, language: str) -> str:
    """Return the label as it stands where languages meet: a letter with its neutral number, as "б) [2]".

    The same block is b), б) and ә), and б) is the second in Russian and the third in Kazakh.
    """
    place = ordinal(label)
    return f"{label[language]}\u00a0[{place}]" if place else label[language]


def labelled(kinds: Sequence[str]) -> list[Label]:
    """Return the label of each block of an outline, by language: "1.", "a)", "2." or nothing."""
    labels: list[Label] = []
    headings = objectives = initiatives = 0
    for kind in kinds:
        if kind == BlockKind.HEADING:
            headings, objectives, initiatives = headings + 1, 0, 0
            labels.append(dict.fromkeys(NO_LABEL, f"{headings}."))
        elif kind == BlockKind.OBJECTIVE:
            objectives += 1
            labels.append({language: f"{letter(objectives, language)})" for language in NO_LABEL})
        elif kind == BlockKind.INITIATIVE:
            initiatives += 1
            labels.append(dict.fromkeys(NO_LABEL, f"{initiatives}."))
        else:
            labels.append(NO_LABEL)
    return labels
