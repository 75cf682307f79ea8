"""Keys of calendars and feeds: programmes that read them cannot sign in, so the address itself is private.

The token is the key with its signature. Neither the database nor its backup holds one, and a key that was
revoked opens nothing from that instant on.
"""

import datetime as dt
import uuid

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from members import audit
from members.models import FeedKey, User

SALT = "members.accounts.feed_keys"
SIGNED = 40


def current(person: User) -> FeedKey | None:
    return FeedKey.objects.filter(person=person, revoked_at=None).first()


def make(person: User, *, at: dt.datetime) -> FeedKey:
    """Give a person a new key; what the one before opened is closed."""
    with transaction.atomic():
        _revoke(_held(person), at=at)
        key = FeedKey.objects.create(person=person, made_at=at)
        audit.record("feed_key.make", subject=key, by=person, at=at)
    return key


def revoke(person: User, *, at: dt.datetime) -> None:
    """Close the person's calendars and feed to whoever knows their addresses."""
    with transaction.atomic():
        _revoke(_held(person), at=at)


def token(key: FeedKey) -> str:
    return f"{key.pk.hex}{_signature(key.pk)}"


def person_of(token: str) -> User | None:
    """Return the person whose calendars and feed a token opens; nobody where it is not good any more."""
    try:
        key = uuid.UUID(hex=token[:32])
    except ValueError:
        return None
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if not any(constant_time_compare(token[32:], _signature(key, secret)) for secret in secrets):
        return None
    good = FeedKey.objects.filter(pk=key, revoked_at=None, person__is_active=True)
    found = good.select_related("person__member_state").first()
    return found.person if found else None


def _held(person: User) -> FeedKey | None:
    """Return the key in force; the person's row is the lock, so that two clicks take turns."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
    return current(person)


def _revoke(key: FeedKey | None, *, at: dt.datetime) -> None:
    if key is None:
        return
    FeedKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at)
    audit.record("feed_key.revoke", subject=key, by=key.person, at=at)


def _signature(key: uuid.UUID, secret: str | None = None) -> str:
    return salted_hmac(SALT, key.hex, secret=secret, algorithm="sha256").hexdigest()[:SIGNED]
