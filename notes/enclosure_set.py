"""The package for the SWG: in each language the note with the plan, and the table of comments."""

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cica_portal import clock
from cica_portal.errors import Refusal
from cica_portal.languages import LANGUAGES
from cica_portal.operation import whole_files
from cica_portal.operation.resilience import run_each
from cica_portal.text import sha256
from comments.compilation import working_files
from comments.enums import ConsultationStatus
from comments.models import Consultation
from comments.refusals import ConsultationStillOpen
from documents import renders, store
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
    closed = Consultation.objects.filter(status=ConsultationStatus.CLOSED).exclude(pk__in=made)
    opened = consultation_notes.circulating().values("consultation")
    return closed.filter(pk__in=opened).select_related("revision")


def file_name(consultation: Consultation, document: Document) -> str:
    stem = consultation.reference.replace("/", "-")
    return f"{stem}-{FILE_NAMES[DocumentKind(document.kind)]}-{document.language}.pdf"


def write(consultation: Consultation, folder: Path) -> list[Path]:
    """Write the package and its manifest into `folder`, rendering what is not stored yet."""
    written, entries = [], []
    for document in request(consultation, at=clock.now()):
        renders.render(document)
        if not document.is_stored:
            raise Refusal("notes.not_rendered", error=document.error)
        content = store.read(document)
        path = folder / file_name(consultation, document)
        whole_files.write_whole(path, content)
        written.append(path)
        entries.append(
            {
                "file": path.name,
                "kind": FILE_NAMES[DocumentKind(document.kind)],
                "language": document.language,
                "pages": document.pages,
                "sha256": hashlib.sha256(content).hexdigest(),
            }
        )
    manifest = folder / "manifest.json"
    listed = facts(consultation, consultation.revision) | {"files": entries}
    text = json.dumps(listed, ensure_ascii=False, indent=2)
    whole_files.write_whole(manifest, (text + "\n").encode())
    return [*written, manifest]


def facts(consultation: Consultation, revision: Revision) -> dict[str, Any]:
    """Return what the list of the files of a package says of them all."""
    return {
        "reference": consultation.reference,
        "title": revision.titles,
        "closes_at": clock.stamp(consultation.closes_at),
        "revision": {"number": revision.number, "sha256": revision.sha256},
    }
