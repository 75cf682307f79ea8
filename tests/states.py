"""States of the tests' database, each made once and copied: migrated and empty, or with the demonstration.

A test that commits is not cleaned up after: the next one begins with a copy. The migrated state is shared by
all workers and kept for later runs; it bears the hash of all migrations and of what they call, so that
another migration makes another state.
"""

import datetime as dt
import fcntl
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any, Protocol

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from cica_portal.database import insert_only
from search import stores

PACKAGES = ("Django", "django-allauth")
# Keys of new rows go on by so many with each state brought: what a process keeps by key is no other test's.
APART = 1_000_000
PREFIX = "portal_tests"
# A shared database that is so many days old is dropped from the server: other migrations have come.
KEPT_DAYS = 7
MIGRATED = "migrated"


@cache
def digest() -> str:
    """Return the hash of everything that a migrated database comes from, as 16 hex digits."""
    found = hashlib.sha256(b"".join(Path(one.__file__).read_bytes() for one in (insert_only, stores)))
    found.update(Path(__file__).read_bytes())
    for package in PACKAGES:
        found.update(version(package).encode())
    for config in apps.get_app_configs():
        for path in sorted(Path(config.path).glob("migrations/*.py")):
            found.update(f"{config.label}/{path.name}".encode() + path.read_bytes())
    return found.hexdigest()[:16]


class States(Protocol):
    """Copies of the tests' database by name."""

    def open(self, name: str) -> bool:
        """Make the tests' database from the state all workers share; return False where there is none."""

    def share(self, name: str) -> None:
        """Keep the database as it is for other workers and later runs."""

    def take(self, name: str) -> None:
        """Keep the database as it is, for this process."""

    def bring(self, name: str) -> bool:
        """Let the database be as it was taken; return False where nothing was taken under the name."""

    def clear(self) -> None:
        """Drop what nobody needs after this process."""


class Files:
    """Of an SQLite database: each state is a file, in a folder that workers share or in the process's own."""

    def __init__(self, connection: BaseDatabaseWrapper, database: str, shared: Path, own: Path) -> None:
        self.connection, self.database, self.shared, self.own = connection, Path(database), shared, own
        self.brought = count(1)

    def open(self, name: str) -> bool:
        path = self.shared / f"{name}.sqlite3"
        if is_there := path.exists():
            self._copy(path, self.database)
        return is_there

    def share(self, name: str) -> None:
        part = self.shared / f"{os.getpid()}.part"
        self._copy(self.database, part)
        for earlier in self.shared.glob("*.sqlite3"):
            earlier.unlink(missing_ok=True)
        os.replace(part, self.shared / f"{name}.sqlite3")

    def take(self, name: str) -> None:
        self._copy(self.database, self.own / f"{name}.taken")

    def bring(self, name: str) -> bool:
        path = self.own / f"{name}.taken"
        if not path.exists():
            return False
        self._copy(path, self.database)
        with closing(sqlite3.connect(self.database)) as database, database:
            database.execute("UPDATE sqlite_sequence SET seq = seq + ?", [next(self.brought) * APART])
        return True

    def clear(self) -> None:
        """The folder of the process goes as a whole."""

    def _copy(self, this: Path, there: Path) -> None:
        self.connection.close()
        with closing(sqlite3.connect(this)) as source, closing(sqlite3.connect(there)) as copy:
            copy.execute("PRAGMA synchronous=OFF")
            source.backup(copy)


