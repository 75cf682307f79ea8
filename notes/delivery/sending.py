"""Sending: messages are claimed, sent and recorded, each once and never twice (rules 17-23).

Only what has certainly not been accepted is tried again by the machine. What was on its way when its
process died, or when the connection broke, has an unknown outcome: staff see it and decide.
"""

import datetime as dt
import logging
import smtplib

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q, QuerySet

from comments.models import Addressee, Consultation
from comments.writing import responses
from documents import store
from documents.enums import ALL, DocumentKind, DocumentStatus
from documents.models import Document
from members import audit
from members.models import StateAddress, User, today
from notes.delivery import letters, reachability
from notes.delivery.dispatches import bring
from notes.delivery.letters import Letter
from notes.enums import DispatchStatus, NoteStatus
from notes.models import Dispatch
from plans.enums import PaperStatus

logger = logging.getLogger(__name__)

ATTEMPTS = 3
# How long to wait after the first and the second refusal.
PAUSES = (dt.timedelta(minutes=5), dt.timedelta(hours=1))
CLAIM_LASTS = dt.timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT + 60)
# One task sends so many messages and rings for the next: far below its time limit.
BATCH = 100

# What tells for certain that the server has not accepted a message.
CERTAIN_REFUSALS = (
    smtplib.SMTPResponseException,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPNotSupportedError,
)

# Replies from here on refuse for good.
PERMANENT = 500


def ready(at: dt.datetime) -> QuerySet[Dispatch]:
    """Return the queued messages that may leave now: their time has come and their documents are stored."""
    stored = Document.objects.filter(kind=DocumentKind.NOTE, language=ALL, status=DocumentStatus.STORED)
    return Dispatch.objects.filter(
        note__in=stored.keys_of("note"),
        note__status=NoteStatus.ISSUED,
        status=DispatchStatus.QUEUED,
        not_before__lte=at,
    )


def deliver_due(at: dt.datetime, *, limit: int = BATCH) -> list[Dispatch]:
    """Send what is ready, over one connection, and return the messages whose state changed."""
    changed = give_up_claims(at)
    waiting = list(
        ready(at)
        .select_related(
            "note__paper__measure",
            "note__consultation__revision__paper",
            "member_state",
            "recipient",
            "step",
        )
        .order_by("note", "language", "pk")[:limit]
    )
    if not waiting:
        return changed
    batch = Batch(at)
    try:
        for dispatch in waiting:
            if batch.is_ready(dispatch) and _claim(dispatch, at):
                changed.append(batch.deliver(dispatch))
    finally:
        batch.close()
    return changed


def give_up_claims(at: dt.datetime) -> list[Dispatch]:
    """Record as unknown what was claimed and never reported on: it may have left, so it is not sent again."""
    lost = Q(claimed_at__lt=at - CLAIM_LASTS) | Q(claimed_at__gt=at + CLAIM_LASTS)
    found = []
    for dispatch in Dispatch.objects.filter(lost, status=DispatchStatus.SENDING):
        moved = Dispatch.objects.filter(
            pk=dispatch.pk, status=DispatchStatus.SENDING, claimed_at=dispatch.claimed_at
        ).update(
            status=DispatchStatus.UNKNOWN, error="The process that sent it ended before it could report."
        )
        if moved:
            dispatch.refresh_from_db()
            found.append(dispatch)
    return found


def _claim(dispatch: Dispatch, at: dt.datetime) -> bool:
    """Claim by a conditional update, committed before anything is sent: of two workers one wins."""
    if not Dispatch.objects.filter(pk=dispatch.pk, status=DispatchStatus.QUEUED).update(
        status=DispatchStatus.SENDING, claimed_at=at, attempts=F("attempts") + 1
    ):
        return False
    dispatch.status, dispatch.claimed_at, dispatch.attempts = (
        DispatchStatus.SENDING,
        at,
        dispatch.attempts + 1,
    )
    return True


