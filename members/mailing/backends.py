"""Ways out for mail: SMTP without needless waiting, and the demonstration's outbox of files."""

import datetime as dt
import email
import email.policy
import hashlib
import logging
import smtplib
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage as ParsedMessage
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as DjangoSMTPBackend

from cica_portal.operation import silence
from cica_portal.operation.whole_files import write_whole

logger = logging.getLogger(__name__)


class NotHandedOver(smtplib.SMTPException):
    """The connection broke before the server was given the message: certainly, it has not accepted it."""


class _Watched:
    """Remembers whether the server was given the text of a message since that was last forgotten."""

    is_handed_over = False

    def data(self, msg: Any) -> Any:
        self.is_handed_over = True
        return super().data(msg)  # type: ignore[misc]  # of the class beside it


class _SMTP(_Watched, smtplib.SMTP):
    pass


class _EncryptedSMTP(_Watched, smtplib.SMTP_SSL):
    pass


class SMTPBackend(DjangoSMTPBackend):
    """SMTP whose small writes leave at once: with an attachment, waiting for them costs most of the time.

    Where the connection breaks it tells whether the message may have been accepted (rule 23).
    """

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _EncryptedSMTP if self.use_ssl else _SMTP

    def open(self) -> bool | None:
        opened = super().open()
        if opened and self.connection is not None and self.connection.sock is not None:
            self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return opened

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send messages; a restored copy that nobody released yet sends none."""
        if silence.is_kept():
            logger.warning("A suspended copy sends nothing: %d messages stay here.", len(email_messages))
            return 0
        return super().send_messages(email_messages) or 0

    def _send(self, email_message: EmailMessage) -> bool:
        connection: Any = self.connection
        connection.is_handed_over = False
        try:
            return bool(super()._send(email_message))  # type: ignore[misc]  # the stubs leave it out
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            # What a server answered is an SMTPException, and that an OSError: it has said what it did.
            is_answer = isinstance(error, smtplib.SMTPException) and not isinstance(
                error, smtplib.SMTPServerDisconnected
            )
            if is_answer or connection.is_handed_over:
                raise
            raise NotHandedOver(f"{type(error).__name__}: {error}") from error


# Marks the messages that bring a note; all others are personal.
NOTE_HEADER = "X-Note-Number"
PERSONAL = "personal"


class OutboxBackend(BaseEmailBackend):
    """Write each message to a file named after its Message-ID: the same message is never there twice.

    What does not bring a note goes to a folder of its own, which no page of the Secretariat lists: it is
    somebody's own, with links that work, or tells that a delegation is at work.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folder = Path(settings.OUTBOX_DIR)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            content = message.message()
            folder = self.folder if content[NOTE_HEADER] else self.folder / PERSONAL
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{name_of(str(content['Message-ID']))}.eml"
            write_whole(path, content.as_bytes(linesep="\r\n"))  # type: ignore[call-arg]  # Django's message
        return len(email_messages)


def name_of(message_id: str) -> str:
    return hashlib.sha256(message_id.strip().encode()).hexdigest()[:40]


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """One message of the demonstration's outbox, as its recipient would see it."""

    id: str
    message: ParsedMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def to(self) -> str:
        return str(self.message["To"] or "")

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"] or "")

    @property
    def sent_at(self) -> dt.datetime | None:
        """The instant in the Date header; "-0000" is UTC without a word of the sender's zone (RFC 5322)."""
        header = self.message["Date"]
        if header is None or header.datetime is None:
            return None
        moment: dt.datetime = header.datetime
        return moment.replace(tzinfo=moment.tzinfo or dt.UTC)

    @property
    def body(self) -> str:
        part = self.message.get_body(preferencelist=("plain", "html"))
        return part.get_content().replace("\r\n", "\n") if part is not None else ""

    @property
    def files(self) -> list[tuple[int, str]]:
        """Return the position and name of each attachment."""
        return [
            (number, part.get_filename() or f"{number}")
            for number, part in enumerate(self.message.iter_attachments())
        ]

    def file(self, number: int) -> tuple[str, bytes] | None:
        for position, part in enumerate(self.message.iter_attachments()):
            if position == number:
                content = part.get_payload(decode=True)
                return part.get_filename() or f"{number}", content if isinstance(content, bytes) else b""
        return None


def paths() -> list[Path]:
    """Return the files of the outbox, newest first."""
    folder = Path(settings.OUTBOX_DIR)
    if not folder.is_dir():
        return []
    dated = [(path.stat().st_mtime_ns, path) for path in folder.glob("[!.]*.eml")]
    return [path for _, path in sorted(dated, reverse=True)]


def find_personal(message_id: str) -> OutboxMessage | None:
    """Return the message of somebody's own that has this Message-ID."""
    path = Path(settings.OUTBOX_DIR) / PERSONAL / f"{name_of(message_id)}.eml"
    return read(path) if path.is_file() else None


def read(path: Path) -> OutboxMessage:
    return OutboxMessage(path.stem, email.message_from_bytes(path.read_bytes(), policy=email.policy.default))


def find(identifier: str) -> OutboxMessage | None:
    """Return the message with this name; names are compared, never joined to a path."""
    path = next((path for path in paths() if path.stem == identifier), None)
    return read(path) if path is not None else None
