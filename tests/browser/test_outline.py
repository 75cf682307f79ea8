"""The outline in the editor, by keyboard and mouse: move, add, split, remove and undo in place."""

import pytest
from playwright.sync_api import Page, expect

from plans import blocks
from plans.models import ConceptPaper
from tests.browser.checks import violations
from tests.browser.conftest import eventually, no_connection, wait_until
from tests.browser.test_editor import cell_of, desk, write  # noqa: F401 - a fixture
from tests.plans.pages import AT, line_of, named, paper_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paper() -> ConceptPaper:
    return paper_of("- intro", "# A", "- a1", "a a2", "# B", "- b1")


def shown(page: Page) -> str:
    return " ".join(page.locator(".editor-text [lang=en]").all_inner_texts()[1:])


def stand_on(page: Page, paper: ConceptPaper, word: str) -> str:
    """Go to a row by the key for the next one, as a person does."""
    row = f"b-{named(paper, word).key}"
    for _ in range(paper.blocks.count()):
        page.keyboard.press("j")
        if page.evaluate("document.activeElement.id") == row:
            return row
    raise AssertionError(word)


def test_a_section_moves_by_key_keeps_the_focus_and_is_undone(desk, paper):  # noqa: F811
    page = desk(paper)
    row = stand_on(page, paper, "B")

    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#said")).to_contain_text("2 blocks moved.")
    assert line_of(paper) == shown(page) == "intro B b1 A a1 a2"
    expect(page.locator(f"#{row}")).to_be_focused()
    expect(page.locator(f"#{row} [data-own=en]")).to_have_text("1.")
    expect(page.locator(f"#{row} [data-number]")).to_have_text("2")
    expect(page.locator(f"#{row} [data-name]")).to_have_text("Paragraph 2, 1")
    assert violations(page) == []

    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowDown")
    eventually(page, f"document.querySelectorAll('.editor-row')[5].id === '{row}'")
    expect(page.locator(f"#{row} [data-own=en]")).to_have_text("2.")
    for _ in range(4):
        page.keyboard.press("Control+z")
    # What the screen shows in between comes and goes: at the end nothing can be undone, here as there.
    button = page.locator("#said").get_by_role("button", name="Undo")
    at_first = "intro A a1 a2 B b1"
    wait_until(
        page, lambda: button.count() == 0 and line_of(paper) == shown(page) == at_first, "all is undone"
    )


def test_a_section_goes_to_a_place_that_is_chosen_by_key(desk, paper):  # noqa: F811
    page = desk(paper)
    row = stand_on(page, paper, "A")

    page.keyboard.press("t")
    expect(page.locator("select[name=after]")).to_be_focused()
    expect(page.locator(".htmx-added")).to_have_count(0)  # by now the form is sent in its place
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#said")).to_contain_text("3 blocks moved.")
    assert line_of(paper) == shown(page) == "intro B b1 A a1 a2"
    expect(page.locator(f"#{row}")).to_be_focused()
    expect(page.locator(".row-panel form")).to_have_count(0)


@pytest.fixture
def written(desk, paper) -> Page:  # noqa: F811
    """Somebody is writing in a1, and what is typed cannot be saved."""
    page = desk(paper)
    page.route(
        "**/kk/",
        lambda route: (
            route.abort("internetdisconnected") if route.request.method == "POST" else route.continue_()
        ),
    )
    cell_of(page, paper, 4, "kk").locator("[data-edit]").click()
    page.locator("textarea").fill("typed")
    return page


def move_second(page: Page, paper: ConceptPaper) -> None:
    """Move a block of the order that the screen still shows, after another has moved B."""
    blocks.move(named(paper, "B"), to="up", by=None, at=AT)
    page.locator(f"#b-{named(paper, 'intro').key}").evaluate("row => { row.tabIndex = -1; row.focus(); }")
    page.keyboard.press("Alt+ArrowDown")


@pytest.mark.both_databases
def test_who_moves_second_is_told_and_sees_the_order_and_what_is_typed_stays(written, paper):
    move_second(written, paper)

    expect(written.locator("#said")).to_contain_text("Another user has moved, added or removed blocks")
    wait_until(written, lambda: shown(written) == "intro B b1 A a1 a2", "the order of the other user")
    assert line_of(paper) == shown(written) == "intro B b1 A a1 a2"
    expect(written.locator("textarea")).to_have_value("typed")


