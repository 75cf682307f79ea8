"""Sending notes: when their messages may leave, what they say, and what follows for States (rules 17-23)."""

import datetime as dt
import re
import smtplib
from typing import Any

from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from comments.models import Addressee
from documents import store
from documents.enums import ALL, DocumentKind, DocumentStatus
from documents.models import Document
from members import audit
from members.mailing.letters import Letter
from members.mailing.sender import BATCH, Overtaken, Sender, is_permanent
from notes.delivery import attempts, dispatches, letters, reachability
from notes.delivery.dispatches import bring
from notes.delivery.overtaking import overtaken
from notes.enums import DispatchStatus, NoteStatus
from notes.models import Dispatch

POLICY = re.compile(r"\b5\.7\.\d")


class NoteSender(Sender[Dispatch]):
    """Sends notes and reminders; what goes out with a note in a language is prepared once."""

    rows = Dispatch.objects.all()

    def __init__(self, at: dt.datetime) -> None:
        super().__init__(at)
        self.letters: dict[tuple[Any, ...], Letter | None] = {}
        self.reached: dict[int, set[int]] = {}
        self.shared: dict[tuple[int, int | None], set[str]] = {}
        self.first_left: dict[int, dict[int, dt.datetime]] = {}

    def due(self) -> QuerySet[Dispatch]:
        return (
            ready(self.at)
            .select_related(
                "note__paper__measure",
                "note__consultation__revision__paper",
                "member_state",
                "correspondent_address__correspondent",
                "recipient",
                "step",
            )
            .order_by("note", "language", "pk")
        )

    def is_ready(self, row: Dispatch) -> bool:
        return self._letter(row) is not None

    def compose(self, row: Dispatch) -> EmailMessage:
        if why_not := overtaken(row, self.at):
            raise Overtaken(why_not)
        if not _follow_address(row, self.at):
            raise Overtaken("address")
        letter = self._letter(row)
        if letter is None:
            raise store.NotStored
        return letters.note_message(row, letter, at=self._first_left(row) or row.claimed_at or self.at)

    def _letter(self, row: Dispatch) -> Letter | None:
        """Return what goes out with the note in a language; None while a file is being prepared."""
        is_outside = row.member_state_id is None
        named = row.member_state_id if self._is_shared(row) else None
        first = self._first_left(row)
        key = (row.note_id, row.step_id, row.language, is_outside, row.is_copy, row.remark, named, first)
        if key not in self.letters:
            try:
                self.letters[key] = letters.letter_of(row, names_state=named is not None, first_left=first)
            except store.NotStored:
                self.letters[key] = None
        return self.letters[key]

    def _first_left(self, row: Dispatch) -> dt.datetime | None:
        """Return when a message left before that is sent again; its copy bears the same date."""
        if row.note_id not in self.first_left:
            self.first_left[row.note_id] = attempts.first_left(row.note_id)
        return self.first_left[row.note_id].get(row.pk)

    def _is_shared(self, row: Dispatch) -> bool:
        """Tell whether another State has a message of the same note at the same address."""
        key = (row.note_id, row.step_id)
        if key not in self.shared:
            self.shared[key] = dispatches.shared_addresses(*key)
        return row.member_state_id is not None and reachability.key(row.address) in self.shared[key]

    def record_overtaken(self, row: Dispatch, why: str) -> bool:
        with transaction.atomic():
            is_recorded = super().record_overtaken(row, why)
            bring(row, at=self.at)
        return is_recorded

    def record_sent(self, row: Dispatch) -> bool:
        """Record that the message left, and whether its State is reached by it."""
        if self._is_reached(row):
            return super().record_sent(row)
        with transaction.atomic():
            if not super().record_sent(row):  # a report of its bounce was quicker than this
                return False
            if bring(row, at=self.at):
                self.reached[row.note.consultation_id].add(row.member_state_id)
        return True

    def _is_reached(self, row: Dispatch) -> bool:
        """Tell whether there is nothing to record of the State; once reached, it stays reached."""
        consultation_id = row.note.consultation_id
        if consultation_id is None or row.addressed_state is None:
            return True
        if consultation_id not in self.reached:
            reached = Addressee.objects.filter(consultation=consultation_id).exclude(reached_at=None)
            self.reached[consultation_id] = set(reached.values_list("member_state", flat=True))
        return row.member_state_id in self.reached[consultation_id]

    def record_unknown(self, row: Dispatch, why: str) -> bool:
        """Record that nobody knows whether the note arrived, with the attempt that says no more."""
        with transaction.atomic():
            if not super().record_unknown(row, why):
                return False
            attempts.record_unknown(row, at=self.at)
        return True

    def park(self, row: Dispatch, error: Exception | None) -> bool:
        """Record that a message leaves only if a person sends it again, and whether its address is dead."""
        with transaction.atomic():
            if not super().park(row, error):
                return False
            if is_of_address(error):
                reachability.lose(row, at=self.at)
            else:
                bring(row, at=self.at)
            audit.record(
                "dispatch.fail",
                subject=row,
                by=None,
                at=self.at,
                member_state=row.member_state,
                before={"status": str(DispatchStatus.SENDING)},
                after={"status": str(DispatchStatus.FAILED), "address": row.address} | attempts.said(row),
            )
        return True


def is_of_address(error: Exception | None) -> bool:
    """Tell whether a refusal says that an address takes no mail. By its policy (5.7; RFC 3463) a server
    refuses whoever writes: a portal that may not relay would lose the addresses of all States."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused) or not is_permanent(error):
        return False
    return not any(POLICY.search(str(said)) for _code, said in error.recipients.values())


def deliver_due(at: dt.datetime, *, limit: int = BATCH) -> list[Dispatch]:
    """Send the messages of notes that are ready, and return those whose state changed."""
    return NoteSender(at).deliver_due(limit=limit)


def ready(at: dt.datetime) -> QuerySet[Dispatch]:
    """Return the queued messages that may leave now: their time has come and their documents are stored."""
    stored = Document.objects.filter(kind=DocumentKind.NOTE, language=ALL, status=DocumentStatus.STORED)
    return Dispatch.objects.filter(
        note__in=stored.keys_of("note"),
        note__status=NoteStatus.ISSUED,
        status=DispatchStatus.QUEUED,
        not_before__lte=at,
    )


def _follow_address(dispatch: Dispatch, at: dt.datetime) -> bool:
    """Let a message leave for the address that its person has by now: the former one may be anybody's. Tell
    whether it may leave: not where another message of the note goes there."""
    person, before = dispatch.recipient, dispatch.address
    if person is None or reachability.key(person.email) in {"", reachability.key(before)}:
        return True
    try:
        with transaction.atomic():
            Dispatch.objects.filter(pk=dispatch.pk).update(address=person.email)
            audit.record(
                "dispatch.readdress",
                subject=dispatch,
                by=None,
                at=at,
                member_state=dispatch.member_state,
                before={"address": before},
                after={"address": person.email},
            )
    except IntegrityError:
        return False
    dispatch.address = person.email
    return True
