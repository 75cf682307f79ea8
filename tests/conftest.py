"""What every test needs: a database in a known state, the portal's clock set by argument, people by role."""

import datetime as dt
import gc
import os
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.test import TransactionTestCase

from cica_portal import celery, clock, state_names  # noqa: F401 - the queue's settings hold for tasks that tests call
from tests import chosen, states
from tests.clients import PortalClient

# Playwright's synchronous API runs a loop in the thread that also touches the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def _leave_dirty(self: TransactionTestCase) -> None:
    """Clean up nothing after a test that commits: whoever comes next has a copy brought."""
    states.is_dirty = True


TransactionTestCase._fixture_teardown = _leave_dirty


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """Bring the migrated database that an earlier run or another worker has made, or else make it."""
    connection = connections["default"]
    own = Path(settings.MEDIA_ROOT).parent
    cache = getattr(request.config, "cache", None)  # none where pytest keeps nothing
    shared = cache.mkdir("states") if cache else own / "states"
    shared.mkdir(exist_ok=True)
    with django_db_blocker.unblock():
        states.begin(connection, shared=shared, own=own)
    yield
    states.end()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--second-database",
        action="store_true",
        help="run again what another database can change: what is marked both_databases (tests/chosen.py)",
    )
    parser.addoption(
        "--late-answers",
        type=int,
        default=0,
        metavar="MILLISECONDS",
        help="hold each answer to a browser back, up to so long: a journey that does not wait for what it "
        "needs to see fails, as it now and then would on a busy machine",
    )


@pytest.hookimpl(tryfirst=True)  # before pytest asks for marks
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not of this database, and begin with the long ones: both workers end together."""
    chosen.mark(items)
    is_second = config.option.second_database
    gone = {one for one in items if chosen.is_left_out(one, is_second=is_second)}
    config.hook.pytest_deselected(items=list(gone))
    items[:] = [one for one in items if one not in gone]
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish() -> None:
    """Let the collector of memory pass over what stays until the end, and look for the rest less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Begin with the migrated database, except where the test brings the demonstration itself."""
    if states.is_dirty and "portal" not in item.fixturenames:
        states.bring()


@pytest.fixture(autouse=True)
def log_of_heads_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test compare the record with heads that another test in this process has kept."""
    file = Path(settings.MEDIA_ROOT).parent / f"audit-head-{uuid.uuid4().hex}.log"
    monkeypatch.setattr(settings, "AUDIT_HEAD_FILE", str(file))


@pytest.fixture(autouse=True)
def portal_has_just_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test find the portal unwell because this process of tests has run long without a sweep."""
    from dashboard import sweep_health  # noqa: PLC0415 - models come with the apps

    monkeypatch.setattr(sweep_health, "BEGUN", dt.datetime.now(dt.UTC))


@pytest.fixture(autouse=True)
def mail_takes_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is sent be dated by the instant that a test gives; how long it takes is a test's to say."""
    monkeypatch.setattr(clock, "running_on", lambda at: lambda: at)


@pytest.fixture
def client() -> PortalClient:
    """Send as pages do, in the place of pytest-django's client."""
    return PortalClient()


@pytest.fixture(autouse=True)
def states_have_their_present_names():
    """Let no test speak of the day of which another spoke, which called a renderer without its process."""
    state_names.as_of(None)


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
