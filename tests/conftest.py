"""What every test needs: guards that survive flushing, the portal's clock set by argument, people by role."""

import datetime as dt
import os
from pathlib import Path

import pytest
from django.db import connections
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from cica_portal import clock, insert_only
from tests import schema
from tests.clients import PortalClient

# A busy machine is slow, not wrong.
hypothesis_settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("patient")

# Playwright's synchronous API runs a loop in the thread that also touches the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def _guards(connection) -> list[tuple[str, str, str]]:
    """Return the (name, table, definition) of the guard triggers of an SQLite database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        return [row for row in cursor.fetchall() if insert_only.MESSAGE in row[2]]


_flush = TransactionTestCase._fixture_teardown


def _flush_without_guards(self) -> None:
    """Flush between transactional tests: SQLite deletes row by row, which the guards refuse."""
    connection = connections["default"]
    if connection.vendor != "sqlite":
        return _flush(self)
    guards = _guards(connection)
    with connection.cursor() as cursor:
        for name, _, _ in guards:
            cursor.execute(f"DROP TRIGGER {name}")
    try:
        _flush(self)
    finally:
        with connection.cursor() as cursor:
            for _, _, definition in guards:
                cursor.execute(definition)


TransactionTestCase._fixture_teardown = _flush_without_guards


def _kept_schemas(config) -> Path | None:
    """Return the folder of migrated databases; none on a database server, or where pytest keeps nothing."""
    cache = getattr(config, "cache", None)
    return cache.mkdir("schema") if cache and connections["default"].vendor == "sqlite" else None


@pytest.fixture(scope="session")
def django_db_keepdb(request, django_db_modify_db_settings) -> bool:
    """Begin with the database that an earlier run has migrated, where it is a file."""
    folder = _kept_schemas(request.config)
    if folder is None:
        return request.config.getvalue("reuse_db")
    return schema.bring(folder, connections["default"].creation._get_test_db_name())


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_setup, django_db_keepdb, django_db_blocker) -> None:
    """Spread the keys of what this run has migrated, and keep it for the next."""
    connection = connections["default"]
    database = connection.settings_dict["NAME"]
    if django_db_keepdb or database != connection.creation._get_test_db_name():
        return  # kept already, or a run without a database
    with django_db_blocker.unblock():
        schema.spread_keys(connection)
    if (folder := _kept_schemas(request.config)) is not None:
        schema.keep(folder, database)


@pytest.fixture
def client() -> PortalClient:
    """Send as pages do, in the place of pytest-django's client."""
    return PortalClient()


@pytest.fixture
def set_clock(settings):
    """Return a function that sets the portal's clock, application and database alike, to an instant."""

    def set_to(instant: str | dt.datetime) -> dt.datetime:
        if isinstance(instant, str):
            instant = dt.datetime.fromisoformat(instant)
        clock._started_at = dt.datetime.now(dt.UTC)
        settings.PORTAL_CLOCK = instant.astimezone(dt.UTC)
        return settings.PORTAL_CLOCK

    return set_to
