"""A Word file comes in by the browser: shown beside the draft, taken over, and nothing of it vanishes."""

import io
import re

import docx
import pytest
from playwright.sync_api import expect

from plans.models import ConceptPaper
from plans.outline import draft_outline
from tests.browser import checks
from tests.browser.conftest import NARROW
from tests.factories import plans as factory

pytestmark = pytest.mark.django_db(transaction=True)


def look(page) -> list[str]:
    return checks.violations(page) + checks.overflow(page)


def translation(paper: ConceptPaper) -> bytes:
    """Return the Kazakh text of the plan as somebody else wrote it, a table among its paragraphs."""
    document = docx.Document()
    document.add_paragraph(paper.titles["kk"], style="Title")
    document.add_paragraph("Бірінші тармақтың жаңа мәтіні")
    document.add_table(rows=1, cols=1).cell(0, 0).text = "Іс-шаралар кестесі"
    document.add_paragraph("Екінші тармақ")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_what_is_missing_beside_a_file_is_said_in_the_readers_language_and_the_file_stays(sign_in):
    words = "Бұл өрісті міндетті түрде толтыру керек."
    page = sign_in("officer", language="kk", width=NARROW)
    page.goto("/plans/new/word/")
    page.set_input_files("#id_file", {"name": "a.docx", "mimeType": "", "buffer": b"word"})
    page.locator("main form button[type=submit]").first.focus()
    page.keyboard.press("Enter")
    measure = page.locator("#id_measure")
    expect(measure).to_be_focused()
    expect(measure).to_have_accessible_description(re.compile(re.escape(words)))
    expect(measure).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text(words).first).to_be_visible()
    assert look(page) == []
    assert page.evaluate("document.querySelector('#id_file').files.length") == 1
    measure.select_option(index=1)
    expect(measure).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("#id_measure-missing")).to_have_count(0)


def test_a_file_is_brought_in_on_a_phone(sign_in):
    language = "ru"
    paper = factory.paper(slug="by-phone")
    page = sign_in("officer", language=language, width=NARROW)

    page.goto("/plans/by-phone/word/")
    faults = look(page)
    page.set_input_files("#id_file", {"name": "a.docx", "mimeType": "", "buffer": translation(paper)})
    page.select_option("#id_language", "kk")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/plans/word/**")
    faults += look(page)
    page.locator("main summary:not(dd summary)").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Іс-шаралар кестесі", exact=True).first).to_be_visible()
    page.locator("main form .btn-primary").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_selector("main .history, main .fact-list dd:has-text('2')")
    faults += look(page)

    assert faults == []
    assert [row.texts["kk"] for row in draft_outline(paper)] == [
        paper.titles["kk"],
        "Бірінші тармақтың жаңа мәтіні",
        "Іс-шаралар кестесі",
        "Екінші тармақ",
    ]