def test_what_another_removed_while_it_was_written_stays_and_the_rest_comes(written, paper):
    key = named(paper, "a1").key
    blocks.remove(named(paper, "a1"), by=None, at=AT)

    move_second(written, paper)

    gone = written.locator(f"#b-{key}")
    expect(gone.locator("[data-name]")).to_have_text("Another user removed this block.")
    left = written.locator(".editor-row:not([data-gone]) .editor-text [lang=en]")
    wait_until(
        written, lambda: left.all_inner_texts()[1:] == ["intro", "B", "b1", "A", "a2"], "all that is left"
    )
    expect(written.locator("textarea")).to_have_value("typed")


def test_a_block_that_another_removed_is_restored_and_what_was_typed_in_it_is_saved(desk, paper):  # noqa: F811
    page = desk(paper)
    cell = cell_of(page, paper, 4, "en")
    cell.locator("[data-edit]").click()
    expect(cell.locator("textarea")).to_be_visible()
    blocks.remove(named(paper, "a1"), by=None, at=AT)

    cell.locator("textarea").fill("a1 and more")
    expect(cell.locator(".editor-state")).to_contain_text("This block has been removed from the draft.")
    page.locator("#removed").get_by_role("button", name="Restore").click()
    expect(page.locator("#said")).to_contain_text("Block restored to its previous place.")
    expect(cell.locator("textarea")).to_have_value("a1 and more")
    cell.locator("textarea").press("Escape")

    wait_until(page, lambda: line_of(paper) == shown(page) == "intro A a1 and more a2 B b1", "what was typed")
    assert violations(page) == []


def test_what_somebody_is_at_stays_while_the_change_of_another_comes(desk, paper):  # noqa: F811
    page = desk(paper)
    stand_on(page, paper, "a2")
    page.keyboard.press("a")
    added = page.locator(".row-panel [name=text_en]")
    added.fill("New.")
    cell = cell_of(page, paper, 6, "en")
    cell.locator("[data-edit]").click()
    expect(cell.locator("textarea")).to_be_focused()
    page.keyboard.press("Home")
    page.evaluate("window.area = document.activeElement")
    expect(cell.locator(".htmx-added")).to_have_count(0)
    blocks.move(named(paper, "B"), to="up", by=None, at=AT)
    expect(added).to_have_value("New.")

    page.locator("#editor").dispatch_event("portal:late")

    wait_until(
        page, lambda: shown(page) == "intro b1 A a1 a2", "the order of the other user, without the open text"
    )
    expect(added).to_have_value("New.")
    page.keyboard.type("Still ")
    expect(cell.locator("textarea")).to_have_value("Still B")
    assert page.evaluate("window.area === document.activeElement")
    page.keyboard.press("Escape")
    wait_until(
        page, lambda: line_of(paper) == shown(page) == "intro Still B b1 A a1 a2", "the text that was open"
    )
    assert violations(page) == []


def test_an_act_that_waits_is_sent_though_its_row_has_been_renewed(desk, paper):  # noqa: F811
    page = desk(paper)
    stand_on(page, paper, "a2")
    held = []
    page.route("**/move/", lambda route: route.continue_() if held else held.append(route))
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    wait_until(page, lambda: held, "the first move is on its way")
    blocks.change_kind(named(paper, "a2"), "objective", by=None, at=AT)
    page.locator("#editor").dispatch_event("portal:late")
    expect(page.locator(f"#b-{named(paper, 'a2').key}[data-kind=objective]")).to_be_visible()

    held[0].continue_()

    wait_until(page, lambda: line_of(paper) == shown(page) == "intro a2 A a1 B b1", "both moves")


