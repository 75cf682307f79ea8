"""The package for the SWG: in each language the note with the plan, and the table of comments."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cica_portal import clock
from cica_portal.languages import LANGUAGES
from cica_portal.operation.resilience import run_each
from cica_portal.text import sha256
from comments.enums import ConsultationStatus
from comments.models import Consultation
from comments.reading import working_files
from comments.refusals import ConsultationStillOpen
from documents import store
from documents.enums import DocumentKind
from documents.models import Document
from notes.register import consultation_notes
from plans.models import Revision

FILE_NAMES = {DocumentKind.PACKAGE: "note-and-plan", DocumentKind.COMMENTS: "comments"}


def note_and_plan_source(consultation: Consultation) -> str:
    note = consultation_notes.circulation_note(consultation)
    return sha256({"note": note.number if note else None, "revision": consultation.revision.sha256})


def sources(consultation: Consultation) -> dict[str, str]:
    return {
        DocumentKind.PACKAGE: note_and_plan_source(consultation),
        DocumentKind.COMMENTS: working_files.table_source(consultation),
    }


def parts(consultation: Consultation) -> list[Document]:
    """Return the documents of the package that have been asked for, in one query."""
    found = sources(consultation)
    chosen = Document.objects.filter(kind__in=found, source_sha256__in=found.values())
    return [document for document in chosen if found[document.kind] == document.source_sha256]


def refuse_open(consultation: Consultation, *, at: dt.datetime | None = None) -> None:
    """Raise ConsultationStillOpen while answers are received: the comments are not for others' eyes yet."""
    if (at or clock.now()) < consultation.closes_at:
        raise ConsultationStillOpen(
            _("The consultation is still open. The package can be built once it has closed.")
        )


def request(consultation: Consultation, *, at: dt.datetime) -> list[Document]:
    """Ask for every document of the package of a closed round; return them in the order of the package."""
    refuse_open(consultation, at=at)
    return [
        store.request(kind, language, source, at=at, consultation=consultation)
        for kind, source in sources(consultation).items()
        for language in LANGUAGES
    ]


def request_due(at: dt.datetime) -> list[Document]:
    """Ask for the package of each closed round that has none yet."""
    return list(run_each(_without(), lambda one: request(one, at=at)))


def _without() -> QuerySet[Consultation]:
    made = Document.objects.filter(kind=DocumentKind.PACKAGE).keys_of("consultation")
    closed = Consultation.objects.for_comments().filter(status=ConsultationStatus.CLOSED).exclude(pk__in=made)
    opened = consultation_notes.circulating().values("consultation")
    return closed.filter(pk__in=opened).select_related("revision")


def facts(consultation: Consultation, revision: Revision) -> dict[str, Any]:
    """Return what the list of the files of a package says of them all."""
    return {
        "reference": consultation.reference,
        "title": revision.titles,
        "closes_at": clock.stamp(consultation.closes_at),
        "revision": {"number": revision.number, "sha256": revision.sha256},
    }
