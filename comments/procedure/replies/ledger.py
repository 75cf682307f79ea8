"""The ledger: what each Member State did in a round, live while it is open, frozen at closing."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, DateField, DateTimeField, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.database import composed
from cica_portal.text import sha256
from comments.enums import Channel, ConsultationStatus, Position, Proof, Standing
from comments.models import (
    Acknowledgement,
    Addressee,
    Consultation,
    Grant,
    LedgerEntry,
    PaperNote,
    Receipt,
    Response,
)
from comments.procedure.replies import addenda, unentered
from comments.procedure.replies.state_columns import STATE, StateName, state_of
from plans.point_kinds import Point

# A certificate is numbered after the note: its number with this behind it.
CERTIFICATE = "-LEDGER"

# How far the note came, each step with its instant: sent, delivered, opened, acknowledged.
STEPS = ("sent_at", "delivered_at", "opened_at", "acknowledged_at")
STEP_WORDS = (_("note sent"), _("note delivered"), _("note opened"), _("receipt acknowledged"))
REACHED = pgettext_lazy("note", "delivered")

# What is read of an addressed State while its round is open.
_VALUES = (
    "member_state_id",
    "reached_at",
    "lost_at",
    *STEPS,
    "paper_on",
    "events_proposed",
    "events_after",
    "granted_at",
    "granted_until",
)


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
    """What is known of a State. `standing` is the one word for it, on every surface; `frozen` the word that
    the closing froze. `response` is its answer in time; `granted` the one after the deadline under a grant,
    which counts; `late` the last that does not count. What was granted, or came in time and was entered
    after the closing, is added to the frozen ledger without changing it. `may_answer_until` is the end of its
    additional time, until it has answered; `unentered` what came from it outside the portal and is not on
    record yet. Of `events_proposed`, `events_after` are not in the frozen ledger. `has_addenda` tells whether
    anything was added to its row.
    """

    member_state: StateName
    standing: Standing
    frozen: Standing | None
    events_proposed: int
    events_after: int
    response: Response | None
    granted: Response | None
    late: Response | None
    may_answer_until: dt.datetime | None
    reached_at: dt.datetime | None
    paper_on: dt.date | None
    steps: Steps
    unentered: tuple[Point, ...]
    has_addenda: bool

    @property
    def late_at(self) -> dt.datetime | None:
        return self.late.received_at if self.late else None

    @property
    def last(self) -> Response | None:
        """The response that speaks for the State, or else the late one."""
        return self.granted or self.response or self.late

    @property
    def channel(self) -> Channel | None:
        """By which way the State's response came; none without a response."""
        return Channel(self.last.channel) if self.last else None

    @property
    def proof(self) -> Proof | None:
        """By what it is known that the note has reached the State, the strongest first; none where nothing
        says so."""
        if self.steps.acknowledged_at:
            return Proof.ACKNOWLEDGED
        if self.steps.opened_at:
            return Proof.OPENED
        if self.channel is not None:
            return Proof.RESPONDED
        if self.reached_at is None:
            return None
        if self.steps.delivered_at:
            return Proof.DELIVERED
        return Proof.PAPER if self.paper_on else Proof.TAKEN


