"""What a command says where the database cannot be reached: a sentence, and what to look at."""

from django.conf import settings
from django.db import OperationalError

# How PostgreSQL's client calls what a person can put right, and what that is.
REASONS = {
    "password authentication failed": "it does not accept the user or the password",
    "no password supplied": "it asks for a password",
    "no pg_hba.conf entry": "it lets this host or user not in",
    "role": "it does not know the user",
    "database": "it does not have this database",
    "could not translate host name": "its host is not known",
    "connection refused": "nothing answers at this address",
    "timeout expired": "it does not answer in time",
    "starting up": "it is starting: try again in a moment",
    "unable to open database file": "its file cannot be opened",
}
MISSING = ("role", "database")


def sentence(error: OperationalError) -> str:
    """Return what to say of an error of connecting; nothing of another one, which nobody expects.

    The password is said to nobody, nor is the address, which may hold it.
    """
    said = str(error).lower()
    is_connecting = "connection to server" in said or "translate host name" in said
    if not is_connecting and "unable to open database file" not in said:
        return ""
    found = (
        meaning
        for sign, meaning in REASONS.items()
        if sign in said and (sign not in MISSING or "does not exist" in said)
    )
    used = settings.DATABASES["default"]
    name = f"{used['NAME']}" + (f" at {used['HOST']}" if used.get("HOST") else "")
    why = next(found, "it refuses the connection")
    return (
        f"The database {name} cannot be reached: {why}. "
        'Look at DATABASE_URL and at the database server: docs/operations.md, "When something is wrong".'
    )
