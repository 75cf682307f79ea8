"""Who gets what by which URL: the whole table, and no URL without a row (rules 1 to 3)."""

import copy

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.cica_portal.access_table import ROLES, TABLE
from tests.cica_portal.access_world import World

pytestmark = pytest.mark.django_db

METHODS = ("GET", "POST")


def _routes(patterns, namespace: str = "") -> list[str]:
    names = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            names += _routes(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            names.append(f"{namespace}{pattern.name}")
    return names


def test_every_url_has_a_row():
    assert sorted(set(_routes(get_resolver().url_patterns))) == sorted(TABLE)


def test_every_row_has_a_cell_for_each_role():
    for name, row in TABLE.items():
        for cells in row:
            assert len(cells.replace(" ", "")) == len(ROLES), name


@pytest.fixture
def world(set_clock, settings) -> World:
    settings.EMAIL_BACKEND = "notes.mail.OutboxBackend"
    set_clock("2022-06-01T12:00:00+06:00")
    return World()


def _answer(client: Client, method: str, url: str, data: dict[str, str]) -> str:
    """Make the request, undo what it did, and name the answer in the table's letters."""
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        response = client.get(url) if method == "GET" else client.post(url, data)
        transaction.set_rollback(True)
    client.cookies = cookies
    if response.status_code == 302 and response.url.startswith(reverse("account_login")):
        return "l"
    return {404: "4", 403: "3", 405: "m"}.get(
        response.status_code, "i" if response.status_code < 500 else "x"
    )


@pytest.mark.parametrize("role", ROLES)
def test_access_is_as_the_table_says(world, role):
    client = world.client(role)
    column = ROLES.index(role)
    expected, found = {}, {}
    for name, row in TABLE.items():
        url = world.url(name)
        for method, cells in zip(METHODS, row, strict=True):
            expected[method, name] = cells.replace(" ", "")[column]
            found[method, name] = _answer(client, method, url, world.data(name))
    assert {key: value for key, value in found.items() if value != expected[key]} == {
        key: value for key, value in expected.items() if value != found[key]
    }
