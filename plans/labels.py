"""Labels of blocks: computed from their order, in the letters of each language, never stored.

Headings are numbered through the paper and anew in each annex; objectives are lettered, initiatives and other
items numbered within their section. A sub-point is lettered under what is numbered or a paragraph, and has a
Roman number under what is lettered: 1., a), i). A single annex has no number. English counts a, b, c; Russian
а, б, в (without ё, з, й, о, ч, ъ, ы, ь); Kazakh а, ә, б, в, г.
"""

from collections.abc import Mapping, Sequence

from plans.enums import LISTED_KINDS, BlockKind

LETTERS = {
    "en": "abcdefghijklmnopqrstuvwxyz",
    "ru": "абвгдежиклмнпрстуфхцшщэюя",
    "kk": "аәбвгғдежзиіклмнопрстуүфхшщэюя",
}
ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
# What an annex is called, alone and as one of several, in the language of the text.
ANNEX = {"en": "Annex", "ru": "Приложение", "kk": "Қосымша"}
ANNEXES = {"en": "Annex {}", "ru": "Приложение {}", "kk": "{}-қосымша"}


class Label(dict[str, str]):
    """The label of a block by language. A letter has its `place` in its list, the same in all languages; a
    sub-point is `within` what has a label of its own; what an annex counts anew knows that of its `annex`."""

    def __init__(
        self,
        written: Mapping[str, str],
        place: int | None = None,
        within: "Label | None" = None,
        annex: "Label | None" = None,
    ) -> None:
        super().__init__(written)
        self.place, self.within, self.annex = place, within, annex


NO_LABEL = Label(dict.fromkeys(LETTERS, ""))


def letter(ordinal: int, language: str) -> str:
    """Return the letter of the `ordinal`-th objective (from 1); after the alphabet, aa, ab, ..."""
    alphabet = LETTERS[language]
    letters = ""
    while ordinal > 0:
        ordinal, index = divmod(ordinal - 1, len(alphabet))
        letters = alphabet[index] + letters
    return letters


def roman(ordinal: int) -> str:
    """Return a number as a small Roman one: the same in every language."""
    written = ""
    for worth, sign in ROMAN:
        written += sign * (ordinal // worth)
        ordinal %= worth
    return written


def has_letter(label: Label) -> bool:
    """Tell whether a label, or the one that it is within, is a letter: another in each language."""
    return label.place is not None or (label.within is not None and has_letter(label.within))


def marked(label: Label, language: str) -> str:
    """Return the label as it stands where languages meet: a letter with its neutral number, as "б) [2]".

    The same block is b), б) and ә), and б) is the second in Russian and the third in Kazakh.
    """
    return f"{label[language]}\u00a0[{label.place}]" if label.place else label[language]


def reference(label: Label, language: str) -> str:
    """Return the label by which a block is known apart from its text: a sub-point with what it is within, and
    what is in an annex with the name of that."""
    own = marked(label, language)
    if label.within:
        return f"{reference(label.within, language)} {own}"
    return f"{label.annex[language]}, {own}" if label.annex else own


def labelled(kinds: Sequence[str]) -> list[Label]:
    """Return the label of each block of an outline, by language: "1.", "a)", "i)", "Annex 2" or nothing."""
    counting = _Counting(sum(kind == BlockKind.ANNEX for kind in kinds))
    return [counting.label(kind) for kind in kinds]


class _Counting:
    def __init__(self, annexes: int) -> None:
        self.annexes = annexes
        self.annex = self.heading = self.letter = self.number = self.point = 0
        # What has a label of its own and sub-points under it, and the annex in which it counts anew.
        self.above: Label | None = None
        self.part: Label | None = None

    def label(self, kind: str) -> Label:
        if kind == BlockKind.SUBPOINT:
            self.point += 1
            return self.of_point()
        self.point = 0
        made = self.of_block(kind)
        self.above = made if kind in LISTED_KINDS else None
        return made

    def of_point(self) -> Label:
        if self.above is not None and self.above.place is not None:
            return Label(dict.fromkeys(LETTERS, f"{roman(self.point)})"), within=self.above)
        return Label(_letters(self.point), self.point, self.above, None if self.above else self.part)

    def of_block(self, kind: str) -> Label:
        if kind == BlockKind.ANNEX:
            self.annex, self.heading, self.letter, self.number = self.annex + 1, 0, 0, 0
            names = ANNEX if self.annexes == 1 else ANNEXES
            self.part = Label({language: name.format(self.annex) for language, name in names.items()})
            return self.part
        if kind == BlockKind.HEADING:
            self.heading, self.letter, self.number = self.heading + 1, 0, 0
            return Label(dict.fromkeys(LETTERS, f"{self.heading}."), annex=self.part)
        if kind == BlockKind.OBJECTIVE:
            self.letter += 1
            return Label(_letters(self.letter), self.letter, annex=self.part)
        if kind in {BlockKind.INITIATIVE, BlockKind.ITEM}:
            self.number += 1
            return Label(dict.fromkeys(LETTERS, f"{self.number}."), annex=self.part)
        return NO_LABEL


def _letters(place: int) -> dict[str, str]:
    return {language: f"{letter(place, language)})" for language in LETTERS}
