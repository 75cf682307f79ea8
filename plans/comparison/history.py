"""Who changed what in a plan: its edits in words, the saves of one sitting shown as one."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import SafeString

from members.models import User
from plans.comparison.redline import redline
from plans.enums import BlockKind, EditKind, Significance
from plans.models import Block, ConceptPaper, Edit, WordImport

# Saves of the same person in the same text that follow each other within this are one sitting.
SITTING = dt.timedelta(minutes=10)
SHOWN = 100


@dataclass(slots=True)
class Entry:
    """One change as it is told: one edit, or the edits of one sitting from the first text to the last."""

    block: Block
    kind: str
    language: str
    significance: str
    before: str
    after: str
    by: User | None
    at: dt.datetime
    since: dt.datetime
    saves: int
    last: int
    word_import: WordImport | None
    authors: Sequence[str]

    @property
    def is_text(self) -> bool:
        return bool(self.language)

    @property
    def kind_label(self) -> Any:
        return EditKind(self.kind).label

    @property
    def significance_label(self) -> Any:
        return Significance(self.significance).label

    @property
    def has_changed_words(self) -> bool:
        return self.is_text and self.before != self.after

    @property
    def redline(self) -> SafeString:
        return redline(self.before, self.after)

    @property
    def old_kind(self) -> Any:
        return BlockKind(self.before).label

    @property
    def new_kind(self) -> Any:
        return BlockKind(self.after).label


def of_block(block: Block, language: str = "", *, until: int | None = None) -> tuple[list[Entry], int | None]:
    return _page(Edit.objects.filter(block=block), language, until)


def of_paper(
    paper: ConceptPaper, language: str = "", *, until: int | None = None
) -> tuple[list[Entry], int | None]:
    """Return the newest changes, newest first, and the edit from which to read on, if there are more."""
    return _page(Edit.objects.filter(block__paper=paper), language, until)


def _page(edits: QuerySet[Edit], language: str, until: int | None) -> tuple[list[Entry], int | None]:
    if language:
        edits = edits.filter(language=language)
    if until is not None:
        edits = edits.filter(pk__lt=until)
    found = list(edits.select_related("by", "block", "word_import").order_by("-pk")[: SHOWN + 1])
    entries = _entries(found[:SHOWN])
    return entries, entries[-1].last if len(found) > SHOWN else None


def _entries(edits: Iterable[Edit]) -> list[Entry]:
    """Return edits, given newest first, with the saves of one sitting drawn together."""
    made: list[Entry] = []
    for edit in edits:
        if made and _continues(made[-1], edit):
            entry = made[-1]
            entry.before, entry.since, entry.last = edit.before, edit.at, edit.pk
            entry.saves += 1
            if edit.significance == Significance.SUBSTANTIVE:
                entry.significance = edit.significance
            continue
        made.append(
            Entry(
                edit.block,
                edit.kind,
                edit.language,
                edit.significance,
                edit.before,
                edit.after,
                edit.by,
                edit.at,
                edit.at,
                1,
                edit.pk,
                edit.word_import,
                edit.authors or (),
            )
        )
    return made


def _continues(entry: Entry, earlier: Edit) -> bool:
    return (
        entry.kind == earlier.kind == EditKind.CHANGED
        and entry.block.pk == earlier.block_id
        and entry.language == earlier.language
        and (entry.by.pk if entry.by else None) == earlier.by_id
        and entry.since - earlier.at <= SITTING
        and entry.before == earlier.after
        and (entry.word_import.pk if entry.word_import else None) == earlier.word_import_id
        and list(entry.authors) == list(earlier.authors or ())
    )
