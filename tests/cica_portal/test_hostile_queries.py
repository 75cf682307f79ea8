"""No request answers 500 for its input (rule 35): every URL with hostile values, as people of many roles."""

import copy
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlencode

import pytest
from django import forms
from django.conf import settings
from django.db import transaction

from cica_portal.calendar.days import DayField
from tests.cica_portal.access_table import TABLE
from tests.cica_portal.access_world import World, built, one_transaction
from tests.cica_portal.forms_of_portal import forms_of_the_portal

READERS = ("officer", "contact")
WRITERS = ("signatory", "contact")
# What the parameters and fields of one request are sent with, in turn.
VALUES = {
    "the first day": ("0001-01-01", "0001-01", "1"),
    "the last day": ("9999-12-31", "9999-12", "23:59"),
    "a number without end": ("9" * 40,),
    "the null sign": ("\x00",),
    "numbers and signs without sense": (
        *("-1", "²", "1e9", "00000000-0000-0000-0000-000000000000"),
        *("\ufffe\x1b", "\u2800", "a" * 30_001, "' OR 1=1 --", "%s%n{0}[]"),
    ),
}
# Parameters that stand in addresses and in no form.
PARAMETERS = (
    *(
        "month",
        "page",
        "size",
        "sort",
        "state",
        "language",
        "with",
        "in",
        "block",
        "at",
        "cursor",
        "after",
        "as",
    ),
    *(
        "before",
        "from",
        "to",
        "show",
        "only",
        "cell",
        "draft",
        "round",
        "plan",
        "seen",
        "standing",
        "example",
        "clock",
    ),
    *("variant", "author", "role", "disposition", "operation", "translation", "next", "row", "change", "act"),
    *("remark", "comment", "template", "original", "session", "back", "left", "right"),
)
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


def _hostile(values: Sequence[str]) -> dict[str, str]:
    return {name: values[place % len(values)] for place, name in enumerate(_names())}


@pytest.fixture(scope="module")
def db(django_db_setup, django_db_blocker) -> Iterator[None]:
    with one_transaction(django_db_blocker):
        yield


@pytest.fixture(scope="module")
def world(db) -> Iterator[World]:
    with built() as made:
        yield made


def _failures(
    world: World,
    role: str,
    method: str,
    values: Sequence[str],
    sent: Callable[[str], tuple] = lambda name: (),
) -> list[str]:
    """Return the addresses that answer the role with an error of the portal; what they did is undone."""
    client = world.client(role)
    client.raise_request_exception = False
    question = urlencode({name: value[:500] for name, value in _hostile(values).items()})
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


@pytest.mark.parametrize("values", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("role", READERS)
def test_no_question_ends_in_an_error(world, role, values):
    assert _failures(world, role, "GET", values) == []


def test_no_question_of_a_stranger_ends_in_an_error(world):
    every = [value for values in VALUES.values() for value in values]

    assert _failures(world, "anonymous", "GET", every) == []


@pytest.mark.parametrize("values", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("role", WRITERS)
def test_no_form_ends_in_an_error(world, role, values):
    hostile = urlencode(_hostile(values))

    assert len(hostile) < settings.DATA_UPLOAD_MAX_MEMORY_SIZE  # a longer one is refused before any view
    assert _failures(world, role, "POST", values, lambda name: (hostile, FORM)) == []


@pytest.mark.parametrize("values", [VALUES["the first day"], VALUES["the last day"]], ids=["first", "last"])
@pytest.mark.parametrize("role", WRITERS)
def test_no_day_in_a_form_that_is_well_filled_in_ends_in_an_error(world, role, values):
    days = {
        name: values[0]
        for form in forms_of_the_portal()
        for name, field in form.base_fields.items()
        if isinstance(field, DayField)
    }

    assert _failures(world, role, "POST", values, lambda name: (world.data(name) | days,)) == []


def test_every_day_of_a_form_is_one_that_the_portal_can_know():
    days = [
        (form.__name__, name, type(field))
        for form in forms_of_the_portal()
        for name, field in form.base_fields.items()
        if isinstance(field, forms.DateField | forms.DateTimeField)
    ]

    assert len(days) > 12
    assert [one for one in days if not issubclass(one[2], DayField)] == []
