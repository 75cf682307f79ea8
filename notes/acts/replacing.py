"""Replacing an issued note: one further note, under its own number, withdraws it and says all anew.

The replacement is written as notes in a person's own words are, and takes the place of the other once it is
issued. Both stay in the register.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction

from cica_portal.errors import Refusal
from cica_portal.languages import LANGUAGES
from members.models import User
from notes import kinds
from notes.acts import followups
from notes.acts.free_notes import Content
from notes.enums import NoteKind, NoteStatus
from notes.models import VerbalNote
from notes.wording import enclosed
from notes.wording.texts import note_texts

# Where the house's opening formula ends and the words of the note itself begin; in Kazakh where they end, and
# what stands in brackets behind the formula.
MATTER = {
    "en": re.compile(r"has the hono[u]?r to\s+(.+)$"),
    "ru": re.compile(r"имеет честь\s+(.+)$"),
    "kk": re.compile(
        r"білдіріп,\s+(?:.*сілтеме жасай отырып,\s+|.*оның орнына\s+)?"
        r"(.+?)\s+өзіне мәртебе санайды(\s*\([^()]*\))?"
    ),
}


def may_replace(note: VerbalNote) -> bool:
    """Tell whether an issued note is of a kind that may be replaced: what was annulled stays so."""
    row = kinds.of(note)
    return row.replaces or not row.ends


def draft(note: VerbalNote, content: Content, *, by: User, at: dt.datetime) -> VerbalNote:
    """Draft the note that replaces an issued one: it is prepared, and waits for no signature yet."""
    values = content.values()
    with transaction.atomic():
        held = followups.hold_issued(note, by=by)
        if not may_replace(held):
            raise Refusal("notes.never_replaced", number=held.number)
        followups.refuse_to_end(held, at=at)
        if "respond_by" in held.values:
            values["respond_by"] = held.values["respond_by"]
        return followups.draft(
            NoteKind.REPLACEMENT, held, by=by, at=at, status=NoteStatus.IN_PREPARATION, **values
        )


def words_of(note: VerbalNote) -> dict[str, Mapping[str, str]]:
    """Return the words of an issued note in each language, as its replacement begins: what follows the
    opening formula, and the further paragraphs. A language whose opening is another begins with none."""
    texts = {text.language: text.pieces for text in note.texts.all()}
    matter, paragraphs = {}, {}
    for code in LANGUAGES:
        own = dict(_own(texts.get(code, ())))
        match = MATTER[code].search(own.pop("opening", ""))
        matter[code] = "".join(filter(None, match.groups())) if match else ""
        paragraphs[code] = "\n\n".join(own.values())
    return {"matter": matter, "paragraphs": paragraphs}


def _own(pieces: Any) -> Iterator[tuple[str, str]]:
    """Yield the paragraphs of a note without what every note has."""
    shared = note_texts()["pieces"]
    for piece in pieces:
        if piece["id"] not in shared:
            yield piece["id"], " ".join(" ".join(piece["lines"]).split())


def encloses(note: VerbalNote) -> bool:
    """Tell whether an issued note enclosed what its replacement can enclose again."""
    return bool(note.values.get(enclosed.KEPT))


def _refer_to(replacement: VerbalNote) -> None:
    """Let the drafts that refer to the replaced note speak of what replaces it. Before the number is locked:
    whoever issues one of them holds it first."""
    drafts = VerbalNote.objects.drafted().filter(answers_to=replacement.subject)
    drafts.exclude(kind__in=kinds.changing()).update(answers_to=replacement)


kinds.add(
    kinds.Kind(
        kind=NoteKind.REPLACEMENT,
        letter="note",
        names_deadline=False,
        is_own_words=True,
        ends=True,
        replaces=True,
        states=followups.states_of_subject,
        hold=_refer_to,
        refuse=followups.refuse_ending,
    )
)
