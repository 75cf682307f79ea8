"""The check for accessibility leaves out the contrast of what was measured alike, and nothing else."""

import pytest

from tests.browser import checks

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Rows</title>
<style>body {{ color: #000; background: #fff; }} .pale {{ color: #ccc; }}</style></head>
<body><header><p class="{surroundings}">Portal</p></header><main><h1>Rows</h1><ul>{rows}</ul>
<p class="{matter}">End</p></main></body></html>"""
ROW = '<li class="{}"><b>Row</b> 1</li>'
CONTRAST = "color-contrast: "


@pytest.fixture
def page_of(page):
    """Return a function that opens a page with its rows, surroundings and matter in these classes."""

    def opened(*rows: str, surroundings: str = "", matter: str = ""):
        made = "".join(map(ROW.format, rows))
        page.set_content(PAGE.format(rows=made, surroundings=surroundings, matter=matter))
        return page

    return opened


def test_of_rows_built_alike_the_first_two_and_the_last_are_measured(page_of):
    (found,) = checks.violations(page_of(*["pale"] * 40))
    assert found.startswith(CONTRAST)
    assert len(found.split(", ")) == 3  # rows, each with its number and not its bold word


@pytest.mark.parametrize("at", [0, 1, 2, 20, 38, 39])
def test_a_row_built_otherwise_is_measured_wherever_it_stands(page_of, at):
    rows = ["plain"] * 40
    rows[at] = "pale"
    (found,) = checks.violations(page_of(*rows))
    assert found.startswith(CONTRAST)


def test_what_was_measured_elsewhere_is_not_measured_again(page_of):
    around, inside = {"surroundings": "pale"}, {"matter": "pale"}
    known = {"surroundings": checks.Known(surroundings=True), "matter": checks.Known(matter=True)}

    assert checks.violations(page_of("plain", **around), known["surroundings"]) == []
    assert checks.violations(page_of("plain", **around), known["matter"]) != []
    assert checks.violations(page_of("plain", **inside), known["matter"]) == []
    assert checks.violations(page_of("plain", **inside), known["surroundings"]) != []


def test_every_other_rule_reads_what_was_measured_elsewhere(page_of):
    page = page_of(*["plain"] * 40)
    page.evaluate(
        """() => document.querySelectorAll("li").forEach((row) => row.setAttribute("role", "no"))"""
    )

    (found,) = checks.violations(page, checks.Known(surroundings=True, matter=True))
    assert found.startswith("aria-roles: ")


def test_a_page_is_examined_if_its_kind_or_a_part_of_it_is_new(page_of, tmp_path):
    examined = checks.Examined(tmp_path)

    def new(kind="rows", language="en", *, rows=("plain",), closely=True, **classes):
        return examined.new(page_of(*rows, **classes), language, kind, closely=closely)

    assert new() == checks.Known()
    assert new() is None
    assert new(rows=["plain"] * 9) is None  # only longer
    assert new(surroundings="other") == checks.Known(matter=True)
    assert new(matter="other") == checks.Known(surroundings=True)
    assert new(matter="third", closely=False) is None
    assert new("other") == checks.Known(surroundings=True, matter=True)
    assert new(language="ru", closely=False) == checks.Known(surroundings=True, matter=True)
    assert new("third", matter="fourth", closely=False) == checks.Known(surroundings=True)
