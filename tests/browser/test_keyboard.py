"""By keyboard alone: a delegate from the sign-in page to the receipt, an officer's dispositions."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from cica_portal import formats
from comments.enums import DispositionKind
from comments.models import Comment, Consultation, Disposition, Receipt
from members.models import User
from plans.models import BlockText, ConceptPaper
from tests.browser.conftest import SignIn
from tests.browser.test_delegate import paragraph, reach
from tests.browser.words import words

PASSWORD = "correct horse battery"
ADDED = {"en": " Each year.", "ru": " Ежегодно.", "kk": " Жыл сайын."}


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_a_delegate_signs_in_comments_and_submits_the_response(sign_in: SignIn, portal, language):
    current = Consultation.objects.get(reference="NCT/ICT/689")
    row, say = paragraph(current), words(language)
    person = User.objects.get(username="kz.contact")
    person.language = language
    person.set_password(PASSWORD)
    person.save()
    page = sign_in("", language=language)
    page.goto("/accounts/login/")
    if page.evaluate("document.activeElement.name") != "login":
        reach(page, "[name=login]")
    page.keyboard.type(person.username)
    reach(page, "[name=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"^(?!.*login)"))
    expect(page.locator("html")).to_have_attribute("lang", language)

    reach(page, f"a[href$='/consultations/{current.pk}/']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/consultations/{current.pk}/")
    while page.evaluate("document.activeElement.id") != f"b-{row.key}":
        page.keyboard.press("j")
    page.keyboard.press("c")
    expect(page.locator(f"#b-{row.key} .in-place")).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type(ADDED[language])
    reach(page, ".writing [name=rationale]")
    page.keyboard.type("Typed without a mouse.")
    reach(page, f"a[href$='/consultations/{current.pk}/answer/']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/consultations/{current.pk}/answer/")
    reach(page, "main form button[type=submit]")
    expect(page.locator(":focus")).to_have_text(say("Submit for our State"))
    page.keyboard.press("Enter")

    expect(page.locator("#messages")).to_contain_text(say("What follows:", context="message"))
    receipt = Receipt.objects.get(consultation=current, member_state__code="KZ")
    expect(page.get_by_role("heading", level=1)).to_contain_text(receipt.number)
    comment = Comment.objects.get(response=receipt.response, rationale="Typed without a mouse.")
    assert comment.block_key == row.key
    assert comment.proposed_text.endswith(ADDED[language])


def press(page: Page, code: str, key: str, *, control: bool = False) -> None:
    """Press a key of a keyboard that writes Russian."""
    pressed = {"code": code, "key": key, "modifiers": 2 if control else 0}
    line = page.context.new_cdp_session(page)
    for step in ("keyDown", "keyUp"):
        line.send("Input.dispatchKeyEvent", pressed | {"type": step})


def test_keys_of_a_russian_keyboard_lead_and_act_as_latin_ones(sign_in: SignIn, portal):
    current = Consultation.objects.get(reference="NCT/ICT/689")
    reader = sign_in("kz.contact", language="ru")
    reader.goto(f"/consultations/{current.pk}/")
    for code, key in (("KeyJ", "о"), ("KeyJ", "о"), ("KeyK", "л"), ("KeyC", "с")):
        press(reader, code, key)
    expect(reader.locator("[data-block].is-current .in-place")).to_be_focused()
    first = reader.locator("[data-block] .block-acts").first.locator("xpath=ancestor::*[@data-block]")
    expect(first.locator(".in-place")).to_have_count(1)

    officer = sign_in("officer", language="ru")
    officer.goto(f"/plans/{ConceptPaper.objects.filter(status='drafting').first().slug}/edit/")
    for code, key in (("KeyJ", "о"), ("KeyE", "у")):
        press(officer, code, key)
    area = officer.locator(".editor-row.is-current textarea")
    expect(area).to_be_focused()
    area.fill("слова")
    area.select_text()
    press(officer, "KeyB", "и", control=True)
    expect(area).to_have_value("**слова**")

    closed = Consultation.objects.get(reference="ECO/SME/1")
    officer.goto(f"/consultations/{closed.pk}/dispositions/")
    press(officer, "KeyJ", "о")
    expect(officer).to_have_url(re.compile(r"/dispositions/[0-9a-f-]{36}/"))


KINDS = ("accepted", "accepted_with_changes", "not_accepted", "noted", "for_swg")


@pytest.mark.both_databases
def test_an_officer_records_each_disposition_by_its_key(sign_in: SignIn, portal):
    closed = Consultation.objects.get(reference="ECO/SME/1")
    page = sign_in("officer", language="en")
    page.goto(f"/consultations/{closed.pk}/dispositions/")
    filed = Comment.objects.filter(response__consultation=closed, response__is_late=False)
    page.keyboard.press("j")
    recorded = {}
    for key, kind in zip("12345", KINDS, strict=True):
        expect(page).to_have_url(re.compile(r"/dispositions/[0-9a-f-]{36}/"))
        comment = page.url.split("/")[-2]
        page.keyboard.press(key)
        expect(page.locator(f".five input[value='{kind}']")).to_be_checked()
        if not page.locator("#id_reply").input_value() and kind != "accepted":
            reach(page, "#id_reply")
            page.keyboard.type("As the Secretariat says.")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".settled")).to_contain_text(str(DispositionKind(kind).label))
        recorded[comment] = kind
        if len(recorded) == filed.count():
            break
        page.wait_for_url(lambda url, last=comment: last not in url)
    found = {str(one.comment_id): one.kind for one in Disposition.objects.all()}
    assert found == recorded and len(found) >= 4
    # What was accepted stands in the draft.
    accepted = Comment.objects.filter(pk__in=[pk for pk, kind in found.items() if kind == "accepted"])
    for comment in accepted.exclude(proposed_text=""):
        text = BlockText.objects.get(block__key=comment.block_key, language=comment.language)
        assert text.text == comment.proposed_text


@pytest.mark.parametrize(
    ("language", "typed"), [("en", "6 June 2022"), ("ru", "6 июня 2022 г."), ("kk", "2022 ж. 6 маусым")]
)
def test_a_day_in_words_is_pasted_into_a_date_box(sign_in: SignIn, portal, language, typed):
    page = sign_in("officer", language=language)
    page.goto(reverse("notes:incoming-create"))
    paste = """(box, text) => {
      const data = new DataTransfer();
      data.setData("text", text);
      const how = { clipboardData: data, bubbles: true, cancelable: true };
      box.dispatchEvent(new ClipboardEvent("paste", how));
    }"""
    box = page.locator("#id_dated_on")
    for pasted in (typed, "06.06.2022"):
        box.fill("")
        box.evaluate(paste, pasted)
        expect(box).to_have_value("2022-06-06")
        written = formats.weekday_date(dt.date(2022, 6, 6), language)
        expect(page.locator("output[for=id_dated_on]")).to_have_text(written)
    box.evaluate(paste, "06/07/2022")
    expect(box).to_have_value("2022-06-06")


# Whether the middle of what is focused is covered by something that stays in sight beside it.
COVERED = """([selector]) => Array.from(document.querySelectorAll(selector)).filter((one) => {
  one.focus();
  const { left, top, width, height } = one.getBoundingClientRect();
  const seen = document.elementFromPoint(left + width / 2, top + height / 2);
  return seen !== one && !one.contains(seen);
}).map((one) => one.id || one.value)"""


def test_what_the_keyboard_reaches_is_not_covered_by_the_bars_that_stay(sign_in: SignIn, portal):
    comment = Comment.objects.filter(response__consultation__reference="ECO/SME/1", operation="MOD").first()
    page = sign_in("officer", language="kk")
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 1280, "height": 600})
    page.goto(reverse("comments:disposition-detail", args=[comment.response.consultation_id, comment.pk]))

    assert page.evaluate(COVERED, ["#id_reply, .worklist-lines input, .worklist-lines a"]) == []
