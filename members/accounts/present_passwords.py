"""The present password, asked for before it is changed: wrong ones are counted, refused new ones are not."""

from allauth.account import forms as allauth_forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cica_portal.web.security import throttle

# So many wrong ones in a minute; then not even the right one is looked at.
MOST, SECONDS = 5, 60


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    def clean_oldpassword(self) -> str:
        name = f"present-password:{self.user.pk}"
        if not throttle.counts_within(name, most=MOST, seconds=SECONDS):
            raise ValidationError(
                _(
                    "To protect your account, the portal has paused further attempts. Try again in a few "
                    "minutes. Your account is not permanently locked."
                ),
                code="too_many",
            )
        given: str = super().clean_oldpassword()
        cache.delete(f"throttle:{name}")
        return given
