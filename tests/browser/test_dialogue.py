"""The dialogue on a comment between its State and those who answer it: asked, answered, or settled."""

from playwright.sync_api import expect

from comments.models import Clarification, Comment, NoReplyNeeded
from comments.procedure import telling
from members.models import PersonalMail
from tests.browser.conftest import SignIn
from tests.browser.words import act, words


def test_each_side_marks_that_the_message_of_the_other_needs_no_reply(sign_in: SignIn, portal):
    comment = Comment.objects.filter(
        response__consultation__revision__paper__status="under_consolidation",
        response__member_state__code="KZ",
    ).first()
    consultation, say = comment.response.consultation, words("kk")
    thread = f"/consultations/{consultation.pk}/dispositions/{comment.pk}/"
    officer = sign_in("officer", language="en")
    delegate = sign_in("kz.contact", language="kk")

    officer.goto(thread)
    officer.get_by_text("Dialogue with the State").click()
    officer.get_by_text("Ask or explain").click()
    officer.get_by_label("Message", exact=True).fill("Which line of the paragraph?")
    officer.get_by_role("button", name="Send message").click()
    expect(officer.locator("#messages")).to_contain_text("Message sent.")
    officer.goto(thread)
    expect(officer.get_by_role("button", name="Mark as needing no reply")).to_have_count(0)

    delegate.goto("/")
    asked = delegate.get_by_role("listitem").filter(has_text=act("question_to_state", "kk"))
    asked.get_by_role("link").first.click()
    delegate.locator(f"#c-{comment.pk}").get_by_role("button", name=say("Mark as needing no reply")).click()
    own = delegate.locator(f"#c-{comment.pk}")
    expect(own).to_contain_text(say("needs no reply", context="message"))
    expect(own.get_by_role("button", name=say("Mark as needing no reply"))).to_have_count(0)
    delegate.goto("/")
    expect(asked).to_have_count(0)
    officer.reload()
    expect(officer.locator(".history").first).to_contain_text("needs no reply")

    delegate.goto(f"/consultations/{consultation.pk}/ours/")
    own.get_by_text(say("Ask or explain")).click()
    own.get_by_label(say("Message", context="label"), exact=True).fill("Рахмет, сұрақ жоқ.")
    own.get_by_role("button", name=say("Send message")).click()
    expect(own).to_contain_text("Рахмет, сұрақ жоқ.")
    officer.reload()
    officer.get_by_role("button", name="Mark as needing no reply").click()
    expect(officer.locator("#messages")).to_contain_text("the message needs no reply")

    assert Clarification.objects.filter(no_reply_needed=None).count() == 0
    assert [row.by.username for row in NoReplyNeeded.objects.order_by("pk")] == ["kz.contact", "officer"]
    told = PersonalMail.objects.filter(kind=telling.Kind.QUESTION_SETTLED).order_by("pk")
    assert told.first().recipient.username == "officer"
    assert "kz.contact" in set(told.values_list("recipient__username", flat=True))
