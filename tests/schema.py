"""The migrated database, kept between runs: to migrate an empty one takes longer than most test files.

SQLite alone, whose database is a file that can be copied. A copy bears the hash of all migrations and of what
they call, so that another migration makes another copy.
"""

import hashlib
import os
import shutil
import sqlite3
from contextlib import closing
from importlib.metadata import version
from itertools import count
from pathlib import Path

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from cica_portal import insert_only

PACKAGES = ("Django", "django-allauth")


def _digest() -> str:
    digest = hashlib.sha256(Path(insert_only.__file__).read_bytes() + Path(__file__).read_bytes())
    for package in PACKAGES:
        digest.update(version(package).encode())
    for config in apps.get_app_configs():
        for path in sorted(Path(config.path).glob("migrations/*.py")):
            digest.update(f"{config.label}/{path.name}".encode() + path.read_bytes())
    return digest.hexdigest()


def bring(folder: Path, database: str) -> bool:
    """Put the kept database in the place of the tests' own, and say whether there was one."""
    try:
        shutil.copyfile(folder / _digest(), database)
    except FileNotFoundError:
        return False
    return True


def spread_keys(connection: BaseDatabaseWrapper) -> None:
    """Let each table count from a number of its own: a row found under the key of another one shows."""
    sequences = [
        (model._meta.db_table, model._meta.pk.column, first)
        for first, model in zip(count(1000, 1000), apps.get_models(include_auto_created=True), strict=False)
        if isinstance(model._meta.pk, models.AutoField)
    ]
    with connection.cursor() as cursor:
        for table, column, first in sequences:
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, first])
            else:
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [table, column, first])


def keep(folder: Path, database: str) -> None:
    """Keep a copy of the database just migrated, and no earlier one; two processes may do so at once."""
    for earlier in folder.iterdir():
        if earlier.suffix != ".part":
            earlier.unlink(missing_ok=True)
    part = folder / f"{os.getpid()}.part"
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(part)) as copy:
        source.backup(copy)
    os.replace(part, folder / _digest())
