from collections.abc import Iterator

import pytest

from tests.cica_portal.access_world import World, built, one_transaction


@pytest.fixture(scope="module")
def db(django_db_setup, django_db_blocker) -> Iterator[None]:
    with one_transaction(django_db_blocker):
        yield


@pytest.fixture(scope="module")
def world(db) -> Iterator[World]:
    with built() as made:
        yield made


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
