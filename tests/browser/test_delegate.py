"""Delegations at work, in their languages: write, submit, agree, propose, come too late."""

import datetime as dt
import re

import pytest
from django.db.models import QuerySet
from playwright.sync_api import Locator, Page, expect

from cica_portal import formats
from comments.models import Comment, Consultation, DraftComment, Receipt, Response
from members.models import MemberState, User
from plans.outline import OutlineRow, revision_outline
from tests.browser.conftest import SignIn, no_connection, wait_until
from tests.browser.words import act, words

REMARK = "Байланыс пункттерінің тізімін жыл сайын жаңартып отыру қажет."
REASON = "Ескірген тізімге төтенше жағдайда сенуге болмайды."


def paragraph(consultation: Consultation) -> OutlineRow:
    return next(row for row in revision_outline(consultation.revision) if row.kind == "paragraph")


def open_consultation(page: Page, consultation: Consultation) -> None:
    page.goto("/")
    page.locator(f"a[href$='/consultations/{consultation.pk}/']").first.click()


def remark_of(page: Page | Locator) -> Locator:
    """Return the field of a remark, unfolded where it is folded in the card."""
    field = page.locator(".writing [name=remark]")
    field.wait_for(state="attached")
    folded = page.locator(".card-remark:not([open]) > summary")
    if folded.count():
        folded.click()
    return field


def close_card(page: Page | Locator) -> None:
    """Close the card of a comment: it saves by itself."""
    page.locator(".writing [data-close]").click()


def write(page: Page, row: OutlineRow, language: str, *, reason: str = REASON) -> str:
    """Comment on a paragraph with another wording; return the wording."""
    say = words(language)
    page.locator(f"#b-{row.key} .block-acts a").click()
    field = page.locator(f"#b-{row.key} .in-place")
    expect(field).to_have_text(row.text(language))
    expect(field).to_be_focused()
    wording = f"{row.text(language)} Жыл сайын."
    page.keyboard.type(" Жыл сайын.")
    expect(field.locator("ins")).to_contain_text("Жыл сайын.")
    remark_of(page).fill(REMARK)
    page.get_by_label(say("Reason", context="label"), exact=True).fill(reason)
    close_card(page)
    expect(page.locator(f"#b-{row.key} [data-comment]")).to_contain_text(REMARK)
    said = reason or say("The reason is still to come.")
    expect(page.locator(f"#b-{row.key} [data-comment]")).to_contain_text(said)
    return wording


@pytest.mark.both_databases
def test_drafter_writes_and_contact_point_submits_in_kazakh(sign_in: SignIn, current):
    say, row = words("kk"), paragraph(current)
    drafter = sign_in("kz.drafter", language="kk")
    open_consultation(drafter, current)
    wording = write(drafter, row, "kk", reason="")
    expect(drafter.get_by_role("link", name=say("Submit response"))).to_have_count(0)
    assert not Response.objects.filter(consultation=current, member_state__code="KZ").exists()

    stranger = sign_in("uz.contact", language="ru")
    open_consultation(stranger, current)
    expect(stranger.locator(f"#b-{row.key} .block-acts a")).to_be_visible()
    assert REMARK not in stranger.content()

    contact = sign_in("kz.contact", language="kk")
    open_consultation(contact, current)
    contact.get_by_role("link", name=say("Submit response")).click()
    expect(contact.get_by_text(REMARK)).to_be_visible()
    contact.get_by_role("button", name=say("Submit for our State")).click()
    expect(contact.get_by_label(say("A reason is missing"))).to_be_focused()
    contact.get_by_label(say("A reason is missing")).fill(REASON)
    contact.get_by_role("button", name=say("Submit for our State")).click()

    contact.locator("#messages a[href*='/receipts/']").click()
    receipt = Receipt.objects.get(consultation=current, member_state__code="KZ")
    expect(contact.get_by_role("heading", level=1)).to_contain_text(receipt.number)
    contact.locator(".receipt summary").first.click()
    expect(contact.locator(".receipt .hash")).to_have_text(receipt.sha256)
    received = formats.moment(receipt.issued_at, current.time_zone, "kk")
    expect(contact.locator(".receipt time")).to_have_text(received)
    comment = Comment.objects.get(response=receipt.response)
    assert (
        comment.block_key,
        comment.language,
        comment.proposed_text,
        comment.remark,
        comment.rationale,
    ) == (
        row.key,
        "kk",
        wording,
        REMARK,
        REASON,
    )
    assert receipt.response.submitted_by.username == "kz.contact"


