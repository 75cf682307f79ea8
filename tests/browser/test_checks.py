"""The check for accessibility leaves out what it has read where it was built alike, and misses no fault."""

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


@pytest.fixture
def rules(page_of, examined):
    """Return a function that says by which rules a page is to be read."""

    def rules(kind="rows", language="en", *, rows=("plain",), **classes):
        return examined.rules(page_of(*rows, **classes), language, kind)

    return rules


def test_a_page_is_examined_if_its_kind_or_a_part_of_it_is_new(rules):
    assert rules() is checks.STANDARD
    assert rules() is None
    assert rules(rows=["plain"] * 9) is None  # only longer
    assert rules(surroundings="other") is checks.STANDARD
    assert rules(language="ru", matter="other") is checks.STANDARD
    assert rules(matter="other") is None
    assert rules("other") is checks.BY_SIZE
    assert rules(language="kk") is checks.BY_SIZE


def test_of_a_page_that_is_known_the_sizes_are_still_read(page_of):
    page = page_of("plain")
    page.evaluate(
        """() => document.querySelector("ul").outerHTML = "<button>x</button><button>y</button>".repeat(3)"""
    )
    page.add_style_tag(content="button { padding: 0; border: 0; width: 9px; height: 9px; font-size: 8px; }")

    (found,) = checks.violations(page, checks.BY_SIZE)
    assert found.startswith("target-size: ")


# Something on a page, and the same with a fault of which axe reads no word.
FAULTS = {
    "image-alt": ('<img src="/a.png" alt="Map">', '<img src="/a.png">'),
    "aria-roles": ('<p role="note">A</p>', '<p role="no">A</p>'),
    "aria-valid-attr": ('<p aria-live="polite">A</p>', '<p aria-lively="polite">A</p>'),
    "aria-valid-attr-value": ('<p aria-live="polite">A</p>', '<p aria-live="loud">A</p>'),
    "button-name": ("<button>Save</button>", "<button></button>"),
    "link-name": ('<a href="/a/">Plan</a>', '<a href="/a/"> </a>'),
    "input-button-name": ('<input type="submit" value="Save">', '<input type="submit" value="">'),
    "label": (
        '<label for="a-1">A</label><input id="a-1"><label for="a-2">B</label><input id="a-2">',
        '<label for="a-1">A</label><input id="a-1"><label for="a-1">B</label><input id="a-2">',
    ),
    "select-name": (
        '<select aria-label="State"><option>A</option></select>',
        '<select aria-label=""><option>A</option></select>',
    ),
    "aria-input-field-name": (
        '<p id="b-1">A</p><p role="textbox" aria-labelledby="b-1">1</p>',
        '<p id="b-1">A</p><p role="textbox" aria-labelledby="b-2">1</p>',
    ),
    "valid-lang": ('<p lang="ru">A</p>', '<p lang="rux">A</p>'),
    "list": ("<ul><li>A</li></ul>", "<ul><b>A</b></ul>"),
    "listitem": ("<ul><li>A</li></ul>", "<div><li>A</li></div>"),
    "meta-viewport": (
        '<meta name="viewport" content="width=device-width, maximum-scale=5">',
        '<meta name="viewport" content="width=device-width, maximum-scale=1">',
    ),
    "nested-interactive": (
        '<div role="button" tabindex="-1">A</div>',
        '<div role="button" tabindex="-1"><button>A</button></div>',
    ),
    "aria-hidden-focus": (
        '<p aria-hidden="true"><a href="/a/" tabindex="-1">A</a></p>',
        '<p aria-hidden="true"><a href="/a/" tabindex="0">A</a></p>',
    ),
    "autocomplete-valid": (
        '<input aria-label="A" autocomplete="email">',
        '<input aria-label="A" autocomplete="mails">',
    ),
    "color-contrast": ('<p style="color: #111">Words</p>', '<p style="color: #ccc">Words</p>'),
}


@pytest.mark.parametrize(("rule", "sound", "faulty"), [(rule, *pair) for rule, pair in FAULTS.items()])
def test_a_page_that_is_like_another_but_for_a_fault_is_examined_and_the_fault_found(
    page, examined, rule, sound, faulty
):
    def look(matter: str) -> list[str] | None:
        made = PAGE.format(surroundings="", rows="<li>A</li>", matter="").replace("<ul>", f"{matter}<ul>")
        page.set_content(made)
        rules = examined.rules(page, "en", "kind")
        if rules is None:
            return None
        return [one.partition(":")[0] for one in checks.violations(page, rules, examined.is_new)]

    assert look(sound) == []
    assert look(sound) is None
    assert rule in look(faulty)


def test_an_id_that_two_elements_have_is_found_on_every_page(page):
    page.set_content('<p id="a-1">A</p><p id="a-2">B</p>')
    assert checks.doubles(page) == []
    page.set_content('<p id="a-1">A</p><p id="a-1">B</p>')
    assert checks.doubles(page) == ["more than one element has the id a-1"]
