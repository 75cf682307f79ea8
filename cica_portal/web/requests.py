"""Requests as types know them, after the middlewares of settings.py."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class PortalRequest(HttpRequest):
    """A request of which it is known whether a script sent it."""

    htmx: HtmxDetails
