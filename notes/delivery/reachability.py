"""Who is reached: which addresses are known to take no mail, and what follows for open consultations.

An address that a message came back from is dead until there is proof that it is not (a report of delivery to
it, or its person opening or acknowledging something after signing in) or a person restores it. Messages that
leave for it meanwhile change nothing: a mail server takes in what it cannot deliver.
"""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Lower

from cica_portal.errors import Refusal
from comments.models import Acknowledgement, Addressee, Consultation, Response
from comments.procedure import consultations, reaching
from members import audit
from members.enums import SUBMITTING_ROLES
from members.models import Correspondent, CorrespondentAddress, MemberState, StateAddress, User
from notes.enums import AddressFate, DispatchStatus
from notes.models import AddressFinding, Arrival, Dispatch

# What may still reach somebody: nothing is said of a State while one of these is under way to it.
UNDER_WAY = frozenset(
    {DispatchStatus.HELD, DispatchStatus.QUEUED, DispatchStatus.SENDING, DispatchStatus.UNKNOWN}
)


def key(address: str) -> str:
    """Return an address as findings about it are kept."""
    return address.strip().lower()


# What is known ---------------------------------------------------------------------------------------
def dead(addresses: Iterable[str]) -> dict[str, dt.datetime]:
    """Return which of the addresses are known to take no mail, and since when (two queries at most)."""
    last = AddressFinding.objects.filter(address=OuterRef("address")).order_by("-at", "-pk")
    found = AddressFinding.objects.filter(
        address__in={key(address) for address in addresses},
        fate=AddressFate.LOST,
        pk=Subquery(last.values("pk")[:1]),
    )
    lost = dict(found.values_list("address", "at"))
    if lost:
        for address, at in _signs_of(lost):
            if address in lost and at > lost[address]:
                del lost[address]
    return lost


def _signs_of(addresses: Iterable[str]) -> Iterable[tuple[str, dt.datetime]]:
    """Return when people with these addresses opened, acknowledged or filed something after signing in."""
    people = User.objects.annotate(mail=Lower("email")).filter(mail__in=list(addresses))
    opened = Addressee.objects.filter(opened_by__in=people).annotate(who=Lower("opened_by__email"))
    read = Arrival.objects.filter(by__in=people).annotate(who=Lower("by__email"))
    acknowledged = Acknowledgement.objects.filter(by__in=people).annotate(who=Lower("by__email"))
    filed = Response.objects.filter(submitted_by__in=people).annotate(who=Lower("submitted_by__email"))
    signs = [
        opened.annotate(seen_at=F("opened_at")),
        read.annotate(seen_at=F("at")),
        acknowledged.annotate(seen_at=F("at")),
        filed.annotate(seen_at=F("received_at")),
    ]
    first, *others = (rows.order_by().values_list("who", "seen_at") for rows in signs)
    return first.union(*others)


Party = MemberState | Correspondent


class DeadAddress(NamedTuple):
    """An address in use that is known to take no mail, and since when."""

    party: Party
    address: str
    lost_at: dt.datetime


def in_use() -> list[DeadAddress]:
    """Return the dead ones among the addresses that notes and reminders go to, by State; others' last."""
    lost = AddressFinding.objects.filter(fate=AddressFate.LOST).values("address")
    people = User.objects.filter(
        role__in=sorted(SUBMITTING_ROLES), is_active=True, member_state__isnull=False
    )
    people = people.annotate(mail=Lower("email"))
    others = StateAddress.objects.in_use().annotate(mail=Lower("email"))
    found: dict[tuple[str, str], Party] = {}
    for rows in (people, others):
        for row in rows.filter(mail__in=lost).select_related("member_state"):
            found[row.member_state.code, row.mail] = row.member_state
    outside = CorrespondentAddress.objects.in_use().annotate(mail=Lower("email"))
    for row in outside.filter(mail__in=lost).select_related("correspondent"):
        found[f"other/{row.correspondent.code}", row.mail] = row.correspondent
    known = dead(address for _code, address in found)
    rows = [
        DeadAddress(party, address, known[address])
        for (_code, address), party in found.items()
        if address in known
    ]
    return sorted(rows, key=lambda one: (*_place(one.party), one.address))


def _place(party: Party) -> tuple[bool, str]:
    return isinstance(party, Correspondent), party.protocol_name


# What is found out -----------------------------------------------------------------------------------
def lose(dispatch: Dispatch, *, at: dt.datetime) -> None:
    """Record that the address of a message takes no mail, and bring it to open consultations, and to the one
    of the message if that has closed since."""
    _find(dispatch, AddressFate.LOST, at=at)
    if dispatch.member_state is None:
        return
    bring_to_consultations(dispatch.member_state, at=at)
    consultation, state = dispatch.note.consultation, dispatch.addressed_state
    if consultation is not None and state is not None and consultation.has_ended(at):
        bring(consultation, state, at=at)


