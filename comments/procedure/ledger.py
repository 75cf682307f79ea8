"""The ledger: what each Member State did in a round, live while it is open, frozen at closing."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, DateTimeField, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cica_portal.languages import LANGUAGES, pick
from cica_portal.text import sha256
from comments.enums import ConsultationStatus, Position, Standing
from comments.models import (
    Acknowledgement,
    Addressee,
    Consultation,
    LedgerAddendum,
    LedgerEntry,
    Receipt,
    Response,
)

# A certificate is numbered after the note: its number with this behind it.
CERTIFICATE = "-LEDGER"
UNANSWERED = frozenset({Standing.SILENT, Standing.NOT_REACHED})


class StateName(NamedTuple):
    """A Member State as a list of all of them needs it: code and short names, without the model."""

    code: str
    names: dict[str, str]

    @property
    def name(self) -> str:
        """The short name in the active language."""
        return pick(self.names, get_language() or LANGUAGES[0])


# What a row of addressees or of the ledger says of its State besides.
_STATE = {"state_code": F("member_state__code")} | {
    f"state_{language}": F(f"member_state__name_{language}") for language in LANGUAGES
}


def _state(row: Any) -> StateName:
    return StateName(row.state_code, {language: getattr(row, f"state_{language}") for language in LANGUAGES})


# How far the note came, each step with its instant: sent, delivered, opened, acknowledged.
STEPS = ("sent_at", "delivered_at", "opened_at", "acknowledged_at")
STEP_WORDS = (_("note sent"), _("note delivered"), _("note opened"), _("receipt acknowledged"))
REACHED = _("reached")


class Steps(NamedTuple):
    sent_at: dt.datetime | None
    delivered_at: dt.datetime | None
    opened_at: dt.datetime | None
    acknowledged_at: dt.datetime | None

    @classmethod
    def of(cls, row: Any, *, before: dt.datetime | None = None) -> "Steps":
        """Return the steps of a row; those from `before` on had not been taken."""
        times = [getattr(row, name) for name in STEPS]
        return cls(*(None if time and before and time >= before else time for time in times))


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """What is known of a State. `granted` is its answer after the deadline under a grant: it counts, and is
    added to the frozen ledger without changing it."""

    member_state: StateName
    standing: Standing
    events_proposed: int
    response: Response | None
    late_at: dt.datetime | None
    reached_at: dt.datetime | None
    steps: Steps
    granted: Response | None = None


def rows(consultation: Consultation, *, at: dt.datetime) -> list[LedgerRow]:
    """Return one row per addressed State, in protocol order: the frozen entries once closed, else as things
    stand at `at`.

    A State that had not answered by the deadline and did so later is shown as late; its frozen entry stays.
    """
    stands: Iterable[Stand]
    if consultation.status == ConsultationStatus.CLOSED:
        late = late_answers(consultation)
        kept = consultation.ledger.select_related("response").annotate(**_STATE)
        stands = (
            Stand(entry, entry.standing, entry.response, entry.reached_at, Steps.of(entry)) for entry in kept
        )
    else:
        answers = list(Response.objects.filter(consultation=consultation).order_by("version"))
        late = {answer.member_state_id: answer for answer in answers if answer.is_late}
        at = min(at, consultation.closed_at or at)
        addressees = _addressees(consultation).annotate(**_STATE)
        values = addressees.values_list(
            "member_state_id", "reached_at", *STEPS, "events_proposed", *_STATE, named=True
        )
        stands = _stands(consultation, values, answers, at=at)
    found = []
    for row, standing, response, reached_at, steps in stands:
        answer = late.get(row.member_state_id)
        found.append(
            LedgerRow(
                member_state=_state(row),
                standing=Standing.LATE if answer and standing in UNANSWERED else Standing(standing),
                events_proposed=row.events_proposed,
                response=response,
                late_at=answer.received_at if answer else None,
                reached_at=reached_at,
                steps=steps,
                granted=answer if answer and answer.grant_id else None,
            )
        )
    return found


def entries(consultation: Consultation) -> list[LedgerEntry]:
    """Return the entries to freeze: what had been done, received and delivered by `closes_at`."""
    answers = Response.objects.filter(consultation=consultation).order_by("version")
    addressees = _addressees(consultation).select_related("member_state")
    return [
        LedgerEntry(
            consultation=consultation,
            member_state=addressee.member_state,
            standing=standing,
            events_proposed=addressee.events_proposed,
            reached_at=reached_at,
            response=response,
            **steps._asdict(),
        )
        for addressee, standing, response, reached_at, steps in _stands(
            consultation, addressees, answers, at=consultation.closes_at
        )
    ]


def digest(entries: Iterable[LedgerEntry]) -> str:
    """Return the SHA-256 of a frozen ledger, the same from the rows made and from the rows read back."""
    return sha256([_content(entry) for entry in sorted(entries, key=lambda entry: entry.member_state.code)])


def _content(entry: LedgerEntry) -> dict[str, Any]:
    content = {
        "reference": entry.consultation.reference,
        "member_state": entry.member_state.code,
        "standing": str(entry.standing),
        "events_proposed": entry.events_proposed,
        "reached_at": _utc(entry.reached_at) if entry.reached_at else None,
        "answer": entry.response.sha256 if entry.response else None,
    }
    # Ledgers frozen before these steps were kept have none of them: their hashes stay good.
    steps = {name: getattr(entry, name) for name in STEPS}
    return content | {name: _utc(time) for name, time in steps.items() if time}


def _utc(time: dt.datetime) -> str:
    return time.astimezone(dt.UTC).isoformat()


def certificate_number(consultation: Consultation) -> str:
    return f"{consultation.reference}{CERTIFICATE}"


def append(response: Response, *, at: dt.datetime) -> LedgerAddendum:
    """Add an answer under a grant to the frozen ledger: part of the act that files it, under the lock."""
    consultation = response.consultation
    last = consultation.addenda.last()
    made = LedgerAddendum(
        consultation=consultation, number=last.number + 1 if last else 1, response=response, at=at
    )
    made.sha256 = addendum_digest(made, follows=last.sha256 if last else consultation.ledger_sha256)
    made.save(force_insert=True)
    return made


def addendum_digest(addendum: LedgerAddendum, *, follows: str) -> str:
    """Return the SHA-256 of an addendum; `follows` is that of the one before it, or of the frozen ledger."""
    return sha256(
        {
            "number": addendum.number,
            "follows": follows,
            "member_state": addendum.response.member_state.code,
            "answer": addendum.response.sha256,
        }
    )


def addenda_hold(consultation: Consultation) -> bool:
    """Tell whether the addenda are those that were added, each chained to the one before it."""
    follows = consultation.ledger_sha256
    addenda = consultation.addenda.select_related("response__member_state")
    for number, addendum in enumerate(addenda, start=1):
        if addendum.number != number or addendum.sha256 != addendum_digest(addendum, follows=follows):
            return False
        follows = addendum.sha256
    return True


def late_answers(consultation: Consultation) -> dict[int, Response]:
    """Return the last late answer of each State that sent one; one under a grant goes before others."""
    late = list(Response.objects.filter(consultation=consultation, is_late=True).order_by("version"))
    late.sort(key=lambda response: response.grant_id is not None)
    return {response.member_state_id: response for response in late}


def _addressees(consultation: Consultation) -> QuerySet[Addressee]:
    """Return the addressed States with the instant of their acknowledgement, and the number of events that
    each has proposed by the deadline."""
    events = Receipt.objects.filter(
        consultation=consultation,
        member_state=OuterRef("member_state"),
        proposed_event__isnull=False,
        issued_at__lt=consultation.closes_at,
    )
    counted = events.order_by().values("member_state").annotate(counted=Count("pk")).values("counted")
    acknowledged = Acknowledgement.objects.filter(
        consultation=consultation, member_state=OuterRef("member_state")
    )
    return consultation.addressees.annotate(
        events_proposed=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
        acknowledged_at=Subquery(acknowledged.values("at")[:1], output_field=DateTimeField()),
    )


class Stand(NamedTuple):
    """How an addressed State stands: its row, the word, its answer in force, when it was reached and how."""

    row: Any
    standing: str
    response: Response | None
    reached_at: dt.datetime | None
    steps: Steps


def _stands(
    consultation: Consultation, addressees: Iterable[Any], answers: Iterable[Response], *, at: dt.datetime
) -> Iterator[Stand]:
    """Yield how each addressed State stands by its `answers`, which come by version."""
    last = {answer.member_state_id: answer for answer in answers if not answer.is_late}
    is_past = at >= consultation.closes_at
    for addressee in addressees:
        response = last.get(addressee.member_state_id)
        if response is not None and response.position == Position.WITHDRAWN:
            response = None
        reached_at = addressee.reached_at
        if is_past and reached_at is not None and reached_at >= consultation.closes_at:
            reached_at = None
        steps = Steps.of(addressee, before=consultation.closes_at if is_past else None)
        standing = _standing(response, is_past=is_past, is_reached=reached_at is not None)
        yield Stand(addressee, standing, response, reached_at, steps)


def _standing(response: Response | None, *, is_past: bool, is_reached: bool) -> Standing:
    if response is not None:
        return Standing.COMMENTED if response.position == Position.COMMENTS else Standing.NO_OBJECTION
    if not is_past:
        return Standing.AWAITING
    return Standing.SILENT if is_reached else Standing.NOT_REACHED
