"""The words of a note, composed in a language from its values."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cica_portal import organization
from cica_portal.deadlines import Deadline
from members.models import MemberState
from notes import kinds
from notes.enums import Addressing
from notes.models import VerbalNote
from notes.register import addressees, enclosure_units
from notes.wording import placeholder_values, texts, wordings
from notes.wording.lexicons import EVERYBODY
from notes.wording.placeholder_values import Listed
from notes.wording.texts import Body, Piece

# The days that a note may name besides its deadline, kept in its values as ISO dates.
DATES = ("swg_date", "event_date", "event_until", "their_date", "filed_date", "decided_on")


def composed(
    note: VerbalNote,
    language: str,
    *,
    number: str,
    issued_on: dt.date,
    enclosed: Sequence[Listed] | None = None,
    body: Body | None = None,
) -> list[Piece]:
    """Compose the note in one language from its values; raise a DomainError that names what is missing.

    Whoever composes it in several reads its texts once and hands them over as `body`.
    """
    return texts.compose(
        note.kind,
        language,
        values_of(note, language, number=number, issued_on=issued_on, enclosed=enclosed),
        body=wordings.body_of(note) if body is None else body,
    )


def values_of(
    note: VerbalNote,
    language: str,
    *,
    number: str | None,
    issued_on: dt.date,
    enclosed: Sequence[Listed] | None = None,
) -> placeholder_values.Values:
    """Return what the note says, inflected for a language; `enclosed` is what it encloses, in that language,
    once that is counted."""
    paper, given, reference, respond_by = note.paper, note.values, note.answers_to, deadline_of(note)
    is_one = not enclosed or (len(enclosed) == 1 and not enclosed[0].title)
    pages = enclosed[0].pages if enclosed and is_one else given.get("pages")
    said = {
        **{name: given.get(name) for name in ("words", "choices")},
        **{name: dt.date.fromisoformat(given[name]) for name in DATES if given.get(name)},
        **written_to_by(note).terms,
        "issued_on": issued_on,
        "number": number,
        "unit": enclosure_units.units()[language] if enclosed or pages else None,
        "states": _listed(given.get("states", ())),
        "own": given.get("own", {}).get(language, ()),
        "respond_by": respond_by,
        "zone": zone_of(note) if respond_by else "",
        "pages": pages if is_one else None,
        "enclosed": () if is_one else enclosed,
    }
    if paper is not None:
        said["measure"], said["period"] = paper.measure.forms, (paper.period_from, paper.period_to)
        said["coordinator"] = paper.coordinator.forms if paper.coordinator else None
    if reference is not None:
        said["reference_number"], said["reference_date"] = reference.number, reference.issued_on
    return placeholder_values.values_for(language, said | kinds.of(note).values(note))


def deadline_of(note: VerbalNote) -> Deadline | None:
    """Return until when States may answer, as the note says it."""
    kept = note.values.get("respond_by")
    return Deadline.read(kept) if kept else None


def zone_of(note: VerbalNote) -> str:
    """Return by whose clock the note says until when States may answer: a round keeps the one with which it
    was opened, wherever the seat is by now."""
    row = kinds.of(note)
    if row.replaces:
        return zone_of(note.subject)
    is_of_round = row.names_deadline and note.consultation is not None
    return note.own_consultation.time_zone if is_of_round else organization.time_zone()


def _listed(codes: Sequence[str]) -> list[placeholder_values.Forms]:
    """Return the forms of the States' names, in protocol order, which is that of every language."""
    return [state.forms for state in MemberState.objects.filter(code__in=codes)] if codes else []


def refers_to_another(kind: str) -> bool:
    """Tell whether notes of a kind name the note of the Secretariat that they follow."""
    return any(
        "{reference_number}" in text for piece in texts.first_body(kind).values() for text in piece.values()
    )


@dataclass(frozen=True, slots=True)
class WrittenTo:
    """Who a note is written to: all Member States, one of them, or those named."""

    one: MemberState | None = None
    named: Sequence[addressees.Party] = ()
    is_to_all: bool = True

    @property
    def terms(self) -> dict[str, Any]:
        """Return it as the words of a note take it."""
        if self.named:
            return {"named": [forms_of(party) for party in self.named], "is_to_all": self.is_to_all}
        # The host country is written to through its Ministry of Foreign Affairs, others through Embassies.
        is_host = self.one is not None and self.one.code == organization.host()
        return {"addressed_to": self.one.forms if self.one else None, "is_host": is_host}

    @property
    def states(self) -> set[str]:
        """Return the codes of the States that the note names as it does."""
        if self.one is not None:
            return {self.one.code, organization.host()}
        return {party.code for party in self.named if isinstance(party, MemberState)}

    @property
    def code(self) -> str:
        """Return the code of the one State that the note is written to, or of all; none of several."""
        if self.one is not None:
            return self.one.code
        return EVERYBODY if self.is_to_all else ""

    def dative(self, language: str) -> str:
        """Return it as the sentences of the note say it."""
        return str(placeholder_values.written_to(language, self.terms)["dative"])


def written_to_by(note: VerbalNote) -> WrittenTo:
    """Return who a note is written to. One Member State alone is written to through its embassy."""
    if note.addressing == Addressing.USUAL:
        return WrittenTo(note.member_state)
    named = addressees.named(note)
    if note.addressing == Addressing.CHOSEN and len(named) == 1 and isinstance(named[0], MemberState):
        return WrittenTo(named[0])
    return WrittenTo(named=named, is_to_all=note.addressing != Addressing.CHOSEN)


def forms_of(party: addressees.Party) -> dict[str, dict[str, str]]:
    """Return the forms of a party's name, with the one in which English sets it at the foot of a note."""
    plain = (
        party.full_name_en if isinstance(party, MemberState) else party.forms.get("en", {}).get("plain", "")
    )
    return {**party.forms, "en": {**party.forms.get("en", {}), "plain": plain}}
