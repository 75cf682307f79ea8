"""Finding and replacing from the editor, with the script: the key, the words that are selected, undoing."""

import pytest
from playwright.sync_api import expect

from plans.models import BlockText, ConceptPaper
from tests.browser.test_editor import desk
from tests.factories import plans as factory

__all__ = ["desk"]
pytestmark = pytest.mark.django_db(transaction=True)


def stored(paper: ConceptPaper) -> list[str]:
    texts = BlockText.objects.filter(block__paper=paper, block__position=2)
    return [texts.get(language=language).text for language in ("en", "ru", "kk")]


def test_words_are_replaced_in_all_languages_from_the_editor_and_put_back(desk):
    paper = factory.paper(blocks=0, source_language="en")
    factory.block(paper, texts={"en": "In 2026", "ru": "В 2026 году", "kk": "2026 жылы"})
    page = desk(paper)
    cell = page.locator(f"#cell-{paper.blocks.get(position=2).key}-en")
    cell.locator("[data-edit]").click()
    cell.locator("textarea").select_text()
    cell.locator("textarea").press("Control+Shift+F")

    expect(page.get_by_label("Words to find")).to_have_value("In 2026")
    page.get_by_label("Words to find").fill("2026")
    page.get_by_label("Replace with").fill("2028")
    page.get_by_role("button", name="Find").click()
    expect(page.locator("[name=place]")).to_have_count(3)
    page.get_by_role("button", name="Replace in the selected places").click()
    expect(page.get_by_text("3 texts changed.")).to_be_visible()
    assert stored(paper) == ["In 2028", "В 2028 году", "2028 жылы"]

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("undone by")).to_be_visible()
    assert stored(paper) == ["In 2026", "В 2026 году", "2026 жылы"]
