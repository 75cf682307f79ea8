"""Plans on paper: which text each document shows, by the key that it is found again by."""

import datetime as dt

from django.db import models

from cica_portal.languages import LANGUAGES
from cica_portal.text import sha256
from documents import store
from documents.enums import DocumentKind
from documents.models import Document
from plans.attached import Attached, find_attached
from plans.comparison.editions import Edition
from plans.models import ConceptPaper, Revision
from plans.revisions import content_sha256


def plan_source(content: str, number: int) -> str:
    """Return the key of the text with this content hash, rendered as revision `number`."""
    return sha256({"content": content, "revision": number})


def working_source(paper: ConceptPaper) -> str:
    """Return the key of the working draft, rendered as what it is: a draft that is nobody's revision."""
    return sha256({"content": content_sha256(paper), "revision": "working draft"})


def request_working_draft(paper: ConceptPaper, language: str, *, at: dt.datetime | None = None) -> Document:
    """Ask for the working draft as it stands, with what it is on every page."""
    return store.request(DocumentKind.PLAN, language, working_source(paper), at=at, paper=paper)


def coming_number(paper: ConceptPaper) -> int:
    """Return the number of the revision that the working draft becomes once it is frozen."""
    last = paper.revisions.aggregate(last=models.Max("number"))["last"]
    return 0 if last is None else last + 1


def draft_source(paper: ConceptPaper) -> str:
    """Return the key of the working draft, rendered as the revision that it would become."""
    return plan_source(content_sha256(paper), coming_number(paper))


def coming(paper: ConceptPaper) -> Edition:
    """Return the working draft as the revision that it becomes."""
    return Edition(paper, becomes=coming_number(paper))


def revision_source(revision: Revision) -> str:
    return plan_source(revision.sha256, revision.number)


def request_draft(paper: ConceptPaper, *, at: dt.datetime | None = None) -> list[Document]:
    """Ask for the working draft as it stands, in every language: the enclosure of the coming note."""
    return store.request_each(DocumentKind.PLAN, LANGUAGES, draft_source(paper), at=at, paper=paper)


def request_revision(revision: Revision, *, at: dt.datetime | None = None) -> list[Document]:
    about = {"paper": revision.paper, "revision": revision}
    return store.request_each(DocumentKind.PLAN, LANGUAGES, revision_source(revision), at=at, **about)


def in_force_source(revision: Revision, attached: Attached | None) -> str:
    """Return the key of a text in force, printed with what States attached to it."""
    source = revision_source(revision)
    return sha256([source, attached.sha256]) if attached and attached.entries else source


def request_in_force(revision: Revision, language: str, *, at: dt.datetime | None = None) -> Document:
    """Ask for a text in force with what States attached to it."""
    source = in_force_source(revision, find_attached(revision, language))
    about = {"paper": revision.paper, "revision": revision}
    return store.request(DocumentKind.PLAN, language, source, at=at, **about)


def redline_source(earlier: Edition, later: Edition) -> str:
    """Return the key of the redline of two editions: their names and their hashes."""
    return sha256({"redline": [[edition.name, edition.sha256] for edition in (earlier, later)]})


def request_redline(
    earlier: Edition, later: Edition, language: str, *, at: dt.datetime | None = None
) -> Document:
    """Ask for the redline of two editions of one plan."""
    return store.request(
        DocumentKind.REDLINE,
        language,
        redline_source(earlier, later),
        at=at,
        paper=later.paper,
        earlier=earlier.revision,
        revision=later.revision,
    )


def of_draft(paper: ConceptPaper, language: str) -> Document | None:
    return store.find(DocumentKind.PLAN, draft_source(paper), language)


def drafts(paper: ConceptPaper) -> list[Document]:
    """Return the renderings of the working draft as it stands, in the order of the languages."""
    found = Document.objects.filter(kind=DocumentKind.PLAN, source_sha256=draft_source(paper))
    return sorted(found, key=lambda document: LANGUAGES.index(document.language))


def of_revision(revision: Revision, language: str) -> Document | None:
    return store.find(DocumentKind.PLAN, revision_source(revision), language)
