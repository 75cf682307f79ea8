"""Answering comments by keyboard alone: chosen, recorded with the wording, undone, and on to the next."""

import re

import pytest
from playwright.sync_api import expect

from comments.models import Acceptance, Comment, Consultation, Disposition
from plans.models import BlockText
from tests.browser.conftest import NARROW, SignIn
from tests.browser.words import words


@pytest.mark.both_databases
def test_a_coordinator_answers_by_keyboard(sign_in: SignIn, portal, settings):
    language = "ru"
    settings.DISPOSITIONS_CONFIRMED = False
    say = words(language)
    closed = Consultation.objects.get(reference="ECO/SME/1")
    proposed = Comment.objects.get(
        response__consultation=closed, response__member_state__code="TH", operation="MOD"
    )
    text = BlockText.objects.get(block__key=proposed.block_key, language="en")
    page = sign_in("coordinator", language=language)
    page.goto(f"/consultations/{closed.pk}/dispositions/")

    # The next comment is on the text as a whole: noted.
    page.keyboard.press("j")
    expect(page).to_have_url(re.compile(r"/dispositions/[0-9a-f-]{36}/$"))
    page.keyboard.press("4")
    # Whether it is support or a question nobody can tell by its type: no reply stands there by itself.
    expect(page.locator("#id_reply")).to_have_value("")
    page.locator("#id_template").select_option(index=page.locator("#id_template option").count() - 1)
    expect(page.locator("#id_reply")).not_to_have_value("")
    translated, line = page.locator("#id_translation_kk"), page.locator("[data-settle] [data-of=kk]")
    expect(translated).not_to_have_value("")
    expect(line).to_contain_text(say("checked", context="translation"))
    page.keyboard.press("1")
    page.keyboard.press("4")
    expect(page.locator("#id_reply")).to_have_value("")
    expect(translated).to_have_value("")
    expect(line).to_contain_text(say("no translation", context="translation"))
    page.locator("#id_reply").fill("Noted.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".settled")).to_contain_text(say("noted", context="disposition"))

    # The next one proposes wording: accepted, in the draft, undone, accepted again.
    expect(page).to_have_url(re.compile(f"/dispositions/{proposed.pk}/$"))
    page.keyboard.press("3")
    expect(page.locator(".into")).to_be_hidden()
    page.keyboard.press("1")
    expect(page.locator(".into textarea")).to_have_value(proposed.proposed_text)
    page.keyboard.press("Control+Enter")
    settled = page.locator(".settled")
    expect(settled).to_contain_text(say("in the draft", context="disposition"))
    assert BlockText.objects.get(pk=text.pk).text == proposed.proposed_text
    page.keyboard.press("z")
    expect(page).to_have_url(re.compile(f"/dispositions/{proposed.pk}/$"))
    expect(settled).to_have_count(0)
    assert BlockText.objects.get(pk=text.pk).text == text.text
    assert (Disposition.objects.count(), Acceptance.objects.count()) == (1, 0)
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    expect(settled).to_contain_text(say("in the draft", context="disposition"))
    assert Acceptance.objects.get().comment == proposed

    # On a phone the list is under the comment, and the page opens at the comment.
    page.set_viewport_size({"width": NARROW, "height": 844})
    page.goto(f"/consultations/{closed.pk}/dispositions/{proposed.pk}/")
    assert page.evaluate("scrollY") == 0


def test_a_comment_is_answered_without_script_on_a_phone(sign_in: SignIn, portal):
    closed = Consultation.objects.get(reference="ECO/SME/1")
    page = sign_in("officer", language="en", width=320, javascript=False)
    page.goto(f"/consultations/{closed.pk}/dispositions/")
    page.get_by_role("link", name="Next:").click()
    page.locator(".five label").filter(has_text="For the SWG").click()
    option = page.locator("#id_template option", has_text="The positions of the Member States differ")
    page.locator("#id_template").select_option(option.get_attribute("value"))
    page.get_by_role("button", name="Use as a starting point").click()
    expect(page.locator("#id_reply")).not_to_have_value("")
    # In order, the languages stay behind one line.
    expect(
        page.locator("[data-settle] summary", has_text="Russian: checked · Kazakh: checked")
    ).to_be_visible()
    expect(page.locator("#id_translation_ru")).to_be_hidden()
    page.get_by_role("button", name="Save and go to").click()
    expect(page.locator(".settled")).to_contain_text("for the SWG")
    assert Disposition.objects.get().translations.keys() == {"ru", "kk"}
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#messages")).to_contain_text("Undone.")
    assert not Disposition.objects.exists()
