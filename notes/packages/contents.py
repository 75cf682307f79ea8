"""What goes into the package of a plan, as the keys of its documents: from frozen rows alone.

It tells of every consultation of the plan, since the SWG decides on what any of them brought. The list is the
same until something that it is made of changes: then it is another package.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cica_portal.errors import Refusal
from cica_portal.languages import LANGUAGES, NAMES
from cica_portal.text import sha256
from comments.enums import ConsultationStatus
from comments.models import Consultation
from comments.procedure import certificates, outcomes
from comments.reading import working_files
from comments.reading.filed import proposed_events
from comments.taking.tracing import annex
from documents import store, subjects
from documents.enums import SUFFIXES, DocumentKind
from documents.models import Document
from initiatives.models import ProposalDecision
from notes import enclosure_set, kinds, note_documents
from notes.enums import NoteStatus
from notes.models import SwgPackage, VerbalNote
from notes.packages import front, positions
from notes.wording import enclosed
from plans.comparison.editions import Edition
from plans.enums import Body, PaperStatus
from plans.models import ConceptPaper, MeetingItem, Revision
from plans.papers import plan_documents

# Raised when what the portal puts into a package, or how it sets it out, changes: another package then.
EDITION = 7
TEXT_IN_WORK = (PaperStatus.DRAFTING, PaperStatus.CIRCULATED, PaperStatus.WITHDRAWN)


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
    """What the package holds: `consultation` is the last consultation, `notes` those whose further enclosures
    go with it as they came, `absent` what of the usual is not there. An absence is a kind, where no
    consultation has it, or a kind with the one that has none."""

    consultation: Consultation
    revision: Revision
    items: tuple[Item, ...]
    absent: tuple[str, ...]
    notes: tuple[VerbalNote, ...] = ()
    item: MeetingItem | None = None

    @property
    def source(self) -> str:
        """Return the key of the package: everything that goes into it."""
        attached = [file.sha256 for note in self.notes for _name, file in enclosed.attached(note)]
        return sha256(
            {
                "edition": EDITION,
                "round": self.consultation.reference,
                "revision": [self.revision.number, self.revision.sha256],
                "items": [[one.kind, one.language, one.source, one.note] for one in self.items],
                "absent": list(self.absent),
            }
            | ({"attached": attached} if attached else {})
            | ({"meeting": meeting_of(self.item)} if self.item else {})
        )


def of(paper: ConceptPaper, *, at: dt.datetime) -> Contents:
    """Return what the package of the plan holds now; raise a refusal where there can be none yet."""
    consultations = consultations_of(paper)
    if not consultations:
        raise Refusal("notes.not_circulated")
    last = consultations[-1]
    enclosure_set.refuse_open(last, at=at)
    revisions = list(paper.revisions.select_related("paper__measure").order_by("number"))
    revision = revisions[-1]
    is_revised = revision.pk != last.revision_id
    in_work = paper.status in TEXT_IN_WORK or (
        paper.status == PaperStatus.UNDER_CONSOLIDATION and not is_revised
    )
    if in_work:
        raise Refusal("notes.not_frozen_yet", status=paper.get_status_display())
    for one in consultations:
        if not outcomes.is_confirmed(one):
            raise (
                Refusal("comments.outcome_not_confirmed")
                if one is last
                else Refusal("notes.earlier_outcome_not_confirmed", number=one.reference)
            )
    issued = tuple(note for one in consultations for note in notes(one))
    made = [*_texts(consultations, revisions, at=at), *_notes(issued)]
    items = [
        Item(kind, language, source, subject, subject["note"].number if kind == DocumentKind.NOTE else "")
        for language in LANGUAGES
        for kind, source, subject in made
    ]
    absent = tuple(_absent(consultations, made))
    # The item of the last meeting: that of a result, too, until the plan is on another agenda.
    item = paper.items.live().filter(meeting__body=Body.SWG).select_related("decision").last()
    if item and not item.result and (missing := set(LANGUAGES) - item.decision_texts.keys()):
        names = ", ".join(str(NAMES[language]) for language in LANGUAGES if language in missing)
        raise Refusal("notes.no_draft_decision", languages=names)
    if item and not item.result and item.decision_of not in (None, item.document()):
        raise Refusal("notes.draft_decision_again")
    if item and not item.result and item.front_texts:
        asked = front.asked([front.Figures(one, at) for one in consultations], revision)
        if front.outdated(asked, item.front_texts):
            raise Refusal("notes.front_again")
    return Contents(last, revision, tuple(items), absent, issued, item)


def meeting_of(item: MeetingItem) -> dict[str, Any]:
    """Return what a package says of the meeting that it is built for, and proposes to it."""
    found = {"held_on": item.meeting.first_on.isoformat(), "item": item.number, "symbol": item.symbol}
    found |= {"decision": item.decision_texts} if item.decision_texts else {}
    return found | ({"front": item.front_texts} if item.front_texts else {})


def consultations_of(paper: ConceptPaper) -> list[Consultation]:
    """Return the consultations of the plan in their order, without those that ended with its withdrawal."""
    consultations = (
        Consultation.objects.for_comments()
        .filter(revision__paper=paper)
        .exclude(status=ConsultationStatus.WITHDRAWN)
    )
    return list(consultations.select_related("revision__paper").order_by("opens_at", "pk"))


def notes(consultation: Consultation) -> list[VerbalNote]:
    """Return the issued notes of the procedure in their order: those that asked for comments, told of them
    and brought the text before the SWG, and those that corrected or ended one of them: what the others say is
    not true of the consultation without these."""
    told = [*kinds.asking(), *kinds.submitting()]
    found = VerbalNote.objects.filter(
        kind__in=told, status=NoteStatus.ISSUED, consultation=consultation, member_state=None, voiding=None
    )
    every = [*found, *_changing(found, consultation)]
    return sorted(every, key=lambda note: (note.issued_at, note.pk))


def _changing(changed: Iterable[VerbalNote], consultation: Consultation) -> Iterator[VerbalNote]:
    """Yield the notes to all that corrected or ended these, and those that did so to them in turn."""
    known = {note.pk for note in changed}
    issued = VerbalNote.objects.filter(
        kind__in=kinds.changing(),
        status=NoteStatus.ISSUED,
        consultation=consultation,
        member_state=None,
        voiding=None,
    )
    for note in issued.select_related("answers_to").order_by("issued_at", "pk"):
        if note.answers_to_id in known:
            known.add(note.pk)
            yield note


# What is put in: what kind of document, the key that it is found by, what it is about. In every language.
Made = tuple[DocumentKind, str, Mapping[str, Any]]


def _notes(issued: Sequence[VerbalNote]) -> Iterator[Made]:
    for note in issued:
        yield DocumentKind.NOTE, note_documents.note_source(note), {"note": note}


def _texts(
    consultations: Sequence[Consultation], revisions: Sequence[Revision], *, at: dt.datetime
) -> Iterator[Made]:
    """Yield what there is besides the notes, in the order of the package: what the SWG is to decide, the text
    and what became of it, then what the consultations brought, kind by kind and each in their order; the
    originals come last."""
    revision = revisions[-1]
    text = {"paper": revision.paper, "revision": revision}
    plan = plan_documents.revision_source(revision)
    later = Edition(revision.paper, revision)
    redlines = [
        (plan_documents.redline_source(Edition(revision.paper, earlier), later), text | {"earlier": earlier})
        for earlier in _compared(consultations, revision)
    ]
    asked = [(one, working_files.source(one), {"consultation": one}) for one in consultations]
    if source := positions.source(consultations, at=at):
        yield DocumentKind.POSITIONS, source, text
    yield DocumentKind.PLAN, plan, text
    for source, both in redlines:
        yield DocumentKind.REDLINE, source, both
    for one in _changed(revisions):
        yield DocumentKind.TRACE, annex.source(one), {"paper": one.paper, "revision": one}
    for _one, worked, subject in asked:
        yield DocumentKind.COMPILATION, worked, subject
    for key, kind in (
        (events_source, DocumentKind.EVENTS),
        (partial(certificates.source, at=at), DocumentKind.LEDGER),
    ):
        for one, _worked, subject in asked:
            if source := key(one):
                yield kind, source, subject
    yield DocumentKind.PLAN_WORD, sha256({"original": plan}), text
    for source, both in redlines:
        yield DocumentKind.REDLINE_WORD, sha256({"original": source, "signed": "by States"}), both
    for _one, worked, subject in asked:
        yield DocumentKind.COMMENTS_WORD, worked, subject
        yield DocumentKind.COMMENTS_SHEET, worked, subject


def _compared(consultations: Sequence[Consultation], revision: Revision) -> list[Revision]:
    """Return the texts that the last one is set beside: the first and the last that the States had, where
    these are other texts."""
    had = {one.revision_id: one.revision for one in (consultations[0], consultations[-1])}
    return [one for one in had.values() if one.sha256 != revision.sha256]


def _changed(revisions: Sequence[Revision]) -> list[Revision]:
    """Return the revisions whose text is another than that of the one before."""
    pairs = zip(revisions, revisions[1:], strict=False)
    return [later for earlier, later in pairs if later.sha256 != earlier.sha256]


def events_source(consultation: Consultation) -> str:
    """Return the key of the list of events that were proposed; nothing where there are none."""
    events = proposed_events(consultation)
    if not events:
        return ""
    filed = {"events": [str(event.pk) for event in events], "round": consultation.reference}
    decided = ProposalDecision.objects.filter(event__in=events).order_by("event", "number")
    filed |= {"decided": [list(map(str, row)) for row in decided.values_list("event", "status")]}
    filed |= {"text": consultation.revision.paper.revisions.values_list("sha256", flat=True).last()}
    return sha256(filed | {"edition": EDITION})


def _absent(consultations: Sequence[Consultation], made: Sequence[Made]) -> Iterator[str]:
    """Yield what of the usual no consultation has; else, of several, each that has none, by its number."""
    for kind in ABSENCES:
        found = [subject for one, _source, subject in made if one == kind]
        if not found:
            yield str(kind)
        elif kind in ABSENCES_OF_ONE:
            having = {subject["consultation"].pk for subject in found}
            yield from (f"{kind} {one.reference}" for one in consultations if one.pk not in having)


def request(contents: Contents, *, at: dt.datetime) -> dict[str, Any]:
    """Ask for every document that is not there yet; return the list of contents as it is kept."""
    wanted = [_wanted(item, at) for item in contents.items]
    return {
        "documents": [document.pk for document in wanted],
        "notes": [note.pk for note in contents.notes],
        "absent": list(contents.absent),
    } | ({"meeting": _symbolled(contents.item)} if contents.item else {})


def _symbolled(item: MeetingItem) -> dict[str, Any]:
    """Return what the package says of its meeting: one built anew for the same item is a revision of it."""
    found, earlier = meeting_of(item), SwgPackage.objects.filter(item=item).count()
    return found | {"symbol": f"{item.symbol}/Rev.{earlier}"} if item.symbol and earlier else found


def _wanted(item: Item, at: dt.datetime) -> Document:
    if item.kind == DocumentKind.COMPILATION:  # made of parts, which are asked for with it
        return working_files.request(item.subject["consultation"], item.language, at=at)
    return store.request(item.kind, item.language, item.source, at=at, **item.subject)


# Their names -----------------------------------------------------------------------------------------
def titles(found: Sequence[tuple[str, Mapping[str, Any]]], revision: Revision) -> list[str]:
    """Return what the documents of a package of this revision are called in its list of contents, in the
    active language. Each is its kind and what it is about; of several consultations it names its own."""
    kinds = Counter(kind for kind, _subject in found)
    is_one = kinds[DocumentKind.LEDGER] < 2
    return [_title(kind, subject, revision, is_one=is_one) for kind, subject in found]


def _title(kind: str, subject: Mapping[str, Any], revision: Revision, *, is_one: bool) -> str:
    if kind == DocumentKind.NOTE:
        note = subject["note"]
        if kinds.of(note).replaces:
            # Translators: both are numbers of notes
            return _("Note verbale %(number)s (replaces note %(replaced)s)") % {
                "number": note.number,
                "replaced": note.subject.number,
            }
        return _("Note verbale %(number)s (%(kind)s)") % {
            "number": note.number,
            "kind": note.get_kind_display(),
        }
    if kind == DocumentKind.PLAN:
        return _("Text of the plan, %(label)s") % {"label": revision.label}
    if kind == DocumentKind.REDLINE:
        return _("What changed: %(earlier)s → %(later)s") % {
            "earlier": subject["earlier"].label,
            "later": revision.label,
        }
    said = str(TITLES[DocumentKind(kind)])
    if is_one or kind in (DocumentKind.COVER, DocumentKind.POSITIONS):
        return said
    of = subject["revision"].label if kind == DocumentKind.TRACE else subject["consultation"].reference
    return _("%(title)s (%(of)s)") % {"title": said, "of": of}


# The rows that a title may speak of.
NAMED = {
    "note": VerbalNote.objects.select_related("answers_to"),
    "earlier": Revision.objects.all(),
    "revision": Revision.objects.all(),
    "consultation": Consultation.objects.all(),
}


def titles_of(parts: Sequence[Document], revision: Revision) -> list[str]:
    """Return the titles of the documents that the package of this revision is made of."""
    rows = {name: subjects.find_many(parts, name, found.all()) for name, found in NAMED.items()}
    found = [(one.kind, {name: rows[name].get(one.pk) for name in rows}) for one in parts]
    return titles(found, revision)


def listing(found: Contents, language: str) -> list[str]:
    """Return the titles of what the package will hold in one language."""
    items = [one for one in found.items if one.language == language and one.kind not in SUFFIXES]
    return titles([(one.kind, one.subject) for one in items], found.revision)


def changed_since(built: Sequence[SwgPackage], now: Contents, language: str) -> dict[int, list[str]]:
    """Return, by the key of each package, the titles of what one built now would hold and it does not."""
    documents = Document.objects.in_bulk({pk for one in built for pk in one.contents["documents"]})
    found = [one for one in now.items if one.language == language and one.kind not in SUFFIXES]
    named = titles([(one.kind, one.subject) for one in found], now.revision)
    changed = {}
    for package in built:
        of_it = [documents[pk] for pk in package.contents["documents"] if pk in documents]
        held = {(one.kind, one.source_sha256) for one in of_it}
        # The compilation is kept in parts, under other keys: the workbook is made of the same.
        sheets = {DocumentKind.COMPILATION: DocumentKind.COMMENTS_SHEET}
        keys = [(sheets.get(DocumentKind(one.kind), one.kind), one.source) for one in found]
        changed[package.pk] = [name for key, name in zip(keys, named, strict=True) if key not in held]
    return changed


TITLES = {
    DocumentKind.COVER: gettext_lazy("Front page and contents"),
    DocumentKind.COMPILATION: gettext_lazy("Compilation of comments"),
    DocumentKind.TRACE: gettext_lazy("Sources of changes: the comments behind each change and the replies"),
    DocumentKind.LEDGER: gettext_lazy("Certified record of replies"),
    DocumentKind.EVENTS: gettext_lazy("Thematic events proposed by Member States, and the decisions on them"),
    DocumentKind.POSITIONS: gettext_lazy(
        "For the SWG: positions maintained, notes received, additional time, points carried over"
    ),
}

ABSENCES = {
    DocumentKind.REDLINE: gettext_lazy("No redline: the text is the same as the one circulated."),
    DocumentKind.EVENTS: gettext_lazy("No thematic events were proposed."),
    DocumentKind.POSITIONS: gettext_lazy("No Member State maintains a position that was not accommodated."),
}
ABSENCES_OF_ONE = {
    DocumentKind.EVENTS: gettext_lazy(
        "No thematic events were proposed in the consultation under note %(number)s."
    ),
}


def absences(absent: Sequence[str]) -> list[str]:
    """Return the sentences that say what the package does not hold."""
    said = []
    for one in absent:
        kind, _space, number = one.partition(" ")
        sentences = ABSENCES_OF_ONE if number else ABSENCES
        said.append(str(sentences[DocumentKind(kind)]) % {"number": number})
    return said
