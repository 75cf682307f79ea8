"""What a mail provider posts reaches the message it is about, if it is the provider's."""

import hashlib
import hmac
import json

import pytest
from django.urls import reverse

from notes.models import DeliveryReport, Dispatch
from tests.factories import notes

pytestmark = pytest.mark.django_db

KEY = "a-key-that-the-provider-signs-with"


@pytest.fixture
def sent() -> Dispatch:
    """Return a message that has left."""
    notes.circulated()
    dispatch = Dispatch.objects.first()
    Dispatch.objects.filter(pk=dispatch.pk).update(status="sent", sent_at=notes.AT)
    dispatch.refresh_from_db()
    return dispatch


def mailgun(dispatch: Dispatch, event: str, **data: object) -> dict:
    said = {
        "event": event,
        "recipient": dispatch.address,
        "timestamp": 1653534000.5,
        "message": {"headers": {"message-id": dispatch.message_id.strip("<>")}},
        "delivery-status": {"code": 550, "message": "5.1.1 no such mailbox"},
    } | data
    token = "c" * 50
    signed = hmac.new(KEY.encode(), f"1653534000{token}".encode(), hashlib.sha256).hexdigest()
    return {
        "signature": {"timestamp": "1653534000", "token": token, "signature": signed},
        "event-data": said,
    }


def post(client, content: dict, **headers: str) -> int:
    return client.post(
        reverse("notes:event-receive"), json.dumps(content), content_type="application/json", headers=headers
    ).status_code


@pytest.fixture
def provider(settings):
    settings.MAIL_PROVIDER, settings.MAIL_PROVIDER_KEY = "mailgun", KEY


def status(dispatch: Dispatch) -> str:
    return Dispatch.objects.get(pk=dispatch.pk).status


@pytest.mark.parametrize(
    ("event", "data", "becomes"),
    [
        ("delivered", {}, "delivered"),
        ("failed", {"severity": "permanent"}, "bounced"),
        ("failed", {"severity": "temporary"}, "sent"),
        ("opened", {}, "sent"),
    ],
)
def test_an_event_brings_the_message_to_what_became_of_it(client, provider, sent, event, data, becomes):
    client.handler.enforce_csrf_checks = True

    assert post(client, mailgun(sent, event, **data)) == 204
    assert status(sent) == becomes


def test_the_same_event_twice_is_one_report(client, provider, sent):
    for _time in range(2):
        assert post(client, mailgun(sent, "failed", severity="permanent")) == 204

    report = DeliveryReport.objects.get()
    assert (report.dispatch, report.code, report.is_applied) == (sent, "5.1.1", True)


def test_an_event_about_another_recipient_changes_nothing(client, provider, sent):
    assert post(client, mailgun(sent, "failed", recipient="else@example.org")) == 204

    assert status(sent) == "sent"
    assert not DeliveryReport.objects.get().is_applied


@pytest.mark.parametrize(
    "spoil",
    [
        lambda said: said["signature"].update(signature="0" * 64),
        lambda said: said["signature"].update(token="d" * 50),
        lambda said: said.pop("signature"),
    ],
)
def test_what_the_provider_did_not_sign_changes_nothing(client, provider, sent, spoil):
    said = mailgun(sent, "failed", severity="permanent")
    spoil(said)

    assert post(client, said) == 404
    assert status(sent) == "sent" and not DeliveryReport.objects.exists()


@pytest.mark.parametrize("content", [[], {}, {"event-data": 7, "signature": 7}, "words"])
def test_what_nobody_can_read_is_refused(client, provider, content):
    assert post(client, content) == 404


def test_without_a_provider_nothing_is_there(client, settings, sent):
    settings.MAIL_PROVIDER = ""

    assert post(client, mailgun(sent, "delivered")) == 404


def test_a_provider_with_ids_of_its_own_gives_back_the_word_of_the_message(client, settings, sent):
    settings.MAIL_PROVIDER, settings.MAIL_PROVIDER_KEY = "postmark", "portal:its-password"
    word = sent.message_id.strip("<>").partition("@")[0]
    said = {
        "RecordType": "Delivery",
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Recipient": sent.address,
        "DeliveredAt": "2022-05-26T09:00:00Z",
        "Details": "250 2.0.0 taken",
        "Metadata": {"message": word},
    }

    assert post(client, said) == 404
    assert post(client, said, Authorization="Basic cG9ydGFsOml0cy1wYXNzd29yZA==") == 204
    assert status(sent) == "delivered"


def test_too_large_an_event_is_refused(client, provider, monkeypatch):
    monkeypatch.setattr("notes.views.messages.reports.MOST_OF_EVENTS", 10)

    assert post(client, {"words": "so many that nobody reads them"}) == 413
