"""The seal by a key that never leaves a token (PKCS#11): tried with SoftHSM."""

import datetime as dt
import io
import subprocess
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pkcs11 import Attribute, ObjectClass, lib
from pkcs11.util import x509 as token_x509

from documents import sealing
from documents.enums import ALL
from notes import note_documents
from notes.renderers import verbal_notes
from tests.factories import notes
from tests.refusing import refused

MODULE = next(
    (str(path) for path in Path("/usr/lib").glob("**/softhsm/libsofthsm2.so")),
    "/usr/lib/softhsm/libsofthsm2.so",
)
PIN = "495837"
NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "House of the Silk Road")])


@pytest.fixture(scope="session")
def token(tmp_path_factory):
    """Make a token in software with a key and its certificate; return the certificate. Once in a process: the
    library looks for its tokens in the folder that it was first told."""
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (folder / "key.pem").write_bytes(pem)
        named = ["--label", "seal", "--pin", PIN]
        for command in (
            ["--init-token", "--free", "--label", "house", "--pin", PIN, "--so-pin", PIN],
            ["--import", str(folder / "key.pem"), "--token", "house", "--id", "A1", *named],
        ):
            subprocess.run(["softhsm2-util", *command], check=True, capture_output=True)
        day = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        certificate = (
            x509.CertificateBuilder(NAME, NAME, key.public_key(), 1, day, day.replace(year=2045))
            .add_extension(sealing.SEALING_ONLY, critical=True)
            .sign(key, hashes.SHA256())
        )
        kept = token_x509.decode_x509_certificate(certificate.public_bytes(serialization.Encoding.DER))
        with lib(MODULE).get_token(token_label="house").open(rw=True, user_pin=PIN) as session:
            session.create_object(kept | {Attribute.TOKEN: True, Attribute.LABEL: "seal"})
            assert not list(session.get_objects({Attribute.CLASS: ObjectClass.DATA}))
        yield certificate.public_bytes(serialization.Encoding.PEM)


@pytest.fixture(autouse=True)
def places(settings, tmp_path, token):
    settings.SEAL_CERTIFICATES = str(tmp_path)
    settings.SEAL_TOKEN_MODULE, settings.SEAL_TOKEN, settings.SEAL_TOKEN_KEY = MODULE, "house", "seal"
    settings.SEAL_TOKEN_PIN_FILE = str(tmp_path / "pin")
    settings.SEAL_KEY_FILE = "/nowhere/seal.p12"
    (tmp_path / "token.pem").write_bytes(token)
    (tmp_path / "pin").write_text(f"{PIN}\n")
    yield
    if sealing._token.cache_info().currsize and (made := sealing._token(MODULE, "house", "seal")):
        made.pkcs11_session.close()
    sealing._token.cache_clear()


def page():
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(made)
    return made.getvalue()


def test_the_key_of_a_token_seals_papers_and_lists(settings):
    by = sealing.signer()
    for _second in range(2):
        found = sealing.check_pdf(sealing.seal_pdf(page(), by), sealing.accepted())
        assert (found.is_whole, found.is_accepted, found.subject) == (True, True, "House of the Silk Road")
    beside = sealing.seal_beside(b"list", sealing.signer())
    assert sealing.check_beside(b"list", beside, sealing.accepted()).is_accepted
    assert not sealing.check_beside(b"another", beside, sealing.accepted()).is_whole
    (Path(settings.SEAL_CERTIFICATES) / "token.pem").unlink()
    assert not sealing.check_beside(b"list", beside, sealing.accepted()).is_accepted


@pytest.mark.parametrize(
    "fault",
    [{"SEAL_TOKEN_MODULE": "/nowhere.so"}, {"SEAL_TOKEN": "other"}, {"SEAL_TOKEN_KEY": "other"}]
    + [{"SEAL_TOKEN_PIN_FILE": "/nowhere/pin"}],
)
def test_a_token_that_does_not_answer_seals_nothing_and_is_asked_again(settings, fault):
    before = {name: getattr(settings, name) for name in fault}
    for name, value in fault.items():
        setattr(settings, name, value)
    with refused("documents.no_token"):
        sealing.signer()
    for name, value in before.items():
        setattr(settings, name, value)
    assert sealing.signer() is sealing.signer()


def test_a_wrong_pin_is_tried_once(settings, caplog):
    pin = Path(settings.SEAL_TOKEN_PIN_FILE)
    pin.write_text("0000")
    for _second in range(2):
        with refused("documents.no_token"):
            sealing.signer()
    assert [one.message for one in caplog.records] == ["The PIN of the token is not accepted."]


@pytest.mark.django_db
def test_a_note_is_sent_with_the_seal_where_the_house_seals_its_notes(settings):
    note = notes.note_of(notes.circulated())
    found = {}
    for settings.SEAL_NOTES in (False, True):
        for document in note_documents.all_of(note):
            sealed = sealing.check_pdf(verbal_notes.verbal_note(document).content, sealing.accepted())
            found[settings.SEAL_NOTES, document.language] = sealed.is_accepted
    assert {key for key, is_sealed in found.items() if is_sealed} == {(True, ALL)}
    assert len(found) == 8
