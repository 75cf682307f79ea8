import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings

from cica_portal import clock
from tests.cica_portal.access_world import World


@pytest.fixture(scope="module")
def db(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Open one transaction for the module: the world is built once, and each request is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def world(db) -> Iterator[World]:
    now = dt.datetime.fromisoformat("2022-06-01T12:00:00+06:00").astimezone(dt.UTC)
    clock._started_at = dt.datetime.now(dt.UTC)
    with override_settings(EMAIL_BACKEND="members.mailing.backends.OutboxBackend", PORTAL_CLOCK=now):
        yield World()


def reachable(world: World, names: set[str]) -> list[str]:
    """Return those of the addresses that the world has something for, in their order."""
    found = []
    for name in sorted(names):
        try:
            world.url(name)
        except AssertionError:
            continue
        found.append(name)
    return found
