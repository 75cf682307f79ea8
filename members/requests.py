"""Requests as types know them, after the middlewares of settings.py."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from members.models import User


class PortalRequest(HttpRequest):
    """A request of which it is known whether a script sent it."""

    htmx: HtmxDetails


class SignedInRequest(PortalRequest):
    """A request of a person: `Page` has sent everybody else to sign in before a view sees one."""

    user: User
