import pytest


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"
