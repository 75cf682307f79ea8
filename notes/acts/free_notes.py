"""Notes on another subject: a person's own words within the house's formulas, about no plan.

An officer drafts one, edits it, and sends it for signature; a signatory issues it or returns it with a
reason.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cica_portal import emphasis, workflow
from cica_portal.deadlines import seat_date
from cica_portal.errors import NotAllowed, Refusal, StaleVersion, WithFindings
from cica_portal.languages import LANGUAGES, TITLES
from cica_portal.text import is_blank, sha256
from members import audit
from members.models import MemberState, User
from notes import kinds
from notes.acts import issuing, readiness
from notes.acts.readiness import Finding
from notes.enums import NOTE_TRANSITIONS, Addressing, NoteKind, NoteStatus
from notes.models import IncomingNote, NoteSeries, VerbalNote
from notes.wording import enclosed

Words = Mapping[str, str]
# What the draft of a replacement takes from the note that it replaces.
OF_THE_REPLACED = ("subject", "respond_by")

# Translators: number and register_number are numbers of entries in the register
REFERRED_TO_CORRECTED = _(
    "The entry %(number)s of the State's note to which this note refers has been corrected by "
    "%(register_number)s. Return this note, then choose that entry in it."
)


class NotSent(WithFindings):
    sentence = _("The note was not sent for signature: it could not be issued. %(findings)s")


@dataclass(frozen=True, slots=True)
class Content:
    """What a person writes: the subject for the register, unless another note gives it, the words of the
    opening, further paragraphs, each by language; and the registered note of a State that it refers to.

    `encloses_again` says whether a replacement encloses what the replaced note enclosed.
    """

    matter: Words
    paragraphs: Words
    subject: Words | None = None
    incoming: IncomingNote | None = None
    encloses_again: bool = False

    def values(self) -> dict[str, Any]:
        """Return it as the note keeps it, or refuse what could not be printed."""
        own = {code: _paragraphs(self.paragraphs.get(code, "")) for code in LANGUAGES}
        matter = {code: _matter(self.matter.get(code, ""), code) for code in LANGUAGES}
        subject = {code: " ".join(text.split()) for code, text in (self.subject or {}).items()}
        for code in LANGUAGES:
            if is_blank(matter[code]) or (self.subject is not None and is_blank(subject.get(code, ""))):
                raise Refusal("notes.words_missing", language=TITLES[code])
            if any("{" in text or "}" in text for text in (matter[code], *own[code])):
                raise Refusal("notes.braces_used")
        if len({len(texts) for texts in own.values()}) > 1:
            counted = "; ".join(f"{TITLES[code]}: {len(texts)}" for code, texts in own.items())
            raise Refusal("notes.paragraphs_differ", numbers=counted)
        given: dict[str, Any] = {"own": own, **_referring(self.incoming, matter)}
        if self.subject is not None:
            given["subject"] = subject
        if self.encloses_again:
            given[enclosed.AGAIN] = True
        return given


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, which are parted by empty lines; within one a line end is a space."""
    parts = [" ".join(part.split()) for part in text.replace("\r", "").split("\n\n")]
    return [emphasis.canonical(part) for part in parts if not is_blank(part)]


# What may stand before the full stop of a sentence besides a letter or a digit.
CLOSING = (")", "]", "”", "’", "»", "*", "%")


def _matter(text: str, language: str) -> str:
    """Return the words that go on from the opening: a full stop ends them where no other sign does, in Kazakh
    the formula."""
    said = " ".join(text.split())
    if language == "kk":
        return said.rstrip(".")
    return f"{said}." if said[-1:].isalnum() or said.endswith(CLOSING) else said


def _referring(incoming: IncomingNote | None, matter: Words) -> dict[str, Any]:
    words: dict[str, Any] = {"matter": dict(matter)}
    if incoming is None:
        return {"choices": {"referring": "to_nothing"}, "words": words}
    words["their_number"] = dict.fromkeys(LANGUAGES, incoming.number)
    return {
        "choices": {"referring": "to_their_note" if incoming.number else "to_their_note_unnumbered"},
        "words": words,
        "their_date": incoming.dated_on.isoformat(),
        "incoming": incoming.pk,
    }


def referred_to(note: VerbalNote) -> IncomingNote | None:
    """Return the registered note of a State that a note refers to, as it was chosen."""
    return IncomingNote.objects.filter(pk=note.values.get("incoming")).first()


def shown(note: VerbalNote) -> str:
    """Return what tells whether the words are still those that a person was shown."""
    return sha256(note.values)


