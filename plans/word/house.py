"""The portal's own styles in Word files: what is written with them is read back as the same blocks."""

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cica_portal.emphasis import BOLD, BOTH, ITALIC, PLAIN
from cica_portal.languages import LANGUAGES
from plans.enums import LISTED_KINDS, BlockKind, TextStatus

MARK = _("Unofficial translation")

STYLES = {
    BlockKind.TITLE: "Plan Title",
    BlockKind.HEADING: "Plan Heading",
    BlockKind.PARAGRAPH: "Plan Paragraph",
    BlockKind.OBJECTIVE: "Plan Objective",
    BlockKind.INITIATIVE: "Plan Initiative",
    BlockKind.ITEM: "Plan Item",
    BlockKind.SUBPOINT: "Plan Sub-point",
    BlockKind.ANNEX: "Plan Annex",
}
KIND_OF_STYLE = {name.lower(): str(kind) for kind, name in STYLES.items()}
LABEL_STYLE = "Plan Label"
# Words between which the portal has put signs at which no line ends: they are read without these.
BOUND_STYLE = "Plan Bound"
NOTE_STYLE = "Plan Note"
FOOTER_STYLE = "Plan Footer"
EMPHASES = {
    PLAIN: (),
    ITALIC: ("w:i", "w:iCs"),
    BOLD: ("w:b", "w:bCs"),
    BOTH: ("w:b", "w:bCs", "w:i", "w:iCs"),
}
_DATA = Path(__file__).parent.parent / "data"
CULTURES = {"en": "en-GB", "ru": "ru-RU", "kk": "kk-KZ"}
_BOOKMARK = re.compile(r"block_([0-9a-f]{32})$")


@dataclass(frozen=True)
class Meta:
    """What a file says of the text: its name, which state of the text it is, and what the languages are."""

    titles: Mapping[str, str]
    text_status: Mapping[str, str]
    label: str
    at: dt.datetime

    def is_unofficial(self, language: str) -> bool:
        return TextStatus.of(self.text_status, language) == TextStatus.UNOFFICIAL


def style_sheet(language: str, *, width: int, is_justified: bool = True) -> str:
    """Return the styles as XML; `width` is that of the text on the page, in twentieths of a point."""
    # There is no hyphenation for Kazakh: justified, it would tear holes into the lines.
    sides = "both" if is_justified and language != "kk" else "left"
    sheet = (_DATA / "word_styles.xml").read_text(encoding="utf-8")
    return sheet.format(
        language=CULTURES[language], justification=sides, indent=454, twice=1021, wide=567, width=width
    )


def fonts() -> str:
    """Return the table of the fonts that the styles name."""
    return (_DATA / "word_fonts.xml").read_text(encoding="utf-8")


def gap(kind: str) -> str:
    """Return what stands between a label and its text: the name of an annex has a line of its own."""
    if kind == BlockKind.ANNEX:
        return "\n"
    return "\t" if kind in LISTED_KINDS else " "


def style_id(name: str) -> str:
    return name.replace(" ", "").replace("-", "")


def bookmark(key: uuid.UUID) -> str:
    """Return the bookmark by which a block is known again, whatever Word made of its text."""
    return f"block_{key.hex}"


def key_of_bookmark(name: str) -> uuid.UUID | None:
    match = _BOOKMARK.match(name)
    return uuid.UUID(match[1]) if match else None


def marks() -> frozenset[str]:
    """Return what the mark of an unofficial translation says in each language."""
    said = set()
    for language in LANGUAGES:
        with translation.override(language):
            said.add(str(MARK))
    return frozenset(said)
