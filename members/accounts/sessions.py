"""A person's own sessions, each under a name that tells neither its key nor how many there are."""

import datetime as dt
import hashlib

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from cica_portal import retention
from members.models import User

# How browsers and systems name themselves; the first that is found, for some name others, too.
BROWSERS = {
    "Edg": "Microsoft Edge",
    "OPR/": "Opera",
    "YaBrowser/": "Yandex Browser",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Macintosh": "macOS",
    "Linux": "Linux",
}
SHORT = 60


def name_of(session: UserSession) -> str:
    return hashlib.sha256(session.session_key.encode()).hexdigest()[:20]


def find(user: User, name: str) -> UserSession | None:
    """Return the session of `user` with this name."""
    return next((item for item in UserSession.objects.filter(user=user) if name_of(item) == name), None)


def browser_of(agent: str) -> str:
    """Return which browser on which system it was, or the beginning of what it said of itself."""
    found = [
        next((name for mark, name in names.items() if mark in agent), "") for names in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, found)) or agent[:SHORT]


def forget_ended(at: dt.datetime) -> int:
    """Delete what is kept of sessions that ran out so long ago, address and browser included.

    `at` is by the machine's clock, which dates sessions, and not by the portal's.
    """
    keys = list(
        Session.objects.filter(expire_date__lt=retention.limit("sessions", at)).values_list("pk", flat=True)
    )
    if keys:
        UserSession.objects.filter(session_key__in=keys).delete()
        Session.objects.filter(pk__in=keys).delete()
    return len(keys)
