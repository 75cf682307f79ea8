"""Addressees of a note that were chosen for it: whom it names, who gets a copy, and the remark to each."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from members.models import Correspondent, MemberState
from notes import kinds
from notes.enums import Addressing
from notes.models import Dispatch, NoteAddressee, VerbalNote

Party = MemberState | Correspondent


def order(party: Party) -> tuple[bool, int, str, str]:
    """Member States first, then observers and partners, each by the English alphabet."""
    if isinstance(party, MemberState):
        return False, 0, party.protocol_name, party.code
    return True, *party.order


def key(party: Party) -> str:
    """Return how forms and the record name a party."""
    return f"state:{party.code}" if isinstance(party, MemberState) else f"other:{party.code}"


def rows_of(note: VerbalNote) -> list[NoteAddressee]:
    """Return what was chosen for a note, in protocol order (one query)."""
    if note.pk is None:
        return []
    rows = NoteAddressee.objects.filter(note=note).select_related("member_state", "correspondent")
    return sorted(rows, key=lambda row: order(row.party))


def named(note: VerbalNote) -> Sequence[Party]:
    """Return the parties that the note names as addressees, where it does not go to those of its kind."""
    if note.addressing == Addressing.USUAL:
        return ()
    return [row.party for row in rows_of(note) if is_named(note, row)]


def rows_of_many(notes: Iterable[VerbalNote]) -> dict[int, list[NoteAddressee]]:
    """Return by note what was chosen for those that are not addressed as usual (one query, if there are any),
    in protocol order. Of the others nobody is named."""
    chosen = [note.pk for note in notes if note.addressing != Addressing.USUAL]
    found: dict[int, list[NoteAddressee]] = {}
    if chosen:
        rows = NoteAddressee.objects.filter(note__in=chosen).select_related("member_state", "correspondent")
        for row in sorted(rows, key=lambda row: order(row.party)):
            found.setdefault(row.note_id, []).append(row)
    return found


def states_of(note: VerbalNote) -> QuerySet[MemberState]:
    """Return the States that an issued note is addressed to, those without an address on record as well."""
    own = {"note": note, "member_state__isnull": False, "is_copy": False}
    written = Dispatch.objects.filter(**own, step=None).order_by().values("member_state")
    named = NoteAddressee.objects.filter(**own).order_by().values("member_state")
    found = Q(pk__in=written) | Q(pk__in=named)
    if note.consultation is not None and kinds.is_to_its_round(note):
        members = MemberState.objects.members_on(note.issued_on).values("pk")
        found |= Q(
            pk__in=note.consultation.addressees.filter(member_state__in=members).values("member_state")
        )
    return MemberState.objects.filter(found)


def names(note: VerbalNote, rows: Iterable[NoteAddressee]) -> list[str]:
    """Return whom the note names, in the reader's language; nothing of one that is addressed as usual."""
    named = [row.party.name for row in rows if is_named(note, row)]
    if note.addressing == Addressing.WITH_OTHERS:
        return [str(_("All Member States")), *named]
    return named


def is_named(note: VerbalNote, row: NoteAddressee) -> bool:
    """Tell whether a party is named: beside all Member States none of them is."""
    if row.is_copy or note.addressing == Addressing.USUAL:
        return False
    return note.addressing == Addressing.CHOSEN or row.correspondent_id is not None


def parties(keys: Iterable[str]) -> list[Party]:
    """Return the parties of these keys, in protocol order; what is not known or not in use is left out."""
    states = {one.partition(":")[2] for one in keys if one.startswith("state:")}
    others = {one.partition(":")[2] for one in keys if one.startswith("other:")}
    found: list[Party] = [*MemberState.objects.filter(code__in=states)]
    found += Correspondent.objects.in_use().filter(code__in=others)
    return sorted(found, key=order)


def said(note: VerbalNote, rows: Sequence[NoteAddressee] | None = None) -> dict[str, Any]:
    """Return what was chosen as the record says it; who has the rows hands them over."""
    rows = rows_of(note) if rows is None else rows
    return {
        "addressing": str(note.addressing),
        "addressees": [key(row.party) for row in rows if is_named(note, row)],
        "copies": [key(row.party) for row in rows if row.is_copy],
    }