@pytest.mark.parametrize(("language", "width"), [("kk", 390), ("en", 1280)])
def test_a_response_is_submitted_in_four_clicks_from_the_link_of_the_mail(
    sign_in: SignIn, current, language, width
):
    say, row = words(language), paragraph(current)
    page = sign_in("kz.contact", language=language, width=width)
    page.goto(f"/consultations/{current.pk}/")  # the first click: the link of the mail
    page.locator(f"#b-{row.key} .block-acts a").click()
    expect(page.locator(f"#b-{row.key} .in-place")).to_be_focused()
    page.keyboard.type(" Жыл сайын.")
    page.locator(".writing [name=rationale]").focus()
    page.keyboard.type(REASON)
    page.get_by_role("link", name=say("Submit response"), exact=True).click()
    page.get_by_role("button", name=say("Submit for our State")).click()

    expect(page.locator("#messages a[href*='/receipts/']")).to_be_visible()
    comment = Comment.objects.get(response__consultation=current, response__member_state__code="KZ")
    assert (comment.proposed_text, comment.rationale, comment.type) == (
        f"{row.text(language)} Жыл сайын.",
        REASON,
        "substantive",
    )


def test_what_is_typed_is_saved_at_a_pause_as_one_draft(sign_in: SignIn, current):
    row = paragraph(current)
    page = sign_in("th.drafter", language="en")
    page.goto(f"/consultations/{current.pk}/")
    page.locator(f"#b-{row.key} .block-acts a").click()
    expect(page.locator(f"#b-{row.key} .in-place")).to_be_focused()
    page.keyboard.type(" Every year.")
    for said in ("", "First words", "Other words"):
        page.get_by_label("Reason", exact=True).fill(said)
        expect(page.locator(".writing")).to_contain_text(re.compile("saved [0-9]"))
        due = page.locator(".writing").get_by_text("The reason is still to come.")
        expect(due).to_have_count(0 if said else 1)
        drafts = DraftComment.objects.filter(consultation=current, member_state__code="TH")
        wait_until(page, drafts.filter(rationale=said).exists, said)
        assert drafts.get().proposed_text == f"{row.text('en')} Every year."
    expect(page.locator("#answer-bar-words")).to_contain_text("1 comment in draft, not submitted")


def open_form(page: Page, consultation: Consultation, row: OutlineRow) -> None:
    page.goto(f"/consultations/{consultation.pk}/")
    page.locator(f"#b-{row.key} .block-acts a").click()
    expect(page.locator(f"#b-{row.key} .in-place")).to_be_focused()


def test_what_is_only_typed_is_not_said_to_be_saved_or_unchanged(
    sign_in: SignIn, current, complaints: list[str]
):
    page = sign_in("th.drafter", language="en")
    open_form(page, current, paragraph(current))
    bar, remark = page.locator("#answer-bar-words"), remark_of(page)
    typed = bar.get_by_text("Unsaved text")
    saved = page.locator(".writing").get_by_text(re.compile("saved [0-9]"))
    expect(typed).to_be_hidden()
    remark.fill("First words")
    expect(typed).to_be_visible()
    expect(saved).to_be_visible()
    expect(typed).to_be_hidden()
    with no_connection(page):
        remark.fill("Other words")
        expect(page.locator("#messages")).to_contain_text("The portal could not be reached.")
        expect(saved).to_be_hidden()
        expect(typed).to_be_visible()
    complaints.clear()  # of the lost connection


def save_a_first_thought(page: Page, consultation: Consultation, row: OutlineRow) -> None:
    open_form(page, consultation, row)
    remark_of(page).fill("The first thought")
    close_card(page)
    expect(page.locator("#messages")).to_contain_text("Draft saved.")


def drafts_of(consultation: Consultation, code: str = "TH") -> QuerySet[DraftComment]:
    return DraftComment.objects.filter(consultation=consultation, member_state__code=code)


