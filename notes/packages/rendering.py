"""From rows to bytes: a package's own documents beside those of the notes. For processes that render."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cica_portal import deadlines, formats
from cica_portal.languages import pick
from comments.enums import Outcome
from comments.models import Consultation
from comments.procedure import outcomes
from comments.remarks.presentation import how_changes_show
from notes import documents, pdf, rendering
from notes.enums import DocumentKind
from notes.models import Document, SwgPackage
from notes.packages import asking, compiled, contents, positions
from notes.packages.positions import Position
from notes.packages.sheets import Cover, Line, PositionRow, ReceivedRow
from notes.pdf import Rendered
from notes.sheets import Meta
from plans.comparison import authorship
from plans.comparison.editions import Edition
from plans.outline import revision_outline
from plans.word import docx_redline, house, writing


@dataclass(frozen=True, slots=True)
class Written:
    """A file that is not a PDF: it has no pages that could be counted."""

    content: bytes
    pages: None = None


def rendered(document: Document) -> Rendered | Written:
    """Make the document, of a package or any other; raise Obsolete where its source is gone."""
    own = RENDERERS.get(DocumentKind(document.kind))
    if own is None:
        return rendering.rendered(document)
    with rendering.in_its_language(document):
        return own(document)


# Annexes ---------------------------------------------------------------------------------------------
def _meta(document: Document, title: str) -> Meta:
    consultation = document.consultation
    return Meta(
        title=title,
        dated=deadlines.local_date(consultation.closes_at, settings.SECRETARIAT_TIME_ZONE),
        revision=str(consultation.revision.label),
        sha256=consultation.revision.sha256,
        lines=(
            pick(consultation.revision.titles, document.language),
            _("Circulated under note %(number)s") % {"number": consultation.reference},
        ),
    )


def events(document: Document) -> Rendered:
    rows = rendering.event_rows(document.consultation)
    meta = _meta(document, str(contents.TITLES[DocumentKind.EVENTS]))
    return pdf.events_table(rows, document.language, meta)


def positions_maintained(document: Document) -> Rendered:
    consultation, language = document.consultation, document.language
    if positions.source(consultation) != document.source_sha256:
        raise documents.Obsolete
    found = [_position(str(number), one) for number, one in enumerate(positions.of(consultation), 1)]
    received = [
        ReceivedRow(
            register_number=note.register_number,
            state=note.member_state.name,
            number=note.number,
            dated=formats.date(note.dated_on, language),
            received=formats.date(note.received_on, language),
            subject=note.subject,
        )
        for note in positions.received(consultation)
    ]
    meta = _meta(document, str(contents.TITLES[DocumentKind.POSITIONS]))
    meta = replace(meta, lines=(*meta.lines, *how_changes_show(one.row.said.proposals for one in found)))
    return pdf.positions(found, received, language, meta)


def _position(number: str, one: Position) -> PositionRow:
    row, disposition, reaction = one.row, one.thread.disposition, one.thread.reaction
    maintained = one.thread.is_maintained
    return PositionRow(
        number=number,
        row=row,
        disposition=str(disposition.get_kind_display()),
        reply=disposition.reply,
        reply_language=disposition.language,
        standing=_("Maintained") if maintained else _("Passed on to the SWG"),
        statement=reaction.statement if reaction and maintained else "",
        statement_language=reaction.language if reaction else row.said.language,
    )


# The cover -------------------------------------------------------------------------------------------
def cover(document: Document) -> Rendered:
    """Render the cover of the package whose list of contents makes this very key."""
    package, language = _package_of(document), document.language
    own_pages = 1
    while True:
        made = pdf.cover(_cover(package, language, own_pages), language, _cover_meta(package))
        if made.pages == own_pages:
            return made
        own_pages = made.pages  # the list is longer than was thought, and all begins further down


def _cover_meta(package: SwgPackage) -> Meta:
    return Meta(
        title=_("Package for the Special Working Group"),
        dated=asking.dated(package),
        revision=str(package.revision.label),
        sha256=package.revision.sha256,
    )


def _cover(package: SwgPackage, language: str, own_pages: int) -> Cover:
    page, lines, parts = 1 + own_pages, [], asking.parts(package, language)
    titles = contents.titles_of(parts, package.revision)
    for number, (title, part) in enumerate(zip(titles, parts, strict=True), start=1):
        lines.append(Line(number, title, page, part.pages))
        page += part.pages
    revision = package.revision
    return Cover(
        plan=pick(revision.titles, language),
        facts=tuple(_facts(package, asking.consultations(parts), language)),
        sha256=revision.sha256,
        lines=tuple(lines),
        absent=tuple(contents.absences(package.contents["absent"])),
        pages=page - 1,
        is_demonstration=settings.DEMONSTRATION,
    )


def _package_of(document: Document) -> SwgPackage:
    for package in SwgPackage.objects.filter(consultation=document.consultation).order_by("-pk"):
        if asking.cover_source(package, document.language) == document.source_sha256:
            return package
    raise documents.Obsolete


def _facts(
    package: SwgPackage, consultations: Sequence[Consultation], language: str
) -> Iterator[tuple[str, str]]:
    """Yield what the cover says of the text, and of each consultation in its order."""
    revision = package.revision
    coordinator = revision.paper.coordinator
    frozen_on = deadlines.local_date(revision.frozen_at, settings.SECRETARIAT_TIME_ZONE)
    yield _("Coordinator"), coordinator.name if coordinator else _("none named")
    yield _("Text"), f"{revision.label} ({revision.text_status_label(language)})"
    yield _("Frozen on"), formats.date(frozen_on, language)
    for one in consultations:
        values = {"label": one.revision.label, "number": one.reference}
        yield _("Circulated as"), _("%(label)s, under note %(number)s") % values
        yield _("Deadline"), formats.closing(one.closes_at, one.time_zone, language)
        yield pgettext("consultation", "Outcome"), str(Outcome(outcomes.current(one)).label)


# Originals -------------------------------------------------------------------------------------------
def plan_word(document: Document) -> Written:
    revision = document.revision
    meta = house.Meta(revision.titles, revision.text_status, str(revision.label), revision.frozen_at)
    return Written(writing.one_language(revision_outline(revision), document.language, meta))


def redline_word(document: Document) -> Written:
    paper, language = document.paper, document.language
    earlier, later = Edition(paper, document.earlier), Edition(paper, document.revision)
    return Written(
        docx_redline.document(
            earlier,
            later,
            language,
            at=document.revision.frozen_at,
            authors=authorship.between(earlier, later, language),
        )
    )


def compilation_word(document: Document) -> Written:
    _refuse_obsolete(document)
    return Written(compiled.document(document.consultation, document.language))


def compilation_sheet(document: Document) -> Written:
    _refuse_obsolete(document)
    return Written(compiled.workbook(document.consultation, document.language))


def _refuse_obsolete(document: Document) -> None:
    if compiled.source(document.consultation) != document.source_sha256:
        raise documents.Obsolete


RENDERERS: dict[DocumentKind, Callable[[Document], Rendered | Written]] = {
    DocumentKind.EVENTS: events,
    DocumentKind.POSITIONS: positions_maintained,
    DocumentKind.COVER: cover,
    DocumentKind.PLAN_WORD: plan_word,
    DocumentKind.REDLINE_WORD: redline_word,
    DocumentKind.COMMENTS_WORD: compilation_word,
    DocumentKind.COMMENTS_SHEET: compilation_sheet,
}
