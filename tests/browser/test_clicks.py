"""How many clicks a circulated note takes from a ready draft, of officer and signatory together, each from
the start page. Signing in and typing are not counted."""

import datetime as dt
import re

from playwright.sync_api import Locator, Page, expect

from cica_portal import clock
from comments.models import Consultation
from notes.models import VerbalNote
from plans.models import ConceptPaper
from tests.browser.conftest import SignIn, sweep
from tests.browser.test_signatory import completed

READY = 5


class Hand:
    """Counts what is pressed."""

    def __init__(self) -> None:
        self.clicks = 0

    def press(self, target: Locator) -> None:
        target.click()
        self.clicks += 1


def prepare(page: Page, hand: Hand) -> None:
    page.get_by_label("Deadline for comments").fill((clock.now().date() + dt.timedelta(days=20)).isoformat())
    hand.press(page.get_by_role("button", name="Draft the note"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Draft note, awaiting signature")
    sweep()  # the enclosure is rendered by the worker


def circulate(page: Page, hand: Hand, paper: ConceptPaper) -> None:
    page.goto("/")
    own = page.get_by_role("listitem").filter(has_text="Sign 1 note").filter(has_text=paper.short_title)
    hand.press(own.get_by_role("link").first)
    hand.press(page.get_by_role("link", name="Circulate plan…"))
    hand.press(page.get_by_role("button", name=re.compile("^Circulate plan under No")))
    expect(page).not_to_have_url(re.compile("/issue/$"))
    assert Consultation.objects.filter(revision__paper=paper).count() == 1
    assert VerbalNote.objects.filter(paper=paper).exclude(number=None).count() == 1


def test_a_ready_draft_is_circulated_in_five_clicks(sign_in: SignIn):
    paper, hand = completed(), Hand()
    officer = sign_in("officer", language="en")
    officer.goto("/")
    hand.press(officer.get_by_role("link", name=f"Prepare the circulation of {paper.short_title}"))
    prepare(officer, hand)
    circulate(sign_in("signatory", language="en"), hand, paper)
    assert hand.clicks <= READY
