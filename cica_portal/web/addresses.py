"""Absolute addresses of the portal's pages, from the configured origin alone (rule 22)."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def absolute(name: str, *arguments: Any) -> str:
    """Return the address of a page, or nothing where no origin is configured."""
    origin: str = settings.PORTAL_ORIGIN
    if not origin:
        return ""
    return origin.rstrip("/") + reverse(name, args=arguments)


def of_portal(request: HttpRequest, target: str, otherwise: str) -> str:
    """Return an address that a page sent along, if it leads into the portal."""
    is_ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if is_ours else otherwise
