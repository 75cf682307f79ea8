"""The package in one language before its seal: stored documents joined, kept under the hash of what they are.

What is joined once is there when the package is built: only the seal is left to be made.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from pikepdf import Pdf

from cica_portal import organization
from cica_portal.languages import pick, reader_language
from cica_portal.text import sha256
from documents import store
from documents.assembly import joining, parts
from documents.assembly.stamping import HEAD, Numbers
from documents.enums import DocumentKind
from documents.models import Document
from notes.models import SwgPackage
from notes.packages import asking, contents


@dataclass(frozen=True, slots=True)
class Unsealed:
    """Stored documents of one language in their order, the cover first, with their titles."""

    language: str
    documents: Sequence[Document]
    titles: Sequence[str]
    title: str
    author: str
    dated: dt.date
    numbers: Numbers

    @property
    def source(self) -> str:
        """Return the hash of everything that the bytes follow from."""
        files = [[name, one.sha256] for name, one in zip(self.titles, self.documents, strict=True)]
        about = [self.title, self.author, self.dated.isoformat(), self.numbers.words]
        return sha256({"files": files, "about": about, "joined": parts.edition()})

    @property
    def pages(self) -> int:
        return sum(one.pages for one in self.documents)

    def joined(self, finish: Callable[[Pdf], None]) -> bytes:
        """Join the documents; `finish` writes the numbers on their pages."""
        files = [
            joining.Part(name, self.language, store.read(one))
            for name, one in zip(self.titles, self.documents, strict=True)
        ]
        return joining.join(
            files,
            title=self.title,
            author=self.author,
            language=self.language,
            dated=self.dated,
            finish=finish,
        )

    def listed(self) -> Iterator[dict[str, Any]]:
        """Yield each document as the manifest lists it, with the page on which it begins."""
        page = 1
        for name, one in zip(self.titles, self.documents, strict=True):
            yield {"kind": one.kind, "title": name, "page": page, "pages": one.pages, "sha256": one.sha256}
            page += one.pages


def of(package: SwgPackage, language: str, cover: Document) -> Unsealed:
    chosen = [cover, *asking.joined(package, language)]
    with translation.override(language):
        return Unsealed(
            language,
            chosen,
            titles=contents.titles_of(chosen, package.revision),
            title=_("Package for the SWG: %(title)s") % {"title": pick(package.revision.titles, language)},
            author=organization.name("secretariat", reader_language()),
            dated=asking.dated(package),
            # Translators: at the head of each page of a package; number is the page in the whole package
            numbers=Numbers(_("Package: p. %(number)s / %(total)s"), HEAD),
        )


def cover_of(package: SwgPackage, language: str) -> Document | None:
    """Return the cover, if it was asked for."""
    return store.find(DocumentKind.COVER, asking.cover_source(package, language), language)
