"""What `check --deploy` says before it hurts: each fault alone, and nothing of a production that is whole."""

import pytest

from cica_portal.operation.checks import production_is_complete

LONG = "w" * 32
FAULTS = {
    "W001": {"PORTAL_ORIGIN": "portal.example.org"},
    "W003": {"REDIS_URL": ""},
    "W004": {"BOUNCE_TOKEN": "short"},
    "W006": {"METRICS_TOKEN": "short"},
    "W007": {"EMAIL_USE_TLS": False},
    "W008": {"PORTAL_ORIGIN": "http://portal.example.org"},
    "W009": {"ALLOWED_HOSTS": ["portal.example.org", "*"]},
    "W010": {"SAYS_WHETHER_BEHIND_PROXY": False},
    "W011": {"OPERATOR_ADDRESS": ""},
    "W012": {"AUDIT_WITNESS": ""},
    "W013": {"BOUNCE_TOKEN": ""},
    "W015": {"SEAL_TOKEN": "seal"},
    "W014": {"AUDIT_HEAD_FILE": "/no/such/folder/head.log"},
}


@pytest.fixture
def said(settings, tmp_path):
    """Return what is said of a whole production with some settings of its own."""

    def said_of(**faults):
        (tmp_path / "seal.pem").touch()
        whole = {
            "PORTAL_ORIGIN": "https://portal.example.org",
            "ALLOWED_HOSTS": ["portal.example.org"],
            "SAYS_WHETHER_BEHIND_PROXY": True,
            "EMAIL_BACKEND": "members.mailing.backends.SMTPBackend",
            "EMAIL_HOST": "mail.example.org",
            "EMAIL_USE_TLS": True,
            "EMAIL_USE_SSL": False,
            "BOUNCE_MAILBOX": "",
            "BOUNCE_TOKEN": LONG,
            "METRICS_TOKEN": LONG,
            "MAIL_PROVIDER": "none",
            "REDIS_URL": "redis://queue:6379/0",
            "OPERATOR_ADDRESS": "operator@example.org",
            "AUDIT_WITNESS": "witness@example.org",
            "AUDIT_HEAD_FILE": str(tmp_path / "head.log"),
            "SEAL_CERTIFICATES": str(tmp_path),
        }
        for name, value in (whole | faults).items():
            setattr(settings, name, value)
        return [one.id for one in production_is_complete(None)]

    return said_of


@pytest.mark.parametrize("number", FAULTS)
def test_each_fault_is_said_and_no_other(said, number):
    assert said(**FAULTS[number]) == [f"portal.{number}"]


def test_nothing_is_said_of_a_whole_production_nor_of_other_ways_to_the_same(said, tmp_path):
    assert said() == []
    assert said(EMAIL_HOST="127.0.0.1", EMAIL_USE_TLS=False) == []
    assert said(BOUNCE_TOKEN="", MAIL_PROVIDER="brevo") == []
    (tmp_path / "seal.pem").unlink()
    assert said(SEAL_CERTIFICATES=str(tmp_path / "none")) == ["portal.W005"]
