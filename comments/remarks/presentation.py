"""A remark as every page and document shows it: beside its text, its operation in words, its redlines."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cica_portal import state_names
from cica_portal.emphasis import plain
from cica_portal.languages import pick, reader_language
from comments.enums import UNCHANGING, CommentType, Operation
from comments.models import RemarkFields
from comments.refusals import RangeBackwards, UnknownBlock
from comments.remarks.operations import implied
from comments.remarks.ranges import WHOLE, Extent, Places
from plans.comparison.redline import redline
from plans.enums import BlockKind
from plans.labels import has_letter

# So much of a paragraph tells which one is meant.
FIRST_WORDS = 8


class Proposal(NamedTuple):
    """Wording in one language: the text that it is to stand for, and the new one."""

    language: str
    before: str
    after: str

    @property
    def redline(self) -> SafeString:
        return redline(self.before, self.after)


class File(NamedTuple):
    """A file that goes with a remark; `carries` is what it has beside what it shows."""

    id: str
    name: str
    language: str
    size: int
    sha256: str
    is_scanned: bool
    carries: tuple[str, ...] = ()


class Shown(NamedTuple):
    """What a remark says, without anything that would need the database: equal remarks are equal."""

    is_whole: bool
    label: str
    text: str
    type: str
    operation: str
    act: str
    language: str
    proposals: tuple[Proposal, ...]
    remark: str
    rationale: str
    range: str = ""
    joins: str = ""
    files: tuple[File, ...] = ()

    @property
    def is_worded_twice(self) -> bool:
        return len(self.proposals) > 1 or (self.proposals and self.proposals[0].language != self.language)


def show(said: RemarkFields | Mapping[str, Any] | Any, places: Places, *, is_lost: bool = False) -> Shown:
    """Return the remark in words of the active language; `said` is a row, or the content of a receipt.
    What it joins may be in force no more (`is_lost`)."""
    values = _values(said)
    language, proposed = values["language"], values["proposed"]
    extent = _extent(values, places)
    operation = values["operation"] or implied(bool(proposed))
    is_new = operation == Operation.ADD
    return Shown(
        is_whole=not extent.rows,
        label=extent.label(language) if extent.rows else "",
        text=extent.text(language) if extent.rows else "",
        type=str(CommentType(values["type"]).label),
        operation=_proposal(operation, is_whole=not values["block_key"]),
        act=_act(operation, extent, values["after_key"], places) if operation not in _UNSAID else "",
        language=language,
        proposals=tuple(
            Proposal(code, "" if is_new else extent.text(code), text) for code, text in proposed.items()
        ),
        remark=values["remark"],
        rationale=values["rationale"],
        range=_range(extent) if extent.is_range else "",
        joins=_joins(values["joined"], is_lost=is_lost) if values["joined"] else "",
        files=tuple(_file(one) for one in values["attachments"] or ()),
    )


def _file(one: Mapping[str, Any]) -> File:
    said = (one["id"], one["name"], one["language"], one["size"], one["sha256"], one["scanned"])
    return File(*said, carries=tuple(one.get("carries", ())))


def how_changes_show(proposals: Iterable[tuple[Proposal, ...]]) -> list[str]:
    """Return the line by which a file says how it marks changes, where it shows any."""
    line = _(
        "Added words are underlined, deleted words are struck out. A space, a non-breaking space or a line "
        "break that is all of a change is shown as · ° ¶."
    )
    return [line] if any(proposals) else []


def how_letters_show(extents: Iterable[Extent]) -> list[str]:
    """Return the line by which a file says what the number beside a letter is, where it has any."""
    line = _(
        "The number in brackets after a letter is the place of the paragraph in its list. It is the same in "
        "every language."
    )
    return [line] if any(has_letter(row.label) for extent in extents for row in extent.rows) else []


def together(state: str, joining: Iterable[str], *, is_lost: bool = False) -> str:
    """Name all the States of a joint comment, the one that proposed it first; where that is in force no more
    (`is_lost`), those that stand by it are equals."""
    others = ", ".join(joining)
    if others and is_lost:
        # Translators: state and others are States that keep a proposal of another State as their own
        return _("%(state)s together with %(others)s") % {"state": state, "others": others}
    # Translators: state is the State that made a proposal; others are the States that joined it
    return _("%(state)s, joined by %(others)s") % {"state": state, "others": others} if others else state


def _joins(joined: Mapping[str, Any], *, is_lost: bool) -> str:
    values = {
        "state": pick(state_names.spoken(joined["state"], joined["names"]), reader_language()),
        "receipt": joined["receipt"],
        "number": joined["comment"],
    }
    if is_lost:
        # Translators: state is the State whose proposal was joined; receipt is the number of its receipt;
        # number is the number of the comment
        return (
            _(
                "Joined a proposal that is no longer in force: %(state)s (receipt %(receipt)s, comment "
                "%(number)s)."
            )
            % values
        )
    # Translators: state is the State whose proposal is joined; receipt is the number of its receipt;
    # number is the number of the comment
    return _("Joins the proposal of: %(state)s (receipt %(receipt)s, comment %(number)s).") % values


# A change of wording shows itself, and no change is nothing to say.
_UNSAID = frozenset({Operation.MODIFY, *UNCHANGING})


def _proposal(operation: str, *, is_whole: bool) -> str:
    if is_whole:
        return pgettext("change", "general comment")
    return str(Operation(operation).label) if operation else ""


def _values(said: Any) -> dict[str, Any]:
    names = ("block_key", "until_key", "after_key", "operation", "type", "language", "remark", "rationale")
    names += ("joined", "attachments")
    if isinstance(said, Mapping):
        values = {name: said.get(name) for name in names}
        proposed_text, wordings = said["proposed_text"], said.get("wordings")
    else:
        values = {name: getattr(said, name) for name in names}
        proposed_text, wordings = said.proposed_text, said.wordings
    own = {values["language"]: proposed_text} if proposed_text else {}
    return values | {"proposed": own | wordings if wordings else own}


def _extent(values: Mapping[str, Any], places: Places) -> Extent:
    try:
        return places.extent(values["block_key"], values["until_key"])
    except (UnknownBlock, RangeBackwards):
        return WHOLE


def _act(operation: str, extent: Extent, after_key: Any, places: Places) -> str:
    """Say what is to be done where no redline says it."""
    if operation == Operation.SUPPRESS:
        return _("Delete these paragraphs.") if extent.is_range else _("Delete this paragraph.")
    if operation == Operation.ADD:
        return (
            _("New text after these paragraphs:") if extent.is_range else _("New text after this paragraph:")
        )
    goal = first_words(Extent((places.row(after_key),)))
    if extent.is_range:
        # Translators: goal is the beginning of a paragraph
        return _("Move these paragraphs to after “%(goal)s”.") % {"goal": goal}
    # Translators: goal is the beginning of a paragraph
    return _("Move this paragraph to after “%(goal)s”.") % {"goal": goal}


def _range(extent: Extent) -> str:
    # Translators: first and last are the beginnings of two paragraphs
    return _("Paragraphs from “%(first)s” to “%(last)s”") % {
        "first": first_words(Extent(extent.rows[:1])),
        "last": first_words(Extent(extent.rows[-1:])),
    }


def paragraph_name(places: Places, key: Any) -> str:
    """Return what a paragraph is called: by its number, the same in every language; the title has none."""
    if key is None:
        return _("Text as a whole")
    place = places.position(key)
    if places.rows[place].kind == BlockKind.TITLE:
        return str(BlockKind.TITLE.label).capitalize()
    place += places.rows[0].kind != BlockKind.TITLE
    # Translators: number is the number of the paragraph in the plan
    return _("Paragraph %(number)s") % {"number": place}


def first_words(extent: Extent, most: int = FIRST_WORDS) -> str:
    """Return the label and the first words of a text in the reader's language: enough to know it by."""
    language = reader_language()
    words = plain(extent.text(language)).split()
    text = " ".join(words[:most]) + ("…" if len(words) > most else "")
    return f"{label} {text}" if (label := extent.label(language)) else text
