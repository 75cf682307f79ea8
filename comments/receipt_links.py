"""Where anybody checks a receipt: the address printed in it, and the one of its QR code."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from comments.models import Receipt


def address() -> str:
    """Return the address of the page that checks receipts; nothing where no origin is configured."""
    origin = settings.PORTAL_ORIGIN.rstrip("/")
    return f"{origin}{reverse('comments:receipt-check')}" if origin else ""


def link(receipt: Receipt) -> str:
    """Return the address that checks this very receipt."""
    query = urlencode({"number": receipt.number, "sha256": receipt.sha256})
    return f"{address()}?{query}" if address() else ""
