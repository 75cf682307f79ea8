"""What is particular to each kind of note: one row a kind, added where its act stands.

Whoever treats the kinds differently asks the row and imports no act. A new kind is its name in the enum, one
row, its words (`data/note_texts.yaml`) and, where the usual letter does not serve, a letter of its own.
"""

import datetime as dt
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.db.models import QuerySet

from documents.enums import DocumentKind
from documents.models import Document
from members.models import MemberState
from notes.enums import Addressing, NoteKind
from notes.models import VerbalNote
from plans.enums import PlanGate

# Where rows are added: every module in and under these packages is imported once the apps are loaded.
PACKAGES = ("notes.acts",)


def addressees(note: VerbalNote, *, at: dt.datetime) -> QuerySet[MemberState]:
    """Return the States that the consultation of the note addressed."""
    return MemberState.objects.filter(pk__in=note.consultation.addressees.values("member_state"))


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A document that a note encloses by its kind, in every language: `name` is what its file is called,
    `title` the key of what notes call it (`data/note_texts.yaml`); kind and source find it. Who reads a
    translation of what `is_text` of a plan gets the original, too."""

    name: str
    title: str
    kind: DocumentKind
    source: str
    is_text: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What is particular to one kind of note."""

    kind: NoteKind
    # The stem of its letter in templates/notes/email; "note" is the one that says what sort of note it is.
    letter: str
    # It opens a consultation, and arrives as that does.
    opens_consultation: bool = False
    # It asks for comments by a deadline, which nobody owes once the plan has been withdrawn.
    asks_for_comments: bool = False
    # It brings the plan before the SWG.
    submits_plan: bool = False
    # It tells that the plan was withdrawn, and is signed though nothing else of that plan is.
    tells_of_withdrawal: bool = False
    # It goes to one State only.
    is_to_one_state: bool = False
    # Its addressees may be chosen; those of another kind follow from what it says. Anybody may get a copy.
    chooses_addressees: bool = False
    # It says a person's own words on any subject, and belongs to no plan.
    is_own_words: bool = False
    # It takes the note that it follows out of effect, from the moment it is issued.
    ends: bool = False
    # It says all anew in the place of the note that it ends.
    replaces: bool = False
    # It strikes and replaces words of another note.
    corrects_words: bool = False
    # It answers what a State filed or wrote to the Secretariat.
    acknowledges: bool = False
    # Where it names a last day to answer, that is the deadline of its consultation.
    names_deadline: bool = True
    # It moves the deadline of its consultation, and is prepared anew while it is drafted.
    extends_deadline: bool = False
    # The gate that its plan passes with it: what is open before it is settled, or carried over.
    gate: PlanGate | None = None
    # What issuing it changes besides, locked before the note.
    hold: Callable[[VerbalNote], object] = lambda note: None
    # What issuing it brings about; it returns what the record says of that.
    carry_out: Callable[..., dict[str, Any]] = lambda note, ready, *, by, at: {}
    # What refuses to issue it; the page of the draft says it beforehand.
    refuse: Callable[..., None] = lambda note, *, at: None
    # What keeps it back besides, its words and its enclosures left out.
    findings: Callable[..., list[Any]] = lambda note, *, at: []
    # What a person should know before it is issued: of its enclosures, or of its addressees.
    remarks: Callable[[VerbalNote], list[Any]] = lambda note: []
    # What it encloses, in the order in which the note lists it.
    enclosures: Callable[[VerbalNote], list[Enclosure]] = lambda note: []
    # What asks for those documents, while the note is drafted.
    request: Callable[..., list[Document]] = lambda note, *, at: []
    # The States that it goes to, where it is not addressed to one.
    states: Callable[..., QuerySet[MemberState]] = addressees
    # How far it climbs the ladder in each State; where it does not, those who receive notes are written to.
    rung: Callable[[VerbalNote], int | None] = lambda note: None
    # Whether a draft of it may be put aside.
    is_discardable: Callable[[VerbalNote], bool] = lambda note: True
    # What its words say besides the values that were given.
    values: Callable[[VerbalNote], dict[str, Any]] = lambda note: {}


_rows: dict[str, Kind] = {}


def add(row: Kind) -> Kind:
    """Add the row of a kind, which has one."""
    if row.kind in _rows:
        raise ValueError(f"The kind “{row.kind}” has a row already.")
    _rows[row.kind] = row
    return row


def discover() -> None:
    """Import every module that may add a row."""
    for name in PACKAGES:
        for module in pkgutil.walk_packages(import_module(name).__path__, f"{name}."):
            import_module(module.name)


def row(kind: str) -> Kind:
    return _rows[kind]


def of(note: VerbalNote) -> Kind:
    return row(note.kind)


def is_to_its_round(note: VerbalNote) -> bool:
    """Tell whether a note is addressed to all States of its consultation."""
    row = of(note)
    is_to_all = note.member_state_id is None and note.addressing != Addressing.CHOSEN
    return is_to_all and (row.opens_consultation or row.states is addressees)


def changes_another(note: VerbalNote) -> bool:
    """Tell whether a note corrects words of the one that it follows, or takes it out of effect."""
    return of(note).corrects_words or of(note).ends


def rows() -> list[Kind]:
    """Return the rows in the order in which the kinds are listed."""
    return [_rows[kind] for kind in NoteKind]


def opening() -> list[NoteKind]:
    """Return the kinds that open a consultation."""
    return [row.kind for row in rows() if row.opens_consultation]


def circulating() -> list[NoteKind]:
    """Return the kinds that open a consultation for comments."""
    return [row.kind for row in rows() if row.opens_consultation and row.asks_for_comments]


def submitting() -> list[NoteKind]:
    """Return the kinds that bring a plan before the SWG."""
    return [row.kind for row in rows() if row.submits_plan]


def asking() -> list[NoteKind]:
    """Return the kinds that ask for comments on the text of a consultation."""
    return [row.kind for row in rows() if row.asks_for_comments]


def of_withdrawals() -> list[NoteKind]:
    """Return the kinds that tell of a plan which was withdrawn."""
    return [row.kind for row in rows() if row.tells_of_withdrawal]


def extending() -> list[NoteKind]:
    """Return the kinds that extend the deadline of a consultation."""
    return [row.kind for row in rows() if row.extends_deadline]


def changing() -> list[NoteKind]:
    """Return the kinds that correct words of another note, or take it out of effect."""
    return [row.kind for row in rows() if row.corrects_words or row.ends]


def ending() -> list[NoteKind]:
    """Return the kinds that take another note out of effect."""
    return [row.kind for row in rows() if row.ends]


def acknowledging() -> list[NoteKind]:
    """Return the kinds that answer what a State filed or wrote."""
    return [row.kind for row in rows() if row.acknowledges]
