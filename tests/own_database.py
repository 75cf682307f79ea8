"""A database of one's own for what is tried with processes: those find it by its address."""

import contextlib
import os
from collections.abc import Iterator

from django.conf import settings
from django.core.management import call_command
from django.db import connection


@contextlib.contextmanager
def own_database(name: str) -> Iterator[dict[str, str]]:
    """Make a database that nobody else has and return the environment by which processes find it.

    On SQLite it is the one that DATABASE_URL names, which whoever calls has put into a folder of its own.
    """
    if connection.vendor == "sqlite":
        call_command("migrate", verbosity=0)
        yield {"DATABASE_URL": os.environ["DATABASE_URL"]}
        return
    original, address = settings.DATABASES["default"]["NAME"], os.environ["DATABASE_URL"]
    connection.settings_dict["TEST"]["NAME"] = f"{name}_{os.getpid()}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    made = connection.settings_dict["NAME"]
    try:
        yield {"DATABASE_URL": address.removesuffix(f"/{original}") + f"/{made}"}
    finally:
        connection.creation.destroy_test_db(original, verbosity=0)
