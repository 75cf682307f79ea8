"""Words in the editor, with the script: found and replaced, terms and earlier translations put in."""

import pytest
from playwright.sync_api import expect

from cica_portal import clock
from plans.models import BlockText, ConceptPaper
from plans.terms import glossary
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
    expect(page.locator("[name=text]")).to_have_count(3)
    page.get_by_role("button", name="Replace in the selected texts").click()
    expect(page.get_by_text("3 texts changed.")).to_be_visible()
    assert stored(paper) == ["In 2028", "В 2028 году", "2028 жылы"]

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("undone by")).to_be_visible()
    assert stored(paper) == ["In 2026", "В 2026 году", "2026 жылы"]


def test_what_is_typed_after_finding_is_shown_before_anything_is_replaced(desk):
    paper = factory.paper(blocks=0, source_language="en")
    factory.block(paper, texts={"en": "In 2026", "ru": "В 2026 году", "kk": "2026 жылы"})
    page = desk(paper)
    page.goto(f"/plans/{paper.slug}/find/?q=2026")
    page.get_by_label("Replace with").fill("2028")
    page.get_by_role("button", name="Delete the words in the selected texts").click()

    replace = page.get_by_role("button", name="Replace in the selected texts")
    expect(replace).to_be_visible()
    expect(page.locator("ins").first).to_contain_text("2028")
    assert stored(paper) == ["In 2026", "В 2026 году", "2026 жылы"]
    replace.click()
    expect(page.get_by_text("3 texts changed.")).to_be_visible()
    assert stored(paper) == ["In 2028", "В 2028 году", "2028 жылы"]


def test_a_term_and_an_earlier_translation_are_put_into_a_text_beside_which_they_stand(desk):
    glossary.load(at=clock.now())
    paper = factory.paper(blocks=0, source_language="en")
    factory.block(paper, texts={"en": "Member States meet every year.", "ru": "Встречаются ежегодно."})
    block = factory.block(paper, texts={"en": "Member States meet every year."})
    page = desk(paper)
    cell, strip = page.locator(f"#cell-{block.key}-ru"), page.locator(f"#strip-{block.key}")
    cell.locator("[data-edit]").click()
    area = cell.locator("textarea")
    strip.get_by_role("button", name="государство-член").click()
    expect(area).to_have_value("государство-член")
    expect(strip).to_contain_text("used")

    area.press("Alt+0")
    expect(area).to_have_value("Встречаются ежегодно.")
    expect(strip).not_to_contain_text("used")
    area.press("Control+Enter")
    expect(strip).to_be_empty()
    assert BlockText.objects.get(block=block, language="ru").text == "Встречаются ежегодно."