def test_what_is_being_written_is_saved_before_another_form_opens_in_its_place(sign_in: SignIn, current):
    row = paragraph(current)
    page = sign_in("th.contact", language="en")
    save_a_first_thought(page, current, row)
    page.locator(f"#b-{row.key} .block-acts a").click()
    remark_of(page).fill("The second thought")
    page.locator(f"#b-{row.key} [data-comment] > summary").click()
    page.locator(f"#b-{row.key} a[data-write]").click()
    expect(page.locator(f"#b-{row.key} [data-comment]").filter(has_text="The second thought")).to_have_count(
        1
    )
    expect(remark_of(page)).to_have_value("The first thought")
    page.get_by_role("link", name="Submit response", exact=True).click()
    expect(page.locator("main")).to_contain_text("The second thought")
    assert set(drafts_of(current).values_list("remark", flat=True)) == {
        "The first thought",
        "The second thought",
    }


def test_what_cannot_be_saved_yet_stays_open_and_is_not_left_out_of_the_response(sign_in: SignIn, current):
    row = paragraph(current)
    page = sign_in("th.contact", language="en")
    save_a_first_thought(page, current, row)
    page.locator(f"#b-{row.key} .block-acts a").click()
    expect(page.locator(f"#b-{row.key} .in-place")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.get_by_label("Reason", exact=True).fill("It is out of date.")
    page.locator(f"#b-{row.key} [data-comment] > summary").click()
    page.locator(f"#b-{row.key} a[data-write]").click()
    wording = page.get_by_label("Proposed wording", exact=True)
    expect(wording).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".writing .error-summary")).to_be_focused()
    wording.press_sequentially(" ")
    unsaved = page.locator(".writing [id^=autosaved-]")
    expect(unsaved).to_contain_text("Not saved yet:")
    expect(wording).to_be_focused()
    page.get_by_role("link", name="Submit response", exact=True).click()
    expect(page).to_have_url(re.compile(f"/consultations/{current.pk}/"))
    expect(unsaved).to_be_focused()
    wording.fill(f"{row.text('en')} Every year.")
    close_card(page)
    expect(page.locator(f"#b-{row.key} [data-comment]").last).to_contain_text("It is out of date.")
    expect(page.locator(".writing")).to_have_count(0)
    assert drafts_of(current).get(remark="").proposed_text == f"{row.text('en')} Every year."


def test_a_thought_that_was_autosaved_and_emptied_again_is_removed_from_its_form(sign_in: SignIn, current):
    row = paragraph(current)
    page = sign_in("th.drafter", language="en")
    open_form(page, current, row)
    writing, remark = page.locator(".writing"), remark_of(page)
    expect(writing.get_by_role("link", name="Remove draft")).to_have_count(0)
    remark.fill("A passing thought")
    expect(writing).to_contain_text(re.compile("saved [0-9]"))
    writing.locator(".wording > summary").first.click()
    expect(writing.get_by_role("link", name="Remove draft")).to_be_visible()
    remark.fill("")
    expect(writing).to_contain_text("Nothing is left of this draft. Remove it, or go on writing.")
    writing.get_by_role("link", name="Close", exact=True).click()
    expect(writing.locator(".error-summary")).to_contain_text("Nothing is left of this draft.")
    writing.get_by_role("link", name="Remove draft").click()
    expect(page.locator("main")).to_contain_text("A passing thought")
    page.get_by_role("button", name="Remove draft").click()
    expect(page.locator("#messages")).to_contain_text("Draft removed.")
    assert not drafts_of(current).exists()
    expect(page.locator(".writing")).to_have_count(0)


def test_while_a_draft_is_on_its_way_nothing_is_typed_into_it(sign_in: SignIn, current):
    row, held = paragraph(current), []
    page = sign_in("th.drafter", language="en")
    page.goto(f"/consultations/{current.pk}/")
    page.locator(f"#b-{row.key} .block-acts a").click()
    field, reason = page.locator(f"#b-{row.key} .in-place"), page.get_by_label("Reason", exact=True)
    expect(field).to_be_focused()
    page.keyboard.type(" Every year.")
    reason.fill("First words")
    page.route(
        "**/*", lambda route: held.append(route) if route.request.method == "POST" else route.continue_()
    )

    close_card(page)
    wait_until(page, lambda: held, "the draft is on its way")
    for place in (field, reason):
        place.focus()
        page.keyboard.type("lost")
    expect(field.locator("ins")).to_have_count(1)
    expect(reason).to_have_value("First words")
    for route in held:
        route.continue_()

    expect(page.locator("#messages")).to_contain_text("Draft saved.")
    draft = DraftComment.objects.get(consultation=current, member_state__code="TH")
    assert (draft.proposed_text, draft.rationale) == (f"{row.text('en')} Every year.", "First words")