def rows(consultation: Consultation, *, at: dt.datetime) -> list[LedgerRow]:
    """Return one row per addressed State, in protocol order, as things stand at `at`: what was frozen at
    closing, and what has come since. Every number of States of a round is a number of these rows."""
    is_closed = consultation.status == ConsultationStatus.CLOSED
    waiting = unentered.by_state(consultation, at=at)
    if is_closed:
        kept = _with_time(consultation.ledger.select_related("response"), at)
        answers = list(_filed(consultation.pk).filter(Q(is_late=True) | Q(addendum__isnull=False)))
        stands: Iterable[Stand] = (
            Stand(entry, entry.standing, entry.response, entry.reached_at, Steps.of(entry))
            for entry in kept.annotate(
                paper_on=_paper_on(),
                events_after=_events(consultation) - F("events_proposed"),
                **addenda.reports(),
                **STATE,
            )
        )
    else:
        at = min(at, consultation.closed_at or at)
        values = composed.rows(
            rows, _stated, consultation=consultation.pk, closes_at=consultation.closes_at, at=at
        )
        answers = composed.rows(_filed, _filed, consultation=consultation.pk)
        stands = _stands(consultation, values, answers, at=at)
    is_past = is_closed or at >= consultation.closes_at
    # What an extension has covered since was filed again, in time.
    after = [one for one in answers if one.is_late and one.received_at >= consultation.closes_at]
    late = _last(answer for answer in after if answer.grant_id is None)
    granted = _last(answer for answer in after if answer.grant_id is not None)
    added = _last(answer for answer in answers if not answer.is_late) if is_closed else {}
    found = []
    for row, standing, kept_response, reached_at, steps in stands:
        given, too_late = granted.get(row.member_state_id), late.get(row.member_state_id)
        if given is not None and too_late is not None and _is_later(given, too_late):
            too_late = None
        response = added.get(row.member_state_id, kept_response)
        if is_closed and row.is_reported:
            reached_at = row.reported_at
        in_force = _in_force(given or response)
        until = _time_left(row, in_force) if is_past else None
        found.append(
            LedgerRow(
                member_state=state_of(row),
                standing=_standing(
                    in_force,
                    has_time=until is not None,
                    is_late=too_late is not None,
                    is_reached=reached_at is not None,
                )
                if is_past
                else standing,
                frozen=Standing(standing) if is_closed else None,
                events_proposed=row.events_proposed + row.events_after,
                events_after=row.events_after,
                response=response,
                granted=given,
                late=too_late,
                may_answer_until=until,
                reached_at=reached_at,
                paper_on=row.paper_on,
                steps=steps,
                unentered=tuple(waiting.get(row.member_state_id, ())),
                has_addenda=is_closed
                and (row.is_reported or given is not None or response is not kept_response),
            )
        )
    return found


def tally(rows: Iterable[LedgerRow]) -> dict[Standing, int]:
    """Return how many States there are of each standing that occurs; together they are all of them."""
    counts = Counter(row.standing for row in rows)
    return {standing: counts[standing] for standing in Standing if counts[standing]}


def entries(consultation: Consultation) -> list[LedgerEntry]:
    """Return the entries to freeze: what had been done, received and delivered by `closes_at`.

    What was added to a frozen ledger is not of them: computed again later they are the same.
    """
    answers = Response.objects.filter(consultation=consultation, addendum=None).order_by("version")
    closes_at = consultation.closes_at
    addressees = _addressees(consultation=consultation, closes_at=closes_at, at=closes_at).select_related(
        "member_state"
    )
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
    return sha256(contents(entries))


def contents(entries: Iterable[LedgerEntry]) -> list[dict[str, Any]]:
    """Return what the hash of a frozen ledger is computed over: a row for each State, by its code."""
    return [_content(entry) for entry in sorted(entries, key=lambda entry: entry.member_state.code)]


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


def _filed(consultation: Any) -> QuerySet[Response]:
    return Response.objects.filter(consultation=consultation).order_by("version")


def _stated(**given: Any) -> QuerySet[Addressee, Any]:
    """Return the same as data, with the names of the States."""
    found: QuerySet[Addressee, Any] = _addressees(**given).annotate(**STATE)
    return found.values_list(*_VALUES, *STATE, named=True)


def _addressees(*, consultation: Any, closes_at: Any, at: Any) -> QuerySet[Addressee]:
    """Return the addressed States with the instant of their acknowledgement, the number of events that each
    has proposed by the deadline, and the additional time that runs at `at`."""
    acknowledged = Acknowledgement.objects.filter(
        consultation=consultation, member_state=OuterRef("member_state")
    )
    addressed = _with_time(Addressee.objects.filter(consultation=consultation), at)
    found: QuerySet[Addressee] = addressed.annotate(
        events_proposed=_events(consultation, issued_at__lt=closes_at),
        events_after=_events(consultation, issued_at__gte=closes_at),
        acknowledged_at=Subquery(acknowledged.values("at")[:1], output_field=DateTimeField()),
        paper_on=_paper_on(),
    )
    return found


