import pytest

from tests.factories import members, notes


@pytest.fixture
def officer():
    return members.officer(username="officer")


@pytest.fixture
def signatory():
    return members.signatory(username="signatory")


@pytest.fixture
def people():
    """The contact points of KZ, RU and TR, who read Kazakh, Russian and English."""
    return notes.delegations()


@pytest.fixture
def consultation(people):
    return notes.circulated()


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.OUTBOX_DIR = tmp_path / "outbox"
    settings.AUDIT_HEAD_FILE = str(tmp_path / "audit-head.log")
