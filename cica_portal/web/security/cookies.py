"""How cookies are named: what has the prefix __Host- no other host of the domain can set (rule 32)."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpRequest

PREFIX = "__Host-"


def named(name: str) -> str:
    """Return the name of a cookie; browsers take the prefix by TLS alone."""
    return f"{PREFIX}{name}" if settings.SESSION_COOKIE_SECURE else name


class HostCookieStorage(CookieStorage):
    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.cookie_name = named("messages")


class Storage(FallbackStorage):
    """What a page says once: in a cookie, which costs no statement, or what is too long in the session."""

    storage_classes = (HostCookieStorage, SessionStorage)
