"""A filed comment as pages show it with what became of it: its mark, its text since, what it says."""

from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import pgettext_lazy

from comments.answering.dialogue import Thread
from comments.answering.rebasing import Since
from comments.models import Comment, Disposition, WorkingTranslation
from comments.procedure.lists import answering
from comments.reading.readings import LATE, Reading
from plans.comparison.merging import Standing

# How a comment stands to the draft of today, where the text under it has changed.
STANDINGS = {
    Standing.UNCHANGED: ("waiting", pgettext_lazy("comment", "the text has changed since")),
    Standing.REBASED: (
        "waiting",
        pgettext_lazy("comment", "the text has changed elsewhere: the proposal still fits"),
    ),
    Standing.CONTAINED: ("done", pgettext_lazy("proposal", "already in the text")),
    Standing.RECHECK: ("needs", pgettext_lazy("comment", "the text has changed since: needs checking")),
}


class Answered(NamedTuple):
    """A filed comment beside its paragraph, with what became of it."""

    row: Reading
    disposition: Disposition | None
    mark: str
    original: Comment | None
    thread: Thread
    since: Since
    since_kind: str
    since_word: str
    fields: SafeString
    rendition: WorkingTranslation | None
    linked: tuple["Answered", ...] = ()

    @property
    def waiting(self) -> answering.Waiting:
        counts = self.row.place != LATE
        return answering.waiting(counts=counts, stage=self.disposition.stage if self.disposition else "")

    @property
    def seen(self) -> int:
        return self.disposition.version if self.disposition else 0


def fields(row: Reading) -> SafeString:
    """Return what a filed comment says under a head that has its type, as markup in the reader's language."""
    return render_to_string("comments/_fields.html", {"said": row, "is_headed": True})
