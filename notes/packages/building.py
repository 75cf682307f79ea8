"""Building a package: put together of stored documents, sealed, kept for good. For processes that render.

Everything up to the seal follows from the rows alone: the same contents give the same bytes. The sweep waits
for the documents that are still being rendered; whatever ends it half-way, the next one begins anew.
"""

import contextlib
import datetime as dt
import logging
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import translation

from cica_portal.database import claims
from cica_portal.errors import DomainError, Refusal
from cica_portal.languages import LANGUAGES
from documents import renders, store
from documents.assembly import parts
from documents.enums import SUFFIXES, DocumentKind, DocumentStatus
from documents.models import Document
from notes.models import SwgPackage, VerbalNote
from notes.packages import asking, contents, keeping, unsealed
from notes.packages.keeping import File, Incomplete
from notes.wording import enclosed
from plans.models import ConceptPaper

logger = logging.getLogger(__name__)


class NotMade(Exception):
    """What is made for the package alone could not be made this time."""


def build_wanted(at: dt.datetime) -> list[SwgPackage]:
    """Build the packages whose documents are all there, oldest first; return what was stored or parked."""
    done = []
    wanted = claims.free(_wanted(), at)
    for package in wanted.order_by("wanted_at", "pk"):
        waiting = Document.objects.filter(pk__in=package.contents["documents"], status=DocumentStatus.WANTED)
        if waiting.exists():
            _join_ahead(package, at=at)
        elif claims.claim_or_park(wanted, package, at=at):
            build(package, at=at)
            done.append(package)
    return [package for package in done if package.status != DocumentStatus.WANTED]


def _join_ahead(package: SwgPackage, *, at: dt.datetime) -> None:
    """Join the languages whose documents are all there, while others are still rendered elsewhere."""
    for language in LANGUAGES:
        found = asking.joined(package, language)
        if found and all(one.is_stored for one in found):
            with contextlib.suppress(NotMade):
                _joined(package, language, at=at)


def _wanted() -> QuerySet[SwgPackage]:
    return SwgPackage.objects.filter(status=DocumentStatus.WANTED)


def build(package: SwgPackage, *, at: dt.datetime) -> SwgPackage:
    """Build and keep one package; after the last try that fails it is parked, visibly."""
    try:
        files = list(files_of(package, at=at))
        keeping.store(package, files, at=at)
    except Exception as error:
        logger.exception("Package %s could not be built", package.pk)
        is_hopeless = isinstance(error, Incomplete | DomainError)
        claims.give_back(_wanted(), package, _reason(error), is_hopeless=is_hopeless)
        from celery.exceptions import SoftTimeLimitExceeded  # noqa: PLC0415 - for processes that render

        if isinstance(error, SoftTimeLimitExceeded):
            raise
    package.refresh_from_db()
    return package


def _reason(error: Exception) -> str:
    if isinstance(error, DomainError):
        with translation.override(LANGUAGES[0]):
            return str(error)[:500]
    return claims.reason(error)


def built(paper: ConceptPaper, *, at: dt.datetime) -> SwgPackage:
    """Return the package of the plan as things stand; render and build here and now what is not there yet."""
    found = contents.of(paper, at=at)
    package = SwgPackage.objects.filter(source_sha256=found.source).first()
    if package is None:
        package = asking.request(paper, by=None, at=at)
    for document in asking.made_of(package):
        for part in parts.needed(document):
            renders.render(part, at=at)
        renders.render(document, at=at)
    if not package.is_stored:
        build(package, at=at)
    if not package.is_stored:
        raise Refusal("notes.not_built", error=package.error)
    return package


def files_of(package: SwgPackage, *, at: dt.datetime) -> Iterator[File]:
    """Yield the files of the package before any of them is sealed: the PDFs, the originals, then what was
    enclosed with its notes besides, as it came."""
    found = asking.made_of(package)
    if len(found) != len(package.contents["documents"]) or not all(one.is_stored for one in found):
        raise Incomplete("A document of the package is missing: ask for the package anew.")
    for language in LANGUAGES:
        yield _joined(package, language, at=at)
    for one in found:
        if one.kind in SUFFIXES:
            facts = {"kind": one.kind.rpartition("_")[0], "language": one.language}
            yield File(f"originals/{asking.original_name(package, one)}", facts, store.read(one))
    with_more = VerbalNote.objects.filter(pk__in=package.contents.get("notes", ()))
    for note in with_more.order_by("issued_at", "pk"):
        yield from enclosures(note)


def enclosures(note: VerbalNote) -> Iterator[File]:
    """Yield the files that were chosen for an issued note, as they came, and what each has beside what it
    shows."""
    for name, file in enclosed.attached(note):
        carries = {"carries": list(file.carries)} if file.carries else {}
        yield File(f"enclosures/{name}", {"kind": "enclosure", "language": ""} | carries, file.read())


def _joined(package: SwgPackage, language: str, *, at: dt.datetime) -> File:
    cover = _made(package, language, DocumentKind.COVER, asking.cover_source(package, language), at=at)
    found = unsealed.of(package, language, cover)
    joined = _made(package, language, DocumentKind.UNSEALED_PACKAGE, found.source, at=at)
    facts = {"kind": "package", "language": language, "pages": found.pages, "contents": list(found.listed())}
    return File(asking.name_of(package, f"package-{language}.pdf"), facts, store.read(joined))


def _made(package: SwgPackage, language: str, kind: str, source: str, *, at: dt.datetime) -> Document:
    """Return what is made for the package alone; make it here and now if it is not there yet."""
    made = store.request(
        kind, language, source, at=at,
        package=package, paper=package.paper, consultation=package.consultation, revision=package.revision,
    )  # fmt: skip
    if not renders.render(made, at=at).is_stored:
        raise NotMade(made.error)
    return made
