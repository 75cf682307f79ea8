"""A mail server of the run: STARTTLS with a certificate of its own, every message kept as a file.

python -m trials.rehearsal.mail_server PORT FOLDER
"""

import datetime as dt
import ipaddress
import ssl
import sys
import threading
import uuid
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Kept:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        aside = self.folder / f"{uuid.uuid4()}.part"
        aside.write_bytes(content)
        aside.rename(aside.with_suffix(".eml"))
        return "250 OK"


def admits(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: object) -> AuthResult:
    is_good = isinstance(given, LoginPassword) and (given.login, given.password) == (b"portal", b"word")
    return AuthResult(success=is_good)


def certificate(folder: Path) -> Path:
    """Make key and certificate for localhost, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "mail.pem"
    aside = folder / "mail.part"
    aside.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    aside.rename(file)
    return file


def main(port: str, folder: str) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate(Path(folder)))
    controller = Controller(
        Kept(Path(folder) / "mails"),
        hostname="localhost",
        port=int(port),
        tls_context=context,
        require_starttls=True,
        authenticator=admits,
    )
    controller.start()
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
