"""Absolute addresses of the portal's pages, from the configured origin alone (rule 22)."""

from typing import Any

from django.conf import settings
from django.urls import reverse


def absolute(name: str, *arguments: Any) -> str:
    """Return the address of a page, or nothing where no origin is configured."""
    origin: str = settings.PORTAL_ORIGIN
    if not origin:
        return ""
    return origin.rstrip("/") + reverse(name, args=arguments)
