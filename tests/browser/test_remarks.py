"""A remark with a task, from the editor of one person to the start page of another."""

import pytest
from playwright.sync_api import expect

from members.models import User
from plans.models import Remark
from tests.browser.test_editor import desk
from tests.factories import plans as factory

__all__ = ["desk"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_task_given_in_the_editor_appears_on_the_start_page_of_its_person(desk):
    paper = factory.paper(blocks=1, source_language="en")
    block = paper.blocks.get(position=2)
    colleague = desk(paper, first_name="Aigul", last_name="S")
    page = desk(paper, first_name="Officer", last_name="One")

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.locator("#write textarea").fill("KK by Thursday, please")
    page.get_by_label("About").select_option("kk")
    page.get_by_label("Task for").select_option(label="Aigul S")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Remark saved. Task for: Aigul S.")).to_be_visible()
    assert Remark.objects.get().person == User.objects.get(first_name="Aigul")

    colleague.goto("/")
    colleague.get_by_role("link", name="Complete 1 task on the draft").first.click()
    expect(colleague.locator("main")).to_contain_text("KK by Thursday, please")
    colleague.get_by_role("button", name="Mark as done").click()
    expect(colleague.locator("main")).to_contain_text("marked as done by Aigul S")
    page.goto(f"/plans/{paper.slug}/edit/")
    expect(page.locator(f"#b-{block.key} .editor-remark")).to_have_count(0)
