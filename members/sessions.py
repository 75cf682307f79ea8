"""A person's own sessions, each under a name that tells neither its key nor how many there are."""

import hashlib

from allauth.usersessions.models import UserSession

from members.models import User


def name_of(session: UserSession) -> str:
    return hashlib.sha256(session.session_key.encode()).hexdigest()[:20]


def find(user: User, name: str) -> UserSession | None:
    """Return the session of `user` with this name."""
    return next((item for item in UserSession.objects.filter(user=user) if name_of(item) == name), None)
