"""What a file holds and a plan does not: each is told to who imports it, nothing vanishes silently."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
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
    NOT_TAKEN = "not_taken", _("Tracked changes that you left out")
    COMMENT = "comment", _("Comments of reviewers")
    IMAGE = "image", _("Pictures and drawings")
    OBJECT = "object", _("Embedded objects and equations")
    CONTENTS = "contents", _("Table of contents")
    HEADER = "header", _("Headers and footers of pages")
    LINK = "link", _("Addresses of links (their words are taken over)")
    OTHER = "other", _("Other parts that a plan cannot hold")
    TABLE = "table", _("Tables: each row taken over as a paragraph, its cells joined by a dash")
    EVENTS = "events", _("Tables of events: each row taken over as an initiative; this head was left out")
    MERGED = "merged", _("Merged cells of tables: their words taken over once, where the cell begins")
    INSERTED = "inserted", _("Text inserted with track changes: taken over as text")
    STRUCK = "struck", _("Struck-through text: taken over as text")
    EMPHASIS = (
        "emphasis",
        _("Emphasis that a plan has no mark for: taken over as plain words"),
    )
    FIELD = "field", _("Fields: taken over as the words they show now")
    SYMBOL = "symbol", _("Signs of a symbol font: taken over as “□”")
    LABEL = "label", _("Numbers and letters that the plan counts otherwise")
    BULLET = "bullet", _("Bullets: taken over as paragraphs")
    LEVEL = "level", _("Lower headings and list levels: a plan has one level of each")
    LONG = "long", _("Paragraphs too long for one block: taken over in parts")


# What the text of the plan will not have; all other kinds are taken over, but not as they were.
LEFT_OUT = frozenset(
    {
        LossKind.NESTED,
        LossKind.FOOTNOTE,
        LossKind.TEXT_BOX,
        LossKind.HIDDEN,
        LossKind.DELETED,
        LossKind.NOT_TAKEN,
        LossKind.COMMENT,
        LossKind.IMAGE,
        LossKind.OBJECT,
        LossKind.CONTENTS,
        LossKind.HEADER,
        LossKind.LINK,
        LossKind.OTHER,
    }
)


@dataclass(frozen=True)
class Loss:
    """One thing that was not taken over as it stood; `after` is the number of the last item before it."""

    kind: str
    text: str
    after: int = 0

    @property
    def excerpt(self) -> str:
        return self.text if len(self.text) <= EXCERPT else self.text[: EXCERPT - 1].rstrip() + "…"


@dataclass(frozen=True)
class LossGroup:
    kind: LossKind
    losses: Sequence[Loss]

    @property
    def is_left_out(self) -> bool:
        return self.kind in LEFT_OUT


def grouped(losses: Iterable[Loss]) -> list[LossGroup]:
    """Return the losses by kind, in the order of the kinds: first what is left out."""
    order = {kind: place for place, kind in enumerate(LossKind.values)}
    ordered = sorted(losses, key=lambda loss: order[loss.kind])
    return [
        LossGroup(LossKind(kind), list(members)) for kind, members in groupby(ordered, lambda loss: loss.kind)
    ]


def as_record(losses: Iterable[Loss]) -> list[dict[str, Any]]:
    """Return the losses as the plain values that stay on record."""
    return [{"kind": str(loss.kind), "text": loss.excerpt, "after": loss.after} for loss in losses]
