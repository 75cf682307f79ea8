"""Sessions: how long one goes on, by two limits (rule 30) that its pages are told, too; and a person's own,
each under a name that tells neither its key nor how many there are."""

import datetime as dt
import hashlib

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.http import HttpRequest

from cica_portal import retention
from members.models import User

# The session is written at most this often, in seconds.
SEEN_EVERY = 300
# A script that asks of itself, by its clock and not by a person's act, says so: nobody is at work for that.
BY_ITSELF = "X-By-Itself"
# The browser clears its pages when this many seconds have passed: static/portal/session_end.js.
HEADER = "Session-Ends-In"


def ends_in(session: SessionBase, now: int) -> int:
    """Return after how many seconds the session ends if its person does nothing; below nought it is over."""
    started: int = session.setdefault("started", now)
    seen: int = session.get("seen", now)
    return min(started + settings.SESSION_ABSOLUTE_LIMIT, seen + settings.SESSION_IDLE_LIMIT) - now


def note_activity(request: HttpRequest, now: int) -> None:
    """Note that the person of the session did something."""
    is_due = now - request.session.get("seen", 0) > SEEN_EVERY
    if is_due and ("seen" not in request.session or BY_ITSELF not in request.headers):
        request.session["seen"] = now


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
