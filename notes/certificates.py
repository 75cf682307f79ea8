"""Certificates: the frozen ledger of a closed round on paper, the same at every run.

Nothing in it is read from what may still change: rows as they were frozen, and the answers under a grant that
were added since, each under its own hash.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cica_portal import formats
from cica_portal.errors import DomainError
from cica_portal.languages import pick
from cica_portal.text import sha256
from comments.enums import Standing
from comments.models import Consultation, LedgerEntry
from comments.procedure import ledger
from notes import documents
from notes.enums import DocumentKind
from notes.models import Document


class NotFrozen(DomainError):
    sentence = _("The ledger is frozen when the round closes: there is no certificate yet.")


@dataclass(frozen=True, slots=True)
class Row:
    """One Member State: what it did, when its answer was received, and how far the note came."""

    number: str
    state: str
    standing: str
    received: str
    steps: tuple[tuple[str, str], ...]
    events: str


@dataclass(frozen=True, slots=True)
class Addendum:
    number: str
    state: str
    position: str
    received: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the certificate says, in the language of the document."""

    number: str
    subject: str
    note: str
    deadline: str
    closed: str
    outcome: str
    clock: str
    sha256: str
    totals: tuple[tuple[str, int], ...]
    rows: tuple[Row, ...]
    addenda: tuple[Addendum, ...]


def source(consultation: Consultation) -> str:
    addenda = list(consultation.addenda.values_list("sha256", flat=True))
    return sha256({"ledger": consultation.ledger_sha256, "of": consultation.reference, "addenda": addenda})


def want(consultation: Consultation, language: str, *, at: dt.datetime) -> Document:
    """Ask for the certificate of a closed round; what was made once is what there is."""
    if not consultation.ledger_sha256:
        raise NotFrozen
    return documents.want(
        DocumentKind.LEDGER, language, source(consultation), at=at, consultation=consultation
    )


def content(consultation: Consultation, language: str) -> Certificate:
    zone = consultation.time_zone
    entries = list(consultation.ledger.select_related("member_state", "response"))
    counts = Counter(Standing(entry.standing) for entry in entries)
    return Certificate(
        number=ledger.certificate_number(consultation),
        subject=pick(consultation.revision.titles, language),
        note=consultation.reference,
        deadline=formats.closing(consultation.closes_at, zone, language),
        closed=formats.moment(consultation.closed_at, zone, language, seconds=True),
        outcome=str(consultation.get_outcome_display()),
        clock=formats.clock_words(zone, language, consultation.respond_by),
        sha256=consultation.ledger_sha256,
        totals=tuple((str(standing.label), counts[standing]) for standing in Standing if counts[standing]),
        rows=tuple(_row(number, entry, zone, language) for number, entry in enumerate(entries, start=1)),
        addenda=tuple(
            Addendum(
                number=str(one.number),
                state=one.response.member_state.name,
                position=str(one.response.get_position_display()),
                received=formats.minute(one.response.received_at, zone, language),
                sha256=one.sha256,
            )
            for one in consultation.addenda.select_related("response__member_state")
        ),
    )


def _row(number: int, entry: LedgerEntry, zone: str, language: str) -> Row:
    taken = [(word, at) for word, at in zip(ledger.STEP_WORDS, ledger.Steps.of(entry), strict=True) if at]
    if not taken and entry.reached_at:
        taken = [(ledger.REACHED, entry.reached_at)]
    return Row(
        number=str(number),
        state=entry.member_state.name,
        standing=str(entry.get_standing_display()),
        received=formats.minute(entry.response.received_at, zone, language) if entry.response else "",
        steps=tuple((str(word), formats.minute(at, zone, language)) for word, at in taken),
        events=str(entry.events_proposed or ""),
    )
