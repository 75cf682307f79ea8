"""The table of comments of a consultation, and the same as files that can be worked with."""

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from cica_portal import deadlines
from cica_portal.languages import pick
from comments.comment_contexts import EventRow, comments_context, event_context
from comments.models import Consultation
from comments.reading import columns, compilation, working_files
from comments.reading.readings import GRANTED, LATE, ON_TIME, Reading
from comments.renderers.event_rows import event_rows
from documents import press, subjects
from documents.enums import DocumentKind
from documents.models import Document
from documents.registry import Obsolete, Rendered, renders
from documents.typesetting import Meta


@renders(DocumentKind.COMMENTS)
def table(document: Document) -> Rendered:
    consultation, language = subjects.find(document, "consultation", Consultation), document.language
    if working_files.table_source(consultation) != document.source_sha256:
        raise Obsolete
    revision = consultation.revision
    filed = compilation.entire(consultation, language, as_filed=True)
    found = filed.readings
    meta = Meta(
        # Translators: title is the title of the plan
        title=_("Comments of the Member States: %(title)s") % {"title": pick(revision.titles, language)},
        dated=deadlines.seat_date(consultation.closes_at),
        revision=str(revision.label),
        sha256=revision.sha256,
        lines=tuple(compilation.head_lines(consultation, found, language, filed.stated)),
    )
    return table_pdf(found, language, meta, events=event_rows(consultation))


def table_pdf(
    filed: Sequence[Reading], language: str, meta: Meta, *, events: Sequence[EventRow] = ()
) -> Rendered:
    """Render the compilation: rows in the order given (the text's), granted, late ones and events apart."""
    with translation.override(language):
        placed = columns.enclosed()
    context = {
        "columns": [(one.heading, one.width) for one in placed],
        **{
            f"{place}_groups": comments_context([row for row in filed if row.place == place], placed)
            for place in (ON_TIME, GRANTED, LATE)
        },
        "events": [event_context(event) for event in events],
    }
    return press.render_pdf("notes/pdf/comments_table.html", language, meta, context)


@renders(DocumentKind.COMMENTS_WORD)
def table_word(document: Document) -> Rendered:
    return Rendered(working_files.document(_as_asked_for(document), document.language))


@renders(DocumentKind.COMMENTS_SHEET)
def table_sheet(document: Document) -> Rendered:
    return Rendered(working_files.workbook(_as_asked_for(document), document.language))


def _as_asked_for(document: Document) -> Consultation:
    """Return the consultation; raise Obsolete where its comments have been answered anew since."""
    consultation = subjects.find(document, "consultation", Consultation)
    if working_files.source(consultation) != document.source_sha256:
        raise Obsolete
    return consultation
