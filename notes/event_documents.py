"""Documents about events, from rows to bytes. Only processes that render import this module."""

from django.conf import settings
from django.utils.translation import gettext as _

from cica_portal import deadlines
from initiatives import progress
from notes import documents, pdf, rosters
from notes.models import Document
from notes.pdf import Rendered
from notes.sheets import Meta


def progress_report(document: Document) -> Rendered:
    """Render how far the events of a plan were on the day it was asked; another day makes another report."""
    paper, language = document.paper, document.language
    on = deadlines.local_date(document.wanted_at, settings.SECRETARIAT_TIME_ZONE)
    if progress.source(paper, on=on) != document.source_sha256:
        raise documents.Obsolete
    report = progress.content(paper, language, on=on)
    meta = Meta(
        title=_("Progress report: %(title)s") % {"title": report.title}, dated=on, sha256=report.sha256
    )
    return pdf.progress(report, language, meta)


def participants(document: Document) -> Rendered:
    """Render who is registered for an event; who was registered or withdrawn since makes another list."""
    initiative, language = document.initiative, document.language
    if rosters.source(initiative) != document.source_sha256:
        raise documents.Obsolete
    dated = deadlines.local_date(document.wanted_at, settings.SECRETARIAT_TIME_ZONE)
    roster = rosters.content(initiative, language)
    return pdf.participants(roster, language, Meta(title=f"{_('Participants')}: {roster.title}", dated=dated))