def _events(consultation: Any, **issued: Any) -> Coalesce:
    """Return the number of events that a State proposed in a round, and not later to the adopted plan."""
    events = Receipt.objects.filter(
        consultation=consultation,
        member_state=OuterRef("member_state"),
        proposed_event__isnull=False,
        **issued,
    ).exclude(content__has_key="supplements")
    counted = events.order_by().values("member_state").annotate(counted=Count("pk")).values("counted")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _paper_on() -> Subquery:
    """Return the day on which the note was handed over on paper, of a State of a round."""
    handed = PaperNote.objects.filter(
        consultation=OuterRef("consultation"), member_state=OuterRef("member_state")
    )
    return Subquery(handed.order_by("-pk").values("handed_on")[:1], output_field=DateField())


def _with_time(states: QuerySet[Any], at: dt.datetime) -> QuerySet[Any]:
    """Add to the States of a round until when they may answer after the deadline, and since when they may."""
    running = Grant.objects.running(at).filter(
        consultation=OuterRef("consultation"), member_state=OuterRef("member_state")
    )
    last = running.order_by("-at", "-pk")
    with_time: QuerySet[Any] = states.annotate(
        granted_at=Subquery(last.values("at")[:1], output_field=DateTimeField()),
        granted_until=Subquery(last.values("until")[:1], output_field=DateTimeField()),
    )
    return with_time


class Stand(NamedTuple):
    """How an addressed State stands: its row, the word, its answer in time, when it was reached and how."""

    row: Any
    standing: Standing
    response: Response | None
    reached_at: dt.datetime | None
    steps: Steps


def _stands(
    consultation: Consultation, addressees: Iterable[Any], answers: Iterable[Response], *, at: dt.datetime
) -> Iterator[Stand]:
    """Yield how each addressed State stands by its `answers` in time, which come by version."""
    last = _last(answer for answer in answers if not answer.is_late)
    is_past = at >= consultation.closes_at
    for addressee in addressees:
        response = _in_force(last.get(addressee.member_state_id))
        reached_at = addressee.reached_at
        if is_past and reached_at is not None and reached_at >= consultation.closes_at:
            reached_at = None
        steps = Steps.of(addressee, before=consultation.closes_at if is_past else None)
        is_lost = reached_at is None and addressee.lost_at is not None
        if is_past:
            standing = _standing(
                response,
                has_time=_time_left(addressee, response) is not None,
                is_late=False,
                is_reached=reached_at is not None,
            )
        elif response is None:
            standing = Standing.NOT_REACHED if is_lost else Standing.AWAITING
        else:
            standing = _word(response)
        yield Stand(addressee, standing, response, reached_at, steps)


def _last(answers: Iterable[Response]) -> dict[int, Response]:
    """Return the last of the answers of each State; they come by version."""
    return {answer.member_state_id: answer for answer in answers}


def _is_later(one: Response, other: Response) -> bool:
    return (one.received_at, one.version) > (other.received_at, other.version)


def _in_force(answer: Response | None) -> Response | None:
    return None if answer is None or answer.position == Position.WITHDRAWN else answer


def _time_left(row: Any, in_force: Response | None) -> dt.datetime | None:
    """Return until when a State may still answer; once it has answered since the grant, nobody waits."""
    if row.granted_at is None or (in_force is not None and in_force.received_at >= row.granted_at):
        return None
    until: dt.datetime | None = row.granted_until
    return until


def _word(answer: Response) -> Standing:
    if answer.grant_id is not None:
        return Standing.GRANTED
    return Standing.COMMENTED if answer.position == Position.COMMENTS else Standing.NO_OBJECTION


def _standing(in_force: Response | None, *, has_time: bool, is_late: bool, is_reached: bool) -> Standing:
    """Return the one word for a State after the deadline: its answer that counts, or why there is none."""
    if in_force is not None:
        return _word(in_force)
    if has_time:
        return Standing.GRANT_RUNNING
    if is_late:
        return Standing.LATE
    return Standing.SILENT if is_reached else Standing.NOT_REACHED
