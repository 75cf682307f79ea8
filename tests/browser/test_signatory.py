"""A signatory's day: read and circulate what an officer has prepared, extend a deadline."""

import datetime as dt

from playwright.sync_api import expect

from cica_portal import clock
from comments.models import CommentRound, RoundExtension
from members.models import User
from notes import circulation
from notes.models import Dispatch, VerbalNote
from plans import blocks, papers, reviews
from plans.models import Block, ConceptPaper
from plans.outline import draft_outline
from tests.browser.conftest import SignIn, sweep

LANGUAGES = ("en", "ru", "kk")


def prepared() -> VerbalNote:
    """Complete the plan that is being drafted, and prepare its circulation in the name of the officer."""
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
    respond_by = clock.now().date() + dt.timedelta(days=15)
    note = circulation.prepare(paper, respond_by=respond_by, by=officer, at=clock.now())
    sweep()
    return note


def test_signatory_circulates_a_plan_and_extends_its_deadline(sign_in: SignIn):
    note = prepared()
    page = sign_in("signatory", language="en")
    page.goto("/")
    page.get_by_role("link", name=note.paper.titles["en"]).first.click()
    expect(page.locator(".note-page")).to_have_count(3)

    page.get_by_role("link", name="Circulate…").click()
    expect(page.locator(".confirm")).to_contain_text("to 28 Member States. This cannot be undone.")
    expect(page.locator(".confirm-whom li")).to_have_count(28)
    number = page.locator(".confirm .ref").first.inner_text()
    page.get_by_role("button", name=f"Circulate under {number}").click()

    note.refresh_from_db()
    comment_round = CommentRound.objects.get(reference=number)
    assert (note.number, note.status, note.issued_by.username) == (number, "issued", "signatory")
    assert comment_round.addressees.count() == 28
    assert comment_round.revision.paper == note.paper
    sweep()  # documents are rendered, messages leave
    sent = Dispatch.objects.filter(note=note).values_list("status", flat=True)
    assert (len(sent), set(sent)) == (56, {"sent"})

    page.goto(f"/consultations/{comment_round.pk}/board/")
    expect(page.locator(".board-cell")).to_have_count(28)
    page.get_by_role("link", name="Extend the deadline").click()
    page.get_by_label("New last day to answer").fill(
        (comment_round.respond_by - dt.timedelta(days=1)).isoformat()
    )
    page.get_by_label("Reason").fill("Requested by several Member States")
    page.get_by_role("button", name="Extend the deadline").click()
    expect(page.locator("#id_respond_by")).to_have_attribute("aria-invalid", "true")

    later = comment_round.respond_by + dt.timedelta(days=7)
    page.get_by_label("New last day to answer").fill(later.isoformat())
    page.get_by_role("button", name="Extend the deadline").click()
    expect(page.locator(".deadline-earlier s")).to_have_count(1)
    expect(page.locator(".history")).to_contain_text("Requested by several Member States")
    extension = RoundExtension.objects.get(comment_round=comment_round)
    assert (extension.old_respond_by, extension.new_respond_by) == (comment_round.respond_by, later)


def test_a_second_click_circulates_nothing_more(sign_in: SignIn):
    note = prepared()
    first, second = sign_in("signatory"), sign_in("signatory")
    for page in (first, second):
        page.goto(f"/notes/{note.pk}/issue/")
    first.locator("form.section button[type=submit]").click()
    second.locator("form.section button[type=submit]").click()

    expect(second.locator("#messages, .alert").first).to_be_visible()
    assert CommentRound.objects.filter(revision__paper=note.paper).count() == 1
    assert VerbalNote.objects.filter(paper=note.paper).exclude(number=None).count() == 1
