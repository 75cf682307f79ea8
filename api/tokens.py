"""Tokens: made and revoked by the person whose rights they carry, shown once, stored as a hash."""

import datetime as dt
import hashlib
import secrets
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.db import transaction

from api.models import Token, TokenUse
from cica_portal import organization
from cica_portal.errors import AlreadyMoved, Refusal
from cica_portal.text import is_blank
from members import audit
from members.accounts import factors
from members.models import User

# So many good ones for each person.
MOST = 10


def prefix() -> str:
    """Return what every token begins with, by which people and programs tell it from other secrets."""
    return f"{organization.slug()}_"


@transaction.atomic
def make(user: User, *, label: str, at: dt.datetime) -> tuple[Token, str]:
    """Make a token for the person; return it with its key, which nobody can read afterwards."""
    if is_blank(label):
        raise Refusal("api.label_needed")
    held = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if Token.objects.visible_to(held).good(at).count() >= MOST:
        raise Refusal("api.too_many_tokens", number=MOST)
    key = prefix() + secrets.token_urlsafe(32)
    token = Token.objects.create(
        user=held,
        label=label,
        sha256=digest(key),
        made_at=at,
        expires_at=at + dt.timedelta(days=organization.policy("API_TOKEN_DAYS")),
    )
    _record("token.make", token, by=user, at=at, after={"expires_at": token.expires_at.isoformat()})
    return token, key


@transaction.atomic
def revoke(token: Token, *, by: User, at: dt.datetime) -> None:
    """Revoke a token of one's own: from now on it opens nothing."""
    own = Token.objects.visible_to(by).filter(pk=token.pk)
    if not own.filter(revoked_at=None).update(revoked_at=at):
        raise AlreadyMoved
    _record("token.revoke", token, by=by, at=at)


def _record(action: str, token: Token, *, by: User, at: dt.datetime, after: Any = None) -> None:
    """A delegate's in the own record: what a State prepares is nobody else's to know. Never the label."""
    write = audit.record_internal if by.is_delegate else audit.record
    write(action, subject=token, by=by, at=at, after=after)


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def find(key: str, *, at: dt.datetime) -> Token | None:
    """Return the token of this key if it is good and its person may still act (rule 6)."""
    if not key.startswith(prefix()):
        return None
    good = Token.objects.good(at).select_related("user__member_state", "use")
    token = good.filter(sha256=digest(key)).first()
    if token is None or not token.user.is_active:
        return None
    return token


def lacks_second_factor(user: User) -> bool:
    """Tell whether the person must set up a second factor first, as on pages (rule 30)."""
    return factors.is_required(user.role) and not is_mfa_enabled(user)


def note_use(token: Token, *, on: dt.date) -> None:
    """Remember the day, once a day."""
    if last_use(token) != on:
        TokenUse.objects.update_or_create(token=token, defaults={"last_on": on})


def last_use(token: Token) -> dt.date | None:
    """Return the day on which the token was last shown, of one fetched with its use."""
    use = getattr(token, "use", None)
    return use.last_on if use else None
