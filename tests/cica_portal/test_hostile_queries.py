"""No request answers 500 for its input (rule 35): every URL with hostile values, as people of many roles."""

import copy
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
from django import forms
from django.conf import settings
from django.db import transaction

from cica_portal.calendar.days import DayField
from tests.cica_portal.access_table import TABLE
from tests.cica_portal.access_world import World, built, one_transaction
from tests.cica_portal.forms_of_portal import forms_of_the_portal

# Each value comes to some field of every form, and to another one in the requests of the second role.
SHIFTS = {"officer": 0, "contact": 5, "signatory": 0}
FIRST_DAY, LAST_DAY = "0001-01-01", "9999-12-31"
VALUES = (
    *(FIRST_DAY, "0001-01", "1", LAST_DAY, "9999-12", "23:59", "9" * 40, "\x00", "-1", "²", "1e9"),
    *(
        "00000000-0000-0000-0000-000000000000",
        "\ufffe\x1b",
        "\u2800",
        "a" * 30_001,
        "' OR 1=1 --",
        "%s%n{0}[]",
    ),
)
# Parameters that stand in addresses and in no form.
PARAMETERS = [
    "month", "page", "size", "sort", "state", "language", "with", "in", "block", "at", "cursor", "after",
    "as", "before", "from", "to", "show", "only", "cell", "draft", "round", "plan", "seen", "standing",
    "example", "clock", "variant", "author", "role", "disposition", "operation", "translation", "next",
    "row", "change", "act", "remark", "comment", "template", "original", "session", "back", "left", "right",
]  # fmt: skip
# Signing out would end the test; health asks nothing of anybody.
PASSED_OVER = {"account_logout", "health"}
# As browsers send forms without a file: to take so many fields apart costs less than to answer them.
FORM = "application/x-www-form-urlencoded"


def _names() -> list[str]:
    fields = {name for form in forms_of_the_portal() for name in form.base_fields}
    prefixed = {
        f"{prefix}-{name}" for prefix in ("new", "draft", "en", "ru", "kk") for name in ("text", "version")
    }
    return sorted(fields | prefixed | set(PARAMETERS))


def _hostile(role: str) -> dict[str, str]:
    shift = SHIFTS.get(role, 0)
    return {name: VALUES[(place + shift) % len(VALUES)] for place, name in enumerate(_names())}


@pytest.fixture(scope="module")
def db(django_db_setup, django_db_blocker) -> Iterator[None]:
    with one_transaction(django_db_blocker):
        yield


@pytest.fixture(scope="module")
def world(db) -> Iterator[World]:
    with built() as made:
        yield made


def _failures(
    world: World, role: str, method: str, sent: Callable[[str], tuple] = lambda name: ()
) -> list[str]:
    """Return the addresses that answer the role with an error of the portal; what they did is undone."""
    client = world.client(role)
    client.raise_request_exception = False
    question = urlencode({name: value[:500] for name, value in _hostile(role).items()})
    found = []
    for name in TABLE.keys() - PASSED_OVER:
        url, cookies = f"{world.url(name)}?{question}", copy.deepcopy(client.cookies)
        with transaction.atomic():
            answer = client.get(url) if method == "GET" else client.post(url, *sent(name))
            transaction.set_rollback(True)
        client.cookies = cookies
        if answer.status_code >= 500:
            found.append(f"{method} {world.url(name)}")
    return found


@pytest.mark.parametrize("role", ["officer", "contact", "anonymous"])
def test_no_question_ends_in_an_error(world, role):
    assert _failures(world, role, "GET") == []


@pytest.mark.parametrize("role", ["signatory", "contact"])
def test_no_form_ends_in_an_error(world, role):
    hostile = urlencode(_hostile(role))

    assert len(hostile) < settings.DATA_UPLOAD_MAX_MEMORY_SIZE  # a longer one is refused before any view
    assert _failures(world, role, "POST", lambda name: (hostile, FORM)) == []


@pytest.mark.parametrize(("role", "day"), [("signatory", FIRST_DAY), ("contact", LAST_DAY)])
def test_no_day_in_a_form_that_is_well_filled_in_ends_in_an_error(world, role, day):
    days = {
        name: day
        for form in forms_of_the_portal()
        for name, field in form.base_fields.items()
        if isinstance(field, DayField)
    }

    assert _failures(world, role, "POST", lambda name: (world.data(name) | days,)) == []


def test_every_day_of_a_form_is_one_that_the_portal_can_know():
    days = [
        (form.__name__, name, type(field))
        for form in forms_of_the_portal()
        for name, field in form.base_fields.items()
        if isinstance(field, forms.DateField | forms.DateTimeField)
    ]

    assert len(days) > 12
    assert [one for one in days if not issubclass(one[2], DayField)] == []
