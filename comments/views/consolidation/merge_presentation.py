"""What the workbench shows: how a proposal stands, its changes in words, who wants what of the same words."""

from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, pgettext_lazy

from comments.compilation.rows import Row
from comments.consolidation.merges import Bench, Proposal
from comments.enums import Operation
from comments.models import MergeDraft
from comments.views.consolidation.merge_forms import MergeForm
from plans.comparison.merging import Standing

STANDINGS = {
    Standing.UNCHANGED: ("waiting", pgettext_lazy("proposal", "can be accepted")),
    Standing.REBASED: (
        "waiting",
        pgettext_lazy("proposal", "can be accepted: the text has changed elsewhere"),
    ),
    Standing.CONTAINED: ("done", pgettext_lazy("proposal", "already in the text")),
    Standing.RECHECK: (
        "needs",
        pgettext_lazy("proposal", "needs checking: the text it refers to has changed"),
    ),
}
# What could be taken, were the text open.
NOT_TAKEN = ("quiet", pgettext_lazy("proposal", "not in the text"))
BLOCK_ACTS = {
    Operation.ADD: gettext_lazy("Add paragraph"),
    Operation.SUPPRESS: gettext_lazy("Delete paragraphs"),
    Operation.MOVE: gettext_lazy("Move paragraphs"),
}


class ShownChange(NamedTuple):
    """One change of a proposal: what its box is called, what goes and what comes, and how it stands."""

    value: str
    gone: str
    comes: str
    standing: Standing
    is_chosen: bool

    @property
    def is_open(self) -> bool:
        return self.standing in {Standing.UNCHANGED, Standing.REBASED}

    @property
    def word(self) -> str:
        return str(STANDINGS[self.standing][1])


class ShownProposal(NamedTuple):
    """A proposal on the bench: whose, its redline against the text that it was made on, its changes."""

    proposal: Proposal
    redline: SafeString
    changes: list[ShownChange]
    kind: str
    word: str
    against: str
    disposition: Any


class Clashing(NamedTuple):
    """What some States want of words that others want otherwise."""

    states: str
    gone: str
    comes: str


class ShownSide(NamedTuple):
    """One side of a contradiction: whose, in which language, what became of it, which words."""

    states: str
    language: str
    word: str
    is_in_text: bool
    changes: list[Clashing]


class ShownContradiction(NamedTuple):
    """What two proposals in two languages say against each other."""

    sentence: Promise
    sides: list[ShownSide]


class OnParagraph(NamedTuple):
    """Another proposal for the paragraph than wording for it, and the page where it is carried out."""

    row: Row
    word: str
    url: str


class Sheet(NamedTuple):
    """The paragraph in one language: its text now, what is proposed, and the form that takes it."""

    bench: Bench
    url: str
    form: MergeForm
    draft: MergeDraft
    proposals: list[ShownProposal]
    collisions: list[list[Clashing]]
    result: dict[str, Any]
    stored: dict[str, Any] | None
    is_behind: bool
