"""Pasting into a comment, by a browser: lists and tables stay as lines, what is left out is told."""

import pytest
from playwright.sync_api import expect

from comments.models import DraftComment
from tests.browser.conftest import wait_until
from tests.browser.test_pasting import PASTE

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "<ul><li>first</li><li>second<ul><li>inner</li></ul></li></ul><ol><li>one</li></ol>"
TABLE = "<table><tr><td>Year</td><td><b>Event</b></td></tr><tr><td>2027</td><td></td></tr></table>"
PICTURE = "<p>Words</p><p><img src='data:image/png;base64,'></p>"


def test_lists_and_tables_stay_and_pictures_are_told(sign_in, portal, current):
    page = sign_in("kz.contact", language="en")
    page.goto(f"{portal}/consultations/{current.pk}/comment/")
    remark = page.locator("[name=remark]")
    remark.click()
    told = page.locator("[data-left-out]")
    page.evaluate(PASTE, [remark.element_handle(), LIST + TABLE, "first"])
    expect(remark).to_have_value("• first\n• second\n– inner\n1. one\n| Year | **Event** |\n| 2027 | |")
    expect(told).to_be_hidden()
    remark.fill("")
    page.evaluate(PASTE, [remark.element_handle(), PICTURE, "Words"])
    expect(remark).to_have_value("Words")
    expect(told).to_be_visible()
    page.locator("main form button[type=submit]").first.click()
    wait_until(page, lambda: DraftComment.objects.filter(remark="Words").exists(), "the draft")
