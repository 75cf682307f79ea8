"""Sessions in the database, as Django keeps them: what every page asks first is composed once."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from cica_portal.database import composed


class SessionStore(db.SessionStore):
    """Django's own; only the statement that reads a session is not made anew for each request."""

    def _get_session_from_db(self) -> Session | None:
        found = composed.rows(SessionStore, _good, session=self.session_key or "", at=timezone.now())
        if not found:
            self._session_key = None
        return found[0] if found else None


def _good(*, session: Any, at: Any) -> QuerySet[Session]:
    return Session.objects.filter(session_key=session, expire_date__gt=at)
