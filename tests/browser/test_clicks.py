"""How many clicks a note takes officer and signatory together, each from the start page: 15 from an earlier
plan to its circulation. Signing in, typing and choosing in a list are not counted."""

import datetime as dt
import re

from playwright.sync_api import Locator, Page, expect

from cica_portal import clock
from comments.models import Consultation
from notes.models import VerbalNote
from plans.models import ConceptPaper
from tests.browser.conftest import SignIn, sweep

TITLES = {"English": "Safe Internet", "Russian": "Безопасный Интернет", "Kazakh": "Қауіпсіз интернет"}
FROM_EARLIER = 15


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
    expect(page.get_by_role("heading", level=1)).to_have_text("Draft note")
    sweep()  # the enclosure is rendered by the worker


def circulate(page: Page, hand: Hand, paper: ConceptPaper) -> None:
    page.goto("/")
    own = page.get_by_role("listitem").filter(has_text="Issue 1 note").filter(has_text=paper.short_title)
    hand.press(own.get_by_role("link").first)
    hand.press(page.get_by_role("link", name="Circulate plan…"))
    hand.press(page.get_by_role("button", name=re.compile("^Circulate plan under No")))
    expect(page).not_to_have_url(re.compile(r"/issue/(\?|$)"))
    assert Consultation.objects.filter(revision__paper=paper).count() == 1
    assert VerbalNote.objects.filter(paper=paper).exclude(number=None).count() == 1


def test_a_plan_from_an_earlier_one_is_circulated_in_fifteen_clicks(sign_in: SignIn):
    hand, officer, signatory = Hand(), sign_in("officer", language="en"), sign_in("signatory", language="en")
    officer.goto("/")
    hand.press(officer.get_by_role("link", name="Plans", exact=True))
    hand.press(officer.get_by_role("link", name="New plan", exact=True))
    begin(officer, hand)
    paper = ConceptPaper.objects.get(period_from=next_period())
    add_event(officer, hand)

    signatory.goto("/")
    own = signatory.get_by_role("listitem").filter(has_text=paper.short_title)
    hand.press(own.get_by_role("link", name=re.compile("^Review .* in English$")))
    for language in ("English", "Russian", "Kazakh"):
        expect(signatory.get_by_role("heading", level=1)).to_contain_text(language)
        with signatory.expect_navigation():
            hand.press(signatory.get_by_role("button", name="Mark all as reviewed"))

    officer.goto("/")
    hand.press(officer.get_by_role("link", name=f"Prepare the circulation of {paper.short_title}"))
    prepare(officer, hand)
    circulate(signatory, hand, paper)
    assert hand.clicks <= FROM_EARLIER


def next_period() -> int:
    """Return the first year that no plan of the measure is for."""
    return clock.now().year + 2


def begin(page: Page, hand: Hand) -> None:
    """Begin with the text of the plan of 2022, for the next period."""
    choices = page.get_by_label("Content to start from")
    choices.select_option(value=choices.locator("option", has_text="2022-2023").last.get_attribute("value"))
    page.get_by_label("Confidence-building measure").select_option(label="Security of and in the use of ICTs")
    page.get_by_label("First year").fill(str(next_period()))
    page.get_by_label("Last year").fill(str(next_period() + 1))
    page.get_by_label("Coordinator").select_option(label="Russia")
    hand.press(page.get_by_role("button", name="Create the plan"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Edit the text")


def add_event(page: Page, hand: Hand) -> None:
    """Add the event that the last heading asks for: the portal writes its line in three languages."""
    hand.press(page.get_by_role("link", name="Add an event"))
    for name, title in TITLES.items():
        page.get_by_label(f"Title of the event in {name}").fill(title)
    page.get_by_label("Year").select_option(label=str(next_period()))
    hand.press(page.get_by_role("button", name="Add the event"))
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Add an event")
