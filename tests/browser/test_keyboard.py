"""By keyboard alone: keys of another alphabet, days in words, and nothing covered that has the focus."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from cica_portal import formats
from comments.models import Comment, Consultation
from plans.models import ConceptPaper
from tests.browser.conftest import SignIn


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
