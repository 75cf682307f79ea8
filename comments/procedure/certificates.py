"""Certificates: the ledger of a closed round on paper, the same at every run.

Each says of every State the word of the board, and what was frozen at the deadline where that is another one:
an answer that came since, in time granted or too late, makes another certificate and changes no earlier one.
"""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _

from cica_portal import formats
from cica_portal.errors import Refusal
from cica_portal.languages import pick
from cica_portal.text import sha256
from comments import signals
from comments.enums import Outcome, Standing
from comments.models import Consultation, OutcomeConfirmation
from comments.procedure import outcomes
from comments.procedure.replies import addenda, ledger
from comments.procedure.replies.ledger import LedgerRow
from documents import store
from documents.enums import DocumentKind
from documents.models import Document

FORMAT = "cica-certificate/1"
UNENTERED = _("A note of this State in reply has been registered and is not entered as its response yet.")


@dataclass(frozen=True, slots=True)
class Following:
    """A note that replaced, annulled or corrected the one under which the consultation was opened, or that
    extended its deadline. `words` is a sentence about its `number` and `day`."""

    number: str
    issued_on: dt.date
    words: Any

    def said(self, language: str) -> str:
        day = formats.date_attr if language == "kk" else partial(formats.date, language=language)
        return str(self.words) % {"number": self.number, "day": day(self.issued_on)}


@dataclass(frozen=True, slots=True)
class NoteSetAside:
    """A State's note in reply that is no response of its own: which one, by its number in the register too,
    and why it is none."""

    state: str
    register_number: str
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """One Member State: what it did, when its answer was received, and how far the note came. `remarks` say
    until when it was a Member State, and that something came from it outside the portal which is not on
    record yet."""

    number: str
    state: str
    standing: str
    frozen: str
    received: str
    steps: tuple[tuple[str, str], ...]
    events: str
    remarks: tuple[str, ...]


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
    confirmed: tuple[tuple[str, str], ...] = ()
    followed: tuple[str, ...] = ()
    set_aside: tuple[NoteSetAside, ...] = ()
    undone: tuple[str, ...] = ()

    @property
    def has_changed(self) -> bool:
        """Tell whether a State stands otherwise by now than it did at the deadline."""
        return any(row.frozen for row in self.rows)


def source(consultation: Consultation, *, at: dt.datetime) -> str:
    addenda = list(consultation.addenda.values_list("sha256", flat=True))
    content = {"ledger": consultation.ledger_sha256, "of": consultation.reference, "addenda": addenda}
    rows = ledger.rows(consultation, at=at)
    changed = [
        [row.member_state.code, str(row.standing), row.late_at.isoformat() if row.late_at else None]
        for row in rows
        if row.standing != row.frozen or row.late_at
    ]
    waiting = [
        [row.member_state.code, [one.subject for one in row.unentered]] for row in rows if row.unentered
    ]
    confirmed = [one.pk for one in _confirmations(consultation)]
    followed = [[one.number, one.issued_on.isoformat()] for one in following(consultation, at=at)]
    events = [[row.member_state.code, row.events_after] for row in rows if row.events_after]
    # Certificates made before these were a part of them stay what they are.
    more = {"since": changed, "confirmed": confirmed, "unentered": waiting, "followed": followed}
    more["events"] = events
    more["set_aside"] = [[one.register_number, one.reason] for one in set_aside(consultation, at=at)]
    return sha256(content | {name: found for name, found in more.items() if found})


def following(consultation: Consultation, *, at: dt.datetime) -> list[Following]:
    """Return the notes that had changed by `at` what the note of the consultation says."""
    return _told_by_notes(signals.certificate_prepared, consultation, at)


def set_aside(consultation: Consultation, *, at: dt.datetime) -> list[NoteSetAside]:
    """Return the notes in reply of which somebody had said by `at` that they are no responses."""
    return _told_by_notes(signals.set_aside_asked, consultation, at)


def _told_by_notes(asked: Signal, consultation: Consultation, at: dt.datetime) -> list[Any]:
    answered: Any = asked.send(Consultation, consultation=consultation, at=at)
    return [one for _receiver, found in answered for one in found]


def _confirmations(consultation: Consultation) -> list[OutcomeConfirmation]:
    """Return who confirmed the outcome as it is now; not who confirmed another one before."""
    now = consultation.confirmations.filter(outcome=outcomes.current(consultation))
    return list(now.select_related("by"))


