"""A signatory's day: read and circulate what an officer has prepared, extend a deadline."""

import datetime as dt
import re
import uuid

import pytest
from playwright.sync_api import expect

from cica_portal import clock
from cica_portal.deadlines import closing_instant
from comments.consolidation import dialogue
from comments.models import Comment, Consultation, ConsultationExtension
from comments.writing import responses
from members.models import AuditEntry, User
from notes.acts import circulation
from notes.models import Dispatch, VerbalNote
from plans import blocks
from plans.checks import reviews
from plans.life import papers
from plans.models import Block, ConceptPaper
from plans.outline import draft_outline
from tests.browser.conftest import SignIn, sweep

LANGUAGES = ("en", "ru", "kk")


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_will_be_circulated_is_read_in_lines_and_not_in_letters(sign_in: SignIn, language: str):
    note = prepared()
    page = sign_in("signatory", language=language)
    page.goto(f"/notes/{note.key}/issue/")
    frame = page.locator(".confirm").bounding_box()
    for fact in page.locator(".confirm dd").all():
        box = fact.bounding_box()
        assert box["width"] >= frame["width"] / 2, fact.inner_text()
        assert box["x"] + box["width"] <= frame["x"] + frame["width"]


@pytest.mark.both_databases
def test_signatory_circulates_a_plan_and_extends_its_deadline(sign_in: SignIn):
    note = prepared()
    page = sign_in("signatory", language="en")
    page.goto("/")
    own = page.get_by_role("listitem").filter(has_text="Sign 1 note")
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


def test_a_second_click_circulates_nothing_more(sign_in: SignIn):
    note = prepared()
    first, second = sign_in("signatory"), sign_in("signatory")
    for page in (first, second):
        page.goto(f"/notes/{note.key}/issue/")
    first.locator("form.section button[type=submit]").click()
    expect(first).not_to_have_url(re.compile(r"/issue/$"))
    second.locator("form.section button[type=submit]").click()

    note.refresh_from_db()
    expect(second.locator("#messages")).to_contain_text(note.number)
    assert Consultation.objects.filter(revision__paper=note.paper).count() == 1
    assert VerbalNote.objects.filter(paper=note.paper).exclude(number=None).count() == 1


def test_a_plan_with_unanswered_comments_is_circulated_again_for_a_reason_only(sign_in: SignIn):
    closed = Consultation.objects.select_related("revision__paper").get(reference="ECO/SME/1")
    paper, officer = closed.revision.paper, User.objects.get(username="officer")
    waiting = len(dialogue.unanswered(closed))
    reviews.review_all(paper, by=User.objects.get(username="signatory"), at=clock.now())
    respond_by = clock.now().date() + dt.timedelta(days=15)
    note = circulation.prepare(paper, respond_by=respond_by, by=officer, at=clock.now())
    sweep()
    said = f"Comment without a disposition: {waiting}"
    unchanged = "Text unchanged since it was circulated: 1"

    page = sign_in("signatory", language="en")
    page.goto(f"/plans/{paper.slug}/gate/")
    expect(page.locator(".page-head")).to_contain_text("Points are still open")
    for sentence in (said, unchanged):
        expect(page.get_by_text(sentence)).to_be_visible()
    page.goto(f"/notes/{note.key}/issue/")
    for sentence in (said, unchanged):
        expect(page.locator("form").get_by_text(sentence)).to_be_visible()
    page.get_by_role("button", name="Circulate plan under No. ECO/SME/2").click()
    expect(page.locator("#messages, .alert").first).to_contain_text("enter the reason for carrying them over")
    assert Consultation.objects.filter(revision__paper=paper).count() == 1

    page.get_by_label("Reason for issuing the note nevertheless").fill("The SWG asked for another round.")
    page.get_by_role("button", name="Circulate plan under No. ECO/SME/2").click()
    expect(page.get_by_text("Note ECO/SME/2 issued.")).to_be_visible()
    after = AuditEntry.objects.filter(action="verbal_note.issue").last().after
    assert after["reason"] == "The SWG asked for another round."
    carried = [kind for kind, _subject in after["carried_over"]]
    assert (carried.count("comment_undisposed"), carried.count("text_unchanged")) == (waiting, 1)
    second = Consultation.objects.get(reference="ECO/SME/2")
    page.goto(f"/consultations/{second.pk}/")
    expect(page.locator("#carried-over")).to_be_visible()

    # The text of the earlier round is locked by the new one, and its comments say so.
    proposed = Comment.objects.filter(response__consultation=closed, operation="MOD").first()
    page.goto(f"/consultations/{closed.pk}/dispositions/{proposed.pk}/")
    expect(page.get_by_role("note").first).to_contain_text("circulated again under note ECO/SME/2")
    page.locator(".choosing > summary").click()
    expect(page.locator("input[name^=choice-]").first).to_be_disabled()


def test_signatory_grants_time_confirms_the_outcome_and_releases_the_compilation(sign_in: SignIn, set_clock):
    consultation = Consultation.objects.get(reference="NCT/ICT/689")
    board = f"/consultations/{consultation.pk}/board/"
    page = sign_in("signatory", language="en")
    page.goto(board)
    page.locator(".board-cell").filter(has_text="Kazakhstan").get_by_role("link").click()
    expect(page).to_have_url(re.compile("#state-KZ$"))

    page.get_by_role("link", name="Grant additional time").click()
    last_day = consultation.respond_by + dt.timedelta(days=3)
    page.get_by_label("Member State").select_option(label="Kazakhstan")
    page.get_by_label("May respond until").fill(consultation.respond_by.isoformat())
    page.locator("#id_reason").fill("A holiday in the capital")
    page.get_by_role("button", name="Grant additional time").click()
    expect(page.locator("#id_last_day")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#id_reason")).to_have_value("A holiday in the capital")
    page.get_by_label("May respond until").fill(last_day.isoformat())
    page.get_by_role("button", name="Grant additional time").click()
    expect(page.locator("#grants")).to_contain_text("A holiday in the capital")

    set_clock(consultation.closes_at + dt.timedelta(minutes=1))
    sweep()
    page = sign_in("signatory", language="en")
    page.goto(f"/consultations/{consultation.pk}/outcome/")
    expect(page.get_by_role("heading", name="A State may still respond")).to_be_visible()
    page.get_by_role("button", name="Confirm outcome").click()
    expect(page.locator("#id_reason")).to_have_attribute("aria-invalid", "true")

    set_clock(closing_instant(last_day, consultation.time_zone))
    page = sign_in("signatory", language="en")
    page.goto("/")
    own = page.get_by_role("listitem").filter(has_text="Confirm the outcome of 1 consultation")
    own.filter(has_text=consultation.reference).get_by_role("link").click()
    page.get_by_role("button", name="Confirm outcome").click()
    expect(page.get_by_text("Outcome confirmed in your name.")).to_be_visible()
    page.goto(board)
    page.get_by_role("link", name="Distribute compilation").click()
    expect(page.locator(".confirm-whom li")).to_have_count(28)
    page.get_by_role("button", name="Distribute compilation").click()
    expect(page.get_by_text("Compilation distributed:")).to_be_visible()

    page = sign_in("tj.contact", language="en")
    page.goto(f"/consultations/{consultation.pk}/")
    page.get_by_role("link", name="Compilation of comments").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Compilation of comments")


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
