"""A long plan in the editor: its parts come as one goes on, and every act goes on to work at their ends."""

import re

import pytest
from playwright.sync_api import Page, expect

from cica_portal import clock
from plans import blocks
from plans.models import ConceptPaper
from plans.views import editor
from tests.browser.checks import violations
from tests.browser.conftest import eventually, wait_until
from tests.browser.test_editor import cell_of, desk, hold_saving, is_kept, stored, write  # noqa: F401 - a fixture
from tests.factories import plans as factory

pytestmark = pytest.mark.django_db(transaction=True)

NUMBERS = "[...document.querySelectorAll('.editor-row [data-number]')].map(one => Number(one.textContent))"
IN_ORDER = f"{NUMBERS}.every((number, place, all) => place === 0 || number === all[place - 1] + 1)"


@pytest.fixture
def paper(monkeypatch) -> ConceptPaper:
    monkeypatch.setattr(editor, "PART", 12)
    return factory.paper(blocks=59, source_language="en")


def blank(paper: ConceptPaper, position: int) -> None:
    blocks.edit(paper.blocks.get(position=position), "kk", "", version=1, by=None, at=clock.now())


def scroll_until(page: Page, expression: str, *, to: str) -> None:
    """Scroll to an end of the page, and again when more has come there, until the expression is true."""

    def is_there() -> bool:
        page.evaluate(f"window.scrollTo(0, {to})")
        return bool(page.evaluate(expression))

    wait_until(page, is_there, expression)


def test_the_parts_of_a_long_plan_come_as_one_scrolls_and_stay_in_order(desk, paper):  # noqa: F811
    page = desk(paper)
    eventually(page, "document.querySelectorAll('.editor-row').length < 40")
    page.evaluate("window.stays = true")

    scroll_until(page, f"{IN_ORDER} && {NUMBERS}.length === 60", to="document.body.scrollHeight")

    expect(page.locator("[data-more]")).to_have_count(0)
    assert page.evaluate("window.stays")
    assert violations(page) == []


def test_what_is_missing_far_below_is_reached_by_key_and_what_stands_ahead_comes(desk, paper):  # noqa: F811
    for position in (3, 50):
        blank(paper, position)
    page = desk(paper)
    page.evaluate("window.stays = true")

    page.keyboard.press("]")
    expect(cell_of(page, paper, 3, "kk").locator("textarea")).to_be_focused()
    page.keyboard.type("Бар")
    page.keyboard.press("Escape")
    # While a text is still open the page itself would go there, and keep it.
    expect(cell_of(page, paper, 3, "kk").locator("textarea")).to_have_count(0)
    expect(page.locator("#next-text")).to_contain_text("paragraph 49")
    page.keyboard.press("]")
    area = cell_of(page, paper, 50, "kk").locator("textarea")
    expect(area).to_be_focused()
    expect(page.locator(".htmx-added")).to_have_count(0)
    page.keyboard.type("Елуінші")
    page.keyboard.press("Control+Enter")
    expect(cell_of(page, paper, 51, "kk").locator("textarea")).to_be_focused()

    assert page.evaluate("window.stays")
    assert stored(paper, 50, "kk") == "Елуінші"
    page.keyboard.press("Escape")
    scroll_until(page, f"{IN_ORDER} && {NUMBERS}[0] === 0", to="0")


def test_while_a_text_is_on_its_way_nothing_is_typed_into_it_and_the_key_for_the_next_waits(desk, paper):  # noqa: F811
    for position in (3, 5):
        blank(paper, position)
    page, held = desk(paper), []
    page.keyboard.press("]")
    area = cell_of(page, paper, 3, "kk").locator("textarea")
    expect(area).to_be_focused()
    page.route(
        "**/kk/", lambda route: held.append(route) if route.request.method == "POST" else route.continue_()
    )

    page.keyboard.type("Бар")
    page.keyboard.press("Escape")
    wait_until(page, lambda: held, "the text is on its way")
    page.keyboard.type("lost]")
    expect(area).to_have_value("Бар")
    held[0].continue_()

    expect(cell_of(page, paper, 5, "kk").locator("textarea")).to_be_focused()
    assert (len(held), stored(paper, 3, "kk")) == (1, "Бар")


