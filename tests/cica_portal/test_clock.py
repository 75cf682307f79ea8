import datetime as dt
import os
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.db import connection

from cica_portal import clock
from cica_portal.clock import running_on

SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def no_shift(settings):
    settings.PORTAL_CLOCK = None


def test_now_is_the_true_time_in_utc_without_a_shift(no_shift):
    assert clock.shift() == dt.timedelta(0)
    assert abs(clock.now() - dt.datetime.now(dt.UTC)) < SECOND
    assert clock.now().tzinfo is dt.UTC


def test_a_clock_runs_on_from_the_instant_that_it_is_given(monkeypatch):
    monkeypatch.setattr(clock.time, "monotonic", iter((100.0, 100.0, 161.5)).__next__)
    start = dt.datetime(2022, 6, 6, 17, 58, tzinfo=dt.UTC)

    now = running_on(start)

    assert (now(), now()) == (start, start + dt.timedelta(seconds=61.5))


def test_the_portals_clock_starts_at_its_instant_and_runs_on(set_clock):
    start = set_clock("2022-06-06T23:59:58+06:00")

    first = clock.now()
    second = clock.now()

    assert start <= first <= second < start + 60 * SECOND
    assert first.date() == dt.date(2022, 6, 6)


@pytest.mark.django_db
def test_the_databases_clock_is_true_and_takes_at_most_one_query(no_shift, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        instant = clock.database_now()

    assert instant.tzinfo is dt.UTC
    assert abs(instant - dt.datetime.now(dt.UTC)) < 5 * SECOND


@pytest.mark.django_db
def test_the_databases_clock_has_the_same_shift(set_clock):
    start = set_clock("2022-05-26T09:00:00+06:00")

    assert abs(clock.database_now() - start) < 60 * SECOND


@pytest.mark.django_db
def test_the_databases_clock_runs_on_inside_a_transaction(no_shift):
    first = clock.database_now()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_sleep(0.05)")
        else:
            cursor.execute(
                "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 300000) "
                "SELECT count(*) FROM c"
            )
            cursor.fetchall()

    assert clock.database_now() > first


def start(**environment: str) -> subprocess.CompletedProcess:
    """Load the settings in a process of its own."""
    given = {name: value for name, value in os.environ.items() if name not in {"PORTAL_CLOCK", "PORTAL_MODE"}}
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from django.conf import settings; from cica_portal import clock; print(clock.now().isoformat())",
        ],
        env=given | {"DJANGO_SETTINGS_MODULE": "cica_portal.settings"} | environment,
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_demonstration_starts_at_the_clock_it_is_given():
    shown = start(PORTAL_MODE="demonstration", PORTAL_CLOCK="2022-05-26T09:00:00+06:00")

    assert shown.stdout.startswith("2022-05-26T03:00:0")


def test_production_refuses_a_clock_of_its_own():
    refused = start(
        PORTAL_MODE="production", SECRET_KEY="abcdefghijkl" * 6, PORTAL_CLOCK="2022-05-26T09:00:00+06:00"
    )

    assert refused.returncode != 0
    assert "PORTAL_CLOCK is for demonstration mode only" in refused.stderr


@pytest.mark.parametrize("text", ["yesterday", "2022-05-26T09:00:00"])
def test_a_clock_that_is_no_instant_is_refused(text):
    refused = start(PORTAL_MODE="demonstration", PORTAL_CLOCK=text)

    assert refused.returncode != 0
    assert "PORTAL_CLOCK" in refused.stderr
