"""From rows to bytes: what each kind of document shows. Only processes that render import this module."""

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from cica_portal import deadlines, formats
from cica_portal.languages import LANGUAGES, pick, reader_language
from comments.compilation import lines, matrix, rows
from comments.consolidation.trace import trace as traced
from comments.models import Consultation, Receipt
from comments.remarks.presentation import how_changes_show
from comments.remarks.ranges import Places
from initiatives import particulars
from initiatives.models import ProposedEvent
from initiatives.particulars import Particulars
from notes import certificates, documents, event_documents, pdf, traces
from notes.acts.issuing import circulation_note
from notes.compilations import rendering as compilations
from notes.conveyed import comments_source
from notes.enums import DocumentKind
from notes.models import Document, VerbalNote
from notes.pdf import Rendered
from notes.register import verification
from notes.sheets import EventRow, Meta, NoteCheck, PlanBlock, ReceiptContent
from notes.wording.texts import Piece
from plans.comparison import editions
from plans.comparison.editions import Edition
from plans.enums import TextStatus
from plans.models import ConceptPaper, Revision
from plans.outline import OutlineRow, draft_outline, revision_outline


def rendered(document: Document) -> Rendered:
    """Render the document; raise Obsolete where its source is gone."""
    with in_its_language(document):
        return RENDERERS[DocumentKind(document.kind)](document)


def in_its_language(document: Document) -> AbstractContextManager[None]:
    return translation.override(document.language if document.language in LANGUAGES else LANGUAGES[0])


# The plan --------------------------------------------------------------------------------------------
def plan(document: Document) -> Rendered:
    language = document.language
    revision = _revision_of(document)
    if revision is not None:
        blocks, meta = plan_blocks(revision_outline(revision), language), revision_meta(revision, language)
        return pdf.plan(blocks, language, meta)
    paper, source = document.paper, document.source_sha256
    if source not in _draft_labels(paper):
        raise documents.Obsolete
    outline = draft_outline(paper)
    labels = _draft_labels(paper)
    if source not in labels:  # edited while it was read
        raise documents.Obsolete
    meta = Meta(
        title=pick(paper.titles, language),
        dated=deadlines.local_date(document.wanted_at, settings.SECRETARIAT_TIME_ZONE),
        revision=labels[source],
        is_draft=source == documents.working_source(paper),
        sha256=documents.content_sha256(paper),
        unofficial=is_unofficial(paper.text_status, language),
    )
    return pdf.plan(plan_blocks(outline, language), language, meta)


def _draft_labels(paper: ConceptPaper) -> dict[str, str]:
    """Return what the draft is called: by itself, and as the revision that it becomes once it is enclosed."""
    last = paper.revisions.order_by("-number").first()
    coming = Revision(number=last.number + 1 if last else 0)
    return {
        documents.working_source(paper): _("Working draft"),
        documents.draft_source(paper): str(coming.label),
    }


def _revision_of(document: Document) -> Revision | None:
    """Return the frozen revision of this very content, if there is one by now."""
    if document.revision is not None:
        return document.revision
    revisions = document.paper.revisions.all()
    return next((one for one in revisions if documents.revision_source(one) == document.source_sha256), None)


def plan_blocks(outline: Sequence[OutlineRow], language: str) -> list[PlanBlock]:
    return [PlanBlock(row.kind, row.label[language], row.text(language)) for row in outline]


def is_unofficial(text_status: dict[str, str], language: str) -> bool:
    return text_status.get(language) == TextStatus.UNOFFICIAL


def revision_meta(revision: Revision, language: str) -> Meta:
    return Meta(
        title=pick(revision.titles, language),
        dated=deadlines.local_date(revision.frozen_at, settings.SECRETARIAT_TIME_ZONE),
        revision=str(revision.label),
        sha256=revision.sha256,
        unofficial=is_unofficial(revision.text_status, language),
    )


def redline(document: Document) -> Rendered:
    """Render what one edition of a plan became in another; a draft edited since is not what was asked for."""
    paper, language = document.paper, document.language
    earlier, later = Edition(paper, document.earlier), Edition(paper, document.revision)
    if documents.redline_source(earlier, later) != document.source_sha256:
        raise documents.Obsolete
    changes = editions.compare(earlier, later, language)
    meta = Meta(
        title=_("What changed: %(earlier)s → %(later)s") % {"earlier": earlier.label, "later": later.label},
        dated=deadlines.local_date(_compared_at(document), settings.SECRETARIAT_TIME_ZONE),
        revision=f"{earlier.label} → {later.label}",
        sha256=later.sha256,
        unofficial=is_unofficial(later.text_status, language),
        lines=(
            later.title(language),
            *(f"{edition.label}: SHA-256 {edition.sha256}" for edition in (earlier, later)),
        ),
    )
    return pdf.redline(changes, language, meta)


