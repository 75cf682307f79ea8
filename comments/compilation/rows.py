"""The rows that the page and every file of a compilation show, in words of the language of its headings."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cica_portal import formats
from cica_portal.languages import reader_language
from comments.compilation import lines
from comments.compilation.lines import JointKey, Line, Translated, joined_key, place_of
from comments.compilation.matrix import Matrix
from comments.enums import DispositionKind, Operation, TranslationStatus
from comments.models import Comment, Consultation, Disposition, Response
from comments.remarks.presentation import Proposal, Shown, how_changes_show, how_letters_show, show
from comments.remarks.ranges import Extent, Places
from members.models import MemberState
from plans.comparison.runs import words
from plans.outline import OutlineRow, revision_outline

# A row stays on one page unless a text in it is longer than this: half a page of its column. Those of
# reasons and replies are narrower.
LONGEST_WHOLE_ROW = 800
LONGEST_IN_A_NARROW_COLUMN = 500


def is_long(*texts: str, longest: int = LONGEST_WHOLE_ROW) -> bool:
    """Tell whether a row with such texts may be parted between pages."""
    return any(len(text) + 40 * text.count("\n") > longest for text in texts)


class Rendition(NamedTuple):
    """A working translation, which is the Secretariat's and says so; its wording beside what it replaces."""

    language: str
    status: TranslationStatus
    remark: str
    proposal: Proposal | None
    rationale: str

    @property
    def word(self) -> str:
        return str(self.status.label)

    @property
    def wording(self) -> str:
        return self.proposal.after if self.proposal else ""


class Answer(NamedTuple):
    """What became of a comment; `told` is what its State read at `told_at`, where that was something else,
    and `reason` why it was changed."""

    kind: DispositionKind
    is_proposed: bool
    reply: str = ""
    language: str = ""
    told: DispositionKind | None = None
    told_at: dt.datetime | None = None
    reason: str = ""

    @property
    def word(self) -> str:
        return str(self.kind.label)


class Row(NamedTuple):
    """One filed comment for reading: its State's own texts in the language in which it filed them, all else
    in `language`. Acts on it take its `comment`, which `filed_rows` brings.
    """

    number: int
    place: str
    language: str
    who: str
    extent: Extent
    said: Shown
    comment: Comment | None = None
    code: str = ""
    state: str = ""
    joined_by: tuple[str, ...] = ()
    operation: str = ""
    received_at: dt.datetime | None = None
    rendition: Rendition | None = None
    answer: Answer | None = None

    @property
    def label(self) -> str:
        return self.extent.label(self.language)

    @property
    def text(self) -> str:
        """Return the paragraphs that it is on; nothing for the text as a whole."""
        return self.extent.text(self.language)

    @property
    def block(self) -> OutlineRow | None:
        return self.extent.rows[0] if self.extent.rows else None

    @property
    def response(self) -> Response:
        return self.comment.response

    @property
    def member_state(self) -> MemberState:
        return self.comment.response.member_state

    @property
    def is_late(self) -> bool:
        return self.place != lines.ON_TIME

    @property
    def decision(self) -> str:
        """What was decided; of a comment without a reply, whether it waits for one."""
        if self.answer:
            return str(self.answer.word)
        if self.place == lines.LATE:
            return pgettext("comment", "late, no reply needed")
        return pgettext("comment", "no reply yet")

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
    def act(self) -> str:
        """Say what no wording says: whose proposal it joins, what is to be deleted or moved."""
        return " ".join(filter(None, [self.said.joins, self.said.act]))

    @property
    def is_long(self) -> bool:
        changes = (text for one in self.said.proposals for _op, text in words(one.before, one.after))
        remark, wording, rationale = self.said.remark, self.act + "".join(changes), self.said.rationale
        if self.rendition:
            remark += self.rendition.remark
            wording += self.rendition.wording
            rationale += self.rendition.rationale
        reply = self.answer.reply if self.answer else ""
        return is_long(remark, wording) or is_long(rationale, reply, longest=LONGEST_IN_A_NARROW_COLUMN)


def of(matrix: Matrix, chosen: Sequence[Line]) -> list[Row]:
    """Return the rows of `chosen`; the language of the matrix is active."""
    answers = _answers(matrix) if matrix.has_dispositions else {}
    return [row(matrix, line, answers.get(line.comment_id)) for line in chosen]


def as_filed(matrix: Matrix) -> list[Row]:
    """Return all rows without what the Secretariat did with them; the language of the matrix is active."""
    return [row(matrix, line, None)._replace(rendition=None) for line in matrix.lines]


