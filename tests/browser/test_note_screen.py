"""The page of a note: the letter comes first. Of an issued one, what became of it is one row a State;
of a draft, a signatory has all three letters before the eyes, on a phone one beside the other."""

import pytest
from playwright.sync_api import Page, expect

from notes.models import VerbalNote
from tests.browser.checks import violations
from tests.browser.conftest import SignIn
from tests.browser.test_first_screen import top_of

# In pixels, by the width of the screen: how high the page may be, and where begins what the letter says, or
# on a narrow screen the letter under its heads.
HEIGHTS = {1280: (1600, ".note-opening", 350), 390: (3000, ".note-piece", 400)}
# What a reader reads besides the letter and what is folded.
WORDS = 90


def words_shown(page: Page) -> int:
    letter = page.locator(".note-page").inner_text()
    return len(page.locator("main").inner_text().split()) - len(letter.split())


@pytest.mark.parametrize("language", ["en", "kk"])
@pytest.mark.parametrize("name", ["officer", "kz.contact"])
def test_the_letter_begins_on_the_first_screen_and_the_page_is_short(sign_in: SignIn, language, name):
    note = VerbalNote.objects.get(number="ECO/SME/1")
    page = sign_in(name, language=language)
    for width, (most, piece, first) in HEIGHTS.items():
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"/notes/{note.key}/")
        expect(page.locator(".note-page")).to_have_count(1)
        assert page.evaluate("document.documentElement.scrollHeight") <= most
        assert top_of(page.locator(piece).first) <= first
    assert words_shown(page) <= WORDS
    assert violations(page) == []


@pytest.mark.parametrize("language", ["en", "kk"])
def test_a_draft_shows_a_signatory_three_letters_on_a_short_page(sign_in: SignIn, language):
    note = VerbalNote.objects.filter(status="drafted").first()
    assert note
    page = sign_in("signatory", language=language)
    for width, (most, _piece, _first) in HEIGHTS.items():
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"/notes/{note.key}/")
        expect(page.locator(".note-page")).to_have_count(3)
        assert page.evaluate("document.documentElement.scrollHeight") <= most
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    # What shows first on a phone is the letter in the reader's language.
    left = "page => page.getBoundingClientRect().left"
    assert 0 <= page.locator(f".note-page[lang={language}]").evaluate(left) <= 20
    assert violations(page) == []
