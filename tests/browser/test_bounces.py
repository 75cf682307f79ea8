"""A State that nothing reaches: said wherever it is shown, until somebody knows better."""

import re

import pytest
from django.db import transaction
from playwright.sync_api import expect

from cica_portal import clock
from comments.enums import Position
from members.models import User
from notes.acts import issuing
from notes.delivery import bounces
from notes.enums import NoteKind
from notes.models import Dispatch
from tests.browser.conftest import SignIn, sweep
from tests.browser.test_signatory import prepared
from tests.factories import comments
from tests.factories.reports import report


@pytest.mark.both_databases
def test_state_whose_addresses_bounced_stays_not_reached_until_a_person_restores_one(sign_in: SignIn):
    signatory = User.objects.get(username="signatory")
    consultation = issuing.issue(prepared(), by=signatory, at=clock.now()).own_consultation
    sweep()
    for dispatch in Dispatch.objects.filter(note__consultation=consultation, member_state__code="EG"):
        bounces.receive(report(dispatch), at=clock.now())
    comments.answer(consultation, User.objects.get(username="kz.contact"), Position.COMMENTS)
    with transaction.atomic():
        later = issuing.draft(
            NoteKind.SILENCE_BROKEN,
            consultation,
            at=clock.now(),
            respond_by=consultation.respond_by.isoformat(),
        )
    issuing.issue(later, by=signatory, at=clock.now())
    sweep()
    assert set(later.dispatches.filter(member_state__code="EG").values_list("status", flat=True)) == {"sent"}

    page = sign_in("officer", language="en")
    page.goto("/")
    lost = page.get_by_role("listitem").filter(has_text="Reach ").filter(has_text="Egypt")
    expect(lost.filter(has_text=consultation.reference)).to_be_visible()
    page.goto(f"/consultations/{consultation.pk}/board/")
    expect(page.locator("#cell-EG")).to_contain_text("not delivered")
    tally = page.locator(".tally")
    tally.get_by_text("not delivered").locator("xpath=following-sibling::dd").get_by_role("link").click()
    expect(page.locator("#states tbody tr")).to_have_count(1)
    expect(page.locator("#states tbody")).to_contain_text("Egypt")

    page.goto("/outbox/")
    lost = page.get_by_role("listitem").filter(has_text="not delivered to any address: Egypt")
    expect(lost.filter(has_text=consultation.reference)).to_be_visible()
    page.get_by_role("button", name=re.compile("Restore address")).first.click()
    expect(page.get_by_text("Address restored. Messages sent to it count again.")).to_be_visible()
    expect(lost).to_have_count(0)
    page.goto(f"/consultations/{consultation.pk}/board/")
    expect(page.locator("#cell-EG")).to_contain_text("no reply yet")