@pytest.mark.both_databases
def test_a_response_is_replaced_until_the_deadline_and_shown_after_it(sign_in: SignIn, current, set_clock):
    language = "ru"
    say = words(language)
    acts = [say(word) for word in ("Submit response", "Submit late", "Declare no objection")]
    acts.append(say("Edit", context="button"))
    page = sign_in("kg.contact", language=language)

    def first_act() -> str:
        """Open the round, see that nothing on it contradicts what was filed, return its primary act."""
        page.goto(f"/consultations/{current.pk}/")
        for word in acts:
            expect(page.get_by_role("link", name=word, exact=True)).to_have_count(0)
        return page.locator(".answer-bar-act a").inner_text()

    open_consultation(page, current)
    page.get_by_role("link", name=say("Declare no objection")).click()
    page.get_by_role("button", name=say("Declare no objection")).click()
    page.locator("#messages a[href*='/receipts/']").click()
    page.get_by_role("link", name=say("Replace response")).click()
    expect(page).to_have_url(re.compile(f"/consultations/{current.pk}/$"))

    assert first_act() == say("Show our response")
    page.goto(page.locator(".block-acts a").first.get_attribute("href"))
    remark_of(page).fill(REMARK)
    page.locator("[name=type][value=editorial]").check()
    page.get_by_role("button", name=say("Save draft")).click()
    page.get_by_role("link", name=say("Replace response")).click()
    expect(page.locator("ol").get_by_text(REMARK)).to_be_visible()
    page.get_by_role("button", name=say("Replace response")).click()
    page.locator("#messages a[href*='/receipts/']").click()
    expect(page.get_by_text(say("Replaces the response under receipt No.", context="label"))).to_be_visible()

    assert first_act() == say("Show our response")
    page.locator("[data-comment] > summary").click()
    expect(page.get_by_role("link", name=say("Change for a new response"))).to_be_visible()

    set_clock(current.closes_at)
    assert first_act() == say("Show our response")
    expect(page.locator("a").filter(has_text=say("Change for a new response"))).to_have_count(0)
    page.get_by_role("link", name=say("Show our response")).click()
    receipt = Receipt.objects.filter(consultation=current, member_state__code="KG").exclude(response=None)
    expect(page.get_by_role("heading", level=1)).to_contain_text(receipt.latest("response__version").number)
    expect(page.get_by_text(REMARK)).to_be_visible()
    assert list(receipt.order_by("response__version").values_list("response__position", flat=True)) == [
        "no_objection",
        "comments",
    ]


@pytest.mark.both_databases
def test_late_answer_is_refused_with_both_times_and_kept(sign_in: SignIn, current, set_clock):
    state = MemberState.objects.get(code="IR")
    page = sign_in("ir.contact", language="en")
    open_consultation(page, current)
    row = paragraph(current)
    page.locator(f"#b-{row.key} .block-acts a").click()
    remark_of(page).fill("Please wait for us.")
    page.locator("[name=type][value=technical]").check()
    close_card(page)
    expect(page.locator("#messages")).to_contain_text("Draft saved.")
    page.get_by_role("link", name="Submit response").click()
    expect(page.locator("ol").get_by_text("Please wait for us.")).to_be_visible()

    set_clock(current.closes_at)  # the first instant at which the door is shut
    page.get_by_role("button", name="Submit for our State").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("The deadline has passed")
    for zone in (current.time_zone, state.time_zone):
        expect(page.locator("main")).to_contain_text(formats.closing(current.closes_at, zone, "en"))
    response = Response.objects.get(consultation=current, member_state=state)
    assert (response.is_late, response.received_at >= current.closes_at) == (True, True)
    assert DraftComment.objects.filter(consultation=current, member_state=state).count() == 1

    page.goto(f"/consultations/{current.pk}/")
    page.goto(page.locator(f"#b-{row.key} .block-acts a").get_attribute("href"))  # the form on its own page
    remark_of(page).fill("Written after the deadline.")
    page.locator("[name=type][value=technical]").check()
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("#messages")).to_contain_text("Your text was saved as a draft of your delegation.")
    assert DraftComment.objects.filter(consultation=current, member_state=state).count() == 2


