"""Tokens: made and revoked by the person whose rights they carry, shown once, stored as a hash."""

import datetime as dt
import hashlib
import secrets

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from api.models import Token
from cica_portal.errors import AlreadyMoved, DomainError
from cica_portal.text import is_blank
from members import audit
from members.enums import SECOND_FACTOR_ROLES
from members.models import User

PREFIX = "cica_"
# So many good ones for each person.
MOST = 10


class LabelNeeded(DomainError):
    sentence = _("Say what the token is for, so that you know it again.")


class TooManyTokens(DomainError):
    sentence = _("You have %(number)s tokens that are good. Revoke one before you make another.")


@transaction.atomic
def make(user: User, *, label: str, at: dt.datetime) -> tuple[Token, str]:
    """Make a token for the person; return it with its key, which nobody can read afterwards."""
    if is_blank(label):
        raise LabelNeeded
    held = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if Token.objects.visible_to(held).good(at).count() >= MOST:
        raise TooManyTokens(number=MOST)
    key = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        user=held,
        label=label,
        sha256=digest(key),
        made_at=at,
        expires_at=at + dt.timedelta(days=settings.API_TOKEN_DAYS),
    )
    audit.record(
        "token.make",
        subject=token,
        by=user,
        at=at,
        after={"label": label, "expires_at": token.expires_at.isoformat()},
    )
    return token, key


@transaction.atomic
def revoke(token: Token, *, by: User, at: dt.datetime) -> None:
    """Revoke a token of one's own: from now on it opens nothing."""
    own = Token.objects.visible_to(by).filter(pk=token.pk)
    if not own.filter(revoked_at=None).update(revoked_at=at):
        raise AlreadyMoved
    audit.record("token.revoke", subject=token, by=by, at=at, before={"label": token.label})


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def find(key: str, *, at: dt.datetime) -> Token | None:
    """Return the token of this key if it is good and its person may still act (rule 6)."""
    if not key.startswith(PREFIX):
        return None
    token = Token.objects.good(at).select_related("user__member_state").filter(sha256=digest(key)).first()
    if token is None or not token.user.is_active:
        return None
    return token


def lacks_second_factor(user: User) -> bool:
    """Tell whether the person must set up a second factor first, as on pages (rule 30)."""
    return settings.SECOND_FACTOR_REQUIRED and user.role in SECOND_FACTOR_ROLES and not is_mfa_enabled(user)


def note_use(token: Token, *, on: dt.date) -> None:
    """Remember the day, once a day."""
    if token.last_used_on != on:
        Token.objects.filter(pk=token.pk).update(last_used_on=on)
