"""Plans, from rows to files: the text, and what one text became in another. For processes that render."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from cica_portal import deadlines
from cica_portal.languages import pick
from documents import press, subjects
from documents.enums import DocumentKind
from documents.models import Document
from documents.registry import Obsolete, Rendered, renders
from documents.typesetting import Meta
from plans.attached import Attached, find_attached
from plans.comparison import authorship, editions
from plans.comparison.editions import Edition
from plans.comparison.redline import Change, tally
from plans.models import ConceptPaper, Revision
from plans.outline import draft_outline, revision_outline
from plans.papers import plan_documents
from plans.papers.plan_contexts import (
    PlanBlock,
    change_context,
    is_unofficial,
    plan_blocks,
    plan_context,
    revision_meta,
)
from plans.revisions import content_sha256
from plans.word import docx_redline, house, writing


@renders(DocumentKind.PLAN)
def plan(document: Document) -> Rendered:
    language, paper = document.language, subjects.find(document, "paper", ConceptPaper)
    revision = _revision_of(document, paper)
    if revision is not None:
        blocks, meta = plan_blocks(revision_outline(revision), language), revision_meta(revision, language)
        is_plain = document.source_sha256 == plan_documents.revision_source(revision)
        attached = None if is_plain else find_attached(revision, language)
        if document.source_sha256 != plan_documents.in_force_source(revision, attached):
            raise Obsolete  # something was attached, or withdrawn, since
        return plan_pdf(blocks, language, meta, attached)
    source, outline = document.source_sha256, draft_outline(paper)
    labels = _draft_labels(paper)
    if source not in labels:  # edited since, or while it was read
        raise Obsolete
    meta = Meta(
        title=pick(paper.titles, language),
        dated=deadlines.seat_date(document.wanted_at),
        revision=labels[source],
        is_draft=source == plan_documents.working_source(paper),
        sha256=content_sha256(paper, outline),
        unofficial=is_unofficial(paper.text_status, language),
    )
    return plan_pdf(plan_blocks(outline, language), language, meta)


def _draft_labels(paper: ConceptPaper) -> dict[str, str]:
    """Return what the draft is called: by itself, and as the revision that it becomes once it is enclosed."""
    last = paper.revisions.order_by("-number").first()
    coming = Revision(number=last.number + 1 if last else 0)
    return {
        plan_documents.working_source(paper): _("Working draft"),
        plan_documents.draft_source(paper): str(coming.label),
    }


def _revision_of(document: Document, paper: ConceptPaper) -> Revision | None:
    """Return the frozen revision of this very content, if there is one by now."""
    frozen = subjects.find_any(document, "revision", Revision)
    if frozen is not None:
        return frozen
    sources = ((one, plan_documents.revision_source(one)) for one in paper.revisions.all())
    return next((one for one, source in sources if source == document.source_sha256), None)


def plan_pdf(
    outline: Iterable[PlanBlock], language: str, meta: Meta, attached: Attached | None = None
) -> Rendered:
    """Render a Concept Paper and Plan of Implementation in one language, with what States attached to it."""
    context = {"plan": plan_context(outline, language, meta, attached), "attached": attached}
    return press.render_pdf("notes/pdf/plan.html", language, meta, context)


@renders(DocumentKind.REDLINE)
def redline(document: Document) -> Rendered:
    """Render what one edition of a plan became in another; a draft edited since is not what was asked for."""
    language = document.language
    earlier, later = _compared(document)
    changes = editions.compare(earlier, later, language)
    meta = Meta(
        # Translators: earlier and later are texts of the plan, as “Rev.1” and “Working draft”.
        title=_("What changed: %(earlier)s → %(later)s") % {"earlier": earlier.label, "later": later.label},
        dated=deadlines.seat_date(_compared_at(document, later)),
        revision=f"{earlier.label} → {later.label}",
        sha256=later.sha256,
        unofficial=is_unofficial(later.text_status, language),
        lines=(
            later.title(language),
            *(f"{edition.label}: SHA-256 {edition.sha256}" for edition in (earlier, later)),
        ),
    )
    return redline_pdf(changes, language, meta)


def _compared(document: Document) -> tuple[Edition, Edition]:
    """Return the two texts that were to be compared: the working draft as it is called, or as the revision
    that it becomes, and as that revision once it is frozen."""
    earlier, later = _editions(document)
    named = [later]
    if later.revision is None:
        named += [
            plan_documents.coming(later.paper),
            *(Edition(later.paper, one) for one in later.paper.revisions.order_by("-number")[:1]),
        ]
    for one in named:
        if plan_documents.redline_source(earlier, one) == document.source_sha256:
            return earlier, one
    raise Obsolete


def _editions(document: Document) -> tuple[Edition, Edition]:
    """Return what is set beside one another; on either side, no revision means the working draft."""
    paper = subjects.find(document, "paper", ConceptPaper)
    earlier, later = (subjects.find_any(document, name, Revision) for name in ("earlier", "revision"))
    return Edition(paper, earlier), Edition(paper, later)


def _compared_at(document: Document, later: Edition) -> dt.datetime:
    """Return when the later text was frozen; for the working draft, when the redline was asked for."""
    return later.revision.frozen_at if later.revision else document.wanted_at


def redline_pdf(changes: Sequence[Change], language: str, meta: Meta) -> Rendered:
    """Render what one text of a plan became in another: every block, its changes marked and numbered."""
    context = {
        "blocks": [change_context(change, language) for change in changes],
        "tally": tally(changes),
        "total": sum(change.is_changed for change in changes),
    }
    return press.render_pdf("notes/pdf/redline.html", language, meta, context)


# Word files ------------------------------------------------------------------------------------------
@renders(DocumentKind.PLAN_WORD)
def plan_word(document: Document) -> Rendered:
    revision = subjects.find(document, "revision", Revision)
    meta = house.Meta(revision.titles, revision.text_status, str(revision.label), revision.frozen_at)
    return Rendered(writing.one_language(revision_outline(revision), document.language, meta))


@renders(DocumentKind.REDLINE_WORD)
def redline_word(document: Document) -> Rendered:
    language = document.language
    earlier, later = _editions(document)
    authors = authorship.between(earlier, later, language)
    at = _compared_at(document, later)
    return Rendered(docx_redline.document(earlier, later, language, at=at, authors=authors))
