"""What a package of a plan holds that is made for it alone: its annexes, and its front page."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from cica_portal import deadlines
from cica_portal.languages import pick
from comments.comment_contexts import by_paragraph, event_context, wording_contexts
from comments.models import Consultation
from comments.reading import stances
from comments.reading.gists import gist
from comments.reading.readings import how_changes_show, is_long
from comments.renderers.event_rows import decided_rows
from documents import press, subjects
from documents.enums import DocumentKind
from documents.models import Document
from documents.registry import Obsolete, Rendered, renders
from documents.typesetting import Meta, whole_words
from members.models import MemberState
from notes.models import SwgPackage
from notes.packages import asking, contents, front, positions, unsealed
from notes.packages.front import Figures
from notes.packages.positions import Compiled, Position
from plans.models import Revision
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
    at = document.wanted_at
    consultations = contents.consultations_of(revision.paper)
    if positions.source(consultations, at=at) != document.source_sha256:
        raise Obsolete
    found = [(one.reference, of_one) for one in consultations if (of_one := positions.of(one))]
    every = [position for _reference, of_one in found for position in of_one]
    said = _("Circulated under note %(number)s")
    meta = Meta(
        title=str(contents.TITLES[DocumentKind.POSITIONS]),
        dated=deadlines.seat_date(max(revision.frozen_at, consultations[-1].closes_at)),
        revision=str(revision.label),
        sha256=revision.sha256,
        lines=(
            pick(revision.titles, language),
            said % {"number": ", ".join(one.reference for one in consultations)},
            *how_changes_show(one.row.proposals for one in every),
        ),
    )
    kinds = point_kinds.kinds()
    context = {
        "rounds": [
            (number, by_paragraph(of_one, _position, lambda one: one.row)) for number, of_one in found
        ],
        "awaited": [positions.awaited_words(one) for one in positions.awaited(consultations)],
        "by_state": [
            (one.consultation.reference, list(_by_state(one)))
            for one in map(positions.compiled, consultations)
            if one.rows or stances.stated(one.consultation)
        ],
        "received": [note for one in consultations for note in positions.received(one)],
        "time": [
            (grant, one.time_zone, positions.came_of(grant, at=at).label)
            for one in consultations
            for grant in positions.granted(one)
        ],
        "carried": [(kinds[one.kind].label, one) for one in positions.besides(revision.paper, every)],
    }
    return press.render_pdf("notes/pdf/positions.html", language, meta, context)


def _position(one: Position) -> dict[str, Any]:
    """Return one comment before the SWG: as filed, as answered, and what its State says to that."""
    said, thread = one.row, one.thread
    statement = thread.reaction.statement if thread.is_maintained else ""
    return {
        "number": str(said.number),
        "state": said.who,
        "language": said.language,
        "is_untranslated": said.is_untranslated,
        "rendition": said.rendition,
        "remark": whole_words(said.remark),
        "act": said.demand,
        "wordings": wording_contexts(said.proposals, said.language),
        "disposition": thread.disposition,
        "decision": said.decision,
        "reply": whole_words(thread.disposition.reply),
        "is_maintained": thread.is_maintained,
        "statement": whole_words(statement),
        "statement_language": thread.reaction.language if thread.is_maintained else "",
        "carried": one.carried,
        "is_long": said.is_long or is_long(statement, *(point.reason for point in one.carried)),
    }


def _by_state(found: Compiled) -> Iterator[tuple[MemberState, str, list[dict[str, Any]]]]:
    """Yield the position of each State that commented or stated one, and what became of its comments, a line
    a comment."""
    stated = stances.stated(found.consultation)
    met = stances.conditions(stated)
    said_of = defaultdict(list)
    for one in stated:
        said_of[one.member_state] += [one.said_stance, *([met[one.pk].words] if one.pk in met else [])]
    commented = positions.by_state(found)
    for state in sorted({*commented, *said_of}, key=lambda one: one.protocol_name):
        said = commented.get(state, ())
        rows = [
            {
                "number": row.number,
                "place": front.place(row),
                "gist": gist(row),
                "decision": row.decision,
                "reaction": thread.reaction.get_kind_display() if thread.reaction else "",
            }
            for row, thread in said
        ]
        yield state, "; ".join(said_of[state]), rows


# The front page --------------------------------------------------------------------------------------
@renders(DocumentKind.COVER)
def cover(document: Document) -> Rendered:
    """Render the front page of the package whose list of contents makes this very key."""
    package, language = _package_of(document), document.language
    meta = Meta(
        title=_("Package for the Special Working Group"),
        dated=asking.dated(package),
        revision=str(package.revision.label),
        sha256=package.revision.sha256,
    )
    figures = [Figures(one, package.wanted_at) for one in contents.consultations_of(package.paper)]
    own_pages = 1
    while True:
        context = _front_page(package, figures, language, own_pages)
        made = press.render_pdf("notes/pdf/cover.html", language, meta, context)
        if made.pages == own_pages:
            return made
        own_pages = made.pages  # the list is longer than was thought, and all begins further down


def _front_page(
    package: SwgPackage, figures: Sequence[Figures], language: str, own_pages: int
) -> dict[str, Any]:
    """Return what the front page says; each document with its title and the page on which it begins."""
    revision, parts = package.revision, asking.joined(package, language)
    begins = list(accumulate((part.pages for part in parts), initial=1 + own_pages))
    pages: dict[str, int] = {}
    for part, page in zip(parts, begins, strict=False):
        if part.kind not in (DocumentKind.LEDGER, DocumentKind.COMPILATION):
            pages.setdefault(part.kind, page)
        else:  # the tables are of the last consultation
            pages[part.kind] = page
    found = [(one, position) for one in figures for position in one.positions]
    awaited = positions.awaited([of.consultation for of in figures])
    meeting = package.contents.get("meeting", {})
    meets_on = dt.date.fromisoformat(meeting["held_on"]) if meeting else None
    decision = meeting.get("decision", {}).get(language, "")
    lines = list(zip(contents.titles_of(parts, revision), begins, strict=False))
    if decision:  # on the last sheet of the front page
        lines.insert(0, (_("Draft decision"), own_pages))
    *earlier, last = figures
    return {
        "plan": whole_words(pick(revision.titles, language)),
        "number": meeting.get("symbol") or asking.number_of(package),
        "subject": front.subject(revision, meets_on, meeting.get("item", "")),
        "asked": list(front.sentences(front.asked(figures, revision), meeting.get("front", {}), pages)),
        "earlier": earlier,
        "last": last,
        "by_state": list(last.by_state(pages)),
        "by_position": list(last.by_position()),
        "by_result": list(last.by_result(pages)),
        "maintained": [
            {
                "state": one.row.who,
                "number": one.row.number,
                "of": of.consultation.reference if earlier else "",
                "place": front.place(one.row),
                "gist": gist(one.row),
                "disposition": one.thread.disposition,
            }
            for of, one in found
            if one.thread.is_maintained
        ],
        "is_awaited": bool(awaited),
        # Of replies that were sent the last line says who has not reacted.
        "awaited": [positions.awaited_words(one) for one in awaited if one.sent_at is None],
        "as_of": [
            front.as_of(package.wanted_at),
            *filter(None, (one.replies() for one in figures)),
            *filter(None, [front.from_outside(one.consultation for one in figures)]),
        ],
        "hash_lines": (revision.sha256[:32], revision.sha256[32:]),
        "lines": lines,
        "decision": decision.splitlines(),
        "absent": contents.absences(package.contents["absent"]),
        "is_demonstration": settings.DEMONSTRATION,
    }


def _package_of(document: Document) -> SwgPackage:
    for package in SwgPackage.objects.filter(consultation=document.subject["consultation"]).order_by("-pk"):
        if asking.cover_source(package, document.language) == document.source_sha256:
            return package
    raise Obsolete


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
