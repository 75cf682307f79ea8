"""The annex of a revision: what it changed, and the comments behind each change."""

from dataclasses import replace

from django.utils.translation import gettext as _

from cica_portal.languages import LANGUAGES
from comments.taking.tracing import annex
from comments.taking.tracing.trace import trace
from documents import press, subjects
from documents.enums import DocumentKind
from documents.models import Document
from documents.registry import Obsolete, Rendered, renders
from plans.models import Revision
from plans.papers.plan_contexts import revision_meta


@renders(DocumentKind.TRACE)
def annex_of_revision(document: Document) -> Rendered:
    """Render the annex of a revision; a comment answered anew since makes another annex."""
    revision, language = subjects.find(document, "revision", Revision), document.language
    if annex.source(revision) != document.source_sha256:
        raise Obsolete
    found = trace(revision, language)
    if found is None:
        raise Obsolete
    consultations = ", ".join(consultation.reference for consultation in found.consultations)
    # Translators: earlier and later are names of revisions
    title = _("Sources of the changes: %(earlier)s → %(later)s")
    lines = [found.later.title(language)]
    if consultations:
        # Translators: number is the number of the note
        lines.append(_("Comments received under note %(number)s") % {"number": consultations})
    meta = replace(
        revision_meta(revision, language),
        title=title % {"earlier": found.earlier.label, "later": found.later.label},
        lines=tuple(lines),
    )
    others = [trace(revision, code) for code in LANGUAGES if code != language]
    context = {"blocks": annex.blocks(found, [one for one in others if one])}
    return press.render_pdf("notes/pdf/trace.html", language, meta, context)
