"""Time stamps on seals: of an authority on loopback, which `openssl ts` answers for."""

import datetime as dt
import functools
import runpy
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from documents import sealing
from tests.documents.test_seal_token import page

CONFIGURATION = """[req]
distinguished_name = name
x509_extensions = stamping
prompt = no
[name]
CN = Stamping authority
[stamping]
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
"""
CHECKER = Path(django_settings.BASE_DIR) / "static/checker/check_cica.py"


class Stamping(BaseHTTPRequestHandler):
    folder: Path
    # What it answers in place of a stamp of what was asked: none, another's answer, or no stamp at all.
    amiss = ""

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        answer = b"<html>" if self.amiss == "page" else stamp(self.folder, asked)
        if self.amiss == "replayed":
            first = self.folder / "first"
            first.exists() or first.write_bytes(answer)
            answer = first.read_bytes()
        self.send_response(503 if self.amiss == "away" else 200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *told: Any) -> None:
        pass


def openssl(*words: str) -> None:
    subprocess.run(["openssl", *words], check=True, capture_output=True)


def stamp(folder: Path, asked: bytes) -> bytes:
    query, reply = folder / "query", folder / "reply"
    query.write_bytes(asked)
    config = ("-config", str(folder / "tsa.cnf"))
    openssl("ts", "-reply", *config, "-queryfile", str(query), "-out", str(reply))
    return reply.read_bytes()


@pytest.fixture
def authority(settings, tmp_path) -> Iterator[type[Stamping]]:
    settings.SEAL_KEY_FILE = str(tmp_path / "key" / "seal.p12")
    settings.SEAL_CERTIFICATES = str(tmp_path / "certificates")
    settings.SEAL_PASSPHRASE = "silk road and steppe"
    now = dt.datetime.now(dt.UTC)
    sealing.make_key(
        "CICA", "CICA Secretariat", (now - dt.timedelta(days=9), now + dt.timedelta(days=9)), file="a.pem"
    )
    (tmp_path / "tsa.cnf").write_text(CONFIGURATION.format(folder=tmp_path))
    (tmp_path / "serial").write_text("01")
    trusted = tmp_path / "certificates" / "authorities"
    trusted.mkdir()
    made = ("-config", str(tmp_path / "tsa.cnf"), "-keyout", str(tmp_path / "tsa.key"))
    openssl(
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "9",
        *made,
        "-out",
        str(tmp_path / "tsa.pem"),
    )
    (trusted / "tsa.pem").write_bytes((tmp_path / "tsa.pem").read_bytes())
    serving = type("Own", (Stamping,), {"folder": tmp_path})
    server = ThreadingHTTPServer(("127.0.0.1", 0), serving)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SEAL_TIME_STAMPS = f"http://127.0.0.1:{server.server_port}/"
    yield serving
    server.shutdown()
    server.server_close()


def both() -> list[sealing.Seal]:
    """Seal a PDF and a list, and return what the checks say of both; the checker of the files agrees."""
    pdf, beside = sealing.seal_pdf(page(), sealing.signer()), sealing.seal_beside(b"list", sealing.signer())
    check = runpy.run_path(str(CHECKER))
    own = [path.read_bytes() for path in Path(django_settings.SEAL_CERTIFICATES).glob("*.pem")]
    assert check["check_pdf"](pdf, own) and check["check_seal"](b"list", beside, own)
    read = functools.partial(sealing.check_pdf, pdf), functools.partial(sealing.check_beside, b"list", beside)
    return [of(sealing.accepted()) for of in read]


def test_a_seal_bears_the_time_of_the_authority(authority):
    for seal in both():
        assert (seal.is_whole, seal.is_accepted) == (True, True)
        assert abs(seal.stamped_at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)


@pytest.mark.parametrize("amiss", ["away", "page", "replayed"])
def test_an_authority_that_is_away_or_answers_amiss_stops_no_seal(authority, amiss, caplog):
    if amiss == "replayed":
        authority.amiss = amiss
        assert sealing.check_pdf(sealing.seal_pdf(page(), sealing.signer()), sealing.accepted()).stamped_at
    authority.amiss = amiss
    for seal in both():
        assert (seal.is_whole, seal.is_accepted, seal.stamped_at) == (True, True, None)
    assert "gave no time stamp" in caplog.text


def test_a_stamp_counts_only_of_an_authority_whose_certificate_is_kept(authority, tmp_path):
    pdf = sealing.seal_pdf(page(), sealing.signer())
    (tmp_path / "certificates/authorities/tsa.pem").unlink()
    seal = sealing.check_pdf(pdf, sealing.accepted())
    assert (seal.is_whole, seal.is_accepted, seal.stamped_at) == (True, True, None)
    assert all(seal.stamped_at is None for seal in both())
