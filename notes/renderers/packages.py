"""What a package of a plan holds that is made for it alone: its annexes, and its cover."""

from collections.abc import Iterator, Sequence
from itertools import count

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cica_portal import deadlines, formats
from cica_portal.languages import pick
from comments.comment_contexts import event_context
from comments.models import Consultation
from comments.procedure import outcomes
from comments.remarks.presentation import how_changes_show, how_letters_show
from comments.renderers.event_rows import decided_rows
from documents import press, subjects
from documents.enums import DocumentKind
from documents.models import Document
from documents.registry import Obsolete, Rendered, renders
from documents.typesetting import Meta
from notes.models import SwgPackage
from notes.packages import asking, contents, positions, unsealed
from notes.packages.package_contexts import (
    CarriedRow,
    Cover,
    Line,
    PositionRow,
    ReceivedRow,
    cover_context,
    position_groups,
)
from notes.packages.positions import Position
from plans.models import CarriedPoint, Revision
from plans.open_points import point_kinds


# Annexes ---------------------------------------------------------------------------------------------
def _meta(document: Document, title: str) -> Meta:
    consultation = subjects.find(document, "consultation", Consultation)
    return Meta(
        title=title,
        dated=deadlines.seat_date(consultation.closes_at),
        revision=str(consultation.revision.label),
        sha256=consultation.revision.sha256,
        lines=(
            pick(consultation.revision.titles, document.language),
            _("Circulated under note %(number)s") % {"number": consultation.reference},
        ),
    )


@renders(DocumentKind.EVENTS)
def events(document: Document) -> Rendered:
    consultation = subjects.find(document, "consultation", Consultation)
    if contents.events_source(consultation) != document.source_sha256:
        raise Obsolete
    rows = decided_rows(consultation)
    meta = _meta(document, str(contents.TITLES[DocumentKind.EVENTS]))
    context = {"events": [event_context(event) for event in rows]}
    return press.render_pdf("notes/pdf/events_table.html", document.language, meta, context)


@renders(DocumentKind.POSITIONS)
def positions_maintained(document: Document) -> Rendered:
    revision, language = subjects.find(document, "revision", Revision), document.language
    consultations = contents.consultations_of(revision.paper)
    if positions.source(consultations) != document.source_sha256:
        raise Obsolete
    numbers = count(1)
    rounds = [
        (one, [_position(str(next(numbers)), position) for position in positions.of(one)])
        for one in consultations
    ]
    found = [row for _one, rows in rounds for row in rows]
    received = [
        ReceivedRow(
            register_number=note.register_number,
            state=note.member_state.name,
            number=note.number,
            dated=formats.date(note.dated_on, language),
            received=formats.date(note.received_on, language),
            subject=note.subject,
            set_aside=note.why_set_aside,
        )
        for one in consultations
        for note in positions.received(one)
    ]
    points = [_carried(one, language) for one in positions.carried(revision.paper)]
    time = [
        (grant.member_state.name, formats.closing(grant.until, one.time_zone, language))
        for one in consultations
        for grant in positions.granted(one)
    ]
    said = _("Circulated under note %(number)s")
    signs = (
        *how_changes_show(one.row.said.proposals for one in found),
        *how_letters_show(one.row.extent for one in found),
    )
    meta = Meta(
        title=str(contents.TITLES[DocumentKind.POSITIONS]),
        dated=deadlines.seat_date(max(revision.frozen_at, consultations[-1].closes_at)),
        revision=str(revision.label),
        sha256=revision.sha256,
        lines=(
            pick(revision.titles, language),
            said % {"number": ", ".join(one.reference for one in consultations)},
            *signs,
        ),
    )
    context = {
        "rounds": [(one.reference, position_groups(rows)) for one, rows in rounds if rows],
        "awaited": [positions.awaited_words(one) for one in positions.awaited(consultations)],
        "received": received,
        "time": time,
        "carried": points,
    }
    return press.render_pdf("notes/pdf/positions.html", language, meta, context)


def _carried(one: CarriedPoint, language: str) -> CarriedRow:
    return CarriedRow(
        kind=str(point_kinds.kinds()[one.kind].label),
        state=one.member_state.name if one.member_state else "",
        about=pick(one.words, language),
        gate=str(one.get_gate_display()),
        carried=formats.date(deadlines.seat_date(one.at), language),
        reason=one.reason,
    )


def _position(number: str, one: Position) -> PositionRow:
    row, disposition, reaction = one.row, one.thread.disposition, one.thread.reaction
    maintained = one.thread.is_maintained
    return PositionRow(
        number=number,
        row=row,
        disposition=str(disposition.get_kind_display()),
        reply=disposition.reply,
        reply_language=disposition.language,
        standing=pgettext("position", "Maintained") if maintained else _("Passed on to the SWG"),
        statement=reaction.statement if reaction and maintained else "",
        statement_language=reaction.language if reaction else row.said.language,
    )


# The cover -------------------------------------------------------------------------------------------
@renders(DocumentKind.COVER)
def cover(document: Document) -> Rendered:
    """Render the cover of the package whose list of contents makes this very key."""
    package, language = _package_of(document), document.language
    meta = Meta(
        title=_("Package for the Special Working Group"),
        dated=asking.dated(package),
        revision=str(package.revision.label),
        sha256=package.revision.sha256,
    )
    own_pages = 1
    while True:
        context = cover_context(_cover(package, language, own_pages))
        made = press.render_pdf("notes/pdf/cover.html", language, meta, context)
        if made.pages == own_pages:
            return made
        own_pages = made.pages  # the list is longer than was thought, and all begins further down


def _cover(package: SwgPackage, language: str, own_pages: int) -> Cover:
    page, lines, parts = 1 + own_pages, [], asking.joined(package, language)
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
    for package in SwgPackage.objects.filter(consultation=document.subject["consultation"]).order_by("-pk"):
        if asking.cover_source(package, document.language) == document.source_sha256:
            return package
    raise Obsolete


def _facts(
    package: SwgPackage, consultations: Sequence[Consultation], language: str
) -> Iterator[tuple[str, str]]:
    """Yield what the cover says of the text, and of each consultation in its order."""
    revision = package.revision
    coordinator = revision.paper.coordinator
    frozen_on = deadlines.seat_date(revision.frozen_at)
    yield (
        pgettext("package", "Coordinator"),
        coordinator.name if coordinator else pgettext("package", "none named"),
    )
    yield pgettext("package", "Text"), f"{revision.label} ({revision.text_status_label(language)})"
    yield _("Locked on"), formats.date(frozen_on, language)
    for one in consultations:
        values = {"label": one.revision.label, "number": one.reference}
        yield _("Circulated as"), _("%(label)s, under note %(number)s") % values
        yield pgettext("package", "Deadline"), formats.closing(one.closes_at, one.time_zone, language)
        yield pgettext("consultation", "Outcome"), outcomes.label(one, with_step=False)


# The whole -------------------------------------------------------------------------------------------
@renders(DocumentKind.UNSEALED_PACKAGE)
def joined(document: Document) -> Rendered:
    """Join the cover and the documents of one language of the package."""
    package = subjects.find(document, "package", SwgPackage)
    cover = unsealed.cover_of(package, document.language)
    if cover is None or not cover.is_stored:
        raise Obsolete
    found = unsealed.of(package, document.language, cover)
    if found.source != document.source_sha256:
        raise Obsolete
    return Rendered(found.joined(press.stamp(found.numbers).number_pages), found.pages)
