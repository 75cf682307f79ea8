"""The rows that every file of a compilation shows, in words of the language of its headings."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from cica_portal.languages import pick
from comments.compilation.matrix import Entry, Matrix
from comments.enums import DispositionKind, DispositionStage, TranslationStatus
from comments.models import Disposition
from comments.remarks.presentation import Proposal, show


class Rendition(NamedTuple):
    """A working translation, which is the Secretariat's and says so."""

    status: str
    remark: str
    wording: str
    rationale: str


class Answer(NamedTuple):
    """What became of a comment."""

    word: str
    is_proposed: bool
    reply: str
    language: str


class Row(NamedTuple):
    """One comment: the State's own texts in the language in which it filed them."""

    number: int
    place: str
    code: str
    state: str
    joined: tuple[str, ...]
    who: str
    label: str
    text: str
    type: str
    operation: str
    operation_word: str
    act: str
    language: str
    remark: str
    proposals: tuple[Proposal, ...]
    rationale: str
    files: tuple[str, ...]
    received_at: dt.datetime
    rendition: Rendition | None
    answer: Answer | None


def of(matrix: Matrix, entries: Sequence[Entry]) -> list[Row]:
    """Return the rows of `entries`; the language of the matrix is active."""
    answers = _answers(matrix) if matrix.has_dispositions else {}
    return [_row(matrix, entry, answers) for entry in entries]


def _answers(matrix: Matrix) -> dict[uuid.UUID, Disposition]:
    of_consultation = Disposition.objects.filter(comment__response__consultation=matrix.consultation)
    return {one.comment_id: one for one in of_consultation.current()}


def _row(matrix: Matrix, entry: Entry, answers: dict[uuid.UUID, Disposition]) -> Row:
    line, language = entry.line, matrix.language
    said = show(line, matrix.places)
    extent = matrix.places.extent(line.block_key, line.until_key)
    translated = line.worked.translated
    answer = answers.get(line.worked.comment_id)
    return Row(
        number=entry.number,
        place=entry.place,
        code=line.state_code,
        state=pick(line.state_names, language),
        joined=tuple(pick(other.state_names, language) for other in entry.others),
        who=entry.who(language),
        label=extent.label(language),
        text=extent.text(language),
        type=said.type,
        operation=line.operation,
        operation_word=said.operation,
        act=" ".join(filter(None, [said.joins, said.act])),
        language=line.language,
        remark=line.remark,
        proposals=said.proposals,
        rationale=line.rationale,
        files=tuple(file.name for file in said.files),
        received_at=line.worked.received_at,
        rendition=Rendition(str(TranslationStatus(translated.status).label), *translated[2:])
        if translated
        else None,
        answer=Answer(
            str(DispositionKind(answer.kind).label),
            answer.stage == DispositionStage.PROPOSED,
            answer.reply,
            answer.language,
        )
        if answer
        else None,
    )


def place_words() -> dict[str, str]:
    """Return what each part of a compilation is called."""
    return {
        "on_time": _("Comments received by the deadline"),
        "granted": _("Comments received under a grant"),
        "late": _("Comments received after the deadline"),
    }


def translation_words(row: Row, language: str) -> str:
    """Say how far the translation into the language of the headings is."""
    if row.language == language:
        return _("filed in this language")
    return row.rendition.status if row.rendition else _("not translated yet")
