"""The key of the Secretariat's seal, made by command."""

import runpy
import stat
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command

from documents import sealing

PASSPHRASE = "silk road and steppe"


@pytest.fixture(autouse=True)
def places(settings, tmp_path):
    settings.SEAL_KEY_FILE = str(tmp_path / "key" / "seal.p12")
    settings.SEAL_CERTIFICATES = str(tmp_path / "certificates")
    settings.SEAL_PASSPHRASE = PASSPHRASE


def test_a_seal_made_by_command_is_accepted_and_is_no_demonstration(settings, capsys):
    call_command("make_seal", "CICA Secretariat")

    made = sealing.seal_beside(b"list of files", sealing.signer())
    found = sealing.check_beside(b"list of files", made, sealing.accepted())
    assert found.is_whole
    assert found.is_accepted
    assert found.subject == "CICA Secretariat"
    assert not found.is_demonstration
    assert stat.S_IMODE(Path(settings.SEAL_KEY_FILE).stat().st_mode) == 0o600
    assert "SHA-256 of the certificate: " in capsys.readouterr().out

    first = Path(settings.SEAL_KEY_FILE).read_bytes()

    with pytest.raises(CommandError, match="A key of the seal exists"):
        call_command("make_seal", "Somebody else")
    assert Path(settings.SEAL_KEY_FILE).read_bytes() == first


def test_a_seal_of_an_rsa_key_signs_by_pss_and_both_checks_read_it(settings, monkeypatch):
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    monkeypatch.setattr(sealing.ec, "generate_private_key", lambda curve: key)
    call_command("make_seal", "CICA Secretariat")
    monkeypatch.undo()

    made = sealing.seal_beside(b"list of files", sealing.signer())
    algorithm = cms.ContentInfo.load(made)["content"]["signer_infos"][0]["signature_algorithm"]
    assert algorithm["algorithm"].native == "rsassa_pss"
    found = sealing.check_beside(b"list of files", made, sealing.accepted())
    assert (found.is_whole, found.is_accepted) == (True, True)
    accepted = [path.read_bytes() for path in Path(settings.SEAL_CERTIFICATES).glob("*.pem")]
    assert checker()["check_seal"](b"list of files", made, accepted) is not None
    assert not sealing.check_beside(b"another list", made, sealing.accepted()).is_whole


def checker() -> dict[str, Any]:
    """Return what the program that checks packages without the portal defines."""
    return runpy.run_path(str(Path(django_settings.BASE_DIR, "static", "checker", "check_cica.py")))


def test_a_key_needs_a_passphrase(settings):
    settings.SEAL_PASSPHRASE = "short"

    with pytest.raises(CommandError, match="SEAL_PASSPHRASE has fewer than 16 characters"):
        call_command("make_seal", "CICA Secretariat")
    assert not Path(settings.SEAL_KEY_FILE).exists()
