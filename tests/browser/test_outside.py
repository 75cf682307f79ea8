"""What passes outside the portal: a note of a State becomes its response."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from cica_portal import clock
from comments.models import Receipt
from members.models import MemberState, PersonalMail, User
from notes.acts import issuing
from notes.management.commands.ledger import ledger_of
from notes.register import consultation_notes, incoming_notes
from plans import open_points
from plans.models import ConceptPaper
from tests.browser.conftest import SignIn, sweep
from tests.browser.test_delegate import remark_of
from tests.browser.test_signatory import prepared


def row_of(consultation, code):
    rows = ledger_of(consultation, at=clock.now())["member_states"]
    return next(row for row in rows if row["code"] == code)


@pytest.mark.both_databases
def test_note_of_a_state_becomes_its_response(sign_in: SignIn):
    now, officer = clock.now(), User.objects.get(username="officer")
    consultation = issuing.issue(
        prepared(), by=User.objects.get(username="signatory"), at=now - dt.timedelta(hours=2)
    ).own_consultation
    came = (now - dt.timedelta(hours=1)).astimezone(ZoneInfo(consultation.time_zone))
    incoming_notes.enter(
        number="214/22",
        dated_on=came.date(),
        received_on=came.date(),
        member_state=MemberState.objects.get(code="CN"),
        subject="Comments on the draft",
        answers_to=consultation_notes.circulation_note(consultation),
        by=officer,
        at=now,
    )
    plans = ConceptPaper.objects.filter(pk=consultation.revision.paper_id)
    kinds = {one.kind for one in open_points.of(plans, clock.now())}
    assert "incoming_unanswered" in kinds

    page = sign_in("officer", language="en")
    page.goto("/")
    point = page.get_by_role("listitem").filter(has_text="Enter 1 response received by note")
    point.filter(has_text="China").get_by_role("link").first.click()
    page.get_by_label("Time received (Secretariat time)").fill(f"{came:%H:%M}")
    page.get_by_role("button", name="Enter the comments").click()
    page.get_by_role("button", name="Enter comment").click()
    page.get_by_label("Comment", exact=True).fill("The period of implementation is too short.")
    page.get_by_label("Reason").fill("It leaves one year for three workshops.")
    page.get_by_role("button", name="Save comment").click()
    expect(page.get_by_text("The period of implementation is too short.")).to_be_visible()
    page.get_by_role("button", name="Ask for confirmation").click()
    expect(page.get_by_text("The entry waits for a signatory to confirm it.")).to_be_visible()

    page = sign_in("signatory", language="en")
    page.goto("/")
    point = page.get_by_role("listitem").filter(has_text="Confirm 1 entered response")
    point.filter(has_text="China").get_by_role("link").first.click()
    expect(page.get_by_text("received in time")).to_be_visible()
    page.get_by_role("button", name="Confirm response").click()
    expect(page.get_by_text("Response recorded. The receipt is being sent to the State.")).to_be_visible()
    page.goto(f"/consultations/{consultation.pk}/board/")
    expect(page.locator("#cell-CN")).to_contain_text("by note")
    page.locator("#cell-CN").click()
    expect(page.locator("#state-CN")).to_contain_text("by note No. 214/22")

    row = row_of(consultation, "CN")
    assert (row["status"], row["channel"], row["source"]) == ("commented", "note", "IN/1")
    sweep()
    receipt = Receipt.objects.get(consultation=consultation, member_state__code="CN")
    assert set(PersonalMail.objects.filter(kind="response_entered").values_list("status", flat=True)) == {
        "sent"
    }
    delegate = sign_in("cn.contact", language="en")
    delegate.goto(f"/receipts/{receipt.number}/")
    expect(delegate.get_by_text("by note No. 214/22")).to_be_visible()
    delegate.get_by_role("button", name="Replace response").click()
    expect(delegate.locator("#messages")).to_contain_text("is now a draft of your delegation")
    own = delegate.locator("[data-comment]").filter(has_text="The period of implementation is too short.")
    expect(own).to_contain_text("From your State’s response by note or mail")
    own.locator("summary").click()
    own.get_by_role("link", name="Change for a new response").click()
    remark_of(delegate).fill("The period of implementation is too long.")
    delegate.get_by_role("button", name="Save draft").click()
    expect(delegate.locator("main")).to_contain_text("The period of implementation is too long.")
    delegate.goto(f"/consultations/{consultation.pk}/answer/")
    delegate.get_by_role("button", name="Replace response").click()
    expect(delegate.locator("#messages")).to_contain_text("Response replaced: receipt")
    assert row_of(consultation, "CN")["channel"] == "portal"
