"""A remark as every page, file and paper shows it: its State's own words, and the portal's beside them."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, cast

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cica_portal import state_names
from cica_portal.emphasis import plain
from cica_portal.languages import pick, reader_language
from comments.enums import UNCHANGING, CommentType, Operation
from comments.models import Comment, Disposition, RemarkFields, Response, Support, WorkingTranslation
from comments.reading.decisions import say_body_decision, say_decision
from comments.reading.extents import WHOLE, Extent, Places
from comments.reading.operations import implied
from comments.refusals import RangeBackwards, UnknownBlock
from members.models import MemberState
from plans.comparison.redline import excerpt, redline
from plans.comparison.runs import runs_of
from plans.outline import OutlineRow

# So much of a paragraph tells which one is meant.
FIRST_WORDS = 8
# A row stays on one page unless a text in it is longer than this: half a page of its column. Those of
# reasons and replies are narrower.
LONGEST_WHOLE_ROW = 800
LONGEST_IN_A_NARROW_COLUMN = 500
# The parts of a compilation.
ON_TIME, GRANTED, LATE = "on_time", "granted", "late"
# A change of wording shows itself, and no change is nothing to say.
_UNSAID = frozenset({Operation.MODIFY, *UNCHANGING})

JointKey = tuple[bool, str, str]


class Proposal(NamedTuple):
    """Wording in one language: the text that it is to stand for, and the new one."""

    language: str
    before: str
    after: str

    @property
    def redline(self) -> SafeString:
        return redline(self.before, self.after)

    @property
    def excerpt(self) -> SafeString:
        return excerpt(self.before, self.after)


class File(NamedTuple):
    """A file that goes with a remark; `carries` is what it has beside what it shows."""

    id: str
    name: str
    language: str
    size: int
    sha256: str
    is_scanned: bool
    carries: tuple[str, ...] = ()


def is_long(*texts: str, longest: int = LONGEST_WHOLE_ROW) -> bool:
    """Tell whether a row with such texts may be parted between pages."""
    return any(len(text) + 40 * text.count("\n") > longest for text in texts)


def joined_key(is_late: bool, joined: Mapping[str, Any] | None) -> JointKey | None:
    """Return by what a comment that joins another finds it: the State, and the text as it was joined."""
    return (is_late, joined["state"], joined["sha256"]) if joined else None


@dataclass(eq=False)
class Reading:
    """One remark for reading: texts of its State in the language in which it wrote them, those of the plan in
    the same, words of the portal in the active language, and headings in that of the `reader`.

    A filed one has a `number` in its list, which stays whatever the filter, the `others` that join it, and
    the `answer` to it, unless it is not for the reader (`is_told`), with the number of the revision that it
    was `taken_into`, and the comment of the list `superseding` it; `told` is what its State read at
    `told_at`, where that was something else. One that `is_alternative` has another of its State beside it,
    with another wording of the same paragraph.
    """

    comment: Comment
    places: Places
    reader: str = field(default_factory=reader_language)
    number: int = 0
    others: "Sequence[Reading]" = ()
    supported_by: Sequence[Support] = ()
    is_lost: bool = False
    is_alternative: bool = False
    answer: Disposition | None = None
    told: Disposition | None = None
    told_at: dt.datetime | None = None
    superseding: "Reading | None" = None
    is_told: bool = True
    taken_into: int | None = None

    # What it says ------------------------------------------------------------------------------------
    @cached_property
    def extent(self) -> Extent:
        try:
            return self.places.extent(self.comment.block_key, self.comment.until_key)
        except (UnknownBlock, RangeBackwards):
            return WHOLE

    @property
    def block(self) -> OutlineRow | None:
        return self.extent.rows[0] if self.extent.rows else None

    @property
    def is_whole(self) -> bool:
        return not self.extent.rows

    @property
    def language(self) -> str:
        return self.comment.language

    @property
    def label(self) -> str:
        return self.extent.label(self.language)

    @property
    def text(self) -> str:
        return self.extent.text(self.language)

    @property
    def remark(self) -> str:
        return self.comment.remark

    @property
    def rationale(self) -> str:
        return self.comment.rationale

    @property
    def type(self) -> str:
        return str(CommentType(self.comment.type).label)

    @property
    def condition(self) -> str:
        """Say of a condition of its State's support that it is one."""
        return pgettext("comment", "condition of support") if self.comment.is_condition else ""

    @property
    def asks(self) -> str:
        """The operation that it names or means."""
        return self.comment.operation or implied(bool(self.comment.proposals))

    @property
    def operation(self) -> str:
        if not self.comment.block_key:
            return pgettext("change", "general comment")
        operation = str(Operation(self.asks).label) if self.asks else ""
        if not self.is_alternative:
            return operation
        # Translators: operation is what a comment asks for, as "change of wording"
        return pgettext("change", "%(operation)s, as an alternative") % {"operation": operation}

    @cached_property
    def act(self) -> str:
        """Say what is to be done where no redline says it."""
        operation, is_range = self.asks, self.extent.is_range
        if operation in _UNSAID or not operation:
            return ""
        if operation == Operation.SUPPRESS:
            return _("Delete these paragraphs.") if is_range else _("Delete this paragraph.")
        if operation == Operation.ADD:
            return _("New text after these paragraphs:") if is_range else _("New text after this paragraph:")
        goal = first_words(Extent((self.places.row(self.comment.after_key),)))
        if is_range:
            return _("Move these paragraphs to after “%(goal)s”.") % {"goal": goal}
        return _("Move this paragraph to after “%(goal)s”.") % {"goal": goal}

    @cached_property
    def proposals(self) -> tuple[Proposal, ...]:
        return tuple(self._proposal(code, text) for code, text in self.comment.proposals.items())

    def _proposal(self, language: str, wording: str) -> Proposal:
        is_new = self.asks == Operation.ADD
        return Proposal(language, "" if is_new else self.extent.text(language), wording)

    @property
    def is_worded_twice(self) -> bool:
        return len(self.proposals) > 1 or any(one.language != self.language for one in self.proposals)

    @property
    def joins(self) -> str:
        """Say whose proposal it joins; that may be in force no more (`is_lost`)."""
        joined = self.comment.joined
        if not joined:
            return ""
        values = {
            "state": pick(state_names.spoken(joined["state"], joined["names"]), reader_language()),
            "receipt": joined["receipt"],
            "number": joined["comment"],
        }
        if self.is_lost:
            said = _(
                "Joined a proposal that is no longer in force: %(state)s (receipt %(receipt)s, comment "
                "%(number)s)."
            )
        else:
            said = _("Joins the proposal of: %(state)s (receipt %(receipt)s, comment %(number)s).")
        return said % values

    @cached_property
    def files(self) -> tuple[File, ...]:
        names = ("id", "name", "language", "size", "sha256", "scanned")
        return tuple(
            File(*(one[name] for name in names), carries=tuple(one.get("carries", ())))
            for one in self.comment.attachments or ()
        )

    # Whose it is, and where it stands in a list ------------------------------------------------------
    @property
    def response(self) -> Response:
        return self.comment.response

    @property
    def member_state(self) -> MemberState:
        return self.comment.response.member_state

    @property
    def code(self) -> str:
        return self.member_state.code

    @property
    def state_names(self) -> dict[str, str]:
        return state_names.own(self.member_state)

    @property
    def state(self) -> str:
        return state_names.name_for(self.member_state, self.reader)

    @property
    def joined_by(self) -> tuple[str, ...]:
        """Name the States that joined it when they responded, and those that have supported it since."""
        since = (state_names.name_for(one.member_state, self.reader) for one in self.supported_by)
        return (*(one.state for one in self.others), *since)

    @property
    def who(self) -> str:
        """Name the States that stand by the comment."""
        return together(self.state, self.joined_by, is_lost=bool(self.joined))

    @property
    def place(self) -> str:
        """Return the part of a compilation in which the comment stands."""
        if not self.response.is_late:
            return ON_TIME
        return LATE if self.response.grant_id is None else GRANTED

    @property
    def is_late(self) -> bool:
        return self.response.is_late

    @property
    def draft_key(self) -> uuid.UUID:
        """The key of the draft that it was filed from, or would be made of it."""
        return self.comment.draft_id or self.comment.pk

    @property
    def anchor(self) -> str:
        """The place of the comment on a page of its round: short, and the same on every page."""
        return f"c-{self.comment.named}"

    @property
    def joined(self) -> dict[str, Any] | None:
        return self.comment.joined

    @property
    def key(self) -> JointKey:
        return self.is_late, self.code, self.comment.sha256

    @property
    def joined_key(self) -> JointKey | None:
        return joined_key(self.is_late, self.joined)

    @property
    def heading(self) -> tuple[str, str]:
        """Return label and text of the paragraphs that it is on, for a heading; of the whole text neither."""
        return self.extent.label(self.reader), self.extent.text(self.reader)

    # What became of it -------------------------------------------------------------------------------
    @property
    def rendition(self) -> WorkingTranslation | None:
        """The working translation, which is the Secretariat's and says so, where it was asked for."""
        return getattr(self.comment, "rendition", None)

    @property
    def is_untranslated(self) -> bool:
        """Tell whether its reader has no working translation, where these were asked for."""
        is_asked = "taken_into" in vars(self.comment)  # with the translations: filed.for_reading
        return is_asked and self.language != self.reader and self.rendition is None

    @property
    def rendered_proposal(self) -> Proposal | None:
        """Return the translated wording beside what it replaces."""
        if self.rendition is None or not self.rendition.wording:
            return None
        return self._proposal(self.rendition.language, self.rendition.wording)

    @property
    def decision(self) -> str:
        """What was decided; of a comment without a reply, whether it waits for one."""
        if not self.is_told:
            return ""
        if self.answer:
            return say_decision(self.answer.kind, self.taken_into, superseding=self.superseded)
        if self.place == LATE:
            return pgettext("comment", "late, no reply needed")
        return pgettext("comment", "no reply yet")

    @property
    def superseded(self) -> str:
        """Name what superseded it: a decision, or a comment that its reader has in the same list."""
        if self.answer and self.answer.superseded_by_decision_id:
            return say_body_decision(self.answer.superseded_by_decision)
        if self.superseding is None:
            return ""
        values = {"number": self.superseding.number, "state": self.superseding.state}
        # Translators: number is that of another comment in the compilation, state whose comment it is
        return _("comment No. %(number)s (%(state)s)") % values

    @property
    def reply_rendition(self) -> WorkingTranslation | None:
        """The working translation of the reply for its reader, if there is one."""
        return self.answer.rendition_in(self.reader) if self.answer else None

    @property
    def demand(self) -> str:
        """Say what no wording says: whose proposal it joins, what is to be deleted or moved."""
        return " ".join(filter(None, [self.joins, self.act]))

    @property
    def is_long(self) -> bool:
        """Tell whether its row may be parted between pages."""
        changes = (text for one in self.proposals for _op, text in runs_of(one.before, one.after))
        remark, wording, rationale = self.remark, self.demand + "".join(changes), self.rationale
        if self.rendition:
            remark += self.rendition.remark
            wording += self.rendition.wording
            rationale += self.rendition.rationale
        reply = self.answer.reply if self.answer else ""
        if self.reply_rendition:
            reply += self.reply_rendition.remark
        return is_long(remark, wording) or is_long(rationale, reply, longest=LONGEST_IN_A_NARROW_COLUMN)


