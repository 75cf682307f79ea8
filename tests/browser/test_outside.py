"""What passes outside the portal: an answer on paper, a note for a State without an address."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from cica_portal import clock
from comments.models import Receipt
from dashboard.management.commands.points import points_of
from members.models import MemberState, PersonalMail, User
from notes.acts import circulation
from notes.management.commands.ledger import ledger_of
from notes.register import consultation_notes, incoming_notes
from tests.browser.conftest import SignIn, sweep
from tests.browser.test_signatory import prepared


def row_of(consultation, code):
    rows = ledger_of(consultation, at=clock.now())["member_states"]
    return next(row for row in rows if row["code"] == code)


@pytest.mark.both_databases
def test_note_of_a_state_becomes_its_response(sign_in: SignIn):
    now, officer = clock.now(), User.objects.get(username="officer")
    consultation = circulation.circulate(
        prepared(), by=User.objects.get(username="signatory"), at=now - dt.timedelta(hours=2)
    )
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
    kinds = {one["kind"] for one in points_of(consultation.revision.paper, at=clock.now())["points"]}
    assert "incoming_unanswered" in kinds

    page = sign_in("officer", language="en")
    page.goto("/")
    point = page.get_by_role("listitem").filter(has_text="Enter 1 response received by note")
    point.filter(has_text="China").get_by_role("link").first.click()
    page.get_by_label("Time received (Secretariat time)").fill(f"{came:%H:%M}")
    page.get_by_role("button", name="Continue").click()
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
    expect(page.locator("#cell-CN")).to_contain_text("commented")
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
    delegate.get_by_label("Comment", exact=True).last.fill("The period of implementation is too long.")
    delegate.get_by_role("button", name="Save draft").click()
    expect(delegate.locator("main")).to_contain_text("The period of implementation is too long.")
    delegate.goto(f"/consultations/{consultation.pk}/answer/")
    delegate.get_by_role("button", name="Replace response").click()
    expect(delegate.locator("#messages")).to_contain_text("Response replaced.")
    assert row_of(consultation, "CN")["channel"] == "portal"


def test_state_without_a_living_address_holds_the_note_and_is_reached_on_paper(sign_in: SignIn):
    note = prepared()
    User.objects.filter(member_state__code="EG").update(email="")

    page = sign_in("officer", language="en")
    page.goto("/")
    point = page.get_by_role("listitem").filter(has_text="Enter an address that reaches 1 State")
    point.filter(has_text="Egypt").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Embassy and ministry")).to_be_visible()

    signatory = sign_in("signatory", language="en")
    signatory.goto(f"/notes/{note.key}/issue/")
    expect(signatory.locator("main")).to_contain_text("State without an address that accepts mail")
    issue = signatory.get_by_role("button", name=re.compile("^Circulate plan under No"))
    signatory.get_by_label("Reason").fill("The embassy is handed the note.")
    issue.click()
    expect(issue).to_have_count(0)
    note.refresh_from_db()
    consultation = note.consultation
    assert row_of(consultation, "EG")["status"] == "not_reached"

    page.goto(f"/consultations/{consultation.pk}/board/")
    expect(page.locator("#cell-EG")).to_contain_text("not delivered")
    page.get_by_role("link", name="Record a note handed over on paper").click()
    page.get_by_label("Member State").select_option("EG")
    today = clock.now().astimezone(ZoneInfo(consultation.time_zone)).date()
    page.get_by_label("Handed over on").fill(today.isoformat())
    page.get_by_label("To whom and how").fill("To the duty officer of the embassy")
    page.get_by_role("button", name="Record delivery").click()
    expect(page.locator("#state-EG")).to_contain_text("handed over on paper")
    row = row_of(consultation, "EG")
    assert (row["status"], row["reached_by"]) == ("awaiting", "paper")
