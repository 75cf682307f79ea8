"""Reading variables of the environment: an empty or misspelt one ends in a sentence (rule 44)."""

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from django.core.exceptions import ImproperlyConfigured

# Where nothing is a value: no server of that kind, no such thing. SECRET_KEY has a sentence of its own.
MAY_BE_EMPTY = frozenset(
    {
        "AUDIT_WITNESS",
        "BOUNCE_ADDRESS",
        "BOUNCE_MAILBOX",
        "BOUNCE_TOKEN",
        "CLAMD_SOCKET",
        "CSRF_TRUSTED_ORIGINS",
        "DATABASE_URL",
        "DEMONSTRATION_PASSWORD",
        "EMAIL_URL",
        "HELD_NOTES",
        "PORTAL_CLOCK",
        "REDIS_URL",
        "SEAL_PASSPHRASE",
        "SECRET_KEY",
    }
)
YES = frozenset({"true", "yes", "on", "1"})
NO = frozenset({"false", "no", "off", "0"})


class Environment(environ.Env):
    """What `environ` reads, with nothing read that is not there and no word taken for another."""

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        given = self.ENVIRON.get(var)
        if given is not None and not given.strip() and var not in MAY_BE_EMPTY:
            raise ImproperlyConfigured(f"{var} is empty. Give it a value, or take it away for the default.")
        try:
            return super().get_value(var, *args, **kwargs)
        except ValueError as error:
            raise ImproperlyConfigured(f"{var} is a number, or numbers with commas between them.") from error

    def bool(self, var: str, default: bool = False) -> bool:
        given = self.str(var, default=str(default)).strip().lower()
        if given not in YES | NO:
            raise ImproperlyConfigured(f"{var} is true or false.")
        return given in YES

    def whole(self, var: str, *, default: int, least: int = 0, most: int | None = None) -> int:
        number = self.int(var, default=default)
        if number < least or (most is not None and number > most):
            span = f"from {least} to {most}" if most is not None else f"{least} or more"
            raise ImproperlyConfigured(f"{var} is {span}.")
        return number

    def zone(self, var: str, *, default: str) -> str:
        name = self.str(var, default=default)
        try:
            return ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ImproperlyConfigured(f"{var} is a zone of the IANA database, as Asia/Almaty.") from error
