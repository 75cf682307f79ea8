"""Lists sorted by the address: which order, which links, and what has no value stands last."""

import pytest
from django.template import Context, Template

from cica_portal.web.lists import Sorting

ROWS = [{"name": "b", "at": 1}, {"name": "a", "at": None}, {"name": "c", "at": 3}]
COLUMNS = {"name": lambda row: row["name"], "at": lambda row: row["at"]}


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("name", "abc"),
        ("-name", "cba"),
        ("at", "bca"),
        ("-at", "cba"),
        ("", "bac"),
        ("size", "bac"),
    ],
)
def test_list_is_sorted_by_the_column_that_the_address_names(rf, asked, names):
    sorting = Sorting(rf.get("/", {"sort": asked}), COLUMNS)
    assert "".join(row["name"] for row in sorting.of_list(ROWS)) == names


def head(request, **given):
    sorting = Sorting(request, COLUMNS, **given)
    shown = Template('{% load portal %}{% sort_head sorting "name" "Name" %}')
    return " ".join(shown.render(Context({"sorting": sorting})).split())


def test_head_of_a_column_leads_to_the_list_sorted_by_it_and_keeps_what_narrows_it(rf):
    shown = head(rf.get("/", {"q": "energy", "page": "3", "sort": "at"}))
    assert 'href="?q=energy&amp;sort=name"' in shown and "aria-sort" not in shown


def test_head_says_how_the_list_is_sorted_and_turns_it_round(rf):
    up = head(rf.get("/"), default="name")
    assert 'aria-sort="ascending"' in up and 'href="?sort=-name"' in up
    down = head(rf.get("/", {"sort": "-name"}))
    assert 'aria-sort="descending"' in down and 'href="?sort=name"' in down
