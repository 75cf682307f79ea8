"""The annex of a revision: what it changed, on whose comments or events, and what they were answered."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cica_portal.emphasis import tagged
from cica_portal.languages import NAMES
from cica_portal.text import sha256
from comments.reading.readings import LONGEST_IN_A_NARROW_COLUMN, is_long
from comments.taking.tracing import trace
from comments.taking.tracing.events import EventOrigin
from comments.taking.tracing.trace import Note, Origin, Trace, Traced
from documents import store
from documents.enums import DocumentKind
from documents.models import Document
from documents.typesetting import gap, official, whole_words
from initiatives.enums import ProposalStatus
from plans.comparison.emphasis_changes import restyled_of
from plans.comparison.redline import changed_in, visible
from plans.models import Revision

# Raised when the annex sets out another thing, or in another way.
EDITION = 4


def request(revision: Revision, language: str, *, at: dt.datetime | None = None) -> Document:
    """Ask for the annex of a revision in a language."""
    key = source(revision)
    return store.request(DocumentKind.TRACE, language, key, at=at, paper=revision.paper, revision=revision)


def source(revision: Revision) -> str:
    """Return the key of the annex: another answer to a comment behind it makes another annex."""
    made_of = {"edition": EDITION, "trace": [revision.number, revision.sha256]}
    return sha256(made_of | {"answers": trace.answers(revision)})


# What it shows ---------------------------------------------------------------------------------------
_MARKS = {"insert": "<ins>{}</ins>", "delete": "<del>{}</del>"}


def blocks(trace: Trace, others: Sequence[Trace] = ()) -> list[dict[str, Any]]:
    """Return the changed paragraphs, each with its redline and a row for all that is behind it; those that
    are the same in this language as they changed in `others`."""
    elsewhere = {(one.language, found.change.row.key): found for one in others for found in one.blocks}
    made = []
    for block in trace.blocks:
        if block.change.is_changed:
            made.append(_block(block, trace, trace.language) | {"word": block.change.word})
        for one in others:
            found = elsewhere.get((one.language, block.change.row.key))
            if found and one.language in block.change.elsewhere(trace.language):
                made.append(_block(found, one, trace.language) | {"word": changed_in([one.language])})
    return made


def _block(block: Traced, trace: Trace, language: str) -> dict[str, Any]:
    """Return a paragraph for a reader of `language`: notes are counted in that language alone."""
    rows = [row for note in block.notes for row in _rows(note, trace)]
    is_own = trace.language == language
    return {
        "label": block.change.row.cited(language),
        "language": trace.language,
        "html": _redline(block, has_notes=is_own),
        "rows": rows if is_own else [row | {"note": ""} for row in rows],
    }


def _rows(note: Note, trace: Trace) -> Iterator[dict[str, Any]]:
    for origin in note.origins:
        yield _row(note, origin, trace)
    if note.event:
        yield _of_event(note, note.event)


def _of_event(note: Note, event: EventOrigin) -> dict[str, Any]:
    # Translators: number counts the events proposed in a consultation; receipt is the number of a receipt
    said = _("event %(number)s, receipt %(receipt)s") % {"number": event.number, "receipt": event.receipt}
    return {
        "note": note.number,
        "sentences": official(" ".join(note.sentences)),
        "state": event.states,
        "number": "",
        "reference": "",
        "disposition": ProposalStatus.ACCEPTED.label,
        "remarks": [said],
        "given": None,
        "reply": "",
        "is_long": False,
    }


def _row(note: Note, origin: Origin, trace: Trace) -> dict[str, Any]:
    disposition = origin.disposition
    reply = disposition.reply if disposition else ""
    made = disposition.rendition.remark if disposition and disposition.rendition else ""
    remarks = []
    if origin.language and origin.language != trace.language:
        remarks.append(
            # Translators: name is the name of a language
            _("follows the change made in the text in: %(name)s") % {"name": NAMES[origin.language]}
        )
    if origin.agreed:
        remarks.append(origin.agreed)
    elif origin.is_own_wording:
        remarks.append(_("in the Secretariat’s wording"))
    elif not origin.is_whole:
        remarks.append(pgettext("proposal", "included in part"))
    if origin.is_former:
        remarks.append(_("by an earlier wording of the comment"))
    sentences = " ".join(note.sentences)
    return {
        "note": note.number,
        "sentences": official(sentences),
        "state": origin.states,
        "number": origin.number,
        "reference": origin.consultation.reference if len(trace.consultations) > 1 else "",
        "disposition": disposition.get_kind_display() if disposition else pgettext("comment", "no reply yet"),
        "remarks": remarks,
        "reply": whole_words(reply),
        "given": disposition,
        "is_long": is_long(sentences) or is_long(reply + made, longest=LONGEST_IN_A_NARROW_COLUMN),
    }


def _redline(block: Traced, *, has_notes: bool) -> SafeString:
    """Return the redline, with the number of each note behind its words."""
    runs = restyled_of(block.runs)
    parts, before = [], ""
    # Not strict: a block that is not written in this language yet has no runs.
    for (op, run, note), follower in zip(runs, [*runs[1:], None], strict=False):
        parts.append(gap(before, op, run.text))
        before = op
        if op == "equal":
            parts.append(tagged(run.text, run.style))
            continue
        parts.append(format_html(_MARKS[op], tagged(visible(run.text), run.style)))
        if has_notes and note and (follower is None or follower[2] != note):
            parts.append(format_html("<sup>{}</sup>", note))
    return format_html_join("", "{}", ((part,) for part in parts))
