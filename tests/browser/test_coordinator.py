"""A coordinator's work: the board before the deadline, then the compilation and the package for the SWG."""

import hashlib
import re

from playwright.sync_api import expect

from cica_portal import clock
from comments.models import Comment, Consultation
from comments.procedure import consultations
from documents.models import Document
from tests.browser.conftest import SignIn, sweep
from tests.browser.words import words


def test_coordinator_reads_the_comments_after_closing_and_takes_the_package(
    sign_in: SignIn, portal, set_clock
):
    say = words("ru")
    current = Consultation.objects.get(closes_at__gt=clock.now())
    remarks = list(Comment.objects.filter(response__consultation=current).values_list("remark", flat=True))
    assert len(remarks) == 3
    page = sign_in("coordinator", language="ru")
    page.goto("/")
    page.locator(f"a[href$='/consultations/{current.pk}/']").first.click()
    expect(page.get_by_role("link", name=say("Who has responded"))).to_be_visible()
    for remark in remarks:
        expect(page.locator("body")).not_to_contain_text(remark)
    answer = page.context.request.get(f"/consultations/{current.pk}/compilation/")
    assert answer.status == 404
    page.get_by_role("link", name=say("Who has responded")).click()
    expect(page.locator(".board-cell")).to_have_count(current.addressees.count())
    expect(page.locator(f"a[href*='/consultations/{current.pk}/answers/']")).to_have_count(0)

    set_clock(current.closes_at + consultations.TIME_TO_WRITE)
    sweep()  # closes the round, prepares the package
    page.goto("/")
    page.locator(f"a[href$='/consultations/{current.pk}/compilation/']").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Compilation of comments"))
    for remark in remarks:
        expect(page.get_by_text(remark)).to_be_visible()
    page.get_by_label(say("Member State")).select_option("MN")
    expect(page.get_by_text(remarks_of(current, "MN")[0])).to_be_visible()
    expect(page.get_by_text(remarks_of(current, "UZ")[0])).to_have_count(0)
    expect(page).to_have_url(re.compile("state=MN"))

    page.get_by_role("link", name=say("Note, plan and comments")).click()
    expect(page.get_by_text(say("All documents are ready."))).to_be_visible()
    hrefs = page.eval_on_selector_all(
        "main a[href$='.pdf']", "(all) => all.map((a) => a.getAttribute('href'))"
    )
    taken = {hashlib.sha256(page.context.request.get(href).body()).hexdigest() for href in hrefs}
    stored = Document.objects.filter(kind__in=["package", "comments"]).about("consultation", current)
    assert (len(hrefs), taken) == (6, set(stored.values_list("sha256", flat=True)))


def remarks_of(consultation: Consultation, code: str) -> list[str]:
    comments = Comment.objects.filter(response__consultation=consultation, response__member_state__code=code)
    return [comment.remark for comment in comments]
