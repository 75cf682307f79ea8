"""What a mail provider posts of messages (delivered, bounced), verified and read by django-anymail.

The provider's class checks the signature, or the word that the provider shows; what it says then counts as
little as any report: only our Message-ID together with the recipient changes a message.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from cica_portal.errors import DomainError
from notes.delivery.reports import MOST_WORDS, STATUS, WORD_OF_MESSAGE, Report, printable
from notes.enums import ReportAction

# The class of each provider, and by what it knows that a post is the provider's.
PROVIDERS = {
    "mailgun": ("anymail.webhooks.mailgun.MailgunTrackingWebhookView", "webhook_signing_key"),
    "postmark": ("anymail.webhooks.postmark.PostmarkTrackingWebhookView", "webhook_secret"),
    "brevo": ("anymail.webhooks.brevo.BrevoTrackingWebhookView", "webhook_secret"),
    "mailjet": ("anymail.webhooks.mailjet.MailjetTrackingWebhookView", "webhook_secret"),
    "sparkpost": ("anymail.webhooks.sparkpost.SparkPostTrackingWebhookView", "webhook_secret"),
}
ACTIONS = {
    "delivered": ReportAction.DELIVERED,
    "bounced": ReportAction.FAILED,
    "rejected": ReportAction.FAILED,
    "failed": ReportAction.FAILED,
    "deferred": ReportAction.DELAYED,
}
# What a message takes along for its provider, who gives it back with what became of it.
WORD = "message"


class NotTheProvider(DomainError):
    """A post that the provider did not sign, or that nobody can read."""


def events(request: HttpRequest) -> Iterator[tuple[str, Report]]:
    """Yield what the post reports, each with a hash by which it is known again; raise NotTheProvider."""
    from anymail.exceptions import (  # noqa: PLC0415 - slow import, 5 MiB, for posts of a provider alone
        AnymailWebhookValidationFailure,
    )

    path, proof = PROVIDERS[settings.MAIL_PROVIDER]
    hook = import_string(path)(**{proof: settings.MAIL_PROVIDER_KEY})
    try:
        hook.run_validators(request)
        found = hook.parse_events(request)
    except (AnymailWebhookValidationFailure, ValueError, LookupError, TypeError, AttributeError) as error:
        raise NotTheProvider from error
    for event in found:
        if event.event_type in ACTIONS:
            yield _digest(event), _report(event)


def _digest(event: Any) -> str:
    said = json.dumps(event.esp_event, sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()


def _report(event: Any) -> Report:
    response = printable(event.mta_response or event.description)
    status = STATUS.search(response)
    word = WORD_OF_MESSAGE.fullmatch(str((event.metadata or {}).get(WORD, "")))
    return Report(
        action=ACTIONS[event.event_type],
        status=status[0] if status else "",
        recipients=(str(event.recipient)[:254],) if event.recipient else (),
        diagnostic=response[:MOST_WORDS],
        message_id=printable(event.message_id)[:200],
        token=word[0].lower() if word else "",
    )
