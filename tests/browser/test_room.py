"""A paragraph in the room of a meeting: worded by two States, put on the screen, agreed, on record."""

from django.urls import reverse
from playwright.sync_api import expect

from cica_portal import clock
from comments.models import Consultation, Room
from plans.enums import PaperStatus
from plans.models import ConceptPaper
from tests.browser.checks import overflow, violations
from tests.browser.conftest import SignIn
from tests.factories import plans

WORDING = "Member States consider a joint exercise on the protection of data."


def _item():
    """Return an item of today's meeting: the plan of the open consultation, as the SWG would find it."""
    current = Consultation.objects.get(closes_at__gt=clock.now())
    paper = current.revision.paper
    ConceptPaper.objects.filter(pk=paper.pk).update(status=PaperStatus.BEFORE_SWG)
    return plans.item(paper, plans.meeting())


def test_a_paragraph_is_worded_agreed_and_put_on_record(sign_in: SignIn, portal):
    item = _item()
    page = sign_in("officer", language="en", width=1280)
    page.goto(reverse("plans:meeting-detail", args=[item.meeting_id]))
    page.get_by_role("link", name="Work on the text in the room").click()
    page.get_by_role("button", name="Open the room").click()
    rows = page.locator(".room-list li")
    rows.nth(3).get_by_role("link").click()
    expect(page.locator(".room-list [aria-current]")).to_have_count(1)
    assert violations(page) == [] and overflow(page) == []
    page.get_by_role("button", name="Put on the screen").click()

    screen = page.context.new_page()
    room = reverse("comments:room", args=[Room.objects.get().pk])
    screen.goto(f"{room}screen/")
    expect(screen.locator(".screen-words")).to_have_count(1)

    page.keyboard.press("v")
    form = page.locator("form", has=page.locator("#variant-text"))
    form.get_by_label("Text of the paragraph").fill(WORDING)
    form.get_by_label("India").check()
    form.get_by_label("Thailand").check()
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Variant 1")).to_be_visible()
    expect(screen.get_by_text(WORDING)).to_be_visible()
    expect(screen.get_by_text("India; Thailand")).to_be_visible()
    assert violations(page) == [] and overflow(page) == []
    assert violations(screen) == [] and overflow(screen) == []

    page.get_by_role("button", name="Record as agreed", exact=True).click()
    page.locator("h1").click()
    page.keyboard.press("z")
    expect(page.get_by_role("button", name="Record as agreed", exact=True)).to_be_visible()
    page.get_by_role("button", name="Record as agreed", exact=True).click()
    expect(page.locator(".room-text h2")).to_contain_text("agreed")

    page.get_by_role("link", name="Close the room").click()
    assert violations(page) == [] and overflow(page) == []
    page.get_by_role("button", name="Close the room").click()
    expect(page.get_by_text("Room closed. A signatory confirms its record.")).to_be_visible()
    signatory = sign_in("signatory", language="kk", width=390)
    signatory.goto(room)
    assert violations(signatory) == [] and overflow(signatory) == []
    signatory.locator("main form button").click()
    delegate = sign_in("kz.contact", language="ru", width=390)
    delegate.goto(room)
    expect(delegate.get_by_text(WORDING)).to_be_visible()
    assert violations(delegate) == [] and overflow(delegate) == []
