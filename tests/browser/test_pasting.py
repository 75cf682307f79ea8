"""Pasting into the editor, by a browser: paragraphs become blocks where they are pasted, none is lost."""

import pytest
from playwright.sync_api import expect

from plans import blocks
from tests.browser.conftest import eventually, no_connection, wait_until
from tests.browser.test_editor import (  # noqa: F401 - a fixture
    cell_of,
    desk,
    hold_saving,
    is_kept,
    open_text,
    write,
)
from tests.browser.test_outline import paper, shown  # noqa: F401 - a fixture
from tests.plans.pages import AT, line_of, named

pytestmark = pytest.mark.django_db(transaction=True)

PASTE = """([area, html, plain]) => {
  const given = new DataTransfer();
  if (html) given.setData("text/html", html);
  given.setData("text/plain", plain);
  area.dispatchEvent(new ClipboardEvent("paste", {clipboardData: given, bubbles: true, cancelable: true}));
}"""
FROM_WORD = """<html><head><style>p {color: red}</style></head><body><!--StartFragment-->
<p class=MsoNormal style='margin:0'>Ships: <i style='mso-bidi-font-style:normal'>Abai</i>
 and <b>Korkyt</b>.</p>
<p class=MsoListParagraph><span style='mso-list:Ignore'>a)<span>&nbsp;&nbsp;</span></span>first point</p>
<ol type="a"><li>second point<script>alert(1)</script></li></ol></body></html>"""


def test_formatted_text_becomes_blocks_where_it_is_pasted_and_is_undone(desk, paper):  # noqa: F811
    page = desk(paper)
    cell = cell_of(page, paper, 4, "en")
    cell.locator("[data-edit]").click()
    area = cell.locator("textarea")
    area.fill("")
    page.evaluate(PASTE, [area.element_handle(), FROM_WORD, "Ships"])

    expect(page.locator("#said")).to_contain_text("3 paragraphs pasted, each into a block of its own.")
    assert line_of(paper) == "intro A Ships: *Abai* and **Korkyt**. first point second point a2 B b1"
    assert shown(page) == "intro A Ships: Abai and Korkyt. first point second point a2 B b1"
    assert named(paper, "second point").kind == "objective"
    page.keyboard.press("Control+z")
    eventually(page, "document.querySelectorAll('.editor-row').length === 7")

    russian = cell_of(page, paper, 4, "ru")
    russian.locator("[data-edit]").click()
    area = russian.locator("textarea")
    area.fill("")
    page.evaluate(PASTE, [area.element_handle(), "<p>Одно <em>слово</em></p>", "Одно слово"])
    expect(area).to_have_value("Одно *слово*")


def test_what_is_typed_or_saved_meanwhile_does_not_take_the_turn_of_what_was_pasted(desk, paper):  # noqa: F811
    page = desk(paper)
    held = hold_saving(page)
    cell = write(page, paper, "Typed. ", 4, "en")
    wait_until(page, lambda: bool(held), "the text is on its way")
    area = cell.locator("textarea")
    page.evaluate(PASTE, [area.element_handle(), "", "One.\nTwo."])
    expect(area).to_have_attribute("readonly", "")
    area.press("Control+Enter")
    page.evaluate("window.htmx.trigger(document.activeElement, 'again')")

    held[0].continue_()
    wait_until(page, lambda: len(held) > 1, "what was pasted is on its way")
    held[1].continue_()

    at_last = "intro A Typed.One. Two. a2 B b1"
    wait_until(page, lambda: line_of(paper).replace(". One", ".One") == at_last, "the pasted paragraphs")


def test_what_is_pasted_without_a_line_stands_in_the_text_and_is_kept(desk, paper):  # noqa: F811
    page = desk(paper)
    cell, area = cell_of(page, paper, 4, "en"), open_text(page, paper, 4, "en")
    area.fill("")
    with no_connection(page):
        page.evaluate(PASTE, [area.element_handle(), "<p>One <b>two</b>.</p><p>Three.</p>", "One two."])
        expect(area).to_have_value("One **two**.\nThree.")
        expect(area).not_to_have_attribute("readonly", "")
    expect(cell).to_have_attribute("data-state", "saved")
    assert named(paper, "One **two**.\nThree.")


