"""What a document shows, from data to the context of its template. Knows nothing of the renderer."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import qrcode
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from cica_portal import emphasis
from cica_portal.emphasis import tagged
from cica_portal.languages import NATIVE_NAMES
from comments.remarks.presentation import Proposal
from notes.wording.texts import Piece
from plans.redline import Change, Run, visible, words
from plans.restyled import restyled

LETTERHEADS = {"letterhead_en": "en", "letterhead_ru": "ru"}
PLACED_PIECES = {*LETTERHEADS, "number", "enclosure", "place_date", "addressee_block"}

# A word with its own hyphen is never parted there: readers of the file would take that hyphen for one of
# the line's end and lose it. Longer ones may be parted, so that no column overflows.
HYPHENATED_WORD = re.compile(r"\S*\w-\w\S*")
LONGEST_WHOLE_WORD = 30

# What a line of a note never parts: a number from its sign, a day from its month, a year from its mark, and
# a word at its own hyphen; between other letters it may be parted, or justified lines would gape.
BOUND_IN_NOTES = re.compile(r"№ \S+|\bNo\. \S+|\b\d[\d-]* (?:гг?\.|[^\W\d_]+)|\w-\w")

# A row of the table is kept on one page unless a text in it is longer than this: half a page of its column.
LONGEST_WHOLE_ROW = 800


@dataclass(frozen=True, slots=True)
class Meta:
    """What a document says about itself. `dated` is the date kept in the file, never the wall clock."""

    title: str
    dated: dt.date
    revision: str = ""
    sha256: str = ""
    unofficial: bool = False
    is_draft: bool = False
    lines: tuple[str, ...] = ()
    check: "NoteCheck | None" = None

    @property
    def short_hash(self) -> str:
        return f"SHA-256 {self.sha256[:12]}" if self.sha256 else ""


@dataclass(frozen=True, slots=True)
class NoteCheck:
    """How whoever holds a note's page can ask whether it is genuine: the code, and the page that answers."""

    code: str
    address: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class PlanBlock:
    """One block of an outline, with its label in the document's language."""

    kind: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class CommentRow:
    """One comment as filed. `block_label` and `block_text` are empty for a comment on the whole text.

    `act` says what no wording says (delete, move); `files` are the names and hashes of what goes with it.
    """

    number: str
    state: str
    block_label: str
    block_text: str
    type: str
    remark: str
    reason: str
    language: str
    is_late: bool = False
    is_granted: bool = False
    operation: str = ""
    act: str = ""
    proposals: tuple[Proposal, ...] = ()
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class EventRow:
    """One thematic event as a Member State proposed it."""

    number: str
    state: str
    title: str
    when: str
    where: str
    description: str
    language: str


@dataclass(frozen=True, slots=True)
class ReceiptContent:
    """What a receipt states. The instant is shown in `zone` and, if it differs, in `state_zone`."""

    number: str
    state: str
    subject: str
    position: str
    received_at: dt.datetime
    zone: str
    state_zone: str
    sha256: str
    filed_by: str = ""
    comments: tuple[CommentRow, ...] = ()
    events: tuple[EventRow, ...] = ()


def note_context(language: str, pieces: Sequence[Piece], meta: Meta) -> dict[str, Any]:
    placed = {piece.id: _piece_context(piece) for piece in pieces if piece.id in PLACED_PIECES}
    return {
        "language": language,
        "bookmark": NATIVE_NAMES[language],
        "letterhead": [
            placed[name] | {"language": code} for name, code in LETTERHEADS.items() if name in placed
        ],
        "number": placed.get("number"),
        "enclosure": placed.get("enclosure"),
        "body": [_piece_context(piece) for piece in pieces if piece.id not in PLACED_PIECES],
        "foot": placed.get("place_date"),
        "addressee": placed.get("addressee_block"),
        "check": _check_context(meta.check) if meta.check else None,
    }


def _check_context(check: NoteCheck) -> dict[str, Any]:
    return {
        "code": check.code,
        "address": check.address.partition("://")[2],
        "square": _square(check.link) if check.link else None,
    }


