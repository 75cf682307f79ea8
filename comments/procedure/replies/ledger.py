"""The ledger: what each Member State did in a round, live while it is open, frozen at closing."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal import formats
from cica_portal.deadlines import local_date
from cica_portal.languages import reader_language
from cica_portal.text import sha256
from comments.enums import Channel, ConsultationStatus, Position, Proof, Standing
from comments.models import Consultation, LedgerEntry, Response
from comments.procedure.replies import addenda, ledger_columns, unentered
from comments.procedure.replies.ledger_columns import STEPS
from members.models import MemberState
from plans.open_points.point_kinds import Point

# A certificate is numbered after the note: its number with this behind it.
CERTIFICATE = "-LEDGER"

# The word for a State by its answer in force.
WORDS = {
    Position.COMMENTS: Standing.COMMENTED,
    Position.OBJECTION: Standing.OBJECTED,
    Position.NO_OBJECTION: Standing.NO_OBJECTION,
}

STEP_WORDS = (_("note sent"), _("note delivered"), _("note opened"), _("receipt acknowledged"))
REACHED = pgettext_lazy("note", "delivered")
UNREACHED = pgettext_lazy("note", "not delivered")
RETURNED = pgettext_lazy("note", "not delivered, returned")
# Translators: day is when the response was withdrawn, receipt the number of the receipt for that
WITHDRAWN_ON = _("response withdrawn on %(day)s, receipt %(receipt)s")
# Translators: day is the last one on which the State was a Member State
MEMBER_UNTIL = _("last day as a Member State: %(day)s")


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
    which counts; each may be a withdrawal. `late` is the last that does not count. What was granted, or came
    in time and was entered after the closing, is added to the frozen ledger without changing it.
    `may_answer_until` is the end of its additional time, until it has answered; `unentered` what came from it
    outside the portal and is not on record yet. Of `events_proposed`, `events_after` are not in the frozen
    ledger. `has_addenda` tells whether anything was added to its row. `lost_at` is when it was found that the
    note does not reach it, `left_on` since when it is no Member State, if it left before its time to respond
    was over.
    """

    member_state: MemberState
    zone: str
    standing: Standing
    frozen: Standing | None
    of_decision: bool
    events_proposed: int
    events_after: int
    response: Response | None
    granted: Response | None
    late: Response | None
    may_answer_until: dt.datetime | None
    reached_at: dt.datetime | None
    lost_at: dt.datetime | None
    paper_on: dt.date | None
    left_on: dt.date | None
    steps: Steps
    unentered: tuple[Point, ...]
    has_addenda: bool

    @property
    def word(self) -> str:
        return self.standing.said(of_decision=self.of_decision)

    @property
    def was(self) -> str:
        """The word that the closing froze, where it is another one by now."""
        if not self.frozen or self.frozen == self.standing:
            return ""
        return self.frozen.said(of_decision=self.of_decision)

    @property
    def last(self) -> Response | None:
        """The response that speaks for the State, or else the late one."""
        return self.granted or self.response or self.late

    @property
    def withdrawal(self) -> Response | None:
        """The withdrawal of its response, where that is the last that counts."""
        counted = self.granted or self.response
        return counted if counted is not None and counted.position == Position.WITHDRAWN else None

    @property
    def late_at(self) -> dt.datetime | None:
        return self.late.received_at if self.late else None

    @property
    def received(self) -> list[Response]:
        """What came from the State: in time, in additional time, late; but no withdrawal that counts."""
        came = (self.response, self.granted, self.late)
        return [one for one in came if one and one != self.withdrawal]

    @property
    def withdrawn(self) -> str:
        """When the State withdrew its response, and by which receipt; nothing of one that did not."""
        if (one := self.withdrawal) is None:
            return ""
        day = formats.date(local_date(one.received_at, self.zone), reader_language())
        return str(WITHDRAWN_ON) % {"day": day, "receipt": one.receipt.number}

    @property
    def member_until(self) -> str:
        """Until when the State was a Member State, if it left before its time to respond was over."""
        if self.left_on is None:
            return ""
        last_day = self.left_on - dt.timedelta(days=1)
        return str(MEMBER_UNTIL) % {"day": formats.date(last_day, reader_language())}

    @property
    def delivery(self) -> list[tuple[str, str]]:
        """How far the note came: each step in a word, with its day and minute where one is known."""
        language = reader_language()
        taken: list[tuple[Any, dt.datetime | None]] = list(zip(STEP_WORDS, self.steps, strict=True))
        taken = [one for one in taken if one[1]]
        if not taken and self.reached_at and not self.paper_on:
            taken = [(REACHED, self.reached_at)]
        if self.lost_at and self.steps.sent_at:
            taken.append((RETURNED, self.lost_at))
        elif self.lost_at or self.standing == Standing.NOT_REACHED:
            taken.append((UNREACHED, None))
        said = [(str(word), formats.minute(at, self.zone, language) if at else "") for word, at in taken]
        if self.paper_on:
            said.append((str(Proof.PAPER.label), formats.date(self.paper_on, language)))
        return said

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
    answers = list(ledger_columns.filed(consultation))
    if is_closed:
        by_key = {one.pk: one for one in answers}
        kept = ledger_columns.with_time(consultation.ledger.select_related("member_state"), at)
        stands: Iterable[Stand] = (
            Stand(entry, entry.standing, by_key.get(entry.response_id), entry.reached_at, Steps.of(entry))
            for entry in kept.annotate(
                lost_at=ledger_columns.lost_at(),
                paper_on=ledger_columns.paper_on(),
                events_after=ledger_columns.events(consultation) - F("events_proposed"),
                **addenda.reports(),
            )
        )
    else:
        at = min(at, consultation.closed_at or at)
        stands = _stands(consultation, ledger_columns.addressees(consultation, at), answers, at=at)
    is_past = is_closed or at >= consultation.closes_at
    # What an extension has covered since was filed again, in time.
    after = [one for one in answers if one.is_late and one.received_at >= consultation.closes_at]
    late = _last(answer for answer in after if answer.grant_id is None)
    granted = _last(answer for answer in after if answer.grant_id is not None)
    added = _last(answer for answer in answers if not answer.is_late) if is_closed else {}
    found = []
    for row, standing, kept_response, reached_at, steps in stands:
        given, too_late = granted.get(row.member_state_id), late.get(row.member_state_id)
        if given and too_late and given.received_at >= too_late.received_at:
            too_late = None
        response = added.get(row.member_state_id, kept_response)
        if is_closed and row.is_reported:
            reached_at = row.reported_at
        left_on = leaving_day(row, consultation, at=at)
        until = _time_left(row, given or response) if is_past and left_on is None else None
        found.append(
            LedgerRow(
                member_state=row.member_state,
                zone=consultation.time_zone,
                standing=_standing(
                    given or response,
                    has_time=until is not None,
                    is_late=too_late is not None,
                    has_left=left_on is not None,
                    is_reached=reached_at is not None,
                )
                if is_past
                else Standing(standing),
                frozen=Standing(standing) if is_closed else None,
                of_decision=consultation.asks_decision,
                events_proposed=row.events_proposed + row.events_after,
                events_after=row.events_after,
                response=response,
                granted=given,
                late=too_late,
                may_answer_until=until,
                reached_at=reached_at,
                lost_at=row.lost_at if reached_at is None else None,
                paper_on=row.paper_on,
                left_on=left_on,
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


def totals(consultation: Consultation, rows: Iterable[LedgerRow]) -> list[tuple[str, int]]:
    """Return the same by the words for them."""
    of = consultation.asks_decision
    return [(standing.said(of_decision=of), number) for standing, number in tally(rows).items()]


def entries(consultation: Consultation) -> list[LedgerEntry]:
    """Return the entries to freeze: what had been done, received and delivered by `closes_at`.

    What was added to a frozen ledger is not of them: computed again later they are the same.
    """
    answers = Response.objects.filter(consultation=consultation, addendum=None).order_by("version")
    addressees = ledger_columns.addressees(consultation, consultation.closes_at)
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
        response = last.get(addressee.member_state_id)
        has_left = leaving_day(addressee, consultation, at=at) is not None
        reached_at = addressee.reached_at
        if is_past and reached_at is not None and reached_at >= consultation.closes_at:
            reached_at = None
        steps = Steps.of(addressee, before=consultation.closes_at if is_past else None)
        standing = _standing(
            response,
            has_time=is_past and not has_left and _time_left(addressee, response) is not None,
            is_late=False,
            has_left=has_left,
            is_reached=reached_at is not None,
        )
        is_lost = reached_at is None and addressee.lost_at is not None
        if not is_past and standing in {Standing.SILENT, Standing.NOT_REACHED} and not is_lost:
            standing = Standing.AWAITING
        yield Stand(addressee, standing, response, reached_at, steps)


def _last(answers: Iterable[Response]) -> dict[int, Response]:
    """Return the last of the answers of each State; they come by version."""
    return {answer.member_state_id: answer for answer in answers}


def leaving_day(row: Any, consultation: Consultation, *, at: dt.datetime) -> dt.date | None:
    """Return since when a State is no Member State, if it left before its time to respond was over."""
    ends_at = max(consultation.closes_at, row.time_ends_at or consultation.closes_at)
    last_day = local_date(min(at, formats.last_moment(ends_at)), consultation.time_zone)
    left_on: dt.date | None = row.left_on
    return left_on if left_on is not None and left_on <= last_day else None


def _time_left(row: Any, answered: Response | None) -> dt.datetime | None:
    """Return until when a State may still answer; once it has answered since the grant, nobody waits."""
    in_force = answered if answered is not None and answered.position != Position.WITHDRAWN else None
    if row.granted_at is None or (in_force is not None and in_force.received_at >= row.granted_at):
        return None
    until: dt.datetime | None = row.granted_until
    return until


def _word(answer: Response) -> Standing:
    if answer.grant_id is not None:
        return Standing.GRANTED
    return WORDS[Position(answer.position)]


def _standing(
    answered: Response | None, *, has_time: bool, is_late: bool, has_left: bool, is_reached: bool
) -> Standing:
    """Return the one word for a State after the deadline: its answer that counts, or why there is none."""
    if answered is not None and answered.position != Position.WITHDRAWN:
        return _word(answered)
    if has_time:
        return Standing.GRANT_RUNNING
    if is_late:
        return Standing.LATE
    if answered is not None:
        return Standing.WITHDRAWN
    if has_left:
        return Standing.LEFT
    return Standing.SILENT if is_reached else Standing.NOT_REACHED