def draft(prefix: str, content: Content, *, by: User, at: dt.datetime) -> VerbalNote:
    """Begin a note of a series: it is prepared, and waits for no signature yet.

    What is sent twice is begun once (rule 14): the person's own draft that says the same is returned, unless
    its addressees were chosen since.
    """
    by.require("notes.draft_note")
    values = content.values()
    with transaction.atomic():
        series = NoteSeries.objects.get_or_create(prefix=prefix)[0]
        given = {
            "kind": NoteKind.FREE,
            "status": NoteStatus.IN_PREPARATION,
            "series": NoteSeries.objects.select_for_update(no_key=True).get(pk=series.pk),
            "drafted_by": by,
        }
        for same in VerbalNote.objects.filter(**given, addressing=Addressing.USUAL, addressees=None):
            if same.values == values:
                return same
        note = VerbalNote.objects.create(**given, values=values, drafted_at=at)
        after = {"kind": str(NoteKind.FREE), "series": prefix, **values}
        audit.record("verbal_note.draft", subject=note, by=by, at=at, after=after)
    return note


def edit(note: VerbalNote, prefix: str, content: Content, *, read: str, by: User, at: dt.datetime) -> None:
    """Write the words of a note that is being prepared anew, over those that were read."""
    values = content.values()
    with transaction.atomic():
        held = _hold(note, NoteStatus.IN_PREPARATION, by=by)
        if shown(held) != read:
            raise StaleVersion
        # What a replacement has of the note that it replaces stays.
        values |= {name: held.values[name] for name in OF_THE_REPLACED if name in held.values.keys() - values}
        if held.values == values and held.series.prefix == prefix:
            raise Refusal("notes.free_notes_nothing_changed")
        series = NoteSeries.objects.get_or_create(prefix=prefix)[0]
        before = {"series": held.series.prefix, **held.values}
        held.values, held.series, held.drafted_by, held.drafted_at = values, series, by, at
        held.save(update_fields=["values", "series", "drafted_by", "drafted_at"])
        after = {"series": prefix, **values}
        audit.record("verbal_note.redraft", subject=held, by=by, at=at, before=before, after=after)
    note.refresh_from_db()


def hand_over(note: VerbalNote, *, by: User, at: dt.datetime) -> None:
    """Send a note for signature: from then on it is not edited unless it is returned or taken back.

    What no signatory could issue waits for no signature.
    """
    ready = readiness.find(note, at=at)
    held = [one for one in ready.findings if not (one.is_passing or one.is_of_numbering)]
    if held or ready.unequal:
        raise NotSent([*held, *ready.unequal])
    _move(note, NoteStatus.IN_PREPARATION, NoteStatus.DRAFTED, "verbal_note.hand_over", by=by, at=at)


def send_back(note: VerbalNote, *, reason: str, by: User, at: dt.datetime) -> None:
    """Return a note to those who draft, with a reason that they read."""
    by.require("notes.return_note", note)
    if is_blank(reason):
        raise Refusal("notes.free_notes_reason_missing")
    _move(
        note,
        NoteStatus.DRAFTED,
        NoteStatus.IN_PREPARATION,
        "verbal_note.send_back",
        reason=reason.strip(),
        by=by,
        at=at,
    )


def take_back(note: VerbalNote, *, by: User, at: dt.datetime) -> None:
    """Take a note back that waits for its signature, to edit it."""
    _move(note, NoteStatus.DRAFTED, NoteStatus.IN_PREPARATION, "verbal_note.take_back", by=by, at=at)


def returned(note: VerbalNote) -> str:
    """Return why a note in preparation was returned last; nothing where it was not."""
    last = note.events.filter(to_status=NoteStatus.IN_PREPARATION).last()
    return last.reason if last is not None and note.status == NoteStatus.IN_PREPARATION else ""


def _move(
    note: VerbalNote,
    expected: NoteStatus,
    to_status: NoteStatus,
    act: str,
    *,
    reason: str = "",
    by: User,
    at: dt.datetime,
) -> None:
    with transaction.atomic():
        held = _hold(note, expected, by=by)
        workflow.move(
            held,
            to_status,
            transitions=NOTE_TRANSITIONS,
            events=held.events,
            by=by,
            at=at,
            reason=reason,
        )
        audit.record(act, subject=held, by=by, at=at, after={"reason": reason} if reason else {})
    note.refresh_from_db()


def _hold(note: VerbalNote, status: NoteStatus, *, by: User) -> VerbalNote:
    by.require("notes.draft_note", note)
    held = issuing.lock(note, status=status)
    if not kinds.of(held).is_own_words:
        raise NotAllowed
    return held


def _findings(note: VerbalNote, *, at: dt.datetime) -> list[Finding]:
    return [Finding(REFERRED_TO_CORRECTED % found) for found in readiness.corrected_since(note)]


def _states(note: VerbalNote, *, at: dt.datetime) -> QuerySet[MemberState]:
    members: QuerySet[MemberState] = MemberState.objects.members_on(seat_date(at))
    return members


kinds.add(
    kinds.Kind(
        kind=NoteKind.FREE,
        letter="free",
        names_deadline=False,
        chooses_addressees=True,
        is_own_words=True,
        findings=_findings,
        states=_states,
    )
)
