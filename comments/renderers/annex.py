"""The annex of a revision: what it changed, and the comments behind each change."""

from django.utils.translation import gettext as _

from cica_portal import deadlines
from comments.consolidation import annex
from comments.consolidation.trace import trace
from documents import press, subjects
from documents.enums import DocumentKind
from documents.models import Document
from documents.registry import Obsolete, Rendered, renders
from documents.typesetting import Meta
from plans.models import Revision
from plans.papers.plan_contexts import is_unofficial


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
    meta = Meta(
        # Translators: earlier and later are names of revisions
        title=_("Sources of the changes: %(earlier)s → %(later)s")
        % {"earlier": found.earlier.label, "later": found.later.label},
        dated=deadlines.seat_date(revision.frozen_at),
        revision=str(revision.label),
        sha256=revision.sha256,
        unofficial=is_unofficial(revision.text_status, language),
        lines=(
            found.later.title(language),
            *(
                # Translators: number is the number of the note
                (_("Comments received under note %(number)s") % {"number": consultations},)
                if consultations
                else ()
            ),
        ),
    )
    return press.render_pdf("notes/pdf/trace.html", language, meta, {"blocks": annex.blocks(found)})
