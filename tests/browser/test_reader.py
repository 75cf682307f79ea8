"""A reader of a delegation: sees its own delegation's work, does nothing, learns nothing of others."""

from playwright.sync_api import expect

from cica_portal import clock
from comments.models import Consultation, DraftComment
from tests.browser.conftest import SignIn
from tests.browser.words import words


def test_reader_reads_two_languages_and_the_own_drafts_and_acts_on_nothing(sign_in: SignIn, portal):
    say = words("ru")
    current = Consultation.objects.get(closes_at__gt=clock.now())
    draft = DraftComment.objects.get(
        consultation=current, member_state__code="AZ", remark__contains="письменном"
    )
    page = sign_in("az.reader", language="ru")
    page.goto("/")
    page.locator(f"a[href$='/consultations/{current.pk}/']").first.click()
    expect(page.locator("main")).to_contain_text(draft.remark)

    page.get_by_role("link", name="Казахский").last.click()
    texts = current.revision.blocks.get(kind="title").texts
    for language in ("ru", "kk"):
        expect(page.locator(f".block-title .block-text[lang={language}]")).to_contain_text(texts[language])
    for act in ("Submit response", "Declare no objection", "Comment on the whole text", "Edit"):
        expect(page.get_by_role("link", name=say(act), exact=True)).to_have_count(0)
    expect(page.locator("main form[method=post]")).to_have_count(0)
    for path in ("comment/", "answer/", "no-objection/", "events/"):
        assert page.context.request.get(f"/consultations/{current.pk}/{path}").status in (403, 404)


def test_reader_of_another_delegation_learns_nothing_of_a_draft(sign_in: SignIn, portal):
    current = Consultation.objects.get(closes_at__gt=clock.now())
    draft = DraftComment.objects.get(
        consultation=current, member_state__code="AZ", remark__contains="письменном"
    )
    page = sign_in("tr.reader", language="ru")
    pages = ("/", "/consultations/", f"/consultations/{current.pk}/", "/answers/", "/notes/")
    for path in pages:
        page.goto(path)
        assert draft.remark not in page.content()
        assert str(draft.pk) not in page.content()
    assert page.context.request.get(f"/comments/{draft.pk}/").status == 404
    never = "00000000-0000-4000-8000-000000000000"
    assert page.context.request.get(f"/comments/{never}/").status == 404
