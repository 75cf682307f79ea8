"""An authenticator app, as a person holds one: set up for an account, and which code it shows."""

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time

from members.models import User

SECRET = "JBSWY3DPEHPK3PXP"


def protect(user: User) -> list[str]:
    """Set an app up for an account; return the recovery codes that come with it."""
    TOTP.activate(user, SECRET)
    codes: list[str] = RecoveryCodes.activate(user).get_unused_codes()
    return codes


def code(later: int = 0, secret: str = SECRET) -> str:
    """Return what the app shows in this half minute, or `later` half minutes on.

    The portal takes the codes of the half minutes beside the present one as well: what this returns is good
    for half a minute at least, wherever in its own half minute it was read.
    """
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2] + later))