def request(consultation: Consultation, language: str, *, at: dt.datetime) -> Document:
    """Ask for the certificate of a closed round as it stands at `at`; what was made once is what there is."""
    if not consultation.ledger_sha256:
        raise Refusal("comments.not_frozen")
    return store.request(
        DocumentKind.LEDGER, language, source(consultation, at=at), at=at, consultation=consultation
    )


def as_file(consultation: Consultation) -> bytes:
    """Return the certificate with all that its checksum was computed over, in the form that `check_cica.py`
    reads years later without the portal. What came after the closing has checksums of its own."""
    if not consultation.ledger_sha256:
        raise Refusal("comments.not_frozen")
    entries = consultation.ledger.select_related("consultation", "member_state", "response")
    number = ledger.certificate_number(consultation)
    return checkable(FORMAT, number, consultation.ledger_sha256, ledger.contents(entries))


def checkable(form: str, number: str, digest: str, content: object) -> bytes:
    """Return a file that `check_cica.py` reads: `digest` is that of `content` as canonical JSON."""
    said = {
        "format": form,
        "number": number,
        "sha256": digest,
        "hashed": "SHA-256 of content as JSON: keys sorted, separators , and : without spaces, UTF-8",
        "content": content,
    }
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()


def content(consultation: Consultation, language: str, *, at: dt.datetime) -> Certificate:
    zone = consultation.time_zone
    rows = ledger.rows(consultation, at=at)
    if (closed_at := consultation.closed_at) is None:
        raise Refusal("comments.not_frozen")
    return Certificate(
        number=ledger.certificate_number(consultation),
        subject=pick(consultation.revision.titles, language),
        note=consultation.reference,
        deadline=formats.closing(consultation.closes_at, zone, language),
        closed=formats.moment(closed_at, zone, language, seconds=True),
        outcome=outcomes.label(consultation),
        clock=formats.clock_words(zone, language, consultation.respond_by),
        sha256=consultation.ledger_sha256,
        totals=tuple(ledger.totals(consultation, rows)),
        rows=tuple(_row(number, row, zone, language) for number, row in enumerate(rows, start=1)),
        addenda=tuple(
            Addendum(
                number=str(one.number),
                state=one.state.name,
                position=one.words,
                received=formats.minute(one.response.received_at if one.response else one.at, zone, language),
                sha256=one.sha256,
            )
            for one in addenda.of(consultation)
        ),
        confirmed=tuple(
            (one.by.display_name, formats.moment(one.at, zone, language))
            for one in _confirmations(consultation)
        ),
        followed=tuple(one.said(language) for one in following(consultation, at=at)),
        set_aside=tuple(set_aside(consultation, at=at)),
        undone=tuple(_undone(consultation, zone, language)),
    )


def _undone(consultation: Consultation, zone: str, language: str) -> Iterator[str]:
    """Say of a decision by silence that its adoption was confirmed and set aside since."""
    is_broken = consultation.asks_decision and outcomes.current(consultation) == Outcome.NOT_ADOPTED
    adopted = consultation.confirmations.filter(outcome=Outcome.ADOPTED).select_related("by")
    for one in adopted if is_broken else ():
        values = {"name": one.by.display_name, "day": formats.moment(one.at, zone, language)}
        # Translators: name is who confirmed the adoption, day when, with the hour
        yield (
            _(
                "The adoption was confirmed (%(name)s, %(day)s) and is set aside: an objection received in "
                "time became known after it."
            )
            % values
        )


def _row(number: int, row: LedgerRow, zone: str, language: str) -> Row:
    is_withdrawn = row.standing == Standing.WITHDRAWN
    remarks = ["" if is_withdrawn else row.withdrawn, row.member_until]
    remarks += [row.last.said_stance] if row.last else []
    remarks += [str(UNENTERED)] if row.unentered else []
    return Row(
        number=str(number),
        state=row.member_state.name,
        standing=row.withdrawn if is_withdrawn else row.word,
        frozen=row.was,
        received="; ".join(
            formats.minute(answer.received_at, zone, language) + (f" ({answer.came})" if answer.came else "")
            for answer in row.received
        ),
        steps=tuple(row.delivery),
        events=str(row.events_proposed or ""),
        remarks=tuple(filter(None, remarks)),
    )