def prove(dispatch: Dispatch, *, at: dt.datetime, arrived_at: dt.datetime) -> None:
    """Record that a message has arrived: its State is reached since then, and its address takes mail.

    A copy tells of its address alone."""
    _find(dispatch, AddressFate.PROVEN, at=at)
    if dispatch.member_state is None:
        return
    held = _hold_open(dispatch.member_state, at=at)
    if dispatch.note.consultation is not None and dispatch.addressed_state is not None:
        reaching.mark_reached(dispatch.note.consultation, dispatch.member_state, at=arrived_at)
    for consultation in held:
        bring(consultation, dispatch.member_state, at=at)


def restore(party: Party, address: str, *, by: User, at: dt.datetime) -> None:
    """Write to an address again, by a person's knowledge that it takes mail."""
    by.require("notes.view_outbox")
    member_state = None if isinstance(party, Correspondent) else party
    with transaction.atomic():
        type(party).objects.select_for_update(no_key=True).get(pk=party.pk)
        known = dead([address])
        if key(address) not in known:
            raise Refusal("notes.not_dead", address=address)
        finding = AddressFinding.objects.create(
            address=key(address), member_state=member_state, fate=AddressFate.RESTORED, by=by, at=at
        )
        for state in _having(address, member_state):
            bring_to_consultations(state, at=at)
        audit.record(
            "address.restore",
            subject=finding,
            by=by,
            at=at,
            member_state=member_state,
            before={"lost_at": known[key(address)].isoformat()},
            after={"address": key(address)},
        )


def _having(address: str, member_state: MemberState | None) -> QuerySet[MemberState]:
    """Return the State whose address it is, and others that were written to at the same one."""
    written = Dispatch.objects.filter(address__iexact=address, member_state__isnull=False)
    own = [member_state.pk] if member_state is not None else []
    return MemberState.objects.filter(Q(pk__in=own) | Q(pk__in=written.values("member_state"))).order_by("pk")


def _find(dispatch: Dispatch, fate: AddressFate, *, at: dt.datetime) -> None:
    AddressFinding.objects.create(
        address=key(dispatch.address),
        member_state=dispatch.member_state,
        fate=fate,
        dispatch=dispatch,
        at=at,
    )


# What it means for consultations ---------------------------------------------------------------------
def bring_to_consultations(member_state: MemberState, *, at: dt.datetime) -> None:
    """Bring what is known of a State's addresses by now to every open consultation that addressed it."""
    with transaction.atomic():
        for consultation in _hold_open(member_state, at=at):
            bring(consultation, member_state, at=at)


def _hold_open(member_state: MemberState, *, at: dt.datetime) -> list[Consultation]:
    """Lock the open consultations that addressed a State, before the audit head is locked for any of them."""
    addressed = Addressee.objects.filter(member_state=member_state).values("consultation")
    open_consultations = Consultation.objects.open(at).filter(pk__in=addressed)
    return list(open_consultations.select_for_update(no_key=True).order_by("pk"))


def bring(consultation: Consultation, member_state: MemberState, *, at: dt.datetime) -> bool:
    """Record whether what was sent has reached a State; tell whether it has.

    A message arrived if a server reported so or, for want of a report, if it was taken in for an address that
    is not known dead. What left after the deadline says nothing of the record that was made at it. Under the
    consultation's lock: of a message that leaves and a report that comes, the later one sees what the other
    has written.
    """
    with transaction.atomic():
        held = consultations.hold(consultation)
        sent = Dispatch.objects.filter(
            note__consultation=consultation, member_state=member_state, is_copy=False
        )
        if held.has_ended(at):
            sent = sent.filter(sent_at__lt=held.closes_at)
        messages = list(sent.values_list("address", "status"))
        known = dead(address for address, _status in messages)
        living = {status for address, status in messages if key(address) not in known}
        statuses = {status for _address, status in messages}
        handed = [reaching.handed_at(one, held) for one in held.paper_notes.filter(member_state=member_state)]
        on_paper = any(not held.has_ended(at) or one < held.closes_at for one in handed)
        if on_paper or DispatchStatus.DELIVERED in statuses or DispatchStatus.SENT in living:
            reaching.mark_reached(consultation, member_state, at=at)
            return True
        if not living & UNDER_WAY:
            reaching.mark_lost(consultation, member_state, at=at)
        return False


def look_ahead(consultation: Consultation, *, at: dt.datetime) -> None:
    """Record, as a consultation opens, the States that nothing will reach, as is known already: nobody is
    written to, or dead addresses alone."""
    written = Dispatch.objects.filter(
        note__consultation=consultation, member_state__isnull=False, is_copy=False
    )
    messages = list(written.values_list("member_state", "address"))
    known = dead(address for _state, address in messages)
    hoped = {state for state, address in messages if key(address) not in known}
    for addressee in consultation.addressees.exclude(member_state__in=hoped).select_related("member_state"):
        reaching.mark_lost(consultation, addressee.member_state, at=at)