class Schemas:
    """Of a PostgreSQL database: each state is a schema beside the tests' own, a shared one a database.

    To make a database from a template waits for the disk, as does emptying all tables; to bring rows back in
    one transaction takes a tenth of the time. Talks to the server beside Django's connections.
    """

    def __init__(self, connection: BaseDatabaseWrapper, database: str) -> None:
        self.connection, self.database = connection, database
        # Who may copy a database is who owns it.
        self.prefix = f"{PREFIX}_{connection.settings_dict['USER']}"

    def open(self, name: str) -> bool:
        with self._cursor("postgres") as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [f"{self.prefix}_{name}"])
            if cursor.fetchone() is None:
                return False
            cursor.execute(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{self.database}" TEMPLATE "{self.prefix}_{name}"')
        return True

    def share(self, name: str) -> None:
        today = dt.datetime.now(dt.UTC).date()
        with self._cursor("postgres") as cursor:
            cursor.execute(f'CREATE DATABASE "{self.prefix}_{name}" TEMPLATE "{self.database}"')
            cursor.execute(f"COMMENT ON DATABASE \"{self.prefix}_{name}\" IS '{today}'")
            cursor.execute(
                "SELECT datname FROM pg_database"
                " WHERE datname LIKE %s AND shobj_description(oid, 'pg_database') < %s",
                [f"{self.prefix}\\_%", (today - dt.timedelta(days=KEPT_DAYS)).isoformat()],
            )
            for (earlier,) in cursor.fetchall():
                cursor.execute(f'DROP DATABASE IF EXISTS "{earlier}"')

    def take(self, name: str) -> None:
        with self._cursor(self.database) as cursor:
            cursor.execute(f'CREATE SCHEMA "{name}"')
            for table in self._filled(cursor, "public"):
                cursor.execute(f'CREATE TABLE "{name}"."{table}" AS TABLE public."{table}"')

    def bring(self, name: str) -> bool:
        with self._cursor(self.database) as cursor:
            cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [name])
            if cursor.fetchone() is None:
                return False
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            cursor.execute("BEGIN")
            taken = self._tables(cursor, name)
            touched = self._filled(cursor, "public") | taken
            guarded = self._guarded(cursor) & touched
            for table in guarded:
                cursor.execute(f'ALTER TABLE public."{table}" DISABLE TRIGGER USER')
            for table in touched:
                cursor.execute(f'DELETE FROM public."{table}"')
            for table in taken:
                columns = self._columns(cursor, table)
                cursor.execute(
                    f'INSERT INTO public."{table}" ({columns}) OVERRIDING SYSTEM VALUE'
                    f' SELECT {columns} FROM "{name}"."{table}"'
                )
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in guarded:
                cursor.execute(f'ALTER TABLE public."{table}" ENABLE TRIGGER USER')
            cursor.execute(
                "SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass,"
                " coalesce(last_value, start_value) + %s) FROM pg_sequences WHERE schemaname = 'public'",
                [APART],
            )
            cursor.execute("COMMIT")
        return True

    def clear(self) -> None:
        with self._cursor("postgres") as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')

    def _tables(self, cursor: Any, schema: str) -> set[str]:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
        return {table for (table,) in cursor.fetchall()}

    def _filled(self, cursor: Any, schema: str) -> set[str]:
        tables = sorted(self._tables(cursor, schema))
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}' WHERE EXISTS (SELECT FROM {schema}.\"{table}\")" for table in tables
            )
        )
        return {table for (table,) in cursor.fetchall()}

    def _guarded(self, cursor: Any) -> set[str]:
        cursor.execute(
            "SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE NOT tgisinternal"
        )
        return {table for (table,) in cursor.fetchall()}

    def _columns(self, cursor: Any, table: str) -> str:
        cursor.execute(
            "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute WHERE attrelid = %s::regclass"
            " AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
            [f'public."{table}"'],
        )
        return cursor.fetchone()[0]

    @contextmanager
    def _cursor(self, database: str) -> Iterator[Any]:
        self.connection.close()
        address = {**self.connection.get_connection_params(), "dbname": database}
        raw = self.connection.Database.connect(**address)
        raw.autocommit = True
        try:
            with raw.cursor() as cursor:
                yield cursor
        finally:
            raw.close()


# Whether a test has committed to the database since a state was brought.
is_dirty = False
_states: States


def begin(connection: BaseDatabaseWrapper, *, shared: Path, own: Path) -> None:
    """Open the migrated database that an earlier run or another worker has made, or else make it."""
    global _states
    database = connection.creation._get_test_db_name()
    is_file = connection.vendor == "sqlite"
    _states = Files(connection, database, shared, own) if is_file else Schemas(connection, database)
    with open(shared / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _states.open(digest()):
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            spread_keys(connection)
            _states.share(digest())
    connection.settings_dict["NAME"] = settings.DATABASES[connection.alias]["NAME"] = database
    _states.take(MIGRATED)


def bring(name: str = MIGRATED) -> bool:
    """Let the database be as `take` has kept it; return False where nothing was kept under the name."""
    global is_dirty
    is_brought = _states.bring(name)
    is_dirty = is_dirty and not is_brought
    return is_brought


def take(name: str) -> None:
    """Keep the database as it is now, for this process alone."""
    _states.take(name)


def end() -> None:
    """Drop what nobody needs after this process."""
    _states.clear()


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
