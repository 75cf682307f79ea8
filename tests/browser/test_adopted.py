"""The plan of 2022 to its adoption: submitted, recommended, approved; then a delegation reads it."""

import datetime as dt

from playwright.sync_api import Page, expect

from comments.models import Consultation
from plans.models import ConceptPaper
from tests.browser import checks
from tests.browser.conftest import NARROW, SignIn, sweep
from tests.factories.comments import PICTURE

MEETINGS = {
    "Record recommendation by the SWG": dt.date(2022, 9, 15),
    "Record the approval by the SOC": dt.date(2022, 10, 10),
}


def submit(page: Page, slug: str, consultation: Consultation) -> None:
    """Confirm the outcome, and issue the note by which the plan goes to the SWG."""
    page.goto(f"/plans/{slug}/")
    page.get_by_role("link", name="Confirm the outcome of 1 consultation").first.click()
    page.get_by_role("button", name="Confirm outcome").click()
    expect(page.locator("main")).to_contain_text("Outcome confirmed in your name.")
    sweep()
    page.goto(f"/plans/{slug}/")
    page.get_by_role("link", name="Submit 1 plan to the SWG").first.click()
    page.get_by_role("link", name="Issue note…").click()
    page.get_by_role("button", name="Issue note No.").click()
    expect(page.locator("main")).to_contain_text("issued.")


def record(page: Page, slug: str, act: str, held_on: dt.date) -> None:
    page.goto(f"/plans/{slug}/")
    page.locator("#standing ~ .acts, [aria-labelledby=standing] .acts").get_by_role("link", name=act).click()
    page.locator("[name=held_on]").fill(held_on.isoformat())
    page.locator("[name=reason]").fill("The meeting took place in Astana")
    page.locator("[type=file]").set_input_files(
        {"name": "report.png", "mimeType": "image/png", "buffer": PICTURE}
    )
    page.get_by_role("button", name=act).click()
    expect(page.locator("#messages .alert-success")).to_be_visible()


def test_the_plan_of_2022_is_adopted_and_every_delegation_reads_it(sign_in: SignIn):
    paper = ConceptPaper.objects.get(measure__code="ict_security", period_from=2022)
    officer = sign_in("officer", language="en")
    officer.goto(f"/plans/{paper.slug}/")
    held = officer.locator(".held-acts")
    expect(held).to_contain_text("Not possible now: Record consideration by the SWG")
    held.locator("summary").click()
    expect(held).to_contain_text("A signatory has to issue it before the decision can be recorded.")

    submit(sign_in("signatory", language="en"), paper.slug, Consultation.objects.get(revision__paper=paper))
    sweep()
    for act, held_on in MEETINGS.items():
        record(officer, paper.slug, act, held_on)

    paper.refresh_from_db()
    assert paper.status == "adopted"
    life = officer.locator(".life li[aria-current=step]")
    expect(life).to_contain_text("Adopted")
    expect(life).to_contain_text("10 October 2022")
    expect(officer.locator(".held-act")).to_contain_text("The text of this plan cannot be edited now.")
    officer.get_by_role("link", name="View the text shown to Member States").first.click()
    expect(officer.locator("h1")).to_have_text(paper.titles["en"])

    for language, said in {"ru": "10 октября 2022", "kk": "2022 жылғы 10 қазан"}.items():
        delegate = sign_in("kz.contact", language=language, width=NARROW)
        delegate.goto("/")
        delegate.locator("[aria-labelledby=adopted]").get_by_title(paper.titles[language]).click()
        expect(delegate.locator("h1")).to_have_text(paper.titles[language])
        expect(delegate.locator(".page-lead").first).to_contain_text(said)
        assert checks.overflow(delegate) == []
        assert checks.violations(delegate) == []
