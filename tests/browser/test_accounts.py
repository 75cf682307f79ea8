"""Two people at one computer: what was opened by one is not sent in the name of the other."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from comments.models import DraftComment
from plans.models import BlockText, ConceptPaper
from plans.outline import revision_outline
from tests.browser.conftest import SignIn, enter, session_of
from tests.browser.test_delegate import close_card, remark_of
from tests.browser.words import words

REFUSED = (
    "This page was opened under another account or for another State. Nothing was saved. The text you "
    "entered is still here: copy it, then reload the page."
)
TYPED = "Our two-line\nposition on <b>this</b> paragraph"


def sign_in_elsewhere(page: Page, portal: str, name: str, language: str) -> None:
    """Let somebody else sign in to the same browser: the page that is open keeps a good token."""
    enter(page.context, session_of(name, language), portal)


def test_a_comment_beside_its_paragraph_stays_where_it_was_typed(sign_in: SignIn, portal, current):
    language = "kk"
    say = words(language)
    page = sign_in("tj.contact", language=language)
    page.goto(reverse("comments:consultation-detail", args=[current.pk]))
    row = next(row for row in revision_outline(current.revision) if row.kind == "paragraph")
    page.locator(f"#b-{row.key} .block-acts a").click()
    remark_of(page).fill(TYPED)
    before = DraftComment.objects.count()

    sign_in_elsewhere(page, portal, "vn.contact", language)
    close_card(page)

    expect(page.locator("#messages")).to_have_text(say(REFUSED))
    expect(page.locator(".writing [data-another]")).to_have_text(say(REFUSED))
    expect(page.locator(".writing [data-another]")).to_be_in_viewport()
    expect(remark_of(page)).to_have_value(TYPED)
    assert DraftComment.objects.count() == before


@pytest.mark.parametrize("javascript", [True, False])
def test_a_comment_on_its_own_page_comes_back_as_text(sign_in: SignIn, portal, current, javascript):
    page = sign_in("tj.contact", language="en", javascript=javascript)
    page.goto(reverse("comments:draft-create", args=[current.pk]))
    page.get_by_label("Comment", exact=True).fill(TYPED)
    before = DraftComment.objects.count()

    sign_in_elsewhere(page, portal, "vn.contact", "en")
    page.get_by_role("button", name="Save draft").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("This form was opened under another account")
    expect(page.locator(".user-text")).to_have_text(TYPED)
    assert DraftComment.objects.count() == before


def test_the_editor_saves_nothing_as_one_types_after_another_signed_in(sign_in: SignIn, portal):
    paper = ConceptPaper.objects.filter(status="drafting").first()
    page = sign_in("officer", language="en")
    page.goto(reverse("plans:paper-edit", args=[paper.slug]))
    text = BlockText.objects.filter(block__paper=paper, language="en").exclude(text="").first()
    cell = page.locator(f"#cell-{text.block.key}-en")
    cell.locator("[data-edit]").click()
    expect(cell.locator("textarea")).to_have_value(text.text)

    sign_in_elsewhere(page, portal, "signatory", "en")
    cell.locator("textarea").fill(f"{text.text} {TYPED}")

    expect(cell.locator(".editor-state")).to_have_text(REFUSED)
    expect(cell.locator("textarea")).to_have_value(f"{text.text} {TYPED}")
    text.refresh_from_db()
    assert TYPED not in text.text
