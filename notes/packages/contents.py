"""What goes into the package of a plan, as the keys of its documents: from frozen rows alone.

The list is the same until something that it is made of changes: then it is another package.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cica_portal.errors import DomainError
from cica_portal.languages import LANGUAGES
from cica_portal.text import sha256
from comments import compilation, outcomes
from comments.models import CommentRound
from comments.refusals import OutcomeNotConfirmed
from notes import certificates, documents, issuing, package
from notes.enums import SUFFIXES, DocumentKind, NoteKind, NoteStatus
from notes.models import Document, VerbalNote
from notes.packages import compiled, positions
from plans.editions import Edition
from plans.enums import PaperStatus
from plans.models import ConceptPaper, Revision

# Raised when what the portal puts into a package, or how it sets it out, changes: another package then.
EDITION = 1
SUBMISSIONS = (NoteKind.SWG_WITHOUT_COMMENTS, NoteKind.SWG_WITH_COMMENTS)
ORIGINALS = {
    DocumentKind.PLAN: DocumentKind.PLAN_WORD,
    DocumentKind.REDLINE: DocumentKind.REDLINE_WORD,
}
TEXT_IN_WORK = (PaperStatus.DRAFTING, PaperStatus.CIRCULATED, PaperStatus.WITHDRAWN)


class NotCirculated(DomainError):
    sentence = gettext_lazy("The plan has not been before the Member States: there is nothing to hand over.")


class NotFrozenYet(DomainError):
    sentence = gettext_lazy(
        "The plan is “%(status)s”: the package is made once its text is frozen for the SWG."
    )


@dataclass(frozen=True, slots=True)
class Item:
    """One document of the package: what it is, by which key it is found, what it is made of."""

    kind: str
    language: str
    source: str
    subject: Mapping[str, Any] = field(default_factory=dict, compare=False)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    comment_round: CommentRound
    revision: Revision
    items: tuple[Item, ...]
    absent: tuple[str, ...]

    @property
    def source(self) -> str:
        """Return the key of the package: everything that goes into it."""
        return sha256(
            {
                "edition": EDITION,
                "round": self.comment_round.reference,
                "revision": [self.revision.number, self.revision.sha256],
                "items": [[one.kind, one.language, one.source, one.note] for one in self.items],
                "absent": list(self.absent),
            }
        )


def of(paper: ConceptPaper, *, at: dt.datetime) -> Contents:
    """Return what the package of the plan holds now; raise a refusal where there can be none yet."""
    comment_round = last_round(paper)
    if comment_round is None:
        raise NotCirculated
    package.refuse_open(comment_round, at=at)
    revision = paper.revisions.select_related("paper__measure").order_by("number").last()
    is_revised = revision.pk != comment_round.revision_id
    in_work = paper.status in TEXT_IN_WORK or (
        paper.status == PaperStatus.UNDER_CONSOLIDATION and not is_revised
    )
    if in_work:
        raise NotFrozenYet(status=paper.get_status_display())
    if not outcomes.is_confirmed(comment_round):
        raise OutcomeNotConfirmed
    made = _sources(comment_round, revision)
    items = [item for language in LANGUAGES for item in _documents(comment_round, revision, language, made)]
    absent = tuple(str(kind) for kind in ABSENCES if kind not in made)
    return Contents(comment_round, revision, tuple(items), absent)


def last_round(paper: ConceptPaper) -> CommentRound | None:
    rounds = CommentRound.objects.filter(revision__paper=paper).exclude(status="withdrawn")
    return rounds.select_related("revision__paper").order_by("opens_at", "pk").last()


def notes(comment_round: CommentRound) -> list[VerbalNote]:
    """Return the issued notes that brought the text to the States and then before the SWG."""
    submitted = VerbalNote.objects.filter(
        kind__in=SUBMISSIONS, status=NoteStatus.ISSUED, comment_round=comment_round
    )
    circulated = issuing.circulation_note(comment_round)
    return [*([circulated] if circulated else []), *submitted.order_by("issued_at", "pk")]


def _sources(comment_round: CommentRound, revision: Revision) -> dict[DocumentKind, str]:
    """Return the keys of what there is besides the notes, in the order of the package."""
    found = {DocumentKind.PLAN: documents.revision_source(revision)}
    if revision.pk != comment_round.revision_id:
        earlier = Edition(revision.paper, comment_round.revision)
        found[DocumentKind.REDLINE] = documents.redline_source(earlier, Edition(revision.paper, revision))
    worked = compiled.source(comment_round)
    found[DocumentKind.COMPILATION] = worked
    if DocumentKind.REDLINE in found:
        found[DocumentKind.TRACE] = documents.trace_source(revision)
    found[DocumentKind.LEDGER] = certificates.source(comment_round)
    if events := compilation.events(comment_round):
        filed = {"events": [str(event.pk) for event in events], "round": comment_round.reference}
        found[DocumentKind.EVENTS] = sha256(filed | {"edition": EDITION})
    if source := positions.source(comment_round):
        found[DocumentKind.POSITIONS] = source
    for kind, original in ORIGINALS.items():
        if kind in found:
            found[original] = sha256({"original": found[kind]})
    found |= dict.fromkeys((DocumentKind.COMMENTS_WORD, DocumentKind.COMMENTS_SHEET), worked)
    return found


def _documents(
    comment_round: CommentRound, revision: Revision, language: str, sources: Mapping[DocumentKind, str]
) -> list[Item]:
    found = [
        Item(DocumentKind.NOTE, language, documents.note_source(note), {"note": note}, note.number)
        for note in notes(comment_round)
    ]
    text = {"paper": revision.paper, "revision": revision}
    both = text | {"earlier": comment_round.revision}
    subjects = {
        DocumentKind.PLAN: text,
        DocumentKind.PLAN_WORD: text,
        DocumentKind.TRACE: text,
        DocumentKind.REDLINE: both,
        DocumentKind.REDLINE_WORD: both,
    }
    asked = {"comment_round": comment_round}
    return found + [
        Item(kind, language, source, subjects.get(kind, asked)) for kind, source in sources.items()
    ]


def want(contents: Contents, *, at: dt.datetime) -> dict[str, Any]:
    """Ask for every document that is not there yet; return the list of contents as it is kept."""
    wanted = [_wanted(item, contents.comment_round, at) for item in contents.items]
    return {"documents": [document.pk for document in wanted], "absent": list(contents.absent)}


def _wanted(item: Item, comment_round: CommentRound, at: dt.datetime) -> Document:
    if item.kind == DocumentKind.COMPILATION:  # made of parts, which are asked for with it
        return compiled.want(comment_round, item.language, at=at)
    return documents.want(item.kind, item.language, item.source, at=at, **item.subject)


# Their names -----------------------------------------------------------------------------------------
def title(
    kind: str,
    revision: Revision,
    *,
    note: VerbalNote | None = None,
    earlier: Revision | None = None,
) -> str:
    """Return what a document of the package is called in its list of contents, in the active language."""
    if kind == DocumentKind.NOTE:
        return _("Note verbale %(number)s (%(kind)s)") % {
            "number": note.number,
            "kind": note.get_kind_display(),
        }
    if kind == DocumentKind.PLAN:
        return _("Text of the plan, %(label)s") % {"label": revision.label}
    if kind == DocumentKind.REDLINE:
        return _("What changed: %(earlier)s → %(later)s") % {
            "earlier": earlier.label,
            "later": revision.label,
        }
    return str(TITLES[DocumentKind(kind)])


def title_of(document: Document, revision: Revision) -> str:
    """Return the title of a document that the package of this revision is made of."""
    return title(document.kind, revision, note=document.note, earlier=document.earlier)


def listing(found: Contents, language: str) -> list[str]:
    """Return the titles of what the package will hold in one language."""
    return [
        title(
            item.kind,
            found.revision,
            note=item.subject.get("note"),
            earlier=item.subject.get("earlier"),
        )
        for item in found.items
        if item.language == language and item.kind not in SUFFIXES
    ]


TITLES = {
    DocumentKind.COVER: gettext_lazy("Cover note and list of contents"),
    DocumentKind.COMPILATION: gettext_lazy("Compilation of comments"),
    DocumentKind.TRACE: gettext_lazy("Trace: the comments behind each change, and their answers"),
    DocumentKind.LEDGER: gettext_lazy("Certificate of the ledger"),
    DocumentKind.EVENTS: gettext_lazy("Thematic events proposed by Member States"),
    DocumentKind.POSITIONS: gettext_lazy("Positions that Member States maintain"),
}

ABSENCES = {
    DocumentKind.REDLINE: gettext_lazy("No redline: the text is the one that was circulated."),
    DocumentKind.EVENTS: gettext_lazy("No thematic event was proposed."),
    DocumentKind.POSITIONS: gettext_lazy("No Member State maintains a position that was not met."),
}


def absences(kinds: Sequence[str]) -> list[str]:
    return [str(ABSENCES[DocumentKind(kind)]) for kind in kinds]