def test_what_is_pasted_over_a_text_that_another_saved_is_shown_beside_it(desk, paper):  # noqa: F811
    page = desk(paper)
    cell, area = cell_of(page, paper, 4, "en"), open_text(page, paper, 4, "en")
    blocks.edit(named(paper, "a1"), "en", "Theirs", version=1, by=None, at=AT)
    page.evaluate(PASTE, [area.element_handle(), "", "One.\nTwo."])

    expect(cell).to_have_attribute("data-state", "conflict")
    expect(cell.locator("textarea")).to_have_value("One.\nTwo.a1")
    expect(cell.locator(".texts-compare")).to_contain_text("Theirs")
    assert line_of(paper) == "intro A Theirs a2 B b1"


def test_what_is_pasted_behind_a_save_that_ends_in_a_conflict_is_shown_and_kept(desk, paper):  # noqa: F811
    page = desk(paper)
    held = hold_saving(page)
    cell = write(page, paper, "Mine. ", 4, "en")
    wait_until(page, lambda: bool(held), "the text is on its way")
    area = cell.locator("textarea")
    page.evaluate(PASTE, [area.element_handle(), "", "One.\nTwo."])
    expect(area).to_have_value("Mine. One.\nTwo.")
    blocks.edit(named(paper, "a1"), "en", "Theirs", version=1, by=None, at=AT)
    held[0].continue_()

    expect(cell).to_have_attribute("data-state", "conflict")
    expect(cell.locator("textarea")).to_have_value("Mine. One.\nTwo.")
    expect(cell.locator("textarea")).not_to_have_attribute("readonly", "")
    expect(cell.locator(".texts-compare")).to_contain_text("Theirs")
    eventually(page, is_kept("Mine. One.\\\\nTwo."))
    page.unroute_all(behavior="ignoreErrors")
    cell.get_by_role("button", name="Keep my version").click()
    wait_until(page, lambda: line_of(paper) == "intro A Mine. One.\nTwo. a2 B b1", "what was pasted")


def test_what_is_pasted_stays_while_the_change_of_another_comes(desk, paper):  # noqa: F811
    page = desk(paper)
    cell, area = cell_of(page, paper, 4, "en"), open_text(page, paper, 4, "en")
    area.fill("")
    held = hold_saving(page)
    page.evaluate(PASTE, [area.element_handle(), "", "One.\nTwo."])
    wait_until(page, lambda: bool(held), "what was pasted is on its way")
    cell_of(page, paper, 6, "en").locator("[data-edit]").focus()
    blocks.edit(named(paper, "a1"), "en", "Theirs", version=1, by=None, at=AT)
    blocks.move(named(paper, "B"), to="up", by=None, at=AT)
    page.locator("#editor").dispatch_event("portal:late")
    wait_until(page, lambda: shown(page).endswith("a2"), "the order of the other user")
    page.unroute_all(behavior="ignoreErrors")

    expect(cell).to_have_attribute("data-state", "conflict")
    expect(area).to_have_value("One.\nTwo.")


BULLET = "<p class=MsoListParagraph><span style='mso-list:Ignore'>{}<span>&nbsp;&nbsp;</span></span>{}</p>"


def test_bullets_of_symbol_fonts_go_and_the_spaces_around_pasted_words_stay(desk, paper):  # noqa: F811
    page = desk(paper)
    area = open_text(page, paper, 4, "en")
    area.fill("Words.")
    area.evaluate("area => area.setSelectionRange(0, 0)")
    page.evaluate(PASTE, [area.element_handle(), "<body>\n<p><i>Official</i> </p>\n</body>", "Official "])
    expect(area).to_have_value("*Official* Words.")
    area.fill("")
    page.evaluate(PASTE, [area.element_handle(), BULLET.format("o", "one") + BULLET.format("§", "two"), ""])

    wait_until(page, lambda: line_of(paper) == "intro A one two a2 B b1", "blocks without bullets")


FROM_OTHERS = """<ol>
<li><p>First <b>item</b></p><p>goes on</p></li>
<li>
<p>second</p></li><li></li></ol>
<table><tr><td><p>Forum </p></td><td>June<br>2026</td><td> </td><td><i>Astana</i></td></tr></table>
<table><tr><td><p>alone</p></td></tr></table>"""


def test_items_with_paragraphs_and_rows_of_tables_are_pasted_as_one_paragraph_each(desk, paper):  # noqa: F811
    page = desk(paper)
    area = open_text(page, paper, 4, "en")
    area.fill("")

    page.evaluate(PASTE, [area.element_handle(), FROM_OTHERS, ""])

    lines = "First **item** goes on second Forum – June 2026 – *Astana* alone"
    wait_until(page, lambda: line_of(paper) == f"intro A {lines} a2 B b1", "the paragraphs")
    expect(page.locator("#said")).to_contain_text("5 paragraphs pasted")
