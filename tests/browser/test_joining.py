"""A proposal that several States join, that stands when it is withdrawn, and that gets one reply."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from cica_portal import clock
from comments.enums import Position, Visibility
from comments.models import Consultation, Disposition, DraftComment
from comments.procedure import consultations
from members.models import User
from tests.browser.conftest import SignIn, sweep, wait_until
from tests.browser.words import words
from tests.factories import comments

BY_COMPILATION = "th.contact"
JOINED = "Joined in a draft of your delegation. This becomes official with your State’s response."


def proposed() -> Consultation:
    """Open a consultation in which all States read at once what KZ proposes."""
    measure = Consultation.objects.get(closes_at__gt=clock.now()).revision.paper.measure
    made = comments.consultation(
        states=("KG", "KZ", "TH"),
        slug="joint",
        measure=measure,
        opens_at=clock.now() - dt.timedelta(days=1),
        respond_by=clock.now().date() + dt.timedelta(days=10),
        visibility=Visibility.AT_ONCE,
    )
    contact = User.objects.get(username="kz.contact")
    comments.draft(made, contact, proposed_text="A better paragraph", remark="It is shorter")
    comments.answer(made, contact, Position.COMMENTS)
    return made


def join_and_submit(page: Page, consultation: Consultation, name: str, say) -> None:
    page.get_by_role("link", name=say("Join proposal")).first.click()
    if name == BY_COMPILATION:  # it is shown once more, beside the text that it is about
        page.get_by_role("button", name=say("Join proposal")).click()
        expect(page.locator("#messages")).to_contain_text(say(JOINED))
    else:
        joined = DraftComment.objects.filter(consultation=consultation, member_state__code="KG")
        wait_until(page, joined.exists, "the proposal is joined where it is read")
        expect(page.locator(f"#c-{joined.get().pk} > summary")).to_be_focused()
    page.goto(f"/consultations/{consultation.pk}/answer/")
    page.get_by_role("button", name=say("Submit for our State")).click()
    expect(page.locator("#messages a[href*='/receipts/']")).to_be_visible()


@pytest.mark.both_databases
def test_a_joined_proposal_stands_for_two_states_and_is_replied_to_in_one_act(
    sign_in: SignIn, portal, set_clock
):
    consultation = proposed()
    pages = {}
    for name, language, address in (
        (BY_COMPILATION, "en", f"/consultations/{consultation.pk}/compilation/"),
        ("kg.contact", "ru", f"/consultations/{consultation.pk}/"),
    ):
        pages[name] = sign_in(name, language=language)
        pages[name].goto(address)
        for line in pages[name].locator("details[data-comment] > summary").all():
            line.click()
        join_and_submit(pages[name], consultation, name, words(language))
    comments.answer(consultation, User.objects.get(username="kz.contact"), Position.WITHDRAWN)

    set_clock(consultation.closes_at + consultations.TIME_TO_WRITE)
    sweep()  # closes the consultation
    officer = sign_in("officer", language="en")
    officer.goto(f"/consultations/{consultation.pk}/compilation/")
    expect(officer.locator("[data-comment]")).to_have_count(1)
    expect(officer.locator("[data-comment] th")).to_contain_text("together with")
    officer.goto(f"/consultations/{consultation.pk}/dispositions/")
    officer.get_by_role("link", name="Next:").click()
    expect(
        officer.get_by_role("group", name="Reply to these comments as well").get_by_role("checkbox")
    ).to_be_checked()
    officer.keyboard.press("4")
    officer.locator("#id_reply").fill("Considered with the next text.")
    officer.keyboard.press("Control+Enter")
    expect(officer.locator(".settled")).to_contain_text("2 comments")
    made = Disposition.objects.filter(comment__response__consultation=consultation)
    assert sorted(made.values_list("comment__response__member_state__code", flat=True)) == ["KG", "TH"]