_FIELDS = (
    *("block_key", "until_key", "after_key", "type", "language", "remark", "rationale", "joined"),
    *("attachments", "wordings", "proposed_text", "operation"),
)


def read(said: RemarkFields | Mapping[str, Any], places: Places, *, is_lost: bool = False) -> Reading:
    """Return a remark for reading in the active language: a row, or the content of a receipt."""
    if isinstance(said, Mapping):
        given = {name: said.get(name) for name in _FIELDS}
        said = Comment(**given, is_condition=said.get("is_condition", False))
    return Reading(cast("Comment", said), places, is_lost=is_lost)


def how_changes_show(proposals: Iterable[tuple[Proposal, ...]]) -> list[str]:
    """Return the line by which a file says how it marks changes, where it shows any."""
    line = _(
        "Added words are underlined, deleted words are struck out. A space, a non-breaking space or a line "
        "break that is all of a change is shown as · ° ¶."
    )
    return [line] if any(proposals) else []


def together(state: str, joining: Iterable[str], *, is_lost: bool = False) -> str:
    """Name all the States of a joint comment, the one that proposed it first; where that is in force no more
    (`is_lost`), those that stand by it are equals."""
    others = ", ".join(joining)
    if others and is_lost:
        return _("%(state)s together with %(others)s") % {"state": state, "others": others}
    return _("%(state)s, joined by %(others)s") % {"state": state, "others": others} if others else state


def paragraph_name(places: Places, key: Any) -> str:
    """Return what a paragraph is called, or the whole text."""
    return places.row(key).label.name if key else _("The text as a whole")


def first_words(extent: Extent, most: int = FIRST_WORDS) -> str:
    """Return the label and the first words of a text in the reader's language: enough to know it by."""
    language = reader_language()
    words = plain(extent.text(language)).split()
    text = " ".join(words[:most]) + ("…" if len(words) > most else "")
    return f"{label} {text}" if (label := extent.label(language)) else text
