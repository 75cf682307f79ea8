"""The forms that take the answer of a passkey or security key: one that is refused is written down."""

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as allauth_forms
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError

from cica_portal.web.security import security_log
from members.accounts import attempts
from members.enums import SignInStep
from members.models import User

# A refusal, and what the library does with something that has not the shape of an answer.
NOT_TAKEN = (ValidationError, AttributeError, KeyError, TypeError, ValueError)


class _Told(allauth_forms.AuthenticateWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        given = self.cleaned_data["credential"]
        try:
            return super().clean_credential()
        except NOT_TAKEN as error:
            person = self.user or _named(given)
            attempts.write_down(context.request, person.username if person else "", SignInStep.PASSKEY)
            security_log.write(context.request, "passkey")
            raise get_adapter().validation_error("incorrect_code") from error


class AuthenticateForm(_Told):
    pass


class LoginForm(_Told, allauth_forms.LoginWebAuthnForm):
    pass


class ReauthenticateForm(_Told, allauth_forms.ReauthenticateWebAuthnForm):
    pass


def _named(given: Any) -> User | None:
    """Return whose passkey it says that it is, if that is anybody's."""
    try:
        person: User = auth.extract_user_from_response(given)
        return person
    except NOT_TAKEN:
        return None