def overtaken(dispatch: Dispatch, at: dt.datetime) -> str:
    """Say why a claimed message must not leave any more; "" if it may (rule 19)."""
    if not _may_receive(dispatch):
        return "recipient"
    if not dispatch.is_reminder:
        return ""
    consultation = (
        Consultation.objects.select_related("revision__paper")
        .only("status", "opens_at", "closes_at", "respond_by", "revision__paper__status")
        .get(pk=dispatch.note.consultation_id)
    )
    if consultation.revision.paper.status == PaperStatus.WITHDRAWN:
        return "withdrawn"
    if not consultation.is_open(at):
        return "closed"
    if _deadline_of(dispatch) != consultation.respond_by.isoformat():
        return "moved"
    return "answered" if responses.in_force(consultation, dispatch.member_state_id) else ""


def _may_receive(dispatch: Dispatch) -> bool:
    """Tell whether the recipient speaks for the State, or the State has the address: a member still."""
    if dispatch.state_address_id is not None:
        in_use = StateAddress.objects.in_use().select_related("member_state")
        row = in_use.filter(pk=dispatch.state_address_id).first()
        return row is not None and row.member_state.is_member_on(today())
    if dispatch.recipient_id is None:
        return True
    people = User.objects.select_related("member_state").only(
        "is_active", "role", "member_state__joined_on", "member_state__left_on"
    )
    recipient = people.filter(pk=dispatch.recipient_id).first()
    return (
        recipient is not None
        and recipient.is_active
        and recipient.can_submit
        and recipient.member_state_id == dispatch.member_state_id
    )


def _deadline_of(dispatch: Dispatch) -> str:
    """Return the deadline that the reminder speaks of."""
    if dispatch.step is not None:
        return dispatch.step.done_for.isoformat() if dispatch.step.done_for else ""
    return dispatch.note.values.get("respond_by", "")


class Batch:
    """Messages sent over one connection, and what became of each."""

    def __init__(self, at: dt.datetime) -> None:
        self.at = at
        self.connection: BaseEmailBackend = get_connection()
        self.is_open = False
        self.refusal: Exception | None = None
        self.letters: dict[tuple[int, int | None, str], Letter | None] = {}
        self.reached: dict[int, set[int]] = {}

    def is_ready(self, dispatch: Dispatch) -> bool:
        """Prepare what goes out with a note in a language, once; False while a file is being prepared."""
        key = (dispatch.note_id, dispatch.step_id, dispatch.language)
        if key not in self.letters:
            try:
                self.letters[key] = letters.letter_of(dispatch)
            except store.NotStored:
                self.letters[key] = None
        return self.letters[key] is not None

    def deliver(self, dispatch: Dispatch) -> Dispatch:
        """Send one claimed message and record the outcome."""
        why_not = overtaken(dispatch, self.at)
        if why_not:
            with transaction.atomic():
                _record(dispatch, DispatchStatus.CANCELLED, error=why_not)
                bring(dispatch, at=self.at)
            return dispatch
        letter = self.letters[dispatch.note_id, dispatch.step_id, dispatch.language]
        message = letters.note_message(dispatch, letter, connection=self.connection, at=self.at)
        if not self._open():
            return _refuse(dispatch, self.refusal, self.at)
        try:
            accepted = self.connection.send_messages([message])
        except CERTAIN_REFUSALS as error:
            self.close()
            return _refuse(dispatch, error, self.at)
        except Exception as error:
            logger.exception("The outcome of message %s is unknown", dispatch.message_id)
            self.close()
            return _record(dispatch, DispatchStatus.UNKNOWN, error=_reason(error))
        if not accepted:
            return _refuse(dispatch, RuntimeError("the mail server took no message"), self.at)
        return self._record_sent(dispatch)

    def _record_sent(self, dispatch: Dispatch) -> Dispatch:
        """Record that the message left, and whether its State is reached by it."""
        if self._is_reached(dispatch):
            return _record(dispatch, DispatchStatus.SENT, sent_at=self.at, error="")
        with transaction.atomic():
            _record(dispatch, DispatchStatus.SENT, sent_at=self.at, error="")
            if dispatch.status != DispatchStatus.SENT:  # a report of its bounce was quicker than this
                return dispatch
            is_reached = bring(dispatch, at=self.at)
        if is_reached:
            self.reached[dispatch.note.consultation_id].add(dispatch.member_state_id)
        return dispatch

    def _is_reached(self, dispatch: Dispatch) -> bool:
        """Tell whether there is nothing to record of the State; once reached, it stays reached."""
        consultation_id = dispatch.note.consultation_id
        if consultation_id is None:
            return True
        if consultation_id not in self.reached:
            reached = Addressee.objects.filter(consultation=consultation_id).exclude(reached_at=None)
            self.reached[consultation_id] = set(reached.values_list("member_state", flat=True))
        return dispatch.member_state_id in self.reached[consultation_id]

    def _open(self) -> bool:
        """Open the connection; after a refusal nothing was handed over, and the rest would fare no better."""
        if not self.is_open and self.refusal is None:
            try:
                self.connection.open()
                self.is_open = True
            except (OSError, smtplib.SMTPException) as error:
                self.refusal = error
        return self.is_open

    def close(self) -> None:
        self.is_open = False
        try:
            self.connection.close()
        except (OSError, smtplib.SMTPException):
            logger.info("The mail server closed the connection first.", exc_info=True)


