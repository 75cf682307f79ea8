"""Since when a consultation has reached each State: silence counts from nobody else.

What a person did reaches the State whatever is reported of messages: its delegation opened the round or the
note, it responded, or it was handed the note on paper, where no address accepts mail.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from cica_portal import clock
from cica_portal.database import once
from cica_portal.deadlines import local_date, local_instant
from cica_portal.errors import Refusal
from comments.enums import ConsultationStatus
from comments.models import Acknowledgement, Addressee, Consultation, PaperNote
from comments.procedure.consultations import hold
from comments.procedure.replies import addenda
from members import audit
from members.delegations import acting
from members.models import MemberState, User

NOON = 12


def mark_reached(consultation: Consultation, member_state: MemberState, *, at: dt.datetime) -> bool:
    """Record, once, that the consultation has reached a State: silence counts from nobody else. What is found
    out after the closing of a note that had arrived before is added to the record."""
    with transaction.atomic():
        held = hold(consultation)
        not_yet = Q(reached_at=None)
        if at < held.closes_at:
            not_yet |= Q(reached_at__gte=held.closes_at)
        is_new = bool(held.addressees.filter(not_yet, member_state=member_state).update(reached_at=at))
        if held.status == ConsultationStatus.CLOSED and at < held.closes_at:
            added = addenda.append_reach(held, member_state, reached_at=at, at=clock.now())
            is_new = is_new or added is not None
        if is_new:
            audit.record(
                "consultation.reach",
                subject=consultation,
                by=None,
                at=at,
                member_state=member_state,
                after={"member_state": member_state.code},
            )
    return is_new


def mark_opened(consultation: Consultation, *, by: User, at: dt.datetime) -> bool:
    """Record, once for each State, that its delegation has opened the round or the note. That reaches it.

    Where the closing was recorded while this waited, what it froze stays, and this is added to the record.
    """
    own = Addressee.objects.filter(consultation=consultation, member_state=by.member_state_id)
    if not own.filter(opened_at=None).exists():
        return False
    with transaction.atomic():
        held = hold(consultation)
        if not own.filter(opened_at=None).update(opened_at=at, opened_by=by):
            return False
        is_first = own.filter(reached_at=None).update(reached_at=at)
        if is_first and held.status == ConsultationStatus.CLOSED and at < held.closes_at:
            addenda.append_reach(held, by.acting_state, reached_at=at, at=clock.now())
        audit.record("consultation.view", subject=consultation, by=by, at=at)
    return True


def acknowledge(consultation: Consultation, *, by: User, at: dt.datetime) -> Acknowledgement:
    """Acknowledge receipt of the note for the State, once."""
    with transaction.atomic():
        acting.require(by, "comments.acknowledge", hold(consultation))
        acknowledged, is_new = Acknowledgement.objects.get_or_create(
            consultation=consultation, member_state=by.member_state, defaults={"by": by, "at": at}
        )
        if not is_new:
            raise Refusal("comments.already_acknowledged")
        mark_opened(consultation, by=by, at=at)
        audit.record("consultation.acknowledge", subject=consultation, by=by, at=at)
    return acknowledged


def note_delivery(
    addressee: Addressee, *, sent_at: dt.datetime | None, delivered_at: dt.datetime | None
) -> None:
    """Write down what became of the note that opened the round, as the outbox knows it."""
    Addressee.objects.filter(pk=addressee.pk).update(sent_at=sent_at, delivered_at=delivered_at)


def mark_lost(consultation: Consultation, member_state: MemberState, *, at: dt.datetime) -> bool:
    """Record that nothing reaches a State: what a server had accepted came back, or no address takes mail.

    A State that opened the round or answered was reached; one that did so after the deadline only since then.
    What the ledger froze stays frozen: after the closing it is added to it.
    """
    with transaction.atomic():
        held = hold(consultation)
        if held.status == ConsultationStatus.WITHDRAWN:
            return False
        addressee = held.addressees.filter(member_state=member_state).first()
        if addressee is None:
            return False
        since = _reached_by_act(held, addressee)
        is_in_time = since is not None and since < held.closes_at
        if is_in_time or (addressee.reached_at == since and addressee.lost_at is not None):
            return False
        held.addressees.filter(pk=addressee.pk).update(reached_at=since, lost_at=at)
        if held.status == ConsultationStatus.CLOSED:
            addenda.append_reach(held, member_state, reached_at=None, at=at)
        before = addressee.reached_at
        audit.record(
            "consultation.unreach",
            subject=held,
            by=None,
            at=at,
            member_state=member_state,
            before={"reached_at": before.isoformat()} if before else None,
            after={"member_state": member_state.code} | ({"reached_at": since.isoformat()} if since else {}),
        )
    return True


def record_paper_note(
    consultation: Consultation,
    member_state: MemberState,
    *,
    handed_on: dt.date,
    remark: str,
    by: User,
    at: dt.datetime,
) -> PaperNote:
    """Record on which day a State was handed the note, and to whom: it is reached since then. After the
    closing this is added to the record of replies."""
    by.require("comments.record_paper_note", consultation)
    with transaction.atomic():
        held = hold(consultation)
        if not held.addressees.filter(member_state=member_state).exists():
            raise Refusal("comments.not_addressed")
        zone = held.time_zone
        if not local_date(held.opens_at, zone) <= handed_on <= local_date(at, zone):
            raise Refusal("comments.wrong_day")
        with once.refuse_second(Refusal("comments.recorded_already", state=member_state.name)):
            made = PaperNote.objects.create(
                consultation=held,
                member_state=member_state,
                handed_on=handed_on,
                remark=remark,
                by=by,
                at=at,
            )
        mark_reached(held, member_state, at=min(at, handed_at(made, held)))
        audit.record(
            "consultation.hand_over",
            subject=held,
            by=by,
            at=at,
            member_state=member_state,
            after={"handed_on": handed_on.isoformat(), "remark": remark},
        )
    return made


def _reached_by_act(consultation: Consultation, addressee: Addressee) -> dt.datetime | None:
    """Return the first instant at which the State opened the round, responded, or was handed the note."""
    own = {"member_state": addressee.member_state_id}
    responded = (
        consultation.responses.filter(**own).order_by("received_at").values_list("received_at", flat=True)
    )
    handed = [handed_at(one, consultation) for one in consultation.paper_notes.filter(**own)]
    known = [addressee.opened_at, responded.first(), *handed]
    return min((one for one in known if one is not None), default=None)


def handed_at(paper: PaperNote, consultation: Consultation) -> dt.datetime:
    """Return when a note was handed over, of which the day is known: at noon, never before its issue."""
    return max(consultation.opens_at, local_instant(paper.handed_on, NOON, consultation.time_zone))
