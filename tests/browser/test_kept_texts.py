"""What was typed into a draft and stands in no form of the page: the page opens it again, or lists it."""

import re

import pytest
from playwright.sync_api import Page, expect

from plans import blocks
from plans.enums import PaperStatus
from plans.models import ConceptPaper
from tests.browser.checks import violations
from tests.browser.conftest import eventually, kept_is_read
from tests.browser.test_editor import desk, hold_saving, is_kept, write  # noqa: F401 - a fixture
from tests.browser.test_outline import paper, stand_on  # noqa: F401 - a fixture
from tests.plans.pages import AT, named

pytestmark = pytest.mark.django_db(transaction=True)


def add_beside(page: Page, plan: ConceptPaper, word: str, text: str) -> None:
    """Type a new block below another one."""
    stand_on(page, plan, word)
    page.keyboard.press("a")
    page.locator(".row-panel [name=text_en]").fill(text)
    eventually(page, is_kept(text))


def test_a_new_block_that_was_left_opens_again_at_its_place(desk, paper):  # noqa: F811
    page = desk(paper)
    add_beside(page, paper, "a2", "Left behind")
    page.reload()

    panel = page.locator(f"#panel-{named(paper, 'a2').key}")
    expect(panel.locator("[name=text_en]")).to_have_value("Left behind")
    expect(panel.locator(".kept")).to_contain_text("restored")
    expect(page.locator("#kept-texts")).to_be_hidden()
    panel.get_by_role("button", name="Add the block").click()
    expect(page.locator("#said")).to_contain_text("Block added.")
    assert named(paper, "Left behind")
    page.reload()
    expect(page.locator(".editor-row")).to_have_count(8)
    kept_is_read(page)
    expect(page.locator(".row-panel form")).to_have_count(0)
    expect(page.locator("#kept-texts")).to_be_hidden()


def test_a_new_block_at_the_end_and_the_parts_of_a_split_open_again(desk, paper):  # noqa: F811
    page = desk(paper)
    page.get_by_role("link", name="Add a block at the end").click()
    page.locator("#panel-end [name=text_kk]").fill("Соңында")
    row = page.locator(f"#b-{named(paper, 'a1').key}")
    row.hover()
    row.locator(".row-menu summary").click()
    row.get_by_role("link", name="Split", exact=True).click()
    split = page.locator(f"#panel-{named(paper, 'a1').key} [name=text_en]")
    split.fill("a\n1")
    eventually(page, is_kept("Соңында"))
    page.reload()

    expect(split).to_have_value("a\n1")
    expect(page.locator("#panel-end [name=text_kk]")).to_have_value("Соңында")


def test_what_was_typed_in_a_form_that_gave_way_to_another_is_listed_and_continued(desk, paper):  # noqa: F811
    page = desk(paper)
    add_beside(page, paper, "a2", "Left behind")
    row = page.locator(f"#b-{named(paper, 'a2').key}")
    row.hover()
    row.locator(".row-menu summary").click()
    row.get_by_role("link", name="Split", exact=True).click()

    listed = page.locator("#kept-texts")
    expect(listed).to_contain_text("Left behind")
    expect(listed.get_by_role("button", name="Continue editing")).to_be_hidden()
    row.get_by_role("link", name="Cancel").click()
    assert violations(page) == []
    listed.get_by_role("button", name="Continue editing").click()
    expect(listed).to_be_hidden()
    added = page.locator(".row-panel [name=text_en]")
    expect(added).to_have_value("Left behind")
    page.locator(".row-panel").get_by_role("link", name="Cancel").click()
    expect(page.locator(".row-panel form")).to_have_count(0)
    expect(listed).to_be_hidden()


def test_what_was_typed_beside_a_block_that_is_gone_is_listed_and_discarded(desk, paper):  # noqa: F811
    page = desk(paper)
    hold_saving(page)
    add_beside(page, paper, "a2", "Left behind")
    write(page, paper, "Unsaved", 4, "en")
    eventually(page, is_kept("Unsaved"))
    for word in ("a1", "a2"):
        blocks.remove(named(paper, word), by=None, at=AT)
    page.unroute_all(behavior="ignoreErrors")
    page.reload()

    listed = page.locator("#kept-texts")
    expect(listed.locator("li")).to_have_count(2)
    expect(listed).to_contain_text("Left behind")
    expect(listed.locator(".user-text[lang=en]").first).to_be_visible()
    for text in ("Left behind", "Unsaved"):
        item = listed.locator("li").filter(has_text=text)
        expect(item.get_by_role("button", name="Continue editing")).to_have_count(0)
        item.get_by_role("button", name="Discard text").click()
        expect(item).to_have_count(0)
    expect(listed).to_be_hidden()
    assert page.evaluate("window.portal.kept.names()") == []


def test_what_could_not_be_saved_before_the_draft_was_closed_is_on_the_page_of_the_plan(desk, paper):  # noqa: F811
    page = desk(paper)
    hold_saving(page)
    add_beside(page, paper, "b1", "Too late")
    write(page, paper, "Слишком поздно", 4, "ru")
    eventually(page, is_kept("Слишком поздно"))
    ConceptPaper.objects.filter(pk=paper.pk).update(status=PaperStatus.CIRCULATED)
    page.unroute_all(behavior="ignoreErrors")
    page.reload()

    expect(page).to_have_url(re.compile(rf"/plans/{paper.slug}/$"))
    listed = page.locator("#kept-texts")
    expect(listed.locator(".user-text[lang=ru]")).to_have_text("Слишком поздно")
    expect(listed.locator(".user-text[lang=en]")).to_have_text("Too late")
    expect(listed.locator("button[data-copy]").first).to_have_attribute(
        "data-copy", re.compile("late|поздно")
    )
    assert violations(page) == []
    listed.locator("li").filter(has_text="Too late").get_by_role("button", name="Discard text").click()
    page.reload()
    expect(listed.locator("li")).to_have_count(1)
