"""The head of the chain is kept outside the database: in a file, and by mail once a day."""

import datetime as dt
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction

from members import audit
from members.audit import witness
from members.mailing import personal, sender
from members.models import AuditEntry, AuditHead
from tests.factories import members

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 5, 26, 3, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def entries(settings, tmp_path):
    settings.AUDIT_HEAD_FILE = str(tmp_path / "audit-head.log")
    with transaction.atomic():
        for action in ("user.create", "user.set_language"):
            audit.record(action, subject=members.officer(), by=None, at=AT)


def test_head_is_kept_outside_once(settings):
    head = AuditHead.objects.get()
    assert witness.keep_head(AT) == [f"audit head {head.sequence} kept"]
    assert witness.keep_head(AT) == []
    line = f"2022-05-26T03:00:00Z {head.sequence} {head.hash}\n"
    assert Path(settings.AUDIT_HEAD_FILE).read_text() == line
    assert AuditEntry.objects.get(sequence=head.sequence).hash == head.hash


def test_head_is_mailed_once_a_day(settings):
    settings.AUDIT_WITNESS = "witness@example.org"
    head = AuditHead.objects.get()
    for hours in (0, 1, 23):
        at = AT + dt.timedelta(hours=hours)
        witness.keep_head(at)
        personal.deliver_due(at)
    [message] = mail.outbox
    assert message.to == ["witness@example.org"]
    assert f"verify_audit --expect {head.sequence}:{head.hash}" in message.body
    assert "ended at 2022-05-26T03:00:00+00:00" in message.body
    witness.keep_head(AT + dt.timedelta(hours=24))
    personal.deliver_due(AT + dt.timedelta(hours=24))
    assert len(mail.outbox) == 2


def test_mail_to_the_witness_is_tried_again(settings, monkeypatch):
    """What a mail server did not take today is not missing in the witness's hands tomorrow."""
    settings.AUDIT_WITNESS = "witness@example.org"
    witness.keep_head(AT)
    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", lambda self, messages: 0)
        personal.deliver_due(AT)
    assert mail.outbox == []
    personal.deliver_due(AT + sender.PAUSES[0])
    assert [message.to for message in mail.outbox] == [["witness@example.org"]]
