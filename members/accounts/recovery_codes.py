"""Recovery codes: drawn at random, each by itself, where the accounts library would derive all from one seed.

It derives by SHA-1, which ASVS 5.0 admits for no derivation; codes that it finds in a list it takes as they
are, and takes a used one out.
"""

import secrets

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator

from members.accounts.secrets import encrypt


def draw(authenticator: Authenticator) -> None:
    """Put codes drawn at random in the place of the seed of recovery codes that were made just now."""
    digits = app_settings.RECOVERY_CODE_DIGITS
    codes = [f"{secrets.randbelow(10**digits):0{digits}}" for _ in range(app_settings.RECOVERY_CODE_COUNT)]
    authenticator.data = {"used_mask": 0, "migrated_codes": [encrypt(code) for code in codes]}
    authenticator.save(update_fields=["data"])
