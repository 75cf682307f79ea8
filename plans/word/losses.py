"""What a file holds and a plan does not: each is told to who imports it, nothing vanishes silently."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

EXCERPT = 300


class LossKind(models.TextChoices):
    NESTED = "nested", _("Tables within tables")
    FOOTNOTE = "footnote", _("Footnotes and endnotes")
    TEXT_BOX = "text_box", _("Text boxes")
    HIDDEN = "hidden", _("Hidden text")
    DELETED = "deleted", _("Text deleted with track changes")
    NOT_TAKEN = "not_taken", _("Tracked changes that you did not accept")
    COMMENT = "comment", _("Comments on what is not imported")
    IMAGE = "image", _("Pictures and drawings")
    OBJECT = "object", _("Embedded objects and equations")
    CONTENTS = "contents", _("Table of contents")
    HEADER = "header", _("Headers and footers of pages")
    LINK = "link", _("Addresses of links (their text is imported)")
    OTHER = "other", _("Other content that a plan cannot contain")
    TABLE = "table", _("Tables: each row imported as a paragraph, its cells joined by a dash")
    EVENTS = "events", _("Tables of events: each row imported as an initiative; the heading row not imported")
    MERGED = "merged", _("Merged cells of tables: text imported once, where the cell begins")
    INSERTED = "inserted", _("Text inserted with track changes: imported as text")
    STRUCK = "struck", _("Struck-through text: imported as text")
    EMPHASIS = (
        "emphasis",
        _("Formatting that plans do not have: imported as plain text"),
    )
    FIELD = "field", _("Fields: imported as the text they show now")
    SYMBOL = "symbol", _("Characters of a symbol font: imported as “□”")
    SOFT_HYPHEN = "soft_hyphen", _("Soft hyphens (places where a word may break): removed")
    LABEL = "label", _("Numbers and letters that are different in the plan")
    BULLET = "bullet", _("Bullets: imported as paragraphs")
    LEVEL = "level", _("Subheadings and list levels: a plan has one level of each")
    LONG = "long", _("Paragraphs too long for one block: imported in parts")


# What the text of the plan will not have stands first; all other kinds are taken over, but not as they were.
_KINDS = list(LossKind)


@dataclass(frozen=True)
class Loss:
    """One thing that was not taken over as it stood; `after` is the number of the last item before it."""

    kind: str
    text: str
    after: int = 0

    @property
    def excerpt(self) -> str:
        return self.text if len(self.text) <= EXCERPT else self.text[: EXCERPT - 1].rstrip() + "…"

    @property
    def label(self) -> str:
        return LossKind(self.kind).label

    @property
    def rank(self) -> int:
        """The place of the kind among all: first is what is left out."""
        return _KINDS.index(LossKind(self.kind))

    @property
    def is_left_out(self) -> bool:
        return self.rank <= _KINDS.index(LossKind.OTHER)


def as_record(losses: Iterable[Loss]) -> list[dict[str, Any]]:
    """Return the losses as the plain values that stay on record."""
    return [{"kind": str(loss.kind), "text": loss.excerpt, "after": loss.after} for loss in losses]