def _refuse(dispatch: Dispatch, error: Exception | None, at: dt.datetime) -> Dispatch:
    """Put a message that was certainly not accepted back into the queue, or park it after the last try.

    What the server refuses for good is parked at once: another hour would only hide it.
    """
    is_permanent = _is_permanent(error)
    if dispatch.attempts >= ATTEMPTS or is_permanent:
        return _park(dispatch, error, at, is_dead=is_permanent and _is_of_recipient(error))
    pause = PAUSES[min(dispatch.attempts, len(PAUSES)) - 1]
    return _record(
        dispatch, DispatchStatus.QUEUED, error=_reason(error), not_before=at + pause, claimed_at=None
    )


def _park(dispatch: Dispatch, error: Exception | None, at: dt.datetime, *, is_dead: bool) -> Dispatch:
    """Record that a message leaves only if a person sends it again, and whether its address is dead."""
    with transaction.atomic():
        _record(dispatch, DispatchStatus.FAILED, error=_reason(error))
        if dispatch.status != DispatchStatus.FAILED:  # something else became known of it meanwhile
            return dispatch
        if is_dead:
            reachability.lose(dispatch, at=at)
        else:
            bring(dispatch, at=at)
        audit.record(
            "dispatch.fail",
            subject=dispatch,
            by=None,
            at=at,
            member_state=dispatch.member_state,
            before={"status": str(DispatchStatus.SENDING)},
            after={"status": str(DispatchStatus.FAILED), "address": dispatch.address},
        )
    return dispatch


def _is_of_recipient(error: Exception | None) -> bool:
    return isinstance(error, smtplib.SMTPRecipientsRefused)


def _is_permanent(error: Exception | None) -> bool:
    """Tell whether the server refused the message for good (5xx; RFC 5321, 4.2.1); 4xx asks to come again.

    What it refuses before any message, a sign-in or a greeting, is of the portal and not of the message.
    """
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPHeloError | smtplib.SMTPConnectError):
        return False
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _said in error.recipients.values()]
        return bool(codes) and min(codes) >= PERMANENT
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= PERMANENT


def _reason(error: Exception | None) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def _record(dispatch: Dispatch, status: DispatchStatus, **fields: object) -> Dispatch:
    moved = Dispatch.objects.filter(pk=dispatch.pk, status=DispatchStatus.SENDING).update(
        status=status, **fields
    )
    if not moved:
        dispatch.refresh_from_db()
        return dispatch
    dispatch.status = status
    for name, value in fields.items():
        setattr(dispatch, name, value)
    return dispatch
