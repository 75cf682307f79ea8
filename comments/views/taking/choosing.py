"""Choosing single changes of the proposals for a text: what is shown of them, and the wording that they make.

Changes are chosen beside the wording for the draft. What somebody wrote there stays: chosen changes replace
only a wording that was itself made of changes, unless that is asked for.
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, pgettext_lazy

from cica_portal.errors import DomainError
from comments.enums import Operation
from comments.models import Disposition
from comments.taking.proposals import Choice, Proposal
from comments.taking.sheets import Text
from plans.comparison import merging
from plans.comparison.merging import Standing
from plans.comparison.redline import redline

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


class Change(NamedTuple):
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


class Proposed(NamedTuple):
    """A proposal for a text: whose, its redline against the text that it was made on, its changes."""

    proposal: Proposal
    redline: SafeString
    changes: list[Change]
    kind: str
    word: str
    disposition: Disposition | None
    is_own: bool


class Choosing(NamedTuple):
    """The changes to choose among for one text; the choice that is stored, and, where a colleague stored it
    meanwhile, what the text becomes by it."""

    text: Text
    proposals: list[Proposed]
    is_open: bool
    version: int
    stored: SafeString | str
    stored_by: str

    @property
    def number(self) -> int:
        return sum(len(one.changes) for one in self.proposals)


class Sent:
    """What was sent for one text: the changes chosen, those that its wording was made of, and the wording."""

    def __init__(self, text: Text, data: QueryDict) -> None:
        self.text, self.name = text, text.name
        # Without the field that says what the wording was made of, nobody chose anything.
        self.is_choosing = f"was-{self.name}" in data
        self.wording = data.get(self.name, "").replace("\r\n", "\n").strip()
        asked = set(data.getlist(f"choice-{self.name}"))
        made_of = set(data.get(f"was-{self.name}", "").split())
        self.was = self._open(made_of) if self.is_choosing else set(text.chosen)
        self.chosen = self._open(asked) if self.is_choosing else set(text.chosen)

    def _open(self, values: set[str]) -> set[Choice]:
        bench = self.text.bench
        every = [choice for one in bench.proposals for choice in one.choices] if bench else []
        return {choice for choice in every if value_of(choice) in values}

    def made(self, choices: set[Choice]) -> str:
        """Return what the text becomes by choices; raise ProposalsCollide."""
        return self.text.bench.merged(choices) if self.text.bench else ""

    @property
    def is_by_hand(self) -> bool:
        """Tell whether somebody wrote the wording, so that other choices do not replace it."""
        return self.wording not in {self.made_safely(self.was), self.made_safely(self.chosen)}

    def made_safely(self, choices: set[Choice]) -> str:
        try:
            return self.made(choices)
        except DomainError:
            return ""

    @property
    def own_wording(self) -> str:
        """Return the wording where it is not what the chosen changes make of the text."""
        return "" if self.wording == self.made_safely(self.chosen) else self.wording


def value_of(choice: Choice) -> str:
    return f"{choice[0]}:{choice[1]}"


def values_of(choices: Sequence[Choice] | set[Choice] | frozenset[Choice]) -> str:
    return " ".join(sorted(value_of(choice) for choice in choices))


def compose(data: QueryDict, texts: Sequence[Text]) -> dict[str, str]:
    """Write into `data` the wordings that the chosen changes make where others are chosen than before.
    Return by field why that cannot be; what somebody wrote by hand stays."""
    refused = {}
    for text in texts:
        sent = Sent(text, data)
        is_asked = data.get("instead") == text.name
        if not sent.is_choosing or (sent.chosen == sent.was and not is_asked):
            continue
        try:
            made = sent.made(sent.chosen)
        except DomainError as refusal:
            refused[text.name] = str(refusal)
            continue
        if is_asked or not sent.is_by_hand:
            data[text.name] = made
            data[f"was-{text.name}"] = values_of(sent.chosen)
    return refused


def shown(
    text: Text,
    own: uuid.UUID,
    current: Mapping[uuid.UUID, Disposition],
    *,
    sent: Sent | None,
    is_open: bool,
    is_stale: bool,
) -> Choosing:
    """Return the changes of all proposals for a text, those of the comment `own` first; `is_stale` where a
    colleague stored another choice before what was sent."""
    proposals = text.bench.proposals if text.bench else ()
    chosen = sent.chosen if sent else text.chosen
    stored, by = _stored(text) if is_stale else ("", "")
    return Choosing(
        text=text,
        proposals=[
            _proposed(one, chosen, current.get(one.comment.pk), own=own, is_open=is_open)
            for one in sorted(proposals, key=lambda one: one.comment.pk != own)
        ],
        is_open=is_open and text.wording is not None,
        version=text.draft.version if text.draft else 0,
        stored=stored,
        stored_by=by,
    )


def _proposed(
    one: Proposal, chosen: Any, disposition: Disposition | None, *, own: uuid.UUID, is_open: bool
) -> Proposed:
    kind, word = NOT_TAKEN if one.open and not is_open else STANDINGS[one.standing]
    return Proposed(
        proposal=one,
        redline=redline(one.made_on, one.wording),
        changes=[
            Change(
                value_of((one.comment.pk, number)),
                *merging.spoken(one.made_on, carried.change),
                carried.standing,
                (one.comment.pk, number) in chosen,
            )
            for number, carried in enumerate(one.carried)
        ],
        kind=kind,
        word=str(word),
        disposition=disposition,
        is_own=one.comment.pk == own,
    )


def _stored(text: Text) -> tuple[SafeString | str, str]:
    """Return what the text becomes by the choice that is stored, and whose it is."""
    if text.draft is None:
        return "", ""
    return redline(text.now, text.wording or text.now), text.draft.by.display_name
