"""Additional time: asked for by a delegation, granted by a signatory, used after the common deadline."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from cica_portal import formats
from cica_portal.deadlines import closing_instant
from comments.models import OutcomeConfirmation, TimeRequest
from comments.procedure import consultations, telling
from members.models import PersonalMail
from tests.browser.conftest import SignIn, sweep
from tests.browser.words import words

PAST = re.compile("deadline has passed|Срок истек|Мерзім өтті", re.IGNORECASE)


@pytest.mark.both_databases
def test_a_state_asks_for_time_uses_it_and_is_added_to_the_record(sign_in: SignIn, current, set_clock):
    wished = current.respond_by + dt.timedelta(days=5)
    granted = current.respond_by + dt.timedelta(days=3)
    say = words("ru")
    delegate = sign_in("kz.contact", language="ru")
    delegate.goto(f"/consultations/{current.pk}/")
    delegate.get_by_text(say("Other actions"), exact=True).click()
    delegate.get_by_role("link", name=say("Request additional time")).click()
    delegate.get_by_label(say("Additional time until")).fill(wished.isoformat())
    delegate.get_by_label(say("Reason", context="label")).fill("Ожидаем ответа двух министерств")
    delegate.get_by_role("button", name=say("Send request")).click()
    expect(delegate.get_by_text("Ожидаем ответа двух министерств")).to_be_visible()

    signatory = sign_in("signatory", language="en")
    signatory.goto("/")
    own = signatory.get_by_role("listitem").filter(has_text="Decide on 1 request for additional time")
    own.get_by_role("link").first.click()
    expect(signatory.get_by_text("Ожидаем ответа двух министерств")).to_be_visible()
    signatory.get_by_role("link", name="Grant additional time").click()
    expect(signatory.get_by_label("May respond until")).to_have_value(wished.isoformat())
    signatory.get_by_label("May respond until").fill(granted.isoformat())
    signatory.get_by_label("Reason").fill("Granted for two ministries")
    signatory.get_by_role("button", name="Grant additional time").click()
    expect(signatory.locator("#time-requests")).to_contain_text("granted")
    assert TimeRequest.objects.get().grant.reason == "Granted for two ministries"
    assert PersonalMail.objects.filter(kind=telling.Kind.TIME_GRANTED, address__contains="kz").exists()

    set_clock(current.closes_at + consultations.TIME_TO_WRITE)
    sweep()  # closes the consultation
    delegate.goto("/")
    delegate.locator(f"a[href='/consultations/{current.pk}/']").first.click()
    box = delegate.get_by_role("region", name=say("What is asked"))
    expect(box.locator(".deadline-label")).to_have_text(say("Additional time for your State"))
    expect(delegate.locator("main")).not_to_contain_text(PAST)
    until = closing_instant(granted, current.time_zone)
    expect(box.locator(".ask-one")).to_contain_text(formats.closing(until, current.time_zone, "ru"))
    delegate.goto(f"/consultations/{current.pk}/comment/?language=ru")
    delegate.get_by_label(say("Comment", context="label"), exact=True).fill("В дополнительный срок")
    delegate.locator("[name=type][value=technical]").check()
    delegate.get_by_role("button", name=say("Save draft")).click()
    expect(delegate.locator("#messages")).to_contain_text(
        say("Draft saved. Only your delegation can see it until it is submitted.")
    )
    expect(delegate.locator("main")).not_to_contain_text(PAST)
    delegate.goto(f"/consultations/{current.pk}/answer/")
    expect(delegate.locator("main")).not_to_contain_text(PAST)

    signatory.goto(f"/consultations/{current.pk}/outcome/")
    signatory.get_by_role("button", name="Confirm outcome").click()
    expect(signatory.locator("#id_reason")).to_have_attribute("aria-invalid", "true")
    signatory.get_by_label("Reason for not waiting").fill("The SWG meets tomorrow")
    signatory.get_by_role("button", name="Confirm outcome").click()
    expect(signatory.get_by_text("Outcome confirmed in your name.")).to_be_visible()
    assert OutcomeConfirmation.objects.get(consultation=current).reason == "The SWG meets tomorrow"

    delegate.get_by_role("button", name=say("Submit for our State")).click()
    expect(delegate.locator("#messages a[href*='/receipts/']")).to_be_visible()
    signatory.goto(f"/consultations/{current.pk}/outcome/")
    expect(signatory.get_by_text("Added after the record was locked")).to_be_visible()
    added = signatory.get_by_role("listitem").filter(has_text=current.addenda.get().sha256)
    added.get_by_text("Check", exact=True).click()
    expect(added.get_by_text(current.addenda.get().sha256)).to_be_visible()
