"""The portal's own styles in Word files: what is written with them is read back as the same blocks."""

import re
import uuid

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cica_portal.languages import LANGUAGES
from plans.enums import BlockKind

MARK = _("Unofficial translation")

STYLES = {
    BlockKind.TITLE: "Plan Title",
    BlockKind.HEADING: "Plan Heading",
    BlockKind.PARAGRAPH: "Plan Paragraph",
    BlockKind.OBJECTIVE: "Plan Objective",
    BlockKind.INITIATIVE: "Plan Initiative",
}
KIND_OF_STYLE = {name.lower(): str(kind) for kind, name in STYLES.items()}
LABEL_STYLE = "Plan Label"
NOTE_STYLE = "Plan Note"
FOOTER_STYLE = "Plan Footer"
_BOOKMARK = re.compile(r"block_([0-9a-f]{32})$")


def style_id(name: str) -> str:
    return name.replace(" ", "")


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
