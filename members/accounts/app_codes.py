"""Codes of an authenticator app: each opens an account once, for as long as it is good (rule 30).

The accounts library remembers a used code in the cache, for its half minute; it is good for longer, since one
that is typed as its half minute ends must still arrive. Which half minutes were used stands beside the secret
in the database: it holds in every process, and while Redis is away.
"""

from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.db import transaction
from django.db.models import QuerySet

from members.accounts import secrets
from members.models import User

# Where an authenticator keeps the half minutes whose codes were used.
USED = "used"


def held(user: User) -> QuerySet[Authenticator]:
    """Return the factors of a person, locked: two requests never read what the other is about to use up."""
    found: QuerySet[Authenticator] = Authenticator.objects.select_for_update().filter(user=user)
    return found


def use(user: User, *codes: str) -> bool:
    """Use codes of the person's app up; tell whether all of them were good and none was used before."""
    with transaction.atomic():
        app = held(user).filter(type=Authenticator.Type.TOTP).get()
        good = list(yield_hotp_counters_from_time())
        used = [step for step in app.data.get(USED, []) if step >= good[0]]
        now = [step for step in good if any(_is_of(app, step, code) for code in codes)]
        if not now or set(now) & set(used):
            return False
        app.data = app.data | {USED: used + now}
        app.save(update_fields=["data"])
    return True


def _is_of(app: Authenticator, step: int, code: str) -> bool:
    data: dict[str, Any] = app.data
    expected = format_hotp_value(hotp_value(secrets.decrypt(data["secret"]), step))
    return bool(compare_user_code(actual=code, expected=expected))
