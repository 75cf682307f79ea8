"""Write the `.env` of a demonstration on this machine. An existing file is left as it is."""

import os
import secrets
import sys
from pathlib import Path

import environ

FILE = Path(__file__).resolve().parent.parent / ".env"

TEXT = """\
# Settings of the demonstration on this machine, made by `make setup`. docs/operations.md explains each.
PORTAL_MODE=demonstration
SECRET_KEY={secret_key}
# The one password of all demonstration accounts.
DEMONSTRATION_PASSWORD={password}
# The portal's clock at start-up; it runs on from there. Take away the mark to replay May and June 2022.
# PORTAL_CLOCK=2022-05-26T09:00:00+06:00
"""


def write() -> None:
    text = TEXT.format(
        secret_key=secrets.token_urlsafe(48),
        password=f"silk-road-{secrets.randbelow(10**6):06}",
    )
    try:
        descriptor = os.open(FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    print("Wrote .env with a secret key and a password of its own for the demonstration")


def main() -> int:
    try:
        write()
    except OSError as error:
        print(f"{FILE} cannot be written: {error.strerror}.", file=sys.stderr)
        return 2
    environ.Env.read_env(FILE)
    if os.environ.get("PORTAL_MODE") != "demonstration":
        print(
            "This .env is not that of a demonstration, and `make run` serves nothing else. Keep the "
            "variables of a production in production.env (docs/operations.md) and move .env away: "
            "a new one is made.",
            file=sys.stderr,
        )
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
