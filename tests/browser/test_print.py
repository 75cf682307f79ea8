"""What comes out of the printer: a page keeps what it says, and leaves its controls behind."""

import re
import subprocess

from django.urls import reverse
from playwright.sync_api import Page

from comments.models import Comment, Consultation
from notes.models import VerbalNote
from plans.models import ConceptPaper
from tests.browser import checks
from tests.browser.conftest import SignIn

# No database changes how a page lies on its sheet or in its window.

CONTROLS = (
    "Filter",
    "Reply to the chosen comments",
    "Save for later",
    "Into the draft",
    "Correct the selected texts",
)


# What is left of A4 between the margins.
SHEET = {"width": 657, "height": 979}


def sheets(page: Page, address: str) -> list[str]:
    """Return the words of each sheet of a page as the browser prints it."""
    page.goto(address)
    command = ["pdftotext", "-", "-"]
    found = subprocess.run(command, input=page.pdf(format="A4"), capture_output=True, check=True)
    return found.stdout.decode().rstrip("\f").split("\f")


def printed(page: Page, address: str) -> str:
    """Return the words of a page as the browser prints it, without regard to lines."""
    return " ".join(" ".join(sheets(page, address)).split())


def missing(shown: str, *words: str) -> list[str]:
    return [word for word in words if " ".join(word.split()) not in shown]


def kept(shown: str) -> list[str]:
    return [word for word in CONTROLS if word in shown]


def test_the_dispositions_are_printed_without_their_controls(sign_in: SignIn, portal):
    closed = Consultation.objects.get(reference="ECO/SME/1")
    filed = Comment.objects.filter(response__consultation=closed).select_related("response__member_state")
    names = {str(comment.response.member_state) for comment in filed}
    page = sign_in("officer", language="en")

    shown = printed(page, f"/consultations/{closed.pk}/dispositions/")

    assert missing(shown, "0 of 4 answered", *names) == []
    assert kept(shown) == []
    one = filed.filter(operation="MOD", language="en").first()
    shown = printed(page, f"/consultations/{closed.pk}/dispositions/{one.pk}/")
    assert missing(shown, "Draft now", one.rationale.split(".")[0][:40]) == []
    assert kept(shown) == []


def test_no_word_is_torn_apart_on_paper_and_no_page_is_empty(sign_in: SignIn, portal):
    language = "ru"
    paper = ConceptPaper.objects.filter(status="drafting").first()
    comment = Comment.objects.filter(response__consultation__reference="ECO/SME/1", operation="MOD").first()
    note = VerbalNote.objects.get(number="ECO/SME/1")
    dispositions = reverse("comments:disposition-detail", args=[comment.response.consultation_id, comment.pk])
    page = sign_in("officer", language=language)
    page.emulate_media(media="print")
    page.set_viewport_size(SHEET)

    addresses = (f"/plans/{paper.slug}/", f"/plans/{paper.slug}/edit/", f"/notes/{note.key}/")
    for address in ("/", *addresses, "/initiatives/calendar/"):
        page.goto(address)
        assert (address, checks.torn(page)) == (address, [])
    page.goto(dispositions)
    assert page.evaluate("document.documentElement.scrollHeight") <= SHEET["height"]


def test_a_form_that_only_asks_is_not_printed(sign_in: SignIn, portal):
    paper = ConceptPaper.objects.filter(status="drafting").first()
    page = sign_in("officer", language="en")
    shown = printed(page, "/plans/new/")
    assert "Content to start from" not in shown
    assert "New plan" in shown
    assert paper.title[:30] in printed(page, f"/plans/{paper.slug}/")


def test_a_text_in_two_languages_is_printed_with_its_words_whole(sign_in: SignIn, portal):
    consultation = Consultation.objects.filter(status="open").first()
    page = sign_in("kz.contact", language="ru")

    shown = printed(page, f"/consultations/{consultation.pk}/?language=ru&with=kk").split()

    headings = consultation.revision.blocks.filter(kind__in=["title", "heading"])
    words = {word for one in headings for code in ("ru", "kk") for word in one.texts[code].split()}
    assert {word for word in words if "-" not in word} - {*shown} == set()


def test_a_sheet_says_of_which_portal_it_is_where_it_is_found_and_when_it_was_printed(
    sign_in: SignIn, portal
):
    page = sign_in("officer", language="kk")

    shown = printed(page, "/notes/?q=%D0%BD%D0%BE%D1%82%D0%B0+1&kind=%D0")

    found = re.escape(f"Азия Кеңесі консультациялары · {portal}/notes/?q=нота 1&kind=\ufffd · ")
    assert re.search(found + r"\d\d\.\d\d\.20\d\d, \d\d:\d\d \(UTC[+-]\d\d:\d\d\)", shown)


def test_what_is_folded_is_printed_and_what_is_done_with_it_is_not(sign_in: SignIn, portal):
    comment = Comment.objects.filter(response__consultation__reference="ECO/SME/1", operation="MOD").first()
    note = VerbalNote.objects.get(number="ECO/SME/1")
    dispositions = reverse("comments:disposition-detail", args=[comment.response.consultation_id, comment.pk])
    page = sign_in("officer", language="en")

    shown = printed(page, f"/notes/{note.key}/")
    assert missing(shown, "Afghanistan", "Check code", "SHA-256") == []
    assert "Other actions" not in shown
    shown = printed(page, dispositions)
    assert missing(shown, "All proposals for this paragraph, change by change", "can be accepted") == []
    assert "Dialogue with the State" not in shown
    assert "Afghanistan" in printed(page, "/").partition("Next four weeks")[0]
    assert "Other guides" not in printed(page, "/help/guides/officer/")
    # A list of one line for each State stays one.
    assert "kz.drafter" not in printed(page, "/states/")


def test_no_sheet_ends_with_a_heading_of_the_text(sign_in: SignIn, portal):
    language = "kk"
    page = sign_in("kz.contact", language=language)

    for consultation in Consultation.objects.all():
        texts = [block.texts[language] for block in consultation.revision.blocks.filter(kind="heading")]
        found = sheets(page, f"/consultations/{consultation.pk}/")
        ends = [" ".join(sheet.split()).rstrip("0123456789. ") for sheet in found]
        assert [end[-60:] for end in ends if end.endswith(tuple(texts))] == []


def test_a_text_on_which_nothing_is_said_takes_the_width_of_the_sheet(sign_in: SignIn, portal):
    consultation = Consultation.objects.filter(status="open").first()
    page = sign_in("kz.contact", language="en")
    page.emulate_media(media="print")
    page.set_viewport_size(SHEET)

    page.goto(f"/consultations/{consultation.pk}/")

    assert page.locator(".block-margin .margin-comment").count() == 0
    assert page.locator(".block-main").nth(2).bounding_box()["width"] > 0.9 * SHEET["width"]


def test_wide_tables_are_printed_across_the_sheet(sign_in: SignIn, portal):
    closed = Consultation.objects.get(reference="ECO/SME/1")
    page = sign_in("officer", language="kk")

    sizes = {}
    for address in (f"/consultations/{closed.pk}/compilation/", "/notes/"):
        page.goto(address)
        paper = page.pdf(format="A4", prefer_css_page_size=True)
        found = subprocess.run(["pdfinfo", "-"], input=paper, capture_output=True, check=True).stdout.decode()
        wide, high = map(float, re.search(r"Page size: +([\d.]+) x ([\d.]+)", found).groups())
        sizes[address] = wide > high

    assert list(sizes.values()) == [True, False]