def filed_rows(consultation: Consultation) -> list[Row]:
    """Return the comments of the standing answers in document order, then those of late answers; of each
    paragraph by State, in protocol order. Each brings its `comment`, to act on (two queries)."""
    outline = revision_outline(consultation.revision)
    places = Places(outline)
    order = {block.key: position for position, block in enumerate(outline, 1)}
    found = lines.in_force(Response.objects.filter(consultation=consultation), with_late=True)
    ranks = {name: rank for rank, name in enumerate((lines.ON_TIME, lines.GRANTED, lines.LATE))}
    found.sort(key=lambda one: (ranks[_place(one.response)], order.get(one.block_key, 0)))
    own = {(one.response.member_state.code, one.sha256) for one in found if not one.joined}
    return [
        of_comment(number, one, places, is_lost=is_lost(one, own))
        for number, one in enumerate(found, start=1)
    ]


def is_lost(comment: Comment | Line, own: Collection[tuple[str, str]]) -> bool:
    """Tell whether a comment joins what is not among the proposals that States make on their `own`."""
    joined = comment.joined
    return bool(joined) and (joined["state"], joined["sha256"]) not in own


def of_comment(number: int, comment: Comment, places: Places, *, is_lost: bool = False) -> Row:
    """Return a comment with its model, in the active language."""
    response = comment.response
    return Row(
        number=number,
        place=_place(response),
        language=reader_language(),
        who=response.member_state.name,
        extent=places.extent(comment.block_key, comment.until_key),
        said=show(comment, places, is_lost=is_lost),
        comment=comment,
        code=response.member_state.code,
    )


def _place(response: Response) -> str:
    return place_of(is_late=response.is_late, is_granted=response.grant_id is not None)


def _answers(matrix: Matrix) -> dict[uuid.UUID, Answer]:
    given = Disposition.objects.filter(comment__response__consultation=matrix.consultation)
    sent_at = F("comment__response__consultation__answers_release__at")
    last: dict[uuid.UUID, Disposition] = {}
    told: dict[uuid.UUID, Disposition] = {}
    for one in given.annotate(told_at=sent_at).order_by("version"):
        if one.is_confirmed or not matrix.is_sent:
            last[one.comment_id] = one
        is_told = one.is_confirmed and one.told_at is not None
        if is_told and (one.at <= one.told_at or one.comment_id not in told):
            told[one.comment_id] = one
    return {comment: _answer(one, told.get(comment)) for comment, one in last.items()}


def _answer(one: Disposition, told: Disposition | None) -> Answer:
    """Return what became of a comment, beside what its State was told when the replies were sent."""
    made = Answer(DispositionKind(one.kind), not one.is_confirmed, one.reply, one.language)
    if told is None or made.is_proposed or (told.kind, told.reply) == (one.kind, one.reply):
        return made
    told_at = max(told.at, vars(told)["told_at"])
    return made._replace(told=DispositionKind(told.kind), told_at=told_at, reason=one.reason)


def row(matrix: Matrix, line: Line, answer: Answer | None) -> Row:
    language = matrix.language
    extent = matrix.places.extent(line.block_key, line.until_key)
    return Row(
        number=line.number,
        place=line.place,
        language=language,
        who=line.who(language),
        extent=extent,
        said=show(line, matrix.places, is_lost=bool(line.joined)),
        code=line.state_code,
        state=line.state(language),
        joined_by=tuple(other.state(language) for other in line.others),
        operation=line.operation,
        received_at=line.received_at,
        rendition=_rendition(line.translated, language, extent, is_new=line.operation == Operation.ADD),
        answer=answer,
    )


def _rendition(
    translated: Translated | None, language: str, extent: Extent, *, is_new: bool
) -> Rendition | None:
    if translated is None:
        return None
    before, after = "" if is_new else extent.text(language), translated.wording
    return Rendition(
        language,
        TranslationStatus(translated.status),
        translated.remark,
        Proposal(language, before, after) if after else None,
        translated.rationale,
    )


def head_lines(consultation: Consultation, found: Sequence[Row], language: str) -> list[str]:
    """Return what a compilation or table says at its head, in the active language, which is `language`."""
    closing = formats.closing(consultation.closes_at, consultation.time_zone, language)
    return [
        # Translators: number is the number of the note
        _("Circulated under note %(number)s") % {"number": consultation.reference},
        # Translators: closing is the deadline, with day, hour and time zone
        _("Comments received until: %(closing)s") % {"closing": closing},
        *how_changes_show(row.said.proposals for row in found),
        *how_letters_show(row.extent for row in found),
    ]


def place_words() -> dict[str, str]:
    """Return what each part of a compilation is called."""
    return {
        lines.ON_TIME: _("Comments received by the deadline"),
        lines.GRANTED: _("Comments received in additional time"),
        lines.LATE: _("Comments received after the deadline"),
    }
