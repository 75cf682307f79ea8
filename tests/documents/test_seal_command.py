"""The key of the Secretariat's seal, made by command."""

import stat
from pathlib import Path

import pytest
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


def test_no_key_is_overwritten(settings):
    call_command("make_seal", "CICA Secretariat")
    first = Path(settings.SEAL_KEY_FILE).read_bytes()

    with pytest.raises(CommandError, match="A key of the seal exists"):
        call_command("make_seal", "Somebody else")
    assert Path(settings.SEAL_KEY_FILE).read_bytes() == first


def test_a_key_needs_a_passphrase(settings):
    settings.SEAL_PASSPHRASE = "short"

    with pytest.raises(CommandError, match="SEAL_PASSPHRASE has fewer than 16 characters"):
        call_command("make_seal", "CICA Secretariat")
    assert not Path(settings.SEAL_KEY_FILE).exists()
