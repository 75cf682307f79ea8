"""The redline on screen: from change to change by key, between the two places of a moved block by link."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from plans.models import Block, BlockText, ConceptPaper

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paper(portal) -> ConceptPaper:
    """The paper of 2022, whose draft has changed since: a word, and a paragraph that moved to the end."""
    made = ConceptPaper.objects.get(slug="ict-security-2022-2023")
    blocks = list(made.blocks.filter(removed_at=None).order_by("position"))
    text = BlockText.objects.get(block=blocks[2], language="en")
    BlockText.objects.filter(pk=text.pk).update(text=f"{text.text} Added.")
    Block.objects.filter(pk=blocks[4].pk).update(position=blocks[-1].position + 1)
    return made


def test_changes_are_reached_by_key_and_by_link(sign_in, paper):
    page = sign_in("officer", language="en")
    page.goto(reverse("plans:paper-compare", args=[paper.slug], query={"from": "0", "to": "draft"}))

    def focused() -> str:
        return page.evaluate("document.activeElement.id")

    reached = []
    for key in "nnnp":
        page.keyboard.press(key)
        reached.append(focused())
    assert reached == ["change-1", "change-2", "change-3", "change-2"]

    page.get_by_role("link", name="New place: change 3.").click()
    expect(page).to_have_url(re.compile("#change-3$"))
    expect(page.locator("#change-3 .change-note")).to_contain_text(
        re.compile("^Change 3 of 3: moved to here")
    )
