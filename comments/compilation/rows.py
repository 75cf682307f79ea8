"""The rows that the page and every file of a compilation show, in words of the language of its headings."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from cica_portal.languages import pick
from comments.compilation.lines import Worked
from comments.compilation.matrix import GRANTED, LATE, ON_TIME, Entry, Matrix
from comments.enums import DispositionKind, DispositionStage, Operation, TranslationStatus
from comments.models import Comment, Disposition
from comments.remarks.presentation import Proposal, Shown, show
from comments.remarks.ranges import Extent, Places
from plans.comparison.redline import words

# A row stays on one page unless a text in it is longer than this: half a page of its column.
LONGEST_WHOLE_ROW = 800


def is_long(*texts: str) -> bool:
    """Tell whether a row with such texts may be parted between pages."""
    return any(len(text) + 40 * text.count("\n") > LONGEST_WHOLE_ROW for text in texts)


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
    """What became of a comment."""

    kind: DispositionKind
    is_proposed: bool
    reply: str = ""
    language: str = ""

    @property
    def word(self) -> str:
        return str(self.kind.label)


class Row(NamedTuple):
    """One comment: the State's own texts in the language in which it filed them, all else in `language`.

    `label` and `text` are those of the paragraph that it is on; both are empty for the text as a whole.
    """

    number: int
    place: str
    language: str
    who: str
    label: str
    text: str
    said: Shown
    code: str = ""
    state: str = ""
    joined: tuple[str, ...] = ()
    operation: str = ""
    received_at: dt.datetime | None = None
    rendition: Rendition | None = None
    answer: Answer | None = None

    @property
    def act(self) -> str:
        """Say what no wording says: whose proposal it joins, what is to be deleted or moved."""
        return " ".join(filter(None, [self.said.joins, self.said.act]))

    @property
    def is_long(self) -> bool:
        shown = (text for one in self.said.proposals for _op, text in words(one.before, one.after))
        return is_long(self.said.remark, self.said.rationale, self.act + "".join(shown))


def of(matrix: Matrix, entries: Sequence[Entry]) -> list[Row]:
    """Return the rows of `entries`; the language of the matrix is active."""
    answers = _answers(matrix) if matrix.has_dispositions else {}
    return [row(matrix, entry, answers.get(entry.line.worked.comment_id)) for entry in entries]


def as_filed(matrix: Matrix) -> list[Row]:
    """Return all rows without what the Secretariat did with them; the language of the matrix is active."""
    return [row(matrix, entry, None)._replace(rendition=None) for entry in matrix.entries]


def _answers(matrix: Matrix) -> dict[uuid.UUID, Answer]:
    of_consultation = Disposition.objects.filter(comment__response__consultation=matrix.consultation)
    return {
        one.comment_id: Answer(
            DispositionKind(one.kind), one.stage == DispositionStage.PROPOSED, one.reply, one.language
        )
        for one in of_consultation.current()
    }


def row(matrix: Matrix, entry: Entry, answer: Answer | None) -> Row:
    line, language = entry.line, matrix.language
    extent = matrix.places.extent(line.block_key, line.until_key)
    return Row(
        number=entry.number,
        place=entry.place,
        language=language,
        who=entry.who(language),
        label=extent.label(language),
        text=extent.text(language),
        said=show(line, matrix.places),
        code=line.state_code,
        state=pick(line.state_names, language),
        joined=tuple(pick(other.state_names, language) for other in entry.others),
        operation=line.operation,
        received_at=line.worked.received_at,
        rendition=_rendition(line.worked, language, extent, is_new=line.operation == Operation.ADD),
        answer=answer,
    )


def of_receipt(number: int, comment: Comment, places: Places, state: str, language: str) -> Row:
    """Return a comment of one answer as its receipt lists it; `language` is active."""
    extent = places.extent(comment.block_key, comment.until_key)
    label, text = extent.label(language), extent.text(language)
    return Row(number, ON_TIME, language, state, label, text, show(comment, places))


def _rendition(worked: Worked, language: str, extent: Extent, *, is_new: bool) -> Rendition | None:
    translated = worked.translated
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


def place_words() -> dict[str, str]:
    """Return what each part of a compilation is called."""
    return {
        ON_TIME: _("Comments received by the deadline"),
        GRANTED: _("Comments received under a grant"),
        LATE: _("Comments received after the deadline"),
    }
