"""How long a session goes on: its two limits (rule 30), which its pages are told, too."""

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

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
