"""A plan's editor and the review of its texts: the text comes first, a cell that is left closes."""

import pytest
from playwright.sync_api import expect

from cica_portal import clock
from plans import blocks
from plans.models import ConceptPaper
from tests.browser.checks import violations
from tests.browser.conftest import SignIn, no_connection, wait_until
from tests.browser.test_editor import cell_of, desk, hold_saving, open_text, paper, stored, write  # noqa: F401
from tests.browser.test_first_screen import ON_A_PHONE, WORDS, top_of, words_around

pytestmark = pytest.mark.django_db(transaction=True)

FIRST_LINE = 300  # pixels from the top of a page that is 1280 wide


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_text_begins_on_the_first_screen_of_its_editor(sign_in: SignIn, portal, language):
    page = sign_in("officer", language=language)
    slug = ConceptPaper.objects.get(
        measure__code="energy_security"
    ).slug  # it names the years, counted from today
    page.goto(f"/plans/{slug}/edit/")
    expect(page.locator(".hint")).to_be_visible()
    first = page.locator(".editor-text").first
    assert top_of(first) <= FIRST_LINE
    assert words_around(page) <= WORDS
    page.set_viewport_size({"width": 390, "height": 844})
    assert top_of(first) <= ON_A_PHONE


def test_a_cell_that_is_left_is_saved_once_and_closes(desk, paper):  # noqa: F811
    page = desk(paper)
    ours, beside = cell_of(page, paper), cell_of(page, paper, language="kk")
    open_text(page, paper)
    beside.locator("[data-edit]").click()
    expect(ours.locator("textarea")).to_have_count(0)
    expect(ours.locator(".status-done")).to_have_count(0)  # nothing was typed, nothing is saved

    held = hold_saving(page)
    write(page, paper, "Слова")
    area = open_text(page, paper, language="kk")
    wait_until(page, lambda: bool(held), "the text is on its way")
    area.press("End")
    area.press_sequentially("!")
    held[0].continue_()
    expect(ours.locator("textarea")).to_have_count(0)
    expect(ours.locator("[data-own-text]")).to_have_text("Слова")
    expect(ours.locator(".status-done")).to_be_visible()
    expect(area).to_be_focused()
    page.unroute_all(behavior="ignoreErrors")
    area.press("Escape")
    expect(beside.locator("[data-edit]")).to_be_focused()
    edits = paper.blocks.get(position=2).edits.filter(kind="changed").order_by("pk")
    assert [edit.after for edit in edits] == ["Слова", "Paragraph 0 kk!"]


def test_a_cell_that_is_left_and_not_saved_stays_open_with_what_was_typed(desk, paper):  # noqa: F811
    page = desk(paper)
    heading = page.get_by_role("heading", level=1)
    lost, cell = open_text(page, paper), cell_of(page, paper)
    with no_connection(page):
        lost.fill("Без связи")
        heading.click()
        expect(cell.locator(".editor-state")).to_contain_text("no connection")
        expect(page.locator("#messages")).to_contain_text("The portal could not be reached.")
        expect(lost).to_have_value("Без связи")
    expect(lost).to_have_count(0)
    expect(page.locator("#messages [data-said]")).to_have_count(0)
    assert stored(paper) == "Без связи"

    open_text(page, paper).fill("а" * 10_001)
    open_text(page, paper, 3)
    expect(cell).to_contain_text("at most 10000 characters")
    expect(lost).to_have_value("а" * 10_001)
    assert stored(paper) == "Без связи"


def test_a_review_shows_what_changed_inside_its_paragraph(desk, paper):  # noqa: F811
    blocks.edit(paper.blocks.get(position=2), "ru", "Абзац 0 ru", version=1, by=None, at=clock.now())
    page = desk(paper)
    page.goto(f"/plans/{paper.slug}/review/ru/")
    paragraph = page.locator(".block-text[lang=ru] p")
    expect(paragraph.locator("del")).to_contain_text("Paragraph")
    expect(paragraph.locator("ins")).to_contain_text("Абзац")
    assert paragraph.evaluate("one => one.lastChild.nodeValue.trim()") == "0 ru"
    expect(page.locator(".block-text[lang=en] p")).to_have_text("Paragraph 0 en")
    assert violations(page) == []
