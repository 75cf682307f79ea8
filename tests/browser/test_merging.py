"""From what States filed to the next text: answered, merged, frozen, traced, and read by its States."""

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from cica_portal import clock
from comments.answering import dialogue
from comments.models import Comment, Consultation, Reaction
from members.models import User
from notes.acts import circulation
from notes.models import VerbalNote
from plans import blocks
from plans.checks import reviews
from plans.editing import editor_rows
from plans.models import BlockText, ConceptPaper
from tests.browser.conftest import SignIn, sweep
from tests.factories import comments


def _closed() -> Consultation:
    return Consultation.objects.select_related("revision__paper").get(reference="ECO/SME/1")


def _of(code: str) -> Comment:
    found = Comment.objects.filter(response__consultation=_closed(), response__member_state__code=code)
    return found.filter(operation="MOD").get()


def _answer_with(page: Page, chosen: list[Comment], first_words: str) -> None:
    page.goto(f"/consultations/{_closed().pk}/dispositions/")
    for comment in chosen:
        page.locator(f"input[name=comment][value*='{comment.pk}']").check()
    page.locator(".worklist-many > summary").click()
    option = page.locator("select[name=template] option", has_text=first_words)
    page.locator("select[name=template]").select_option(option.get_attribute("value"))
    page.locator("button[name=each]").click()
    expect(page.locator(".settled")).to_contain_text(f"{len(chosen)} comments")


def _prepared_again(paper: ConceptPaper) -> VerbalNote:
    """Bring the other languages up to date with what was taken in, and prepare the next circulation."""
    officer, signatory = (User.objects.get(username=name) for name in ("officer", "signatory"))
    paper, now = ConceptPaper.objects.get(pk=paper.pk), clock.now()
    for row in editor_rows.rows(paper):
        for cell in row.cells:
            if cell.is_stale:
                blocks.confirm(row.block, cell.language, version=cell.version, by=officer, at=now)
    reviews.review_all(paper, by=signatory, at=now)
    respond_by = (now + dt.timedelta(days=14)).date()
    note = circulation.prepare(paper, respond_by=respond_by, by=officer, at=now)
    sweep()
    return note


