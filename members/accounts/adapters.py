"""How the accounts library behaves here: no sign-up, mail as rows, a factor that stays."""

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cica_portal import clock, organization
from cica_portal.web.security import clients
from members import audit, mailing
from members.accounts import attempts, factors, secrets
from members.enums import SignInStep
from members.models import PersonalMail, User

# Who asks for a new password again so soon gets no second mail.
ONE_LINK_IN = dt.timedelta(minutes=3)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the Secretariat and by contact points: there is no sign-up.

    Mail is written as a row and leaves by the sweep: no request waits for a mail server, and the answer to an
    address that has an account takes as long as to one that has none (rule 31).
    """

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _(
            "Too many attempts to sign in have failed for this username or from this address. Use"
            " a browser in which you have signed in before, set a new password by e-mail, or try "
            "again in five minutes."
        ),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        return clients.address_of(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse nothing before the password was looked at: strangers keep nobody out (rule 31)."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Beyond the limits a password opens only what a second factor guards, or the browser knows."""
        needs_more = attempts.password_needs_more(request, credentials.get("username", ""))
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if needs_more and (user is None or not is_mfa_enabled(user)):
            raise self.validation_error("too_many_login_attempts")
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        attempts.write_down(request, credentials.get("username", ""), SignInStep.PASSWORD)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link from the configured origin, never from what the request called itself (rule 22)."""
        url = super().get_reset_password_from_key_url(key)
        return f"{settings.PORTAL_ORIGIN.rstrip('/')}{urlsplit(url).path}" if settings.PORTAL_ORIGIN else url

    def send_password_reset_mail(self, user: AbstractBaseUser, email: str, context: dict[str, Any]) -> None:
        """Write the wish down, once in some minutes, whoever asks; the link is made as the mail leaves, so
        that it is stored nowhere."""
        person, at = self._person(user), clock.now()
        same = PersonalMail.objects.filter(kind=mailing.Kind.PASSWORD_RESET, recipient=person)
        if not same.filter(address=person.email, written_at__gt=at - ONE_LINK_IN).exists():
            mailing.write(mailing.Kind.PASSWORD_RESET, person, at=at)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell a person, at the stored address, that something about the own account has changed."""
        at = clock.now()
        mailing.write(
            mailing.Kind.ACCOUNT_NOTICE,
            self._person(user),
            at=at,
            template=template_prefix,
            changed_at=at.isoformat(),
            ip=self.get_client_ip(self.request),
            user_agent=self.get_http_user_agent(self.request)[:300],
        )

    def _person(self, user: AbstractBaseUser) -> User:
        return user if isinstance(user, User) else User.objects.get(pk=user.pk)


class MFAAdapter(DefaultMFAAdapter):
    def get_totp_issuer(self) -> str:
        """Return what an app of codes calls the portal."""
        return organization.name("short", "en")

    def encrypt(self, text: str) -> str:
        return secrets.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Where the role must have a second factor, the last one can be replaced but not taken away."""
        if not factors.is_required(authenticator.user.role):
            return True
        others = Authenticator.objects.filter(user=authenticator.user_id).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


class SessionsAdapter(DefaultUserSessionsAdapter):
    def end_sessions(self, sessions: list[UserSession]) -> None:
        """End sessions of one person; a delegate's entry stands in the own record, beside the signing in."""
        if not sessions:
            return
        person, at = sessions[0].user, clock.now()
        ended = {"subject": person, "by": person, "at": at, "after": {"sessions": len(sessions)}}
        with transaction.atomic():
            super().end_sessions(sessions)
            if person.is_delegate:
                audit.record_internal("user.end_sessions", **ended)
            else:
                audit.record("user.end_sessions", **ended)
