"""Who gets what by which URL: the whole table, and no URL without a row (rules 1 to 3)."""

import copy
import re
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from members.accounts import served
from tests.cica_portal.access_table import ROLES, TABLE
from tests.cica_portal.access_world import World, built, one_transaction

METHODS = ("GET", "POST")
POSTED = re.compile(r'<form[^>]*method="post".*?</form>', re.S)
ACTION = re.compile(r'<form[^>]*action="(/[^"?]*)')
# Posted by everybody who reads the text, and nothing is done by it.
ASKED = ("comments:redline-preview",)
APPS = ("frame", "members", "plans", "initiatives", "comments", "notes")


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


def _app(name: str) -> str:
    """Return the app that a URL belongs to; what comes from others, and the portal's own, is the frame."""
    app = name.partition(":")[0]
    return app if app in APPS else "frame"


@pytest.fixture(scope="module")
def db(django_db_setup, django_db_blocker) -> Iterator[None]:
    with one_transaction(django_db_blocker):
        yield


@pytest.fixture(scope="module")
def world(db) -> Iterator[World]:
    with built() as made:
        yield made


def _answer(client: Client, method: str, url: str, data: dict[str, str]) -> str:
    """Make the request, undo what it did, and name the answer in the table's letters."""
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        response = client.get(url) if method == "GET" else client.post(url, data)
        transaction.set_rollback(True)
    client.cookies = cookies
    if response.status_code == 302 and response.url.startswith(reverse("account_login")):
        return "l"
    return {401: "l", 404: "4", 403: "3", 405: "m"}.get(
        response.status_code, "i" if response.status_code < 500 else "x"
    )


@pytest.mark.parametrize("role", ["contact", "signatory"])
def test_every_form_says_to_whom_it_was_served(world, role):
    """No form of any page can be sent in another session (rules 5 and 37)."""
    client, mark = world.client(role), served.mark(world.people[role])
    found, unmarked = 0, []
    for name in TABLE:
        response = client.get(world.url(name))
        if "text/html" not in response.get("Content-Type", "") or response.streaming:
            continue
        for form in POSTED.findall(response.content.decode()):
            found += 1
            if form.count(f'name="{served.FIELD}" value="{mark}"') != 1:
                unmarked.append(name)
    assert unmarked == []
    assert found > 100


def test_nothing_is_taken_from_a_page_of_another_account(world):
    """Whatever a person sends is refused where its page was served to another, before any view is asked."""
    client, answers = world.client("contact"), {}
    for name in TABLE:
        url = world.url(name)
        if getattr(resolve(url).func, "csrf_exempt", False):
            continue  # programs: they show a key, and no cookie is taken for it
        client.be_served_to(world.people["other"])
        answers[name] = client.post(url, world.data(name))
    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code != 409} == {}
    assert all(b'data-page="failed"' in answer.content for answer in answers.values())


def _acts_of_a_delegation() -> list[str]:
    """Return the addresses at which a delegation acts: a delegate's POST is let in, and not everybody's."""
    writers = [ROLES.index(role) for role in ("contact", "drafter", "other")]
    posted = {name: cells.replace(" ", "") for name, (_get, cells) in TABLE.items()}
    return [
        name
        for name, cells in posted.items()
        if any(cells[writer] == "i" for writer in writers) and set(cells[1:]) != {"i"} and name not in ASKED
    ]


def test_a_reader_of_a_delegation_is_refused_each_of_its_acts(world):
    client, acts = world.client("reader"), _acts_of_a_delegation()
    answers = {name: _answer(client, "POST", world.url(name), world.data(name)) for name in acts}
    assert {name: answer for name, answer in answers.items() if answer not in "34"} == {}
    assert len(acts) > 40


def test_no_page_offers_a_reader_an_act_of_the_delegation(world):
    client, acts = world.client("reader"), set(_acts_of_a_delegation())
    offered, read = set(), 0
    for name in TABLE:
        response = client.get(world.url(name))
        if "text/html" not in response.get("Content-Type", "") or response.streaming:
            continue
        read += 1
        for form in POSTED.findall(response.content.decode()):
            address = ACTION.search(form)
            to = resolve(address[1]).view_name if address else name
            offered |= {(name, to)} & {(name, act) for act in acts}
    assert offered == set()
    assert read > 50


# A database is asked the same, whoever asks: each URL by three of them.
@pytest.mark.parametrize("app", APPS)
@pytest.mark.parametrize(
    "role",
    [
        pytest.param(
            role, marks=[pytest.mark.both_databases] if role in ("officer", "signatory", "contact") else []
        )
        for role in ROLES
    ],
)
def test_access_is_as_the_table_says(world, role, app):
    client = world.client(role)
    column = ROLES.index(role)
    expected, found = {}, {}
    for name, row in TABLE.items():
        if _app(name) != app:
            continue
        url = world.url(name)
        for method, cells in zip(METHODS, row, strict=True):
            expected[method, name] = cells.replace(" ", "")[column]
            found[method, name] = _answer(client, method, url, world.data(name))
    assert {key: value for key, value in found.items() if value != expected[key]} == {
        key: value for key, value in expected.items() if value != found[key]
    }
