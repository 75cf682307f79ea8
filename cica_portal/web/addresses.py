"""Addresses of the portal's pages: absolute, from the configured origin alone (rule 22), and ways back."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
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
    is_ours = target.startswith(("/", "http")) and url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if is_ours else otherwise


def led_back(request: HttpRequest) -> HttpResponseRedirect:
    """Lead to the page that the form came from, or to the start page where it names none of the portal."""
    return HttpResponseRedirect(of_portal(request, request.POST.get("next", ""), "/"))