def _compared_at(document: Document) -> dt.datetime:
    """Return when the later text was frozen; for the working draft, when the redline was asked for."""
    return document.revision.frozen_at if document.revision else document.wanted_at


def trace(document: Document) -> Rendered:
    """Render the annex of a revision; a comment answered anew since makes another annex."""
    revision, language = document.revision, document.language
    if documents.trace_source(revision) != document.source_sha256:
        raise documents.Obsolete
    found = traced(revision, language)
    if found is None:
        raise documents.Obsolete
    consultations = ", ".join(consultation.reference for consultation in found.consultations)
    meta = Meta(
        title=_("Where the changes came from: %(earlier)s → %(later)s")
        % {"earlier": found.earlier.label, "later": found.later.label},
        dated=deadlines.local_date(revision.frozen_at, settings.SECRETARIAT_TIME_ZONE),
        revision=str(revision.label),
        sha256=revision.sha256,
        unofficial=is_unofficial(revision.text_status, language),
        lines=(
            found.later.title(language),
            *(
                (_("Comments received under note %(number)s") % {"number": consultations},)
                if consultations
                else ()
            ),
        ),
    )
    return pdf.trace(traces.blocks(found), language, meta)


# The note and the package ----------------------------------------------------------------------------
def note_pieces(note: VerbalNote) -> dict[str, list[Piece]]:
    """Return the issued words of the note by language."""
    return {text.language: [Piece(**piece) for piece in text.pieces] for text in note.texts.all()}


def note_meta(note: VerbalNote, language: str) -> Meta:
    title = _("Note verbale %(number)s") % {"number": note.printed_numbers.get(language) or note.number}
    return Meta(title=title, dated=note.issued_on, check=note_check(note))


def note_check(note: VerbalNote) -> NoteCheck | None:
    """Return what the page says of checking it; nothing for a note that the portal did not issue."""
    if not note.check_code:
        return None
    return NoteCheck(
        code=verification.spelt(note.check_code),
        address=verification.address(),
        link=verification.link(note),
    )


def verbal_note(document: Document) -> Rendered:
    note = document.note
    pieces = note_pieces(note)
    chosen = LANGUAGES if document.language == documents.ALL else (document.language,)
    pages = []
    for language in chosen:
        with translation.override(language):
            pages.append((language, pieces[language], note_meta(note, language)))
    return pdf.verbal_note(pages)


def package(document: Document) -> Rendered:
    """Render the note that circulated a revision, and that revision, as one file."""
    consultation, language = document.consultation, document.language
    revision, note = consultation.revision, circulation_note(consultation)
    meta = replace(revision_meta(revision, language), check=note_check(note))
    blocks = plan_blocks(revision_outline(revision), language)
    return pdf.package(note_pieces(note)[language], blocks, language, meta)


# The table of comments -------------------------------------------------------------------------------
def comments_table(document: Document) -> Rendered:
    consultation, language = document.consultation, document.language
    if comments_source(consultation) != document.source_sha256:
        raise documents.Obsolete
    revision = consultation.revision
    found = rows.as_filed(matrix.entire(consultation, language))
    meta = Meta(
        title=_("Comments of the Member States: %(title)s") % {"title": pick(revision.titles, language)},
        dated=deadlines.local_date(consultation.closes_at, settings.SECRETARIAT_TIME_ZONE),
        revision=str(revision.label),
        sha256=revision.sha256,
        lines=(
            *_consultation_lines(consultation, language),
            *how_changes_show(row.said.proposals for row in found),
        ),
    )
    return pdf.comments_table(found, language, meta, events=event_rows(consultation))


def _consultation_lines(consultation: Consultation, language: str) -> list[str]:
    closing = formats.closing(consultation.closes_at, consultation.time_zone, language)
    return [
        _("Circulated under note %(number)s") % {"number": consultation.reference},
        _("Comments received by %(closing)s") % {"closing": closing},
    ]


