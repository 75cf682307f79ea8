"""The outbox by note: how many of a note's messages were delivered, wait or failed, failures first.

Notes are put in order, never their messages: a note asks an index whether one of its messages failed.
"""

from collections import defaultdict
from collections.abc import Collection, Container, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from comments.enums import ConsultationStatus
from comments.models import Addressee
from notes import kinds
from notes.delivery import reachability
from notes.delivery.bounces import ARRIVED, LOST
from notes.enums import AddressFate, DispatchStatus, NoteGroup, NoteStatus
from notes.models import AddressFinding, Dispatch, NoteAddressee, PaperDelivery, VerbalNote

# What a person decides about, and what goes on by itself or is on hold.
FAILED = LOST | {DispatchStatus.UNKNOWN}
WAITING = frozenset({DispatchStatus.HELD, DispatchStatus.QUEUED, DispatchStatus.SENDING})


@dataclass(slots=True)
class Tally:
    """How many messages of a note there are, without those that were cancelled, and what became of them."""

    total: int = 0
    delivered: int = 0
    waiting: int = 0
    held: int = 0
    unknown: int = 0
    failed: int = 0

    def count(self, status: str, number: int) -> None:
        self.total += number
        self.delivered += number if status in ARRIVED else 0
        self.waiting += number if status in WAITING else 0
        self.held += number if status == DispatchStatus.HELD else 0
        self.unknown += number if status == DispatchStatus.UNKNOWN else 0
        self.failed += number if status in LOST else 0

    def in_vain(self, number: int) -> None:
        """Count messages as failed that were sent to addresses which are known to take no mail."""
        self.delivered -= number
        self.failed += number


def notes(unreached: Collection[int]) -> QuerySet[VerbalNote]:
    """Return the notes that have messages and are not void, with the `group` that each is in, failures first,
    then the latest; `unreached` are the keys of those that did not reach a State by any address."""
    messages = Dispatch.objects.filter(note=OuterRef("pk")).order_by()
    failed = messages.filter(~is_handed_over(), status__in=sorted(FAILED))
    grouped = Case(
        When(
            Q(pk__in=unreached) | Exists(failed) | Exists(without_message(note=OuterRef("pk"))),
            then=Value(NoteGroup.FAILED),
        ),
        When(Exists(messages.filter(status__in=sorted(WAITING))), then=Value(NoteGroup.WAITING)),
        default=Value(NoteGroup.DELIVERED),
        output_field=IntegerField(),
    )
    is_unaddressed = Exists(without_message(note=OuterRef("pk")))
    found = VerbalNote.objects.filter(Q(pk__in=unreached) | Exists(messages) | is_unaddressed, voiding=None)
    return found.annotate(group=grouped).order_by("group", "-issued_at", "-pk")


def without_message(**notes: Any) -> QuerySet[NoteAddressee]:
    """Return the States that issued notes name as addressees and that got none, in protocol order: no message
    was written to them, as no address was on record, and nobody handed them the note."""
    written = Dispatch.objects.filter(
        note=OuterRef("note"), member_state=OuterRef("member_state"), is_copy=False
    )
    named = NoteAddressee.objects.filter(
        note__status=NoteStatus.ISSUED,
        note__voiding=None,
        member_state__isnull=False,
        is_copy=False,
        **notes,
    )
    unwritten = named.filter(~Exists(written.order_by()), ~is_handed_over())
    return unwritten.order_by("member_state__protocol_name")


def is_handed_over() -> Exists:
    """Return the condition that the State of a row was handed the note of the row on paper."""
    own = {"note": OuterRef("note"), "member_state": OuterRef("member_state")}
    return Exists(PaperDelivery.objects.filter(**own).order_by())


def unreached(shown: Iterable[VerbalNote]) -> dict[int, list[str]]:
    """Return by note the States that it did not reach, in protocol order: of one that opened a consultation,
    until that is closed, those that nothing will reach; of another those without an address."""
    shown = list(shown)
    opening = {
        note.consultation_id: note.pk
        for note in shown
        if note.consultation_id and kinds.of(note).opens_consultation
    }
    rows = Addressee.objects.filter(
        Q(lost_at__isnull=False) | Q(consultation__status=ConsultationStatus.CLOSED),
        consultation__in=opening,
        reached_at=None,
    ).exclude(consultation__status=ConsultationStatus.WITHDRAWN)
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows.select_related("member_state").order_by("member_state__protocol_name"):
        found[opening[row.consultation_id]].append(row.member_state.name)
    for one in without_message(note__in=[note.pk for note in shown]).select_related("member_state"):
        found[one.note_id].append(one.party.name)
    return found


def numbers(found: QuerySet[VerbalNote]) -> dict[int, int]:
    """Return how many notes are in each group."""
    counted = found.order_by().values("group").annotate(number=Count("pk"))
    return dict.fromkeys(NoteGroup, 0) | {row["group"]: row["number"] for row in counted}


def tallies(shown: Iterable[VerbalNote]) -> tuple[dict[int, Tally], Container[str]]:
    """Return what became of the messages of each of these notes, and to which addresses they went in vain."""
    found: dict[int, Tally] = defaultdict(Tally)
    keys = [note.pk for note in shown]
    messages = Dispatch.objects.filter(note__in=keys).order_by()
    counted = messages.exclude(status=DispatchStatus.CANCELLED).values_list("note", "status")
    for note, status, number in counted.annotate(number=Count("pk")):
        found[note].count(status, number)
    suspected = AddressFinding.objects.filter(fate=AddressFate.LOST).values("address")
    sent = messages.filter(status=DispatchStatus.SENT).annotate(mail=Lower("address"))
    rows = list(sent.filter(mail__in=suspected).values_list("note", "mail").annotate(number=Count("pk")))
    dead = reachability.dead(mail for _note, mail, _number in rows)
    for note, mail, number in rows:
        if mail in dead:
            found[note].in_vain(number)
    return found, dead
