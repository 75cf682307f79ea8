"""A decision by silence: adopted at the instant unless an objection is received (rules 50 to 52).

Silence counts only of a Member State that was reached, and nobody reads "adopted" before a signatory has
confirmed that no objection came by note, mail or otherwise.
"""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from cica_portal.errors import NotAllowed, Refusal
from cica_portal.text import is_blank
from comments import signals
from comments.enums import ClosingDecision, HoldCause, Outcome, Position, Standing
from comments.models import Consultation, HeldClosing, LedgerEntry, OutcomeConfirmation, Response
from members import audit
from members.models import User
from plans.enums import PaperStatus
from plans.life import decisions


def objections() -> QuerySet[Response]:
    """Return the objections received in time, those withdrawn since included: the silence stays broken."""
    return Response.objects.filter(position=Position.OBJECTION, is_late=False)


def is_broken(consultation: Consultation) -> bool:
    return objections().filter(consultation=consultation).exists()


def of(consultation: Consultation, reader: User, *, is_open: bool) -> QuerySet[Response]:
    """Return the objections to a decision that `reader` may read: the Secretariat all, late ones among them;
    a State its own and, once the visibility chosen at circulation `is_open`, those of others that were in
    time."""
    found = Response.objects.filter(consultation=consultation, position=Position.OBJECTION)
    found = found.select_related("member_state", "receipt").order_by("received_at")
    if reader.is_secretariat:
        return found
    own = Q(member_state=reader.member_state_id) if reader.is_delegate else Q(pk=None)
    return found.filter(own | Q(is_late=False) if is_open else own)


def facts() -> dict[str, Exists]:
    """Return, as expressions for many, what a decision by silence says its outcome by."""
    adopted = OutcomeConfirmation.objects.filter(consultation=OuterRef("pk"), outcome=Outcome.ADOPTED)
    return {
        "was_objected": Exists(objections().filter(consultation=OuterRef("pk"))),
        "is_adopted": Exists(adopted),
    }


def label(consultation: Consultation) -> str:
    is_confirmed = consultation.confirmations.filter(outcome=Outcome.ADOPTED).exists()
    return consultation.decision_label(is_broken=is_broken(consultation), is_confirmed=is_confirmed)


def refuse_broken(consultation: Consultation) -> None:
    """Refuse what a broken silence no longer needs: more time."""
    if consultation.asks_decision and is_broken(consultation):
        raise Refusal("comments.silence_over")


def refuse_for_one(consultation: Consultation) -> None:
    """Refuse more time for one State: a decision by silence has one instant for all."""
    if consultation.asks_decision:
        raise Refusal("comments.one_time_for_all")


# At the instant ---------------------------------------------------------------------------------------
def outcome_of(held: Consultation, entries: Iterable[LedgerEntry]) -> Outcome:
    """Return the outcome at the instant: not adopted where it is broken, or where a signatory ended it
    because a State was not reached."""
    is_missed = any(entry.standing == Standing.NOT_REACHED for entry in entries)
    return Outcome.NOT_ADOPTED if is_missed or is_broken(held) else Outcome.ADOPTED


def keeps_open(held: Consultation, entries: Iterable[LedgerEntry], *, at: dt.datetime) -> bool:
    """Tell whether the closing waits since a State was not reached in time; record it, once. A State that was
    not asked has not consented."""
    missed = sorted(one.member_state.code for one in entries if one.standing == Standing.NOT_REACHED)
    if not held.asks_decision or not missed or is_broken(held):
        return False
    made, is_new = HeldClosing.objects.get_or_create(
        consultation=held, closes_at=held.closes_at, cause=HoldCause.NOT_REACHED, defaults={"held_at": at}
    )
    if is_new:
        said = {"reference": held.reference, "member_states": missed}
        audit.record("closing.hold", subject=made, by=None, at=at, after=said)
    return made.decision != ClosingDecision.END


def refuse_end(by: User, consultation: Consultation, reason: str) -> None:
    if not by.has_perm("comments.decide_closing", consultation):
        raise NotAllowed
    if is_blank(reason):
        raise Refusal("comments.end_reason_needed")


def refuse_same_signatory(consultation: Consultation, by: User) -> None:
    """Leave it to a second signatory to confirm what sets aside the adoption that one has confirmed."""
    if consultation.confirmations.filter(outcome=Outcome.ADOPTED, by=by).exists():
        raise Refusal("comments.second_signatory_needed")


# What follows -----------------------------------------------------------------------------------------
def adopt(held: Consultation, *, by: User, at: dt.datetime) -> None:
    """Adopt the plan as of the instant, as a signatory confirms that nobody objected: part of that act."""
    decisions.adopt_by_silence(
        held.revision,
        held_on=held.respond_by,
        effective_at=held.closes_at,
        reason=held.reference,
        by=by,
        at=at,
    )


def take_objection(held: Consultation, response: Response, *, by: User, at: dt.datetime) -> None:
    """Have the break of the silence told, and set an adoption aside where an objection that came in time
    becomes known after it (rule 52): part of the act that files the objection."""
    is_adopted = held.confirmations.filter(outcome=Outcome.ADOPTED).exists()
    if is_adopted and held.revision.paper.status in (PaperStatus.ADOPTED, PaperStatus.IMPLEMENTING):
        decisions.set_aside(held.revision, reason=response.receipt.number, by=by, at=at)
    signals.decision_settled.send(sender=Consultation, consultation=held, at=at)
