"""What a production does not start without, or only with a word of its own (rule 44).

Read by the settings as they are read: a web server, a worker and every command stop alike, with one sentence.
"""

from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

# As long as the keys that are recommended, and of so many signs that nobody typed it.
KEY_LENGTH, KEY_SIGNS = 50, 12
# What SECRET_KEY says for a process that signs and decrypts nothing: a key is made for its time alone.
OF_THE_PROCESS = "of-the-process"
SQLITE = "django.db.backends.sqlite3"


def refuse_weak_key(key: str) -> None:
    if len(key) < KEY_LENGTH or len(set(key)) < KEY_SIGNS:
        raise ImproperlyConfigured(
            f"SECRET_KEY is too weak: it needs {KEY_LENGTH} characters or more, at random. "
            'Make one: python3 -c "import secrets; print(secrets.token_urlsafe(48))".'
        )


def refuse_own_key(*, has_key_of_portal: bool) -> None:
    """Refuse a key of the process alone where sessions are signed or secrets of factors are kept."""
    if not has_key_of_portal:
        raise ImproperlyConfigured(
            f"SECRET_KEY={OF_THE_PROCESS} is for processes that sign and decrypt nothing: renderer and beat."
        )


def refuse_no_mail(email_url: str) -> None:
    if not email_url:
        raise ImproperlyConfigured("EMAIL_URL is not set. Production does not start without a mail server.")


def refuse_sqlite(engine: str, *, is_allowed: bool) -> None:
    if engine == SQLITE and not is_allowed:
        raise ImproperlyConfigured(
            "DATABASE_URL names no PostgreSQL. ALLOW_SQLITE=true starts a production on SQLite: one machine, "
            "few people."
        )


def refuse_switched_off(protections: Mapping[str, bool], accepted: list[str]) -> None:
    """Refuse a protection that is off and not named: a false of former days is no decision."""
    if unknown := sorted(set(accepted) - protections.keys()):
        raise ImproperlyConfigured(f"WITHOUT_PROTECTION names no protection: {', '.join(unknown)}.")
    if silent := [name for name, is_on in protections.items() if not is_on and name not in accepted]:
        names = ", ".join(silent)
        raise ImproperlyConfigured(
            f"{names} is off. If that is meant, say so: WITHOUT_PROTECTION={names.replace(' ', '')}."
        )
