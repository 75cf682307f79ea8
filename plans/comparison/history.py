"""Who changed what in a plan: its edits in words, the saves of one sitting shown as one."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.safestring import SafeString

from plans.comparison.redline import redline
from plans.enums import BlockKind, EditKind, Significance
from plans.models import Edit

# Saves of the same person in the same text that follow each other within this are one sitting.
SITTING = dt.timedelta(minutes=10)
SHOWN = 100


@dataclass(slots=True)
class Sitting:
    """One change as it is told: an edit, with the earlier ones of the same sitting, newest first."""

    edit: Edit
    earlier: list[Edit] = field(default_factory=list)

    @property
    def first(self) -> Edit:
        return self.earlier[-1] if self.earlier else self.edit

    @property
    def saves(self) -> int:
        return 1 + len(self.earlier)

    @property
    def significance(self) -> Significance:
        said = [Significance(edit.significance) for edit in (self.edit, *self.earlier)]
        return Significance.SUBSTANTIVE if Significance.SUBSTANTIVE in said else said[0]

    @property
    def redline(self) -> SafeString:
        """What became of the words; nothing where they stayed."""
        before, after = self.first.before, self.edit.after
        return redline(before, after) if self.edit.language and before != after else SafeString("")

    @property
    def kinds(self) -> list[str]:
        """What kind of block was made into which, as words."""
        is_turned = self.edit.kind == EditKind.TURNED
        return [str(BlockKind(kind).label) for kind in (self.edit.before, self.edit.after) if is_turned]

    def continues(self, earlier: Edit) -> bool:
        first = self.first
        return (
            first.kind == earlier.kind == EditKind.CHANGED
            and first.before == earlier.after
            and first.at - earlier.at <= SITTING
            and all(
                getattr(first, name) == getattr(earlier, name)
                for name in ("block_id", "language", "by_id", "word_import_id", "authors")
            )
        )


def read_page(
    edits: QuerySet[Edit], language: str = "", *, until: int | None = None
) -> tuple[list[Sitting], int | None]:
    """Return the newest changes, newest first, and the edit from which to read on, if there are more."""
    if language:
        edits = edits.filter(language=language)
    if until is not None:
        edits = edits.filter(pk__lt=until)
    found = list(edits.select_related("by", "block", "word_import").order_by("-pk")[: SHOWN + 1])
    sittings = _drawn_together(found[:SHOWN])
    return sittings, sittings[-1].first.pk if len(found) > SHOWN else None


def _drawn_together(edits: Iterable[Edit]) -> list[Sitting]:
    made: list[Sitting] = []
    for edit in edits:
        if made and made[-1].continues(edit):
            made[-1].earlier.append(edit)
        else:
            made.append(Sitting(edit))
    return made