def _square(text: str) -> dict[str, Any]:
    """Return a QR code as the side of its square, quiet border included, and one path of its dark cells."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=2)
    code.add_data(text)
    rows = code.get_matrix()
    cells = ((x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return {"side": len(rows), "path": "".join(f"M{x} {y}h1v1h-1z" for x, y in cells)}


def _piece_context(piece: Piece) -> dict[str, Any]:
    lines = format_html_join(mark_safe("<br>"), "{}", ((_bound(line),) for line in piece.lines))
    return {"style": piece.style, "html": lines}


def plan_context(outline: Iterable[PlanBlock], language: str, meta: Meta) -> dict[str, Any]:
    lists = {"objective": "objectives", "initiative": "initiatives"}
    groups: list[dict[str, Any]] = []
    for kind, blocks in groupby(outline, key=lambda block: block.kind):
        shown = [{"label": block.label, "html": official(block.text)} for block in blocks]
        if kind in lists:
            groups.append({"kind": "list", "style": lists[kind], "blocks": shown})
        else:
            groups += [{"kind": kind, "style": "", "blocks": [block]} for block in shown]
    return {
        "language": language,
        "groups": groups,
        "unofficial": meta.unofficial,
        "is_draft": meta.is_draft,
        "revision": meta.revision,
        "short_hash": meta.short_hash,
    }


def change_context(change: Change, language: str) -> dict[str, Any]:
    runs = change.words if change.is_changed else (("equal", change.row.text(language)),)
    return {
        "change": change,
        "kind": change.row.kind,
        "label": change.row.label[language],
        "html": _marked(runs),
    }


def _marked(runs: Iterable[Run]) -> SafeString:
    """Return the runs of a redline as markup; what goes and what comes looks as the style sheets say."""
    marks = {"equal": "{}", "insert": "<ins>{}</ins>", "delete": "<del>{}</del>"}
    return format_html_join(
        "",
        "{}",
        (
            (
                format_html(
                    marks[op],
                    tagged(whole_words(run.text if op == "equal" else visible(run.text)), run.style),
                ),
            )
            for op, run in restyled(runs)
        ),
    )


def wording_contexts(proposals: Sequence[Proposal], language: str) -> list[dict[str, Any]]:
    """Return proposed wordings, each as its changes of the circulated text.

    A wording names its language where that is not `language`, that of the comment, or not the only one.
    """
    is_named = len(proposals) > 1 or any(one.language != language for one in proposals)
    return [
        {
            "language": one.language,
            "code": one.language.upper() if is_named else "",
            "html": _marked(words(one.before, one.after)),
        }
        for one in proposals
    ]


def shown_words(proposals: Iterable[Proposal]) -> str:
    """Return the words that the redlines of proposals show, to tell how much room they take."""
    return "".join(text for one in proposals for _op, text in words(one.before, one.after))


def by_paragraph(rows: Iterable[CommentRow]) -> list[dict[str, Any]]:
    """Gather rows that follow one another on the same paragraph under it."""
    return [
        {
            "label": label,
            "html": official(text),
            "is_general": not (label or text),
            "rows": [_row_context(row) for row in of_paragraph],
        }
        for (label, text), of_paragraph in groupby(rows, key=lambda row: (row.block_label, row.block_text))
    ]


def _row_context(row: CommentRow) -> dict[str, Any]:
    return {
        "is_long": is_long(row.remark, row.reason, row.act + shown_words(row.proposals)),
        "number": row.number,
        "state": row.state,
        "type": row.type,
        "operation": row.operation,
        "files": row.files,
        "act": row.act,
        "wordings": wording_contexts(row.proposals, row.language),
        "remark": whole_words(row.remark),
        "reason": whole_words(row.reason),
        "language": row.language,
        "language_code": row.language.upper(),
    }


def event_context(event: EventRow) -> dict[str, Any]:
    return {
        "is_long": is_long(event.title, event.description),
        "number": event.number,
        "state": event.state,
        "title": whole_words(event.title),
        "when": event.when,
        "where": event.where,
        "description": whole_words(event.description),
        "language": event.language,
        "language_code": event.language.upper(),
    }


def is_long(*texts: str) -> bool:
    """Tell whether a row with such texts may be parted between pages."""
    return any(len(text) + 40 * text.count("\n") > LONGEST_WHOLE_ROW for text in texts)


def official(text: str) -> SafeString:
    """Escape a text of the plan, or one proposed for it, with its emphasis; see `whole_words`."""
    return format_html_join(
        "", "{}", ((tagged(whole_words(run.text), run.style),) for run in emphasis.runs(text))
    )


def whole_words(text: str) -> SafeString:
    """Escape `text`, and keep words that have a hyphen of their own on one line."""
    return _kept_whole(HYPHENATED_WORD, text)


def _bound(text: str) -> SafeString:
    """Escape a line of a note, and keep together what belongs together."""
    return _kept_whole(BOUND_IN_NOTES, text)


def _kept_whole(pattern: re.Pattern[str], text: str) -> SafeString:
    html, end = [], 0
    for match in pattern.finditer(text):
        if len(match[0]) <= LONGEST_WHOLE_WORD:
            html += [
                conditional_escape(text[end : match.start()]),
                format_html('<span class="whole">{}</span>', match[0]),
            ]
            end = match.end()
    return mark_safe("".join([*html, conditional_escape(text[end:])]))