def test_a_section_that_is_there_in_part_moves_whole_and_is_undone(desk, paper):  # noqa: F811
    for position in (10, 40):
        blocks.change_kind(paper.blocks.get(position=position), "heading", by=None, at=clock.now())
    heading = paper.blocks.get(position=40)
    page = desk(paper)
    page.goto(f"/plans/{paper.slug}/edit/?at={heading.key}#b-{heading.key}")
    expect(page.locator(f"#b-{heading.key}")).to_be_focused()

    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#said")).to_contain_text("21 blocks moved.")
    expect(page.locator(f"#b-{heading.key} [data-number]")).to_have_text("9")
    eventually(page, IN_ORDER)
    assert paper.blocks.get(key=heading.key).position == 10
    page.locator("#said").get_by_role("button", name="Undo").click()
    expect(page.locator(f"#b-{heading.key} [data-number]")).to_have_text("39")
    eventually(page, IN_ORDER)


def test_what_was_asked_for_before_a_move_does_not_take_the_place_of_what_it_brought(desk, paper):  # noqa: F811
    for position in (10, 40):
        blocks.change_kind(paper.blocks.get(position=position), "heading", by=None, at=clock.now())
    heading = paper.blocks.get(position=40)
    page = desk(paper)
    held = []
    page.goto(f"/plans/{paper.slug}/edit/?at={heading.key}#b-{heading.key}")
    expect(page.locator(f"#b-{heading.key}")).to_be_focused()
    page.wait_for_load_state("networkidle")
    page.route(re.compile(r"/edit/\?.*first="), lambda route: held.append(route))
    page.locator("#editor").dispatch_event("portal:late")
    wait_until(page, lambda: held, "the rows are on their way")
    assert len(held) == 1

    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(f"#b-{heading.key} [data-number]")).to_have_text("9")
    with page.expect_response(re.compile(r"first=")):
        held[0].continue_()
    page.wait_for_timeout(300)  # it has come, and nothing is made of it
    expect(page.locator(f"#b-{heading.key} [data-number]")).to_have_text("9")
    eventually(page, IN_ORDER)


def test_a_move_is_sent_once_the_part_that_was_on_its_way_has_come(desk, paper):  # noqa: F811
    block = paper.blocks.get(position=40)
    page = desk(paper)
    held = []
    page.route(
        re.compile(r"/edit/\?.*behind="), lambda route: route.continue_() if held else held.append(route)
    )
    page.goto(f"/plans/{paper.slug}/edit/?at={block.key}#b-{block.key}")
    eventually(page, f"{NUMBERS}[0] < 30")  # what stands ahead has come, what stands behind is on its way
    wait_until(page, lambda: held, "what stands behind is on its way")
    page.wait_for_timeout(300)  # the screen looks anew at what else may come

    page.keyboard.press("Alt+ArrowUp")
    held[0].continue_()
    expect(page.locator("#said")).to_contain_text("moved")
    assert paper.blocks.get(key=block.key).position == 39


def test_a_mark_a_section_and_a_fragment_lead_to_where_nothing_is_yet(desk, paper):  # noqa: F811
    blocks.change_kind(paper.blocks.get(position=5), "heading", by=None, at=clock.now())
    last = paper.blocks.get(position=60)
    page = desk(paper)
    page.evaluate("window.stays = true")

    page.locator("[data-map=ru] [data-at]").last.click()
    expect(cell_of(page, paper, 60, "ru").locator("[data-edit]")).to_be_focused()
    page.get_by_text("Sections", exact=True).click()
    page.locator(".editor-parts").get_by_role("link", name="1. Paragraph 3 en").click()
    expect(cell_of(page, paper, 5, "en").locator("[data-edit]")).to_be_focused()
    assert page.evaluate("window.stays")

    page.goto("about:blank")
    page.goto(f"/plans/{paper.slug}/edit/#b-{last.key}")
    expect(page.locator(f"#b-{last.key}")).to_be_in_viewport()


def test_text_typed_far_below_before_a_lost_session_is_brought_and_put_back(desk, paper):  # noqa: F811
    page = desk(paper)
    page.goto(f"/plans/{paper.slug}/edit/?at={paper.blocks.get(position=50).key}")
    hold_saving(page)
    write(page, paper, "Набрано", 50)
    eventually(page, is_kept("Набрано"))
    page.goto("/plans/")
    page.unroute_all(behavior="ignoreErrors")

    page.goto(f"/plans/{paper.slug}/edit/")

    cell = cell_of(page, paper, 50)
    expect(cell.locator("textarea")).to_have_value("Набрано")
    expect(cell).to_have_attribute("data-state", "saved")
    assert stored(paper, 50) == "Набрано"
    assert page.evaluate(IN_ORDER)
