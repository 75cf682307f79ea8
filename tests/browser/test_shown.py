"""What a page says is told from what no one sees of it: only what says the same is not opened again."""

import pytest
from lxml.html import fromstring

from tests.browser import shown

PAGE = """<!DOCTYPE html><html lang="{language}"><head><title>{count}{title}</title>
<script src="/{script}.js" nonce="{nonce}"></script></head><body data-user="{nonce}" data-page="{kind}">
<header><a href="/{nonce}/">{place}</a></header><nav class="crumbs">{crumbs}</nav>
<main><h1>{heading}</h1><form action="/{nonce}/"><input type="hidden" name="next" value="{nonce}">
<input name="a" value="{value}"></form></main><footer>End</footer></body></html>"""
SAID = {
    "language": "en",
    "count": "(2) ",
    "title": "Plans",
    "script": "keys",
    "nonce": "1",
    "kind": "list",
    "place": "Today",
    "crumbs": "Plans",
    "heading": "All plans",
    "value": "1",
}


def parts(**other: str) -> tuple[str, str]:
    return shown.parts(fromstring(PAGE.format(**SAID | other).encode()))


def test_whom_a_page_is_served_to_and_where_it_leads_says_nothing():
    assert parts(nonce="2", count="(7) ") == parts()


@pytest.mark.parametrize("name", ["language", "title", "script", "kind", "crumbs", "heading", "value"])
def test_what_is_said_in_the_matter_of_a_page_makes_another(name):
    surroundings, matter = parts(**{name: "other"})
    assert surroundings == parts()[0]
    assert matter != parts()[1]


def test_what_is_said_around_it_makes_other_surroundings():
    surroundings, matter = parts(place="Other")
    assert surroundings != parts()[0]
    assert matter == parts()[1]