@pytest.mark.both_databases
def test_text_of_two_people_is_never_lost(sign_in: SignIn, current):
    row = paragraph(current)
    first = sign_in("th.drafter", language="en")
    open_consultation(first, current)
    first.locator(f"#b-{row.key} .block-acts a").click()
    remark_of(first).fill("First thought")
    first.locator("[name=type][value=technical]").check()
    close_card(first)
    expect(first.locator("#messages")).to_contain_text("Draft saved.")
    draft = DraftComment.objects.get(consultation=current, member_state__code="TH")

    second = sign_in("th.contact", language="en")
    for page in (first, second):
        page.goto(f"/comments/{draft.pk}/")
    remark_of(first).fill("Second thought")
    first.get_by_role("button", name="Save draft").click()
    expect(first.locator("#messages")).to_contain_text("Draft saved.")
    remark_of(second).fill("Another thought")
    second.get_by_role("button", name="Save draft").click()

    expect(second.locator("main")).to_contain_text("Second thought")
    expect(second.locator("main")).to_contain_text("Another thought")
    draft.refresh_from_db()
    assert draft.remark == "Second thought"


def test_everything_works_without_javascript(sign_in: SignIn, current):
    row = paragraph(current)
    page = sign_in("vn.contact", language="en", javascript=False)
    open_consultation(page, current)
    page.locator(f"#b-{row.key} .block-acts a").click()
    page.get_by_label("Proposed wording", exact=True).fill(f"{row.text('en')} Every year.")
    page.get_by_role("button", name="Show changes").click()
    expect(page.locator("[data-redline] ins").first).to_contain_text("Every year.")
    page.locator("[name=type][value=editorial]").check()
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("link", name="Submit response").click()
    page.get_by_role("button", name="Submit for our State").click()

    page.locator("#messages a[href*='/receipts/']").click()
    receipt = Receipt.objects.get(consultation=current, member_state__code="VN")
    expect(page.get_by_role("heading", level=1)).to_contain_text(receipt.number)
    assert receipt.response.comments.get().proposed_text == f"{row.text('en')} Every year."
    page.get_by_role("button", name="KK").click()
    expect(page.locator("html")).to_have_attribute("lang", "kk")


def test_a_paragraph_is_assigned_written_and_marked_as_ready(sign_in: SignIn, current):
    language = "kk"
    say, row = words(language), paragraph(current)
    drafter = User.objects.get(username="kz.drafter")
    contact = sign_in("kz.contact", language=language)
    open_consultation(contact, current)
    contact.locator(f"#b-{row.key} .block-acts a").click()
    contact.locator(".comment-card .wording > summary").first.click()
    contact.get_by_role("link", name=say("Assign", context="button")).click()
    contact.get_by_label(say("Assigned to")).select_option(str(drafter.key))
    until = current.closes_at - dt.timedelta(days=2)
    contact.get_by_label(say("Day", context="label")).fill(until.date().isoformat())
    contact.get_by_role("button", name=say("Assign", context="button")).click()
    expect(contact.locator(f"#b-{row.key} .block-task")).to_contain_text(drafter.display_name)

    writer = sign_in("kz.drafter", language=language)
    writer.goto("/")
    writer.get_by_role("link", name=act("paragraph_assigned", language)).click()
    write(writer, row, language)
    place = writer.locator(f"#b-{row.key} .block-task")
    place.get_by_role("button", name=say("Mark as ready")).click()
    expect(place).to_contain_text(say("ready", context="paragraph"))
    writer.goto("/")
    expect(writer.get_by_role("link", name=act("paragraph_assigned", language))).to_have_count(0)

    contact.goto(f"/consultations/{current.pk}/work/")
    expect(contact.locator("tbody tr")).to_have_count(1)
    contact.goto(f"/consultations/{current.pk}/answer/")
    expect(contact.locator("#content .alert-warning")).to_have_count(0)
    for stranger in ("officer", "uz.contact"):
        page = sign_in(stranger, language=language)
        page.goto(f"/consultations/{current.pk}/")
        assert drafter.display_name not in page.content()
