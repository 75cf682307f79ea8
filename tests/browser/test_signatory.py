"""A signatory's day: read and circulate what an officer has prepared, extend a deadline."""

import datetime as dt
import re
import uuid

import pytest
from playwright.sync_api import expect

from cica_portal import clock
from comments.models import Consultation, ConsultationExtension
from comments.writing import responses
from members.models import User
from notes.acts import circulation
from notes.models import Dispatch, VerbalNote
from plans import blocks
from plans.checks import reviews
from plans.life import papers
from plans.models import Block, ConceptPaper
from plans.outline import draft_outline
from tests.browser.conftest import SignIn, sweep


def completed() -> ConceptPaper:
    """Complete the plan that is being drafted, in the name of the officer, and have it reviewed."""
    officer, paper = (
        User.objects.get(username="officer"),
        ConceptPaper.objects.get(measure__code="energy_security"),
    )
    for row in draft_outline(paper):
        block = Block.objects.get(key=row.key)
        for text in block.texts.filter(text=""):
            blocks.edit(block, text.language, "Мәтін", version=text.version, by=officer, at=clock.now())
    papers.set_text_status(
        paper, {"en": "original", "ru": "unofficial", "kk": "unofficial"}, by=officer, at=clock.now()
    )
    reviews.review_all(paper, by=User.objects.get(username="signatory"), at=clock.now())
    return paper


def prepared() -> VerbalNote:
    """Complete the plan that is being drafted, and prepare its circulation in the name of the officer."""
    paper, officer = completed(), User.objects.get(username="officer")
    respond_by = clock.now().date() + dt.timedelta(days=15)
    note = circulation.prepare(paper, respond_by=respond_by, by=officer, at=clock.now())
    sweep()
    return note


@pytest.mark.both_databases
def test_signatory_circulates_a_plan_and_extends_its_deadline(sign_in: SignIn):
    note = prepared()
    page = sign_in("signatory", language="en")
    page.goto("/")
    own = page.get_by_role("listitem").filter(has_text="Issue 1 note")
    own.filter(has_text=note.paper.short_title).get_by_role("link").first.click()
    expect(page.locator(".note-page")).to_have_count(3)

    page.get_by_role("link", name="Circulate plan…").click()
    expect(page.locator(".confirm")).to_contain_text("to 28 Member States. This cannot be undone.")
    expect(page.locator(".confirm-whom li")).to_have_count(28)
    number = page.locator(".confirm .ref").first.inner_text()
    page.get_by_role("button", name=f"Circulate plan under No. {number}").click()

    expect(page.get_by_text(f"Note {number} issued.")).to_be_visible()
    note.refresh_from_db()
    consultation = Consultation.objects.get(reference=number)
    assert (note.number, note.status, note.issued_by.username) == (number, "issued", "signatory")
    assert consultation.addressees.count() == 28
    assert consultation.revision.paper == note.paper
    sweep()  # documents are rendered, messages leave
    sent = Dispatch.objects.filter(note=note).values_list("status", flat=True)
    assert (len(sent), set(sent)) == (56, {"sent"})

    page.goto(f"/consultations/{consultation.pk}/board/")
    expect(page.locator(".board-cell")).to_have_count(28)
    page.get_by_role("link", name="Extend deadline").click()
    page.get_by_label("New deadline").fill((consultation.respond_by - dt.timedelta(days=1)).isoformat())
    page.locator("#id_reason").fill("Requested by several Member States")
    page.get_by_role("button", name="Draft note on extension").click()
    expect(page.locator("#id_respond_by")).to_have_attribute("aria-invalid", "true")

    later = consultation.respond_by + dt.timedelta(days=7)
    page.get_by_label("New deadline").fill(later.isoformat())
    page.get_by_role("button", name="Draft note on extension").click()
    expect(page).to_have_url(re.compile(r"/notes/[0-9a-f-]{36}/issue/$"))
    expect(page.locator(".note-page").first).to_be_visible()
    consultation.refresh_from_db()
    assert consultation.respond_by < later  # nothing moves before the note
    page.get_by_role("button", name=re.compile("^Issue note No")).click()
    expect(page).not_to_have_url(re.compile(r"/issue/$"))

    page.goto(f"/consultations/{consultation.pk}/board/")
    expect(page.locator(".deadline-earlier s")).to_have_count(1)
    expect(page.locator(".history")).to_contain_text("Requested by several Member States")
    extension = ConsultationExtension.objects.get(consultation=consultation)
    assert (extension.old_respond_by, extension.new_respond_by) == (consultation.respond_by, later)


def test_the_board_brings_itself_up_to_date(sign_in: SignIn):
    consultation = Consultation.objects.get(reference="NCT/ICT/689")
    page = sign_in("officer", language="en")
    page.goto(f"/consultations/{consultation.pk}/board/")
    cell = page.locator(".board-cell").filter(has_text="Kazakhstan")
    expect(cell).to_contain_text("no reply yet")
    cell.get_by_role("link").focus()
    contact = User.objects.get(username="kz.contact")
    responses.submit(
        consultation, position="no_objection", by=contact, request_key=uuid.uuid4(), despite_drafts=True
    )
    page.evaluate("htmx.trigger('#board', 'refresh')")
    expect(cell).to_contain_text("no objection")
    expect(cell.get_by_role("link")).to_be_focused()