@pytest.mark.both_databases
def test_from_comments_to_the_next_text_and_back_to_the_states(sign_in: SignIn, portal, settings):
    settings.DISPOSITIONS_CONFIRMED = True
    closed, accepted = _closed(), _of("TH")
    rival = comments.late_comment(
        closed,
        User.objects.get(username="in.contact"),
        block_key=accepted.block_key,
        operation="MOD",
        proposed_text=accepted.proposed_text.replace("skilled staff", "trained personnel"),
    )

    # The coordinator proposes to accept two proposals, which change the same words; the Secretariat confirms
    # it. Neither comes into the draft by itself.
    coordinator = sign_in("coordinator", language="en")
    _answer_with(coordinator, [accepted, rival], "The proposal has been accepted for the revised draft")
    rows = [f"li:has(input[value='{comment.pk}'])" for comment in (accepted, rival)]
    officer = sign_in("officer", language="en")
    officer.goto(f"/consultations/{closed.pk}/dispositions/")
    for row in rows:
        expect(coordinator.locator(row)).to_contain_text("accepted, to be confirmed")
        officer.locator(f"{row} > input").check()
    officer.locator(".worklist-many > summary").click()
    officer.locator("button[name=confirm]").click()
    expect(officer.locator("#messages")).to_contain_text("Dispositions confirmed for 2 comments.")
    for row in rows:
        expect(officer.locator(row)).not_to_contain_text("to be confirmed")
    english_text = BlockText.objects.filter(block__key=accepted.block_key, language="en")
    assert not english_text.filter(text=accepted.proposed_text).exists()

    # Beside the comment the collision is named; of two sessions that choose at once the second is told.
    dispositions = f"/consultations/{closed.pk}/dispositions/"
    colleague = sign_in("signatory", language="en")
    for page in (officer, colleague):
        page.goto(f"{dispositions}{accepted.pk}/")
        expect(page.locator(".findings")).to_contain_text("India")
        page.locator(".choosing > summary").click()
        expect(page.locator(".into textarea")).to_have_value(accepted.proposed_text)
    colleague.locator(f".choosing input[value='{rival.pk}:0']").check()
    expect(colleague.locator(".into [role=alert]")).to_contain_text("India")
    colleague.locator(f".choosing input[value='{accepted.pk}:0']").uncheck()
    expect(colleague.locator(".into textarea")).to_have_value(re.compile("trained personnel"))
    colleague.get_by_role("button", name="Save the choice for later").click()
    expect(colleague.locator("#messages")).to_contain_text("Choice saved.")
    officer.get_by_role("button", name="Save the choice for later").click()
    expect(officer.locator("#messages")).to_contain_text("Nothing was overwritten")
    expect(officer.locator(".choosing .alert ins")).to_contain_text("trained personnel")
    expect(officer.locator(".into textarea")).to_have_value(accepted.proposed_text)
    officer.locator(".five label").first.click()
    officer.locator("[data-settle-go]").click()
    expect(officer.locator(".settled")).to_contain_text("in the draft")
    assert english_text.get().text == accepted.proposed_text

    # What lost is answered anew, with the rest.
    rest = Comment.objects.filter(response__consultation=closed).exclude(pk=accepted.pk)
    _answer_with(officer, list(rest), "The positions of the Member States differ")
    assert dialogue.unanswered(closed) == []

    # Before anything is frozen, the trace of the draft says whose words these are.
    officer.goto(dispositions)
    officer.get_by_role("link", name="Sources of the changes").click()
    expect(officer.locator("#note-1")).to_contain_text("Thailand")
    expect(officer.locator("#note-1")).to_contain_text("The proposal has been accepted")

    # The answers are released, and the next revision goes before the States.
    colleague.goto(f"/consultations/{closed.pk}/answers/release/")
    colleague.locator("main form button[type=submit]").click()
    expect(colleague.get_by_text("Replies sent. Every State")).to_be_visible()
    note = _prepared_again(closed.revision.paper)
    colleague.goto(f"/notes/{note.key}/")
    colleague.get_by_role("link", name="Circulate plan…").click()
    expect(colleague.locator("main")).to_contain_text("Point for the SWG")
    colleague.locator("textarea[name=reason]").fill("The SWG is to decide.")
    colleague.get_by_role("button", name="Circulate plan under No.").click()
    expect(colleague.get_by_text("Note ECO/SME/2 issued.")).to_be_visible()
    second = Consultation.objects.get(reference="ECO/SME/2")

    # The State is led from its comment to the changed sentence, and maintains what was not met.
    delegate = sign_in("th.contact", language="en")
    delegate.goto(f"/consultations/{closed.pk}/ours/")
    row = delegate.locator(f"#c-{accepted.pk}")
    expect(row.get_by_text("included as proposed")).to_be_visible()
    row.get_by_role("link", name="Show in Rev.1").click()
    expect(delegate).to_have_url(re.compile(rf"#b-{accepted.block_key}$"))
    expect(delegate.locator("#note-1")).to_contain_text("Thailand")
    delegate.go_back()
    for_swg = Comment.objects.exclude(pk=accepted.pk).get(
        response__consultation=closed, response__member_state__code="TH"
    )
    row = delegate.locator(f"#c-{for_swg.pk}")
    row.get_by_role("link", name="Maintain position").click()
    delegate.locator("textarea[name=statement]").fill("The forum should be held in person.")
    delegate.get_by_role("button", name="Maintain position").click()
    expect(delegate.locator(f"#c-{for_swg.pk}").get_by_text("maintains its position")).to_be_visible()
    assert Reaction.objects.get().statement == "The forum should be held in person."
    assert for_swg in dialogue.for_swg(closed)

    # In the new consultation its earlier comments wait for a decision.
    delegate.goto(f"/consultations/{second.pk}/")
    delegate.get_by_role("link", name="Our comments on the earlier text").click()
    expect(delegate.get_by_text("now reads as you proposed")).to_be_visible()
    delegate.get_by_role("button", name="Carry over the 1 that still fits").click()
    expect(delegate.get_by_text("1 comment was carried over to your drafts.")).to_be_visible()
