"""Message-IDs: fixed before the first attempt, so that a second is known to be the same (rule 22)."""

import uuid
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings


def new() -> str:
    """Return a Message-ID of the configured origin's host."""
    return f"<{uuid.uuid4()}@{_domain()}>"


def _domain() -> str:
    host = urlsplit(settings.PORTAL_ORIGIN).hostname
    return host or parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "portal.invalid"
