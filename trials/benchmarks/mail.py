"""A reminder run: claim, check, send and record each message, beside smtplib on one open connection."""

import contextlib
import datetime as dt
import email
import email.policy
import ipaddress
import os
import smtplib
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.test import override_settings

from notes.delivery import sending
from notes.enums import DispatchStatus
from notes.models import Dispatch, VerbalNote
from tests.ports import free_port
from trials.benchmarks.measure import Row, in_turns

MOST = 1.4


def row(note: VerbalNote, folder: Path) -> Row:
    """Measure the delivery of all messages of `note`."""
    certificate, key = certify(folder)
    with sink(certificate, key) as port, trusting(certificate), override_settings(
        EMAIL_BACKEND="members.mailing.backends.SMTPBackend",
        EMAIL_HOST="localhost",
        EMAIL_PORT=port,
        EMAIL_USE_TLS=True,
        EMAIL_HOST_USER="",
        EMAIL_HOST_PASSWORD="",
    ):  # fmt: skip
        handed = list(handed_over(note))
        count = note.dispatches.count()
        if len(handed) != count:
            raise RuntimeError(f"{len(handed)} of {count} messages were handed over.")
        letters = [Letter.read(message) for message in handed]
        floor, portal = in_turns(
            lambda: send_all(letters, port),
            lambda: deliver(note),
            warm_up=1,
            at_most=15,
            seconds=20,
        )
    size = sum(map(len, handed)) / count / 1000
    return Row(f"{count} reminder mails, {size:.0f} kB each", floor, portal, MOST)


@dataclass(frozen=True, slots=True)
class Letter:
    """What one recipient is to receive: all that the floor needs to know."""

    headers: tuple[tuple[str, str], ...]
    body: str
    files: tuple[tuple[str, bytes], ...]

    @classmethod
    def read(cls, content: bytes) -> "Letter":
        message = email.message_from_bytes(content, policy=email.policy.default)
        names = ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted")
        return cls(
            headers=tuple((name, str(message[name])) for name in names),
            body=message.get_body().get_content(),
            files=tuple((part.get_filename(), part.get_content()) for part in message.iter_attachments()),
        )

    def message(self) -> EmailMessage:
        message = EmailMessage()
        for name, value in self.headers:
            message[name] = value
        message.set_content(self.body)
        for name, content in self.files:
            message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
        return message


def handed_over(note: VerbalNote) -> Iterator[bytes]:
    """Deliver once and return what was handed to smtplib, byte for byte."""
    seen: list[bytes] = []
    original = smtplib.SMTP.sendmail

    def listening(self, from_addr, to_addrs, msg, *args, **kwargs):
        seen.append(msg)
        return original(self, from_addr, to_addrs, msg, *args, **kwargs)

    smtplib.SMTP.sendmail = listening
    try:
        deliver(note)
    finally:
        smtplib.SMTP.sendmail = original
    return iter(seen)


def deliver(note: VerbalNote) -> None:
    """Queue the messages of the note afresh and deliver them; every one must have left."""
    Dispatch.objects.filter(note=note).update(
        status=DispatchStatus.QUEUED, attempts=0, claimed_at=None, sent_at=None, not_before=note.issued_at
    )
    sending.deliver_due(note.issued_at)
    left = Dispatch.objects.filter(note=note).exclude(status=DispatchStatus.SENT)
    if left.exists():
        raise RuntimeError(f"Not sent: {left.first().status} {left.first().error}")


def send_all(letters: list[Letter], port: int) -> None:
    """The floor: the same messages over one connection, nothing claimed, checked or recorded."""
    with smtplib.SMTP("localhost", port, timeout=30) as connection:
        connection.starttls(context=ssl.create_default_context())
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.ehlo()
        for letter in letters:
            connection.send_message(letter.message())


def certify(folder: Path) -> tuple[Path, Path]:
    """Write a certificate that this machine made for itself, and its key."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(private, hashes.SHA256())
    )
    certificate, key = folder / "sink.pem", folder / "sink.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return certificate, key


@contextlib.contextmanager
def trusting(certificate: Path) -> Iterator[None]:
    """Let this process trust the sink's certificate, as an operator would a house's own."""
    before = os.environ.get("SSL_CERT_FILE")
    os.environ["SSL_CERT_FILE"] = str(certificate)
    try:
        yield
    finally:
        if before is None:
            del os.environ["SSL_CERT_FILE"]
        else:
            os.environ["SSL_CERT_FILE"] = before


@contextlib.contextmanager
def sink(certificate: Path, key: Path) -> Iterator[int]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "trials.benchmarks.sink", str(port), str(certificate), str(key)],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )
    try:
        if process.stdout is None or process.stdout.readline().strip() != b"ready":
            raise RuntimeError("The mail sink did not start.")
        yield port
    finally:
        process.terminate()
        process.wait(10)
