"""What the accounts library tells of leaves its entries: signing in, changes of passwords and factors."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from cica_portal import clock
from members import audit
from members.models import User


@receiver(account.user_logged_in)
def record_sign_in(user: User, **kwargs: Any) -> None:
    """Record that a person signed in; a delegate in the own record, for it says that the State is at work."""
    with transaction.atomic():
        if user.is_delegate:
            audit.record_internal("user.sign_in", subject=user, by=user, at=clock.now())
        else:
            audit.record("user.sign_in", subject=user, by=user)


@receiver([account.password_changed, account.password_set, account.password_reset])
def record_password(user: User, **kwargs: Any) -> None:
    with transaction.atomic():
        audit.record("user.set_password", subject=user, by=user, member_state=user.member_state)


@receiver([mfa.authenticator_added, mfa.authenticator_reset])
def record_factor(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    _record("user.add_factor", user, after={"factor": authenticator.type})


@receiver(mfa.authenticator_removed)
def record_factor_removed(
    request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    request.session.pop("second_factor", None)
    _record("user.remove_factor", user, before={"factor": authenticator.type})


def _record(action: str, user: User, **change: Any) -> None:
    with transaction.atomic():
        audit.record(action, subject=user, by=user, member_state=user.member_state, **change)
