"""The mailbox of reports over IMAP: only from a server that can show who it is."""

import datetime as dt
import ipaddress
import socketserver
import ssl
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from notes.delivery import mailboxes

NOW = dt.datetime.now(dt.UTC)


class Mailbox(socketserver.StreamRequestHandler):
    """Says as much of IMAP as an empty mailbox needs, and writes down what it was told."""

    def handle(self) -> None:
        self.wfile.write(b"* OK ready\r\n")
        for line in self.rfile:
            tag, _, asked = line.strip().partition(b" ")
            self.server.told.append(asked.decode())
            if asked.startswith(b"CAPABILITY"):
                self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
            if asked.startswith(b"SELECT"):
                self.wfile.write(b"* 0 EXISTS\r\n")
            if asked.startswith(b"UID SEARCH"):
                self.wfile.write(b"* SEARCH\r\n")
            self.wfile.write(tag + b" OK done\r\n")


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    told: list[str]
    context: ssl.SSLContext

    def finish_request(self, request, client_address) -> None:
        try:
            with self.context.wrap_socket(request, server_side=True) as secured:
                super().finish_request(secured, client_address)
        except (ssl.SSLError, ConnectionError):
            return  # the client has gone


@pytest.fixture
def certificate(tmp_path):
    """A certificate of 127.0.0.1 that no authority has signed, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - dt.timedelta(days=1))
        .not_valid_after(NOW + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "server.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@pytest.fixture
def server(certificate):
    with Server(("127.0.0.1", 0), Mailbox) as made:
        made.told = []
        made.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.context.load_cert_chain(certificate)
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


def read(server, host="127.0.0.1") -> list[bool]:
    address = f"imaps://portal:secret@{host}:{server.server_address[1]}/INBOX"
    return list(mailboxes.read(address, lambda content: True))


def test_a_server_that_nobody_vouches_for_is_not_told_the_password(server):
    with pytest.raises(ssl.SSLCertVerificationError):
        read(server)
    assert server.told == []


def test_a_server_whose_certificate_names_another_host_is_not_told_the_password(
    server, certificate, monkeypatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with pytest.raises(ssl.SSLCertVerificationError):
        read(server, "localhost")
    assert server.told == []


def test_a_server_of_a_known_authority_is_read(server, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert read(server) == []
    assert 'LOGIN portal "secret"' in server.told
