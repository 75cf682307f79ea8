"""The forms that ask for a code of the second factor (rules 30 and 31)."""

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as allauth_forms
from allauth.mfa.models import Authenticator
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cica_portal.text import TextField
from members.accounts import app_codes, attempts

# Two codes of an app, typed without anything between them.
LENGTH_OF_TWO = 12
# Two recovery codes with spaces around them, with room to spare.
LONGEST = 64


class _GuardedCode(allauth_forms.BaseAuthenticateForm):
    """After many wrong codes one is not enough: two at once cannot be guessed, and their owner has them."""

    code = TextField(
        label=gettext_lazy("Code"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        """Take what was typed, once: the factors are held until it is used up, and failures are kept."""
        with transaction.atomic():
            list(app_codes.held(self.user))
            try:
                return self._taken()
            except ValidationError as error:
                refused = error
        raise refused

    def _taken(self) -> str:
        codes = self._good()
        of_app = [code for code, kind in codes if kind == Authenticator.Type.TOTP]
        if of_app and not app_codes.use(self.user, *of_app):
            self._emit_authentication_failed(self.authenticator)
            raise get_adapter().validation_error("incorrect_code")
        return codes[-1][0]

    def _good(self) -> list[tuple[str, str]]:
        """Return the codes that were typed, each of which is good, with what it is a code of; else refuse."""
        if not attempts.code_needs_more(context.request, self.user):
            return [self._known(self.cleaned_data["code"])]
        codes = _split(self.cleaned_data["code"])
        if len(set(codes)) < 2:
            raise ValidationError(
                _(
                    "Many wrong codes were entered for this account. Enter two codes here, separated by a"
                    " space: the one that your app shows and the next one, or two recovery codes. You can"
                    " also use a passkey."
                )
            )
        return [self._known(code) for code in codes]

    def _known(self, code: str) -> tuple[str, str]:
        self.cleaned_data["code"] = code
        super().clean_code()
        return code, self.authenticator.type


def _split(typed: str) -> list[str]:
    codes = typed.split()
    if len(codes) == 1 and len(typed.strip()) == LENGTH_OF_TWO:
        half = LENGTH_OF_TWO // 2
        return [codes[0][:half], codes[0][half:]]
    return codes if len(codes) == 2 else []


class AuthenticateForm(_GuardedCode, allauth_forms.AuthenticateForm):
    pass


class ReauthenticateForm(_GuardedCode, allauth_forms.ReauthenticateForm):
    pass
