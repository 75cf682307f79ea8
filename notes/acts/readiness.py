"""Readiness: what keeps a drafted note back, how it will read, and what a signatory answers for.

The page of a draft and the confirmation each find it once and show it. The act trusts neither: it finds its
own under its locks, once, and issues the very words that were found in order there.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from cica_portal.deadlines import seat_date
from cica_portal.errors import DomainError, MissingForm, WithFindings
from cica_portal.languages import LANGUAGES, TITLES, pick, reader_language
from cica_portal.text import sha256
from notes import kinds
from notes.acts import recipients
from notes.delivery import overtaking
from notes.enums import BEFORE_ISSUE
from notes.models import IncomingNote, VerbalNote
from notes.register import addressees, numbers
from notes.wording import composition, consistency, enclosed, facts, inflections, wordings
from notes.wording.enclosed import Item
from notes.wording.placeholder_values import Listed
from notes.wording.texts import Piece
from plans.checks import gate
from plans.life import carrying
from plans.open_points.point_kinds import Point

STALE_TEXTS = ngettext_lazy(
    "%(number)s text is older than its source.", "%(number)s texts are older than their source.", "number"
)
UNREVIEWED_TEXTS = ngettext_lazy(
    "%(number)s text is not reviewed.", "%(number)s texts are not reviewed.", "number"
)

REFERS_TO_VOID = _(
    "This note refers to note %(number)s, which another note has annulled. It can no longer be issued: "
    "circulate the plan again, or withdraw it."
)
UNDECIDED = _("A signatory first decides how notes are numbered, and with which number they begin.")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that keeps a note from being issued, said in the reader's language."""

    sentence: Any
    is_passing: bool = False  # it goes away by itself, within a minute or so
    is_of_text: bool = False  # the list of the plan's gate leads to the block
    is_of_numbering: bool = False  # a signatory decides on the page of the numbering
    lack: Any = None  # the case form of a name that is to be filled in

    def __str__(self) -> str:
        return str(self.sentence)


