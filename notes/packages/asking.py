"""Asking for a package: a row that a sweep finds, and the documents that it is made of. For every process."""

import datetime as dt
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy

from cica_portal import deadlines
from cica_portal.errors import DomainError, NotAllowed, Refusal
from cica_portal.text import sha256
from comments.models import Consultation
from documents import queue, store, subjects
from documents.enums import SUFFIXES, DocumentKind, DocumentStatus
from documents.models import Document
from members import audit
from members.models import User
from notes import kinds
from notes.models import SwgPackage, VerbalNote
from notes.packages import contents
from plans.models import ConceptPaper, Revision

# What is made when the package is built, of what it holds.
MADE_FOR_IT = (DocumentKind.COVER, DocumentKind.UNSEALED_PACKAGE)


class AskedForAlready(DomainError):
    sentence = gettext_lazy("This package already exists or is being built.")


# Asking ----------------------------------------------------------------------------------------------
def request(paper: ConceptPaper, *, by: User | None, at: dt.datetime) -> SwgPackage:
    """Ask for the package of the plan as things stand; what was built once is what there is.

    `by=None` is the operator, on the server itself.
    """
    if by is not None and not by.has_perm("notes.build_package", paper):
        raise NotAllowed
    found = contents.of(paper, at=at)
    with transaction.atomic():
        try:
            with transaction.atomic():
                made = SwgPackage.objects.create(
                    paper=paper,
                    consultation=found.consultation,
                    revision=found.revision,
                    item=found.item,
                    source_sha256=found.source,
                    contents=contents.request(found, at=at),
                    wanted_at=at,
                    wanted_by=by,
                )
        except IntegrityError as error:
            raise AskedForAlready from error
        audit.record(
            "swg_package.want",
            subject=made,
            by=by,
            at=at,
            after={"source": made.source_sha256, "revision": found.revision.number},
        )
        queue.notify(queue.RENDER)
    return made


def request_again(package: SwgPackage, *, by: User, at: dt.datetime) -> None:
    """Give a parked package, and those of its documents that are parked, another round of tries."""
    if not by.has_perm("notes.build_package", package.paper):
        raise NotAllowed
    now = contents.of(package.paper, at=at)
    if now.source != package.source_sha256:
        raise Refusal("notes.contents_moved")
    with transaction.atomic():
        found = SwgPackage.objects.filter(pk=package.pk, status=DocumentStatus.FAILED).update(
            status=DocumentStatus.WANTED,
            contents=package.contents | contents.request(replace(now, item=None), at=at),
            attempts=0,
            claimed_at=None,
            error="",
            wanted_at=at,
        )
        if not found:
            raise Refusal("notes.not_failed")
        made = Document.objects.filter(kind__in=MADE_FOR_IT).about("consultation", package.consultation)
        own = Document.objects.filter(pk__in=SwgPackage.objects.get(pk=package.pk).contents["documents"])
        store.release(own | made, at=at)
        audit.record("swg_package.want_again", subject=package, by=by, at=at)
        queue.notify(queue.RENDER)


# What it is made of ----------------------------------------------------------------------------------
def made_of(package: SwgPackage) -> list[Document]:
    """Return the documents of the package in its order; those that are gone are missing."""
    wanted = package.contents["documents"]
    found = Document.objects.in_bulk(wanted)
    return [found[pk] for pk in wanted if pk in found]


def joined(package: SwgPackage, language: str) -> list[Document]:
    """Return the documents that are joined in one language, without the cover."""
    return [one for one in made_of(package) if one.language == language and one.kind not in SUFFIXES]


def submitting(package: SwgPackage) -> VerbalNote | None:
    """Return the last note of the package that brought the plan before the SWG."""
    issued = VerbalNote.objects.filter(pk__in=package.contents.get("notes", ()), kind__in=kinds.submitting())
    return issued.order_by("issued_at", "pk").last()


def number_of(package: SwgPackage) -> str:
    """Return the number that the package is called after: of the note that submits it, once there is one."""
    note = submitting(package)
    return note.number if note else package.consultation.reference


def dated(package: SwgPackage) -> dt.date:
    """Return the day of the newest of what the package is made of, never the day on which it is built."""
    newest = max(package.revision.frozen_at, package.consultation.closes_at)
    return deadlines.seat_date(newest)


def cover_source(package: SwgPackage, language: str) -> str:
    lengths = [[str(one.kind), one.pages, one.sha256] for one in joined(package, language)]
    return sha256({"cover": package.source_sha256, "language": language, "parts": lengths})


def original_name(package: SwgPackage, document: Document) -> str:
    """Return the name of a file that is no PDF: of its own consultation, or of the text that it begins from
    where that is not the first that the States had."""
    kind, _underscore, _word = document.kind.rpartition("_")
    earlier = subjects.find_any(document, "earlier", Revision)
    if earlier is not None and earlier.number:
        kind = f"{kind}-from-{earlier.number}"
    about = subjects.find_any(document, "consultation", Consultation) or package.consultation
    return f"{_stem(about.reference)}-{kind}-{document.language}.{document.suffix}"


def name_of(package: SwgPackage, ending: str) -> str:
    return f"{_stem(number_of(package))}-{ending}"


def _stem(number: str) -> str:
    return number.replace("/", "-")
