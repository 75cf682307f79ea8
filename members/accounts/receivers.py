"""What the accounts library tells of leaves its entries: signing in, changes of passwords and factors."""

from logging import INFO
from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import get_language, ngettext, override

from cica_portal import clock, formats, organization
from cica_portal.web.security import clients, security_log
from members import audit, mailing
from members.accounts import app_codes, attempts, browsers, recovery_codes
from members.enums import SignInStep
from members.models import AuditEntry, DelegationEntry, User

# Fewer slips of one's own, from where one signs in now, need no word.
WORTH_TELLING = 3


@receiver(account.user_logged_in)
def record_sign_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Record that a person signed in, and by what; a delegate in the own record, for it says that the State
    is at work."""
    after = {"means": [one.get("type", one["method"]) for one in get_authentication_records(request, user)]}
    with transaction.atomic():
        if user.is_delegate:
            audit.record_internal("user.sign_in", subject=user, by=user, at=clock.now(), after=after)
        else:
            audit.record("user.sign_in", subject=user, by=user, after=after)


@receiver(account.authentication_step_completed)
def renew_session(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Who has authenticated again goes on in a session of a new key; the list of sessions follows it."""
    if not kwargs.get("reauthenticated") or not request.user.is_authenticated:
        return
    former = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=former).update(session_key=request.session.session_key)
    security_log.write(request, f"authenticated again by {kwargs.get('type', kwargs['method'])}", level=INFO)


@receiver(account.user_logged_in)
def tell_of_failures(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Tell a person of attempts that were hardly the own ones; the browser is known from now on."""
    hashed = attempts.name_hash(user.username)
    if not browsers.known_as(request, hashed):
        tell_of_a_new_browser(request, user)
    browsers.remember(request, hashed)
    count, last = attempts.tell(user)
    network = clients.network_of(clients.address_of(request))
    if last is None or (count < WORTH_TELLING and last.network == network):
        return
    language = user.language or get_language()  # that of the next page
    zone = user.member_state.time_zone if user.member_state else organization.time_zone()
    when = formats.moment(last.at, zone, language)
    with override(language):
        sentence = ngettext(
            "Since you last signed in, %(count)d attempt to sign in to your account failed: on %(when)s, "
            "from the network address %(address)s. If it was not yours, tell the Secretariat.",
            "Since you last signed in, %(count)d attempts to sign in to your account failed, the last one on "
            "%(when)s, from the network address %(address)s. If they were not yours, tell the Secretariat.",
            count,
        )
    messages.warning(request, sentence % {"count": count, "when": when, "address": last.address})


def tell_of_a_new_browser(request: HttpRequest, user: User) -> None:
    """Tell a person by mail that the account was opened in a browser that does not know it; not the first
    time of all, nor beside the mail on a new password."""
    at = clock.now()
    signed_in = {"action": "user.sign_in", "subject_id": str(user.pk)}
    record = DelegationEntry if user.is_delegate else AuditEntry
    if record.objects.filter(**signed_in)[1:].exists():
        mailing.write(
            mailing.Kind.ACCOUNT_NOTICE,
            user,
            at=at,
            template="members/email/new_sign_in",
            changed_at=at.isoformat(),
            ip=clients.address_of(request),
            user_agent=request.headers.get("User-Agent", "")[:300],
        )


@receiver(mfa.authentication_failed)
def record_wrong_code(request: HttpRequest, user: User, **kwargs: Any) -> None:
    attempts.write_down(request, user.username, SignInStep.CODE)


@receiver(account.password_reset)
def trust_owner_of_the_address(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Whoever set a new password by mail is no stranger: what failed before counts no more."""
    attempts.forget(user.username)
    browsers.remember(request, attempts.name_hash(user.username))


@receiver([account.password_changed, account.password_set, account.password_reset])
def record_password(user: User, **kwargs: Any) -> None:
    with transaction.atomic():
        audit.record("user.set_password", subject=user, by=user, member_state=user.member_state)


@receiver([mfa.authenticator_added, mfa.authenticator_reset])
def record_factor(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        app_codes.use(user, request.POST.get("code", ""))  # by which the app was set up
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        recovery_codes.draw(authenticator)
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