class NotReady(WithFindings):
    """The note cannot leave as it stands; says everything that keeps it."""

    sentence = _("The note cannot be issued yet. %(findings)s")


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is to be known of a drafted note before it is issued; of one that was put aside, its words.

    `words` are the note as it prints under `number`, in each language in which it can be composed, and
    `refusals` say of the others why not; `enclosed` is what it encloses, `remarks` what is to be known of it.
    """

    number: str
    enclosed: Sequence[Item]
    words: Mapping[str, list[Piece]]
    refusals: Mapping[str, DomainError]
    findings: Sequence[Finding] = ()
    defects: Sequence[consistency.Defect] = ()
    points: Sequence[Point] = ()
    remarks: Sequence[Any] = ()

    @property
    def unequal(self) -> list[consistency.Defect]:
        """Return where the languages do not say the same, which no reason makes good."""
        return [one for one in self.defects if one.weight == consistency.Weight.UNEQUAL]

    @property
    def is_held(self) -> bool:
        """Tell whether no signature can be given until somebody else has done something."""
        return bool(self.findings or self.unequal)

    @property
    def is_passing(self) -> bool:
        """Tell whether all that keeps the note back goes away by itself."""
        return bool(self.findings) and all(finding.is_passing for finding in self.findings)

    @property
    def lacks_text(self) -> bool:
        return any(finding.is_of_text for finding in self.findings)

    def refuse(self) -> None:
        """Refuse to issue the note while anything keeps it back."""
        if self.findings:
            raise NotReady(self.findings)


def find(note: VerbalNote, *, at: dt.datetime) -> Readiness:
    """Find out whether a note is ready to be issued at `at`."""
    row, issued_on = kinds.of(note), seat_date(at)
    items, coming = enclosed.of(note), numbers.coming(note.series, at=at)
    number = coming.number
    listed = {code: of_it for code in LANGUAGES if (of_it := enclosed.listed(items, code)) is not None}
    body = wordings.body_of(note)
    words: dict[str, list[Piece]] = {}
    refusals: dict[str, DomainError] = {}
    for language in LANGUAGES:
        try:
            words[language] = composition.composed(
                note,
                language,
                number=number,
                issued_on=issued_on,
                enclosed=listed.get(language),
                body=body,
            )
        except DomainError as refusal:
            refusals[language] = refusal
    if note.status not in BEFORE_ISSUE:
        return Readiness(number, items, words, refusals)
    found = [*_findings_of(note, at=at), *_of_enclosures(items)]
    if not coming.is_decided:
        found.append(Finding(UNDECIDED, is_of_numbering=True))
    is_whole = not refusals and all(words.values())
    return Readiness(
        number,
        items,
        words,
        refusals,
        [*found, *_of_words(note, refusals, number, issued_on)],
        facts.defects(note, words, issued_on=issued_on) if is_whole else [],
        carrying.before(note.own_paper, row.gate, at=at) if row.gate is not None else [],
        row.remarks(note),
    )


def _findings_of(note: VerbalNote, *, at: dt.datetime) -> list[Finding]:
    """Return what keeps a drafted note back besides its words and its enclosures: what refuses to issue it by
    its kind, and that the note which it names has been annulled since. What corrects or ends a note says so
    in its own words."""
    row, one = kinds.of(note), note.answers_to
    found: list[Finding] = list(row.findings(note, at=at))
    try:
        row.refuse(note, at=at)
    except DomainError as refusal:
        found.append(Finding(refusal, is_passing=refusal.code == "notes.not_closed_yet"))
    is_named = not kinds.changes_another(note) and composition.refers_to_another(note.kind)
    if one is not None and is_named and overtaking.is_ended(one):
        found.append(Finding(REFERS_TO_VOID % {"number": one.number}))
    return found


def mark(note: VerbalNote, ready: Readiness, *, at: dt.datetime) -> str:
    """Return what tells whether a drafted note is still as a signatory was shown it: what it says, what
    issuing it brings about, whom it goes to with which remarks, and what it encloses."""
    chosen = addressees.rows_of(note)
    states = recipients.states_of(note, at=at).order_by().values_list("pk", flat=True)
    return sha256(
        {
            "words": {code: [piece.as_dict() for piece in pieces] for code, pieces in ready.words.items()},
            "values": note.values,
            "terms": note.circulation.terms if kinds.of(note).opens_consultation else {},
            "states": sorted(states),
            "chosen": addressees.said(note, chosen),
            "remarks": [[addressees.key(row.party), row.remark] for row in chosen if row.remark],
            "enclosed": [[one.titles, enclosed.recorded([one])] for one in ready.enclosed],
        }
    )


def corrected_since(note: VerbalNote) -> list[dict[str, str]]:
    """Return, by its entries in the register, the note of a State that a drafted note quotes, where number,
    date or State were corrected since."""
    entry = IncomingNote.objects.filter(pk=note.values.get("incoming")).first()
    if entry is None:
        return []
    right, quoted = entry.right, note.values["words"]["their_number"]["en"]
    said = (quoted, note.values["their_date"], entry.member_state_id)
    if said == (right.number, right.dated_on.isoformat(), right.member_state_id):
        return []
    return [{"number": entry.register_number, "register_number": right.register_number}]


def _of_enclosures(items: Sequence[Item]) -> list[Finding]:
    """Return what of the enclosures is still being made, or could not be, each by its name."""
    found = []
    waiting = [one for one in items if not one.is_ready and not one.has_failed]
    if waiting:
        # Translators: documents are the names of documents, as notes call them
        sentence = _("Being prepared: %(documents)s. Pages are counted when everything is ready.")
        is_asked_for = all(one.is_asked_for for one in waiting)
        found.append(Finding(sentence % {"documents": _named(waiting)}, is_passing=is_asked_for))
    if failed := [one for one in items if one.has_failed]:
        # Translators: documents are the names of documents, as notes call them
        sentence = _("Could not be prepared: %(documents)s. Request it again.")
        found.append(Finding(sentence % {"documents": _named(failed)}))
    return found


def _named(items: Sequence[Item]) -> str:
    return "; ".join(pick(one.titles, reader_language()) for one in items)


def _of_words(
    note: VerbalNote, refusals: Mapping[str, DomainError], number: str, issued_on: dt.date
) -> list[Finding]:
    """Return what keeps the note's words from being composed, by language: a missing case form above all.

    That pages are not counted yet is no fault of the words.
    """
    found = [Finding(one, lack=one) for one in inflections.lacking(note)]
    for language in refusals:
        try:
            composition.composed(
                note,
                language,
                number=number,
                issued_on=issued_on,
                enclosed=[Listed("", 1)],
            )
        except MissingForm as refusal:
            if not found:  # of a name that no list of the note has
                found.append(Finding(refusal))
        except DomainError as refusal:
            sentence = _("%(language)s: %(finding)s")
            found.append(Finding(str(sentence) % {"language": TITLES[language], "finding": refusal}))
    return found


def text_findings(held: gate.Gate) -> list[Finding]:
    """Return what the gate of the text finds: the unequal one by one, the stale and unreviewed counted."""
    found = [Finding(finding, is_of_text=True) for finding in held.unequal]
    if held.is_overridden:
        return found
    for number, sentence in ((len(held.stale), STALE_TEXTS), (len(held.unreviewed), UNREVIEWED_TEXTS)):
        if number:
            found.append(Finding(sentence % {"number": number}, is_of_text=True))
    return found + [Finding(finding, is_of_text=True) for finding in held.misnamed]
