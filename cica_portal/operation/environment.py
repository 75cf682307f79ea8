"""Reading variables of the environment: an empty or misspelt one ends in a sentence (rule 44)."""

import datetime as dt
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
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
        "MAIL_PROVIDER_KEY",
        "METRICS_TOKEN",
        "OPERATOR_ADDRESS",
        "SECURITY_CONTACT",
        "PORTAL_CLOCK",
        "REDIS_URL",
        "FILES_ACCESS_KEY",
        "FILES_BUCKET",
        "FILES_ENDPOINT",
        "FILES_SECRET_KEY",
        "SEAL_PASSPHRASE",
        "SEAL_TIME_STAMPS",
        "SEAL_TIME_STAMPS_PROXY",
        "SEAL_TOKEN",
        "SEAL_TOKEN_KEY",
        "SEAL_TOKEN_MODULE",
        "SECRET_KEY_FALLBACKS",
        "SECRET_KEY",
        "SENTRY_DSN",
        "WITHOUT_PROTECTION",
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
        number: int = self.int(var, default=default)
        if number < least or (most is not None and number > most):
            span = f"from {least} to {most}" if most is not None else f"{least} or more"
            raise ImproperlyConfigured(f"{var} is {span}.")
        return number

    def one_of(self, choices: Sequence[str], var: str, *, default: str) -> str:
        """Return the one of two or more choices that the variable names."""
        given: str = self.str(var, default=default)
        if given not in choices:
            raise ImproperlyConfigured(f"{var} is {', '.join(choices[:-1])} or {choices[-1]}.")
        return given

    def instant(self, var: str) -> dt.datetime | None:
        """Return the instant, in UTC, that the variable names; None where it is empty or not there."""
        given = self.str(var, default="")
        try:
            instant = dt.datetime.fromisoformat(given) if given else None
        except ValueError as error:
            raise ImproperlyConfigured(f"{var} is an ISO instant, as 2022-05-26T09:00:00+06:00.") from error
        if instant and instant.tzinfo is None:
            raise ImproperlyConfigured(f"{var} needs an offset, as 2022-05-26T09:00:00+06:00.")
        return instant and instant.astimezone(dt.UTC)

    def zone(self, var: str, *, default: str) -> str:
        name: str = self.str(var, default=default)
        if name == default == "":
            return ""
        try:
            return ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ImproperlyConfigured(f"{var} is a zone of the IANA database, as Asia/Almaty.") from error


def make_folders(folders: Iterable[Path]) -> None:
    """Make the folders that are not there; one that cannot be made stops the start with its name."""
    for folder in folders:
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError as error:
            raise ImproperlyConfigured(f"The folder {folder} cannot be made: {error.strerror}.") from error
