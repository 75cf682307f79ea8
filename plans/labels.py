"""Labels of blocks: computed from their order, in the letters of each language, never stored.

Headings are numbered through the paper and anew in each annex; objectives are lettered, initiatives and other
items numbered within their section. A sub-point is lettered under what is numbered or a paragraph, and has a
Roman number under what is lettered: 1., a), i). A single annex has no number. English counts a, b, c; Russian
а, б, в (without ё, з, й, о, ч, ъ, ы, ь); Kazakh а, ә, б, в, г. Apart from its text a paragraph
is cited by its number in the margin, the same in every language, and its label: "9, 2 c)".
"""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from cica_portal.languages import reader_language
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
    """The label of a block by language, and the `number` that its paragraph has in the margin: the same in
    every language; the title has none. It stands `under` the label of a heading, an annex or a point."""

    def __init__(self, written: Mapping[str, str], number: int = 0, under: "Label | None" = None) -> None:
        super().__init__(written)
        self.number, self.under = number, under

    def own(self, language: str) -> str:
        """Return the label with what it stands under: "2 c)", "3.1 a)", "Annex 2, 1"."""
        above, written = self.under.own(language) if self.under else "", self[language].removesuffix(".")
        if not (above and written):
            return written
        between = ", " if self.under.is_annex else "." if written.isdecimal() else " "
        return above + between + written

    @property
    def is_annex(self) -> bool:
        return self["en"].startswith(ANNEX["en"])

    def cited(self, language: str) -> str:
        """Return by what a paragraph is known everywhere, "9, 2 c)": its number, then its own label."""
        return ", ".join(filter(None, (str(self.number or ""), self.own(language))))

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return "Paragraph 9, 2 c)" in the reader's language; the title is called so."""
        if not self.number:
            return str(BlockKind.TITLE.label).capitalize()
        # Translators: number is the number of the paragraph in the margin
        name = _("Paragraph %(number)s") % {"number": self.number}
        return ", ".join(filter(None, (name, self.own(reader_language()))))

    @property
    def within(self) -> str:
        """Return the name as inside a sentence."""
        return self.name[:1].lower() + self.name[1:]


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


def labelled(kinds: Sequence[str]) -> list[Label]:
    """Return the label of each block of an outline, by language: "1.", "a)", "i)", "Annex 2" or nothing."""
    counting = _Counting(sum(kind == BlockKind.ANNEX for kind in kinds))
    return [counting.label(kind) for kind in kinds]


class _Counting:
    def __init__(self, annexes: int) -> None:
        self.annexes = annexes
        self.place = self.annex = self.heading = self.letter = self.number = self.point = 0
        # The annex and the heading under which it counts, and what has sub-points under it.
        self.part: Label | None = None
        self.section: Label | None = None
        self.above: Label | None = None

    def label(self, kind: str) -> Label:
        if kind == BlockKind.TITLE:
            return NO_LABEL
        self.place += 1
        if kind == BlockKind.SUBPOINT:
            self.point += 1
            is_lettered = self.above is not None and not self.above["en"].endswith(".")
            written = dict.fromkeys(LETTERS, f"{roman(self.point)})") if is_lettered else _letters(self.point)
            return Label(written, self.place, self.above or self.section)
        self.point = 0
        made = self.of_block(kind)
        self.above = made if kind in LISTED_KINDS else None
        return made

    def of_block(self, kind: str) -> Label:
        if kind == BlockKind.ANNEX:
            self.annex, self.heading, self.letter, self.number = self.annex + 1, 0, 0, 0
            names = ANNEX if self.annexes == 1 else ANNEXES
            named = {language: name.format(self.annex) for language, name in names.items()}
            self.part = self.section = Label(named, self.place)
            return self.part
        if kind == BlockKind.HEADING:
            self.heading, self.letter, self.number = self.heading + 1, 0, 0
            self.section = Label(dict.fromkeys(LETTERS, f"{self.heading}."), self.place, self.part)
            return self.section
        if kind == BlockKind.OBJECTIVE:
            self.letter += 1
            return Label(_letters(self.letter), self.place, self.section)
        if kind in {BlockKind.INITIATIVE, BlockKind.ITEM}:
            self.number += 1
            return Label(dict.fromkeys(LETTERS, f"{self.number}."), self.place, self.section)
        return Label(NO_LABEL, self.place)


def _letters(place: int) -> dict[str, str]:
    return {language: f"{letter(place, language)})" for language in LETTERS}
