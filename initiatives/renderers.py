"""Documents about events, from rows to files. For processes that render."""

from django.utils.translation import gettext as _

from cica_portal import deadlines
from documents import press, subjects
from documents.enums import DocumentKind
from documents.models import Document
from documents.registry import Obsolete, Rendered, renders
from documents.typesetting import Meta, whole_words
from initiatives.overview import progress
from plans.models import ConceptPaper


@renders(DocumentKind.PROGRESS)
def progress_report(document: Document) -> Rendered:
    """Render how far the events of a plan were on the day it was asked; another day makes another report."""
    paper, language = subjects.find(document, "paper", ConceptPaper), document.language
    on = deadlines.seat_date(document.wanted_at)
    if progress.source(paper, on=on) != document.source_sha256:
        raise Obsolete
    report = progress.content(paper, language, on=on)
    meta = Meta(
        # Translators: title is the title of the plan.
        title=_("Progress report: %(title)s") % {"title": report.title},
        dated=on,
        sha256=report.sha256,
    )
    rows = [
        (row, whole_words(row.shown.title), whole_words(row.shown.initiative.outcome)) for row in report.rows
    ]
    context = {"report": report, "subject": whole_words(report.title), "rows": rows}
    return press.render_pdf("notes/pdf/progress.html", language, meta, context)
