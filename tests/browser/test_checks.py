"""The check for accessibility measures once what is shown alike, and misses no fault."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import checks

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Rows</title>
<style>body {{ color: #000; background: #fff; }} .pale {{ color: #ccc; }}</style></head>
<body><header><p class="{surroundings}">Portal</p></header><main><h1>Rows</h1><ul>{rows}</ul>
<p class="{matter}">End</p></main></body></html>"""
ROW = '<li class="{}"><b>Row</b> 1</li>'
CONTRAST = "color-contrast: "


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """Return a page for all tests: each brings its own document, and to open a tab takes longer than that."""
    page = browser.new_page()
    yield page
    page.close()


@pytest.fixture
def page_of(page):
    """Return a function that opens a page with its rows, surroundings and matter in these classes."""

    def opened(*rows: str, surroundings: str = "", matter: str = ""):
        made = "".join(map(ROW.format, rows))
        page.set_content(PAGE.format(rows=made, surroundings=surroundings, matter=matter))
        return page

    return opened


def test_of_rows_shown_alike_the_first_two_and_the_last_are_measured(page_of):
    (found,) = checks.violations(page_of(*["pale"] * 40))
    assert found.startswith(CONTRAST)
    assert len(found.split(", ")) == 3


@pytest.mark.parametrize("at", [0, 1, 2, 20, 38, 39])
def test_a_row_built_otherwise_is_measured_wherever_it_stands(page_of, at):
    rows = ["plain"] * 40
    rows[at] = "pale"
    (found,) = checks.violations(page_of(*rows))
    assert found.startswith(CONTRAST)


@pytest.fixture
def examined(tmp_path) -> checks.Examined:
    return checks.Examined(tmp_path)


def test_text_that_is_shown_as_elsewhere_is_not_measured_again(page_of, examined):
    def look(**classes) -> list[str]:
        return checks.violations(page_of("plain", **classes), checks.STANDARD, examined.is_new)

    assert look(surroundings="pale") != []
    assert look(surroundings="pale") == []
    assert look(surroundings="pale", matter="pale") != []
    assert look(surroundings="pale", matter="pale") == []


SHOWN = """<!DOCTYPE html><html lang="en"><head><title>Text</title><style>{style}</style></head>
<body><main><h1>Text</h1><div class="a"><p class="b">Words</p></div></main></body></html>"""


@pytest.mark.parametrize(
    "style",
    [
        ".b { color: #ccc; }",
        ".a { color: #ccc; }",
        ".a { background: #222; }",
        ".b { opacity: 0.3; }",
        "body { background: #333; }",
        "main > div { color: #ddd; }",
    ],
)
def test_text_in_the_same_elements_is_measured_if_a_style_shows_it_otherwise(page, examined, style):
    page.set_content(SHOWN.format(style="body { color: #000; }"))
    assert checks.violations(page, checks.STANDARD, examined.is_new) == []

    page.set_content(SHOWN.format(style="body { color: #000; } " + style))
    (found,) = checks.violations(page, checks.STANDARD, examined.is_new)
    assert found.startswith(CONTRAST)


def test_text_that_was_hidden_elsewhere_is_measured(page, examined):
    pale = SHOWN.format(style=".b { color: #ccc; }")
    page.set_content(pale.replace('<div class="a">', '<div class="a" hidden>'))
    assert checks.violations(page, checks.STANDARD, examined.is_new) == []

    page.set_content(pale)
    assert checks.violations(page, checks.STANDARD, examined.is_new) != []


def test_every_other_rule_reads_what_was_measured_elsewhere(page_of):
    page = page_of(*["plain"] * 40)
    page.evaluate(
        """() => document.querySelectorAll("li").forEach((row) => row.setAttribute("role", "no"))"""
    )

    (found,) = checks.violations(page, checks.STANDARD, lambda way: False)
    assert found.startswith("aria-roles: ")


def test_an_id_that_two_elements_have_is_found_on_every_page(page):
    page.set_content('<p id="a-1">A</p><p id="a-2">B</p>')
    assert checks.doubles(page) == []
    page.set_content('<p id="a-1">A</p><p id="a-1">B</p>')
    assert checks.doubles(page) == ["more than one element has the id a-1"]
