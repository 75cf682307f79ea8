"""A contact point hands the post over, and the successor answers for the State."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from cica_portal import clock
from comments.models import Consultation
from members.models import User
from tests.browser.conftest import SignIn
from tests.browser.words import act, words


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_a_contact_point_hands_over_to_a_colleague(sign_in: SignIn, portal, language):
    say = words(language)
    current = Consultation.objects.get(closes_at__gt=clock.now())
    successor = User.objects.get(username="kz.drafter")
    page = sign_in("kz.contact", language=language)
    page.goto(reverse("members:delegation"))
    page.get_by_role("link", name=say("Hand over the post of contact point")).click()
    page.get_by_label(say("Colleague in your delegation")).select_option(str(successor.key))
    page.get_by_role("button", name=say("Request hand-over")).click()
    waiting = say("to be confirmed by the Secretariat", context="hand-over")
    expect(page.locator("#hand-over")).to_contain_text(waiting)

    officer = sign_in("officer", language=language)
    officer.goto("/")
    officer.get_by_role("link", name=act("hand_over", language)).first.click()
    officer.get_by_role("button", name=say("Confirm hand-over")).click()
    expect(officer.locator("#messages")).to_contain_text(
        say("Hand-over confirmed. Both users will be told by e-mail.")
    )

    writer = sign_in("kz.drafter", language=language)
    writer.goto(f"/consultations/{current.pk}/")
    expect(writer.get_by_role("link", name=say("Submit response")).first).to_be_visible()
    page.goto(f"/consultations/{current.pk}/")
    expect(page.get_by_role("link", name=say("Submit response"))).to_have_count(0)
