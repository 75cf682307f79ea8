"""Verbal notes, by themselves and with the plan that they convey."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from cica_portal.languages import LANGUAGES
from comments.models import Consultation
from documents import press, sealing, subjects
from documents.enums import ALL, DocumentKind
from documents.models import Document
from documents.registry import Rendered, renders
from notes.line_setting import state_names
from notes.models import VerbalNote
from notes.note_contexts import NoteCheck, NoteMeta, note_context
from notes.register import verification
from notes.register.consultation_notes import circulation_note
from notes.wording.texts import Piece
from plans.outline import revision_outline
from plans.papers.plan_contexts import PlanBlock, plan_blocks, plan_context, revision_meta

TEMPLATE = "notes/pdf/verbal_note.html"
# How a note can be set: as usual, and closer, within what a reader does not notice.
SETTINGS = ("", "close", "closer")

NO_NAMES: Mapping[str, Sequence[str]] = {}


def note_pieces(note: VerbalNote) -> dict[str, list[Piece]]:
    """Return the issued words of the note by language."""
    return {text.language: [Piece(**piece) for piece in text.pieces] for text in note.texts.all()}


def note_meta(note: VerbalNote, language: str) -> NoteMeta:
    title = _("Note verbale %(number)s") % {"number": note.printed_numbers.get(language) or note.number}
    return NoteMeta(title=title, dated=note.issued_on, check=note_check(note))


def note_check(note: VerbalNote) -> NoteCheck | None:
    """Return what the page says of checking it; nothing for a note that the portal did not issue."""
    if not note.check_code:
        return None
    return NoteCheck(
        code=verification.spelt(note.check_code),
        address=verification.address(),
        link=verification.link(note),
    )


@renders(DocumentKind.NOTE)
def verbal_note(document: Document) -> Rendered:
    """Render an issued note; where the house seals its notes, the file that is sent bears the seal. Those of
    one language go into packages, which have a seal of their own."""
    note = subjects.find(document, "note", VerbalNote)
    pieces = note_pieces(note)
    chosen = LANGUAGES if document.language == ALL else (document.language,)
    pages = []
    for language in chosen:
        with translation.override(language):
            pages.append((language, pieces[language], note_meta(note, language)))
    made = note_pdf(pages, state_names())
    if document.language != ALL or not settings.SEAL_NOTES:
        return made
    return replace(made, content=sealing.seal_pdf(made.content, sealing.signer()))


def note_pdf(
    languages: Sequence[tuple[str, Sequence[Piece], NoteMeta]], names: Mapping[str, Sequence[str]] = NO_NAMES
) -> Rendered:
    """Render a verbal note in one language, or in several, each beginning on its own page of one file."""
    shown = [(code, its, note_context(code, text, its, names.get(code, ()))) for code, text, its in languages]
    language, meta, context = shown[0]
    if len(shown) == 1:
        return press.written(_fitted(language, meta, context)[1])
    usual = {"notes": [context | {"setting": SETTINGS[0]} for _code, _meta, context in shown]}
    laid = press.lay_out(TEMPLATE, language, meta, usual)
    if laid.pages > len(shown):
        fitted = {"notes": [_fitted(*one)[0] for one in shown]}
        laid = laid if fitted == usual else press.lay_out(TEMPLATE, language, meta, fitted)
    return press.written(laid)


def _fitted(language: str, meta: NoteMeta, context: dict[str, Any]) -> tuple[dict[str, Any], press.LaidOut]:
    """Return what one language of a note shows, and its pages: set as usual, or closer where that spares a
    page. A note of one page and a line stands on one page."""
    settings = [context | {"setting": setting} for setting in SETTINGS]
    chosen, laid = settings[0], press.lay_out(TEMPLATE, language, meta, {"notes": [settings[0]]})
    for closer in settings[1:]:
        if laid.pages == 1:
            break
        tried = press.lay_out(TEMPLATE, language, meta, {"notes": [closer]})
        if tried.pages < laid.pages:
            chosen, laid = closer, tried
    return chosen, laid


@renders(DocumentKind.PACKAGE)
def note_and_plan(document: Document) -> Rendered:
    """Render the note that circulated a revision, and that revision, as one file."""
    consultation, language = subjects.find(document, "consultation", Consultation), document.language
    revision, note = consultation.revision, circulation_note(consultation)
    meta = NoteMeta(**asdict(revision_meta(revision, language)), check=note_check(note))
    blocks = plan_blocks(revision_outline(revision), language)
    return note_and_plan_pdf(note_pieces(note)[language], blocks, language, meta, state_names()[language])


def note_and_plan_pdf(
    pieces: Sequence[Piece],
    outline: Iterable[PlanBlock],
    language: str,
    meta: NoteMeta,
    names: Sequence[str] = (),
) -> Rendered:
    """Render a verbal note and the plan it conveys as one tagged file."""
    context = {
        "notes": [_fitted(language, meta, note_context(language, pieces, meta, names))[0]],
        "plan": plan_context(outline, language, meta),
    }
    return press.render_pdf("notes/pdf/package.html", language, meta, context)