def event_rows(consultation: Consultation) -> list[EventRow]:
    """Return the events that Member States filed in this round, by State and time."""
    return [
        event_row(str(number), shown)
        for number, shown in enumerate(_set_out(lines.events(consultation), consultation), start=1)
    ]


def _set_out(events: list[ProposedEvent], consultation: Consultation) -> list[Particulars]:
    return particulars.of(events, revision_outline(consultation.revision), reader_language())


def event_row(number: str, shown: Particulars) -> EventRow:
    """Return an event as the PDF lists it: all that the State filed, each thing where it is looked for."""
    event = shown.event
    hosts = [shown.host, *shown.co_hosts]
    served = [label or text for label, text in shown.objectives]
    lines = [
        event.description,
        _("Objectives served: %(objectives)s") % {"objectives": ", ".join(served)} if served else "",
        event.contact,
    ]
    return EventRow(
        number=number,
        state=event.member_state.name,
        title=event.title,
        when=shown.when,
        where=", ".join(filter(None, [event.place, *hosts, str(event.get_format_display())])),
        description="\n".join(filter(None, lines)),
        language=event.language,
    )


# The receipt -----------------------------------------------------------------------------------------
def receipt(document: Document) -> Rendered:
    filed, language = document.receipt, document.language
    meta = Meta(
        title=_("Receipt %(number)s") % {"number": filed.number},
        dated=deadlines.local_date(filed.issued_at, settings.SECRETARIAT_TIME_ZONE),
        sha256=filed.sha256,
    )
    return pdf.receipt(receipt_content(filed, language), language, meta)


def receipt_content(filed: Receipt, language: str) -> ReceiptContent:
    consultation, state = filed.consultation, filed.member_state
    revision = consultation.revision
    subject = _("%(title)s (note %(number)s)") % {
        "title": pick(revision.titles, language),
        "number": consultation.reference,
    }
    answer, event = filed.response, filed.proposed_event
    if answer is not None:
        places = Places(revision_outline(revision))
        comments = tuple(
            rows.of_comment(number, comment, places)
            for number, comment in enumerate(
                answer.comments.select_related("response__member_state").order_by("position"), start=1
            )
        )
        position = str(answer.get_position_display())
        if answer.grant_id is not None:
            position = _("%(answer)s, under a grant") % {"answer": position}
        elif answer.is_late:
            position = _("%(position)s, received after the deadline") % {"position": position}
        filed_by, received_at = answer.submitted_by.display_name, answer.received_at
    else:
        comments, position = (), _("proposed thematic event")
        filed_by, received_at = event.filed_by.display_name, event.filed_at
    return ReceiptContent(
        number=filed.number,
        state=state.name,
        subject=subject,
        position=position,
        received_at=received_at,
        zone=consultation.time_zone,
        state_zone=state.time_zone,
        sha256=filed.sha256,
        filed_by=filed_by,
        comments=comments,
        events=tuple(event_row("1", shown) for shown in _set_out([event] if event else [], consultation)),
    )


def ledger(document: Document) -> Rendered:
    """Render the certificate of a ledger as it stood when it was asked for; what came since makes another."""
    consultation, language = document.consultation, document.language
    if certificates.source(consultation, at=document.wanted_at) != document.source_sha256:
        raise documents.Obsolete
    found = certificates.content(consultation, language, at=document.wanted_at)
    meta = Meta(
        title=_("Certificate of the ledger %(number)s") % {"number": found.number},
        dated=deadlines.local_date(consultation.closes_at, settings.SECRETARIAT_TIME_ZONE),
        sha256=found.sha256,
    )
    return pdf.ledger(found, language, meta)


RENDERERS: dict[DocumentKind, Callable[[Document], Rendered]] = {
    DocumentKind.PLAN: plan,
    DocumentKind.NOTE: verbal_note,
    DocumentKind.PACKAGE: package,
    DocumentKind.COMMENTS: comments_table,
    DocumentKind.RECEIPT: receipt,
    DocumentKind.REDLINE: redline,
    DocumentKind.LEDGER: ledger,
    DocumentKind.TRACE: trace,
    DocumentKind.PROGRESS: event_documents.progress_report,
    DocumentKind.PARTICIPANTS: event_documents.participants,
    DocumentKind.COMPILATION: compilations.whole,
    DocumentKind.COMPILATION_PART: compilations.part,
}
