import datetime as dt

import pytest
from django.core.mail import EmailMessage, get_connection

from members.mailing import backends


@pytest.fixture
def outbox(settings):
    settings.EMAIL_BACKEND = "members.mailing.backends.OutboxBackend"
    return settings.OUTBOX_DIR


def send(message_id="<1@example.org>", subject="Еске салу: № 690", number="NCT/ICT/690", **fields):
    message = EmailMessage(
        subject=subject,
        body="Құрметті әріптес,\n6 маусым",
        to=["kz@example.org"],
        attachments=[("note.pdf", b"%PDF-1.7", "application/pdf")],
        headers={"Message-ID": message_id, "Date": "Mon, 30 May 2022 03:00:00 -0000"}
        | ({backends.NOTE_HEADER: number} if number else {}),
        connection=get_connection(),
        **fields,
    )
    assert message.send() == 1


def test_message_is_read_back_as_it_was_sent(outbox):
    send()
    (path,) = backends.paths()
    message = backends.read(path)
    assert (message.subject, message.to, message.body.rstrip("\n"), message.message_id, message.files) == (
        "Еске салу: № 690",
        "kz@example.org",
        "Құрметті әріптес,\n6 маусым",
        "<1@example.org>",
        [(0, "note.pdf")],
    )
    assert message.sent_at == dt.datetime(2022, 5, 30, 3, tzinfo=dt.UTC)
    assert (message.file(0), message.file(1)) == (("note.pdf", b"%PDF-1.7"), None)


def test_same_message_is_there_once(outbox):
    send()
    send()
    assert len(list(outbox.iterdir())) == 1


def test_nothing_but_whole_messages_is_listed(outbox):
    send()
    (outbox / ".half.eml.0123").write_bytes(b"half")
    (outbox / "other.txt").write_bytes(b"no message")
    assert len(backends.paths()) == 1


def test_message_id_never_becomes_a_path(outbox):
    send(message_id="<../../etc/passwd@example.org>")
    (path,) = outbox.iterdir()
    assert path.name == backends.name_of("<../../etc/passwd@example.org>") + ".eml"


@pytest.mark.parametrize("identifier", ["../secret", "", "x" * 40, "%2e%2e"])
def test_only_listed_messages_are_found(outbox, identifier):
    send()
    (outbox.parent / "secret.eml").write_bytes(b"Subject: secret\n\n")
    assert backends.find(identifier) is None


def test_empty_outbox(outbox):
    assert (backends.paths(), backends.find("x")) == ([], None)


def test_what_brings_no_note_is_nobodys_but_the_recipients(outbox):
    send(number="", subject="Your own")
    assert (backends.paths(), backends.find(backends.name_of("<1@example.org>"))) == ([], None)
    assert backends.find_personal("<1@example.org>").subject == "Your own"
    assert backends.find_personal("<2@example.org>") is None