def test_blocks_are_added_split_joined_removed_in_place(desk, paper):  # noqa: F811
    page = desk(paper)
    page.evaluate("window.stays = true")
    stand_on(page, paper, "a1")
    page.keyboard.press("a")
    expect(page.get_by_label("Kind")).to_be_focused()
    page.get_by_label("Text in English").fill("New. Newer.")
    page.get_by_role("button", name="Add the block").click()
    expect(page.locator("#said")).to_contain_text("Block added.")
    assert line_of(paper) == shown(page) == "intro A a1 New. Newer. a2 B b1"
    made = f"b-{named(paper, 'New. Newer.').key}"
    expect(page.locator(f"#{made}")).to_be_focused()

    page.keyboard.press("s")
    page.locator(".row-panel [name=text_en]").fill("New.\nNewer.")
    page.get_by_role("button", name="Split the block").click()
    expect(page.locator("#said")).to_contain_text("Block split")
    assert line_of(paper) == shown(page) == "intro A a1 New. Newer. a2 B b1"
    expect(page.locator(".editor-row")).to_have_count(9)
    page.keyboard.press("Control+z")
    expect(page.locator(".editor-row")).to_have_count(8)
    cell = page.locator(f"#{made} .editor-cell").first
    cell.locator("[data-edit]").click()
    cell.locator("textarea").evaluate("area => area.setSelectionRange(5, 5)")
    cell.get_by_role("link", name="Split here").click()
    expect(page.locator(".row-panel [name=text_en]")).to_have_value("New.\nNewer.")
    page.locator(".row-panel").get_by_role("link", name="Cancel").click()
    expect(page.locator(".row-panel form")).to_have_count(0)

    page.locator(f"#{made} .row-menu summary").click()
    page.locator(f"#{made}").get_by_role("link", name="Remove", exact=True).click()
    expect(page.locator(f"#{made}")).to_have_count(0)
    page.locator("#removed").get_by_role("button", name="Restore").first.click()
    expect(page.locator(f"#{made}")).to_have_count(1)
    page.locator(f"#{made} .row-menu summary").click()
    page.get_by_role("button", name="Change kind to: heading").click()
    expect(page.locator(f"#{made} [data-own=en]")).to_have_text("2.")
    assert page.evaluate("window.stays") is True


def test_a_section_is_dragged_between_sections(desk, paper):  # noqa: F811
    page = desk(paper)
    section, target = named(paper, "A"), named(paper, "b1")
    page.set_viewport_size({"width": 1280, "height": 2400})  # all rows: nothing scrolls under the mouse

    page.locator(f"#b-{section.key} .editor-label").drag_to(
        page.locator(f"#b-{target.key}"), target_position={"x": 300, "y": 60}
    )

    expect(page.locator("#said")).to_contain_text("3 blocks moved.")
    assert line_of(paper) == shown(page) == "intro B b1 A a1 a2"


def test_what_is_typed_is_saved_before_its_block_is_split_or_joined(desk, paper):  # noqa: F811
    page = desk(paper)
    cell = write(page, paper, "First. Second.", 4, "en")
    cell.locator("textarea").evaluate("area => area.setSelectionRange(6, 6)")
    cell.get_by_role("link", name="Split here").click()
    expect(page.locator(".row-panel [name=text_en]")).to_have_value("First.\nSecond.")
    page.get_by_role("button", name="Split the block").click()
    expect(page.locator("#said")).to_contain_text("Block split")
    wait_until(page, lambda: line_of(paper) == shown(page) == "intro A First. Second. a2 B b1", "the parts")
    expect(page.locator(f"#b-{named(paper, 'Second.').key}")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("m")
    join = page.get_by_role("button", name="Join the blocks")
    join.wait_for()
    write(page, paper, "Second and more.", 5, "en")
    join.click()
    expect(page.locator(".confirm-warning")).to_contain_text("The text has changed since it was shown here.")
    expect(page.locator(".row-panel:not(:empty)")).to_contain_text("Second and more.")
    join.click()

    at_last = "intro A First. Second and more. a2 B b1"
    wait_until(page, lambda: line_of(paper) == shown(page) == at_last, "one block with all that was typed")


def test_what_could_not_be_undone_without_a_line_is_undone_later(desk, paper):  # noqa: F811
    page = desk(paper)
    row = stand_on(page, paper, "intro")
    for place in (2, 3):
        page.keyboard.press("Alt+ArrowDown")
        eventually(page, f"document.querySelectorAll('.editor-row')[{place}].id === '{row}'")
        wait_until(page, lambda: line_of(paper) == shown(page), "the order of the server")
    before = line_of(paper)
    with no_connection(page):
        page.keyboard.press("Control+z")
        expect(page.locator("#messages")).to_contain_text("The portal could not be reached.")

    page.keyboard.press("Control+z")

    wait_until(page, lambda: line_of(paper) == shown(page) == "A intro a1 a2 B b1", f"not {before}")
