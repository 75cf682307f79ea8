"""The session may end at any moment: what was typed is kept, put back, and the page says so (rule 45)."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from cica_portal import clock
from comments.models import Comment, Consultation, DraftComment
from comments.reading.operations import WORDING_LIMIT
from comments.writing import proposed_events
from initiatives.models import Initiative
from members.models import User
from notes.enums import NoteStatus
from notes.models import VerbalNote
from phrases.texts import catalogue
from plans import blocks
from plans.models import BlockText, ConceptPaper
from tests.browser.conftest import (
    OpenBrowser,
    SignIn,
    enter,
    kept_is_read,
    session_for,
    session_of,
)
from tests.browser.test_delegate import close_card, remark_of
from tests.factories import comments, initiatives, members
from tests.factories import plans as factory

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "correct horse battery"
SIGNED_OUT = re.compile("You are signed out. The text you entered is kept in this tab")
TYPED = "Typed before the session ended"
# Comes to its end when all that was typed is in the tab.
SETTLED = "window.portal.kept.settled()"


# How a session ends: by its limit, by somebody who ends it elsewhere, by the browser that forgets.


def end_by_limit(page: Page, settings) -> None:
    settings.SESSION_IDLE_LIMIT = -1


def end_elsewhere(page: Page, settings) -> None:
    Session.objects.all().delete()


def end_in_browser(page: Page, settings) -> None:
    page.context.clear_cookies()


ENDS = [end_by_limit, end_elsewhere, end_in_browser]


@pytest.fixture
def open_as(open_browser: OpenBrowser, complaints: list[str], live_server, settings):
    """Return a function that opens a page for a person; no script fails, no dialog asks."""
    settings.PORTAL_ORIGIN = live_server.url

    def opened(person: User, path: str) -> Page:
        page = open_browser(session_for(person)).new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: (complaints.append(dialog.type), dialog.accept()))
        page.goto(path)
        return page

    return opened


def sign_in_again(page: Page, person: User, settings) -> None:
    """Follow the message, where it stands on the page, and sign in."""
    settings.SESSION_IDLE_LIMIT = 7200
    again = page.get_by_role("link", name="Sign in again")
    if again.count():
        again.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.locator("[name=login]").fill(person.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


# The editor -----------------------------------------------------------------------------------------


@pytest.fixture
def paper() -> ConceptPaper:
    return factory.paper(blocks=3, source_language="en")


@pytest.fixture
def officer() -> User:
    return members.officer(language="en")


def cell_of(page: Page, paper: ConceptPaper, language: str = "ru") -> Locator:
    return page.locator(f"#cell-{paper.blocks.get(position=2).key}-{language}")


def stored(paper: ConceptPaper, language: str = "ru") -> str:
    return BlockText.objects.get(block__paper=paper, block__position=2, language=language).text


def open_cell(open_as, person: User, paper: ConceptPaper) -> tuple[Page, Locator]:
    page = open_as(person, f"/plans/{paper.slug}/edit/")
    cell = cell_of(page, paper)
    cell.locator("[data-edit]").click()
    expect(cell.locator("textarea")).to_be_visible()
    return page, cell


@pytest.mark.parametrize("end", ENDS)
def test_text_that_an_ended_session_kept_from_being_saved_as_it_is_typed_comes_back(
    open_as, paper, officer, settings, end
):
    page, cell = open_cell(open_as, officer, paper)
    end(page, settings)
    cell.locator("textarea").fill(TYPED)
    expect(cell.locator(".editor-state")).to_have_text(re.compile("not saved: you are signed out"))
    expect(page.locator("#messages")).to_have_text(SIGNED_OUT)
    expect(cell.locator("textarea")).to_have_value(TYPED)

    sign_in_again(page, officer, settings)
    expect(cell.locator("textarea")).to_have_value(TYPED)
    expect(cell).to_have_attribute("data-state", "saved")
    assert stored(paper) == TYPED


def test_text_put_back_over_a_text_saved_meanwhile_is_a_conflict(open_as, paper, officer, settings):
    page, cell = open_cell(open_as, officer, paper)
    end_elsewhere(page, settings)
    cell.locator("textarea").fill(TYPED)
    expect(page.locator("#messages")).to_have_text(SIGNED_OUT)
    block = paper.blocks.get(position=2)
    blocks.edit(block, "ru", "Их слова", version=1, by=None, at=clock.now())

    sign_in_again(page, officer, settings)
    expect(cell).to_have_attribute("data-state", "conflict")
    expect(cell.locator("textarea")).to_have_value(TYPED)
    expect(cell).to_contain_text("Их")
    assert stored(paper) == "Их слова"


def test_whoever_takes_the_other_text_is_not_given_back_what_they_gave_up(open_as, paper, officer):
    page, cell = open_cell(open_as, officer, paper)
    blocks.edit(paper.blocks.get(position=2), "ru", "Их слова", version=1, by=None, at=clock.now())
    cell.locator("textarea").fill("Мои слова")
    expect(cell).to_have_attribute("data-state", "conflict")
    cell.get_by_role("link", name="Use the other version").click()
    expect(cell.locator("textarea")).to_have_count(0)
    page.reload()
    kept_is_read(page)
    expect(cell.locator("textarea")).to_have_count(0)
    cell.locator("[data-edit]").click()
    expect(cell.locator("textarea")).to_have_value("Их слова")


def test_back_leads_to_a_form_that_had_come_back_refused(open_as, officer):
    """The browser would offer to send the form again, and show an error of its own."""
    factory.measure(code="ict")
    page = open_as(officer, "/plans/new/")
    page.get_by_label("Title in Russian").fill("Концепция")
    page.get_by_role("button", name="Create the plan").click()
    expect(page.locator(".error-summary")).to_contain_text("Confidence-building measure")
    page.get_by_label("Confidence-building measure").select_option(index=1)
    page.get_by_label("Title in English").fill("Concept Paper")
    page.get_by_role("button", name="Create the plan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Edit the text")
    page.go_back()
    expect(page.get_by_label("Title in Russian")).to_have_value("")
    expect(page.locator(".error-summary")).to_have_count(0)


# Comments in their place ----------------------------------------------------------------------------


@pytest.fixture
def consultation(set_clock) -> Consultation:
    set_clock(comments.OPENS_AT + dt.timedelta(days=1))
    return comments.consultation()


@pytest.fixture
def contact() -> User:
    return members.contact_point(members.member_state("KZ"), language="en")


def open_comment(page: Page) -> Locator:
    page.locator(".block-acts a").nth(1).click()
    form = page.locator(".writing form[data-keep]")
    expect(remark_of(page)).to_be_visible()
    return form


def test_a_comment_goes_on_in_its_language_when_the_page_is_read_in_another(open_as, consultation, contact):
    page = open_as(contact, f"/consultations/{consultation.pk}/")
    open_comment(page).locator("[name=remark]").fill(TYPED)
    page.locator("button[name=language][value=kk]").click()
    expect(page.locator("html")).to_have_attribute("lang", "kk")
    form = page.locator(".writing form[data-keep]")
    expect(form.locator("[name=remark]")).to_have_value(TYPED)
    close_card(page)
    expect(page.locator("[data-comment]")).to_contain_text(TYPED)
    draft = DraftComment.objects.get(consultation=consultation)
    assert (draft.language, draft.remark) == ("en", TYPED)


@pytest.mark.both_databases
@pytest.mark.parametrize("end", ENDS)
def test_a_comment_saved_in_place_after_the_session_ended_comes_back(
    open_as, consultation, contact, settings, end
):
    page = open_as(contact, f"/consultations/{consultation.pk}/")
    form = open_comment(page)
    end(page, settings)
    form.locator("[name=remark]").fill(TYPED)
    close_card(page)
    expect(page.locator("#messages")).to_have_text(SIGNED_OUT)
    expect(form.locator("[name=remark]")).to_have_value(TYPED)
    assert not DraftComment.objects.exists()

    sign_in_again(page, contact, settings)
    expect(form.locator("[name=remark]")).to_have_value(TYPED)


@pytest.mark.parametrize("is_saved_before", [False, True])
def test_a_comment_saved_in_place_is_not_put_back_later(open_as, consultation, contact, is_saved_before):
    page = open_as(contact, f"/consultations/{consultation.pk}/")
    form = open_comment(page)
    form.locator("[name=remark]").fill("Said once")
    form.locator("[name=type][value=technical]").check()
    if is_saved_before:
        expect(form).to_contain_text(re.compile("saved [0-9]"))
    close_card(page)
    expect(page.locator("[data-comment] > summary")).to_be_focused()
    expect(page.locator("[data-comment]")).not_to_have_attribute("open", "")

    for _ in range(2):
        expect(open_comment(page).locator("[name=remark]")).to_have_value("")
        expect(page.locator(".kept")).to_have_count(0)
        page.reload()
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('keep:'))") == []


@pytest.mark.parametrize("is_received", [False, True])
def test_a_comment_is_saved_once_when_the_lost_line_is_back(
    open_as, consultation, contact, complaints, is_received
):
    page = open_as(contact, f"/consultations/{consultation.pk}/")
    form = open_comment(page)
    state, asked = form.locator("[id^=autosaved-]"), re.compile("/comment/")

    def lose(route):
        if is_received:
            route.fetch()
        route.abort("internetdisconnected")

    page.context.route(asked, lose)
    form.locator("[name=remark]").fill("Said on the road")
    expect(state).to_have_text("not saved")
    page.context.unroute(asked, lose)
    expect(state).to_contain_text(re.compile("saved [0-9]"))
    complaints.clear()  # of the lost connection
    assert DraftComment.objects.get(consultation=consultation).remark == "Said on the road"


# More than a field holds ------------------------------------------------------------------------------


def test_text_that_is_too_long_is_kept_whole_said_and_not_saved(open_as, consultation, contact):
    page = open_as(contact, f"/consultations/{consultation.pk}/")
    page.goto(page.locator(".block-acts a").nth(1).get_attribute("href"))
    form = page.locator(".writing form[data-keep]")
    wording = form.locator("[name=proposed_text]")
    wording.fill("")
    page.keyboard.insert_text("Қ" * (WORDING_LIMIT + 2_400))
    expect(form).to_contain_text("Characters to remove: 2,400.")
    form.locator("[name=type][value=technical]").check()
    form.get_by_role("button", name="Save draft").click()

    expect(form.locator("[name=proposed_text][aria-invalid=true]")).to_be_visible()
    assert len(wording.input_value()) == WORDING_LIMIT + 2_400
    assert not DraftComment.objects.exists()
    wording.fill("Қ" * WORDING_LIMIT)
    expect(form).to_contain_text("Characters left: 0")
    form.get_by_role("button", name="Save draft").click()
    expect(page.locator("[data-comment]")).to_have_count(1)
    assert DraftComment.objects.get().proposed_text == "Қ" * WORDING_LIMIT


def test_a_line_says_only_that_it_is_too_long(open_as, contact):
    page = open_as(contact, "/api/tokens/")
    label = page.locator("#id_label")
    label.fill("x" * 100)
    expect(page.locator("#id_label-left")).to_be_hidden()
    label.fill("x" * 101)
    expect(page.locator("#id_label-left")).to_contain_text("Characters to remove: 1.")


# Every form that keeps text --------------------------------------------------------------------------


def current() -> Consultation:
    return Consultation.objects.get(closes_at__gt=clock.now())


def filed() -> Comment:
    """Return a comment of a closed round of the demonstration that waits for an answer."""
    found = Comment.objects.filter(response__consultation__closes_at__lt=clock.now())
    return found.filter(response__consultation__revision__paper__status="under_consolidation").first()


def of_filed(name: str) -> str:
    return reverse(f"comments:{name}", args=[filed().response.consultation_id, filed().pk])


def unreasoned() -> str:
    """Return the page that submits, with a draft that lacks its reason."""
    contact = User.objects.get(username="kz.contact")
    comments.draft(current(), contact, proposed_text="Another wording", remark="", rationale="")
    return reverse("comments:response-submit", args=[current().pk])


def of_draft(name: str) -> str:
    draft = DraftComment.objects.filter(member_state__code="KZ", consultation=current()).first()
    draft = draft or comments.draft(current(), User.objects.get(username="kz.contact"))
    return reverse(f"comments:{name}", args=[draft.pk])


def of_plan(name: str, *more: str) -> str:
    return reverse(f"plans:{name}", args=[drafted().slug, *more])


def drafted() -> ConceptPaper:
    return ConceptPaper.objects.filter(status="drafting").first()


def of_block(name: str, *more: str) -> str:
    return of_plan(name, str(drafted().blocks.filter(kind="paragraph", removed_at=None).first().key), *more)


def of_proposal(name: str) -> str:
    """Return a page about a proposal of an event that KZ has filed in the open round."""
    contact, revision = User.objects.get(username="kz.contact"), current().revision
    found = initiatives.proposed_event(revision.paper, contact, year=revision.paper.period_from)
    proposed_events.file(found, current(), by=contact)
    return reverse(f"initiatives:{name}", args=[found.pk])


def translation() -> str:
    language = next(code for code in ("en", "ru", "kk") if code != filed().language)
    return reverse(
        "comments:comment-translate", args=[filed().response.consultation_id, filed().named, language]
    )


def of_issued(name: str) -> str:
    """A page of the note that opened the consultation."""
    issued = VerbalNote.objects.filter(consultation=current(), status=NoteStatus.ISSUED).earliest("pk")
    return reverse(f"notes:{name}", args=[issued.key])


def correction() -> str:
    key = next(key for key, one in catalogue.phrases().items() if one.message == "Sign out")
    return reverse("phrases:correction-propose", args=[key, "ru"])


FORMS: dict[str, tuple[str, Callable[[], str]]] = {
    "answer": ("officer", lambda: of_proposal("proposal-answer")),
    "assign": ("kz.contact", lambda: reverse("comments:task-assign", args=[current().pk])),
    "block-new": ("officer", lambda: of_plan("block-add")),
    "block-split": ("officer", lambda: of_block("block-split")),
    "clarify": ("officer", lambda: of_filed("disposition-detail")),
    "correction": ("officer", correction),
    "correspondent": ("officer", lambda: reverse("members:correspondent-create")),
    "decision": ("officer", lambda: of_plan("paper-decide", "withdraw")),
    "discussion": ("kz.contact", lambda: of_draft("draft-discussion")),
    "disposition": ("officer", lambda: of_filed("disposition-detail")),
    "draft": ("kz.contact", lambda: reverse("comments:draft-create", args=[current().pk])),
    "event": ("kz.contact", lambda: reverse("comments:event-create", args=[current().pk])),
    "extension": ("officer", lambda: reverse("notes:extension-prepare", args=[current().pk])),
    "free-note": ("officer", lambda: reverse("notes:free-note-create")),
    "grant": ("signatory", lambda: reverse("comments:consultation-grant", args=[current().pk])),
    "hand-over": ("kz.contact", lambda: reverse("members:hand-over")),
    "house": ("officer", lambda: reverse("phrases:house-edit", args=["letterhead"])),
    "incoming": ("officer", lambda: reverse("notes:incoming-create")),
    "invitation": ("officer", lambda: reverse("members:invitation-create")),
    "letter": ("officer", lambda: reverse("notes:letter-check")),
    "line-new": ("officer", lambda: reverse("initiatives:line-create", args=[drafted().slug])),
    "term": ("officer", lambda: reverse("phrases:term-create")),
    "remark": ("officer", lambda: of_block("block-remarks")),
    "move": (
        "officer",
        lambda: reverse(
            "initiatives:initiative-move", args=[Initiative.objects.first().block_key, "cancelled"]
        ),
    ),
    "meeting": ("officer", lambda: reverse("plans:meeting-enter")),
    "note-draft": ("officer", lambda: of_issued("note-correct")),
    "note-void": ("signatory", lambda: of_issued("note-void")),
    "note-attachment": (
        "officer",
        lambda: reverse(
            "notes:note-attachments", args=[VerbalNote.objects.filter(status="drafted").first().key]
        ),
    ),
    "number": ("officer", lambda: reverse("notes:number-elsewhere")),
    "numbering": ("signatory", lambda: reverse("notes:numbering-set")),
    "our-deadline": ("kz.contact", lambda: reverse("comments:internal-deadline", args=[current().pk])),
    "paper-note": (
        "officer",
        lambda: reverse("notes:consultation-paper", args=[current().pk]),
    ),
    "paper-new": ("officer", lambda: reverse("plans:paper-create")),
    "reasons": ("kz.contact", unreasoned),
    "record": (
        "officer",
        lambda: reverse("initiatives:initiative-edit", args=[Initiative.objects.first().block_key]),
    ),
    "replacement": ("officer", lambda: of_issued("note-replace")),
    "response-entered": (
        "officer",
        lambda: reverse("notes:response-register", args=[current().pk]),
    ),
    "reply": ("officer", lambda: reverse("comments:reply-template-create")),
    "state-address": ("officer", lambda: reverse("members:state-addresses", args=["KZ"])),
    "text": ("officer", lambda: of_block("block-edit", "en")),
    "time-request": ("kz.contact", lambda: reverse("comments:time-request", args=[current().pk])),
    "translation": ("officer", translation),
    "withdrawal": ("kz.contact", lambda: of_proposal("proposal-withdraw")),
    "wording": ("officer", lambda: reverse("notes:wording-edit", args=["circulation"])),
}
# Forms like those above: a reason, or a few lines, sent from a page that takes long to come to.
ALIKE = {
    *("agenda-item", "cancel-messages", "closing", "draft-decision", "front-page", "gate-override"),
    *("form", "hand-over-refusal", "our-note"),
    *("incoming-set-aside", "lines", "meeting-reason", "note-remark", "note-return", "objection", "outcome"),
    *(
        "outside",
        "participant",
        "release",
        "room",
        "room-answer",
        "room-open",
        "statement",
        "statement-entered",
        "statement-translation",
    ),
    *("supplement",),
    "time-refusal",
}


def test_a_reply_begun_from_a_ready_one_stands_in_the_form_and_is_forgotten_once_sent(sign_in: SignIn):
    page = sign_in("officer", language="en")
    page.on("dialog", lambda dialog: dialog.accept())
    address = of_filed("disposition-detail")
    page.goto(address)
    reply = page.locator("form[data-keep^=disposition] [name=reply]")
    reply.fill("Our own words.")
    page.evaluate(SETTLED)
    page.locator("#id_template").select_option(index=1)
    expect(reply).to_have_value(re.compile(r"^Our own words\.\s+\S+"))
    page.evaluate(SETTLED)
    begun = reply.input_value()

    page.goto(address)
    expect(reply).to_have_value(begun)
    expect(page.locator(".kept")).to_be_visible()
    page.locator("body").press("4")
    page.locator("[data-settle-go]").click()
    expect(page.locator(".settled")).to_contain_text("noted")
    page.goto(address)
    expect(reply).to_have_value(begun)
    expect(page.locator(".kept")).to_have_count(0)


SORTS = {"text": TYPED, "date": "2031-05-06", "email": "typed.before@example.org"}
FIELDS = ", ".join(f"{one}:visible" for one in ("textarea", *(f"input[type={sort}]" for sort in SORTS)))


def type_into(form: Locator) -> tuple[str, str]:
    """Write into the first field of the form; return its name and what is in it then."""
    field = form.locator(FIELDS).first
    text = SORTS[field.get_attribute("type") or "text"]
    field.fill(text)
    return field.get_attribute("name"), text


def test_every_form_that_keeps_text_is_tried_or_like_one_that_is():
    """A template that keeps text says so by its name; what names vary by stands behind a hyphen.

    Where one form serves two acts, a condition comes first, and each branch begins with the name of its act.
    """
    named = set()
    for template in Path(django_settings.BASE_DIR, "templates").rglob("*.html"):
        found = re.findall(r'data-keep="([^"]+)"|{% block keep %}(.+){% endblock %}', template.read_text())
        for begun in map("".join, found):
            if begun.startswith("{%"):
                named |= set(re.findall(r"%}([\w-]+?)(?:-new)?-?{", begun))
            else:
                named |= set(re.findall(r"^([\w-]+?)-?(?:{|$)", begun))
    assert named == set(FORMS) - {"draft"} | ALIKE  # the form of a comment is named by its view


# A preview that is asked for as one types would be refused once the session has ended.
# What is missing in a form is said before it is sent, by the browser or by the portal's script.
SEND_AS_IF_COMPLETE = """(form) => {
  form.noValidate = true;
  for (const field of form.elements) delete field.dataset.missing;
  form.requestSubmit();
}"""
ASK_NOTHING = """() => document.addEventListener(
    "htmx:beforeRequest", (event) => event.detail.elt.tagName === "FORM" || event.preventDefault()
)"""


def begin_session(page: Page, username: str, portal: str) -> None:
    """Let the browser of the page be signed in as the person."""
    enter(page.context, session_of(username, "en"), portal)


def test_forms_give_back_what_was_typed_before_the_session_ended(sign_in: SignIn, portal):
    lost: dict[str, str] = {}
    pages: dict[str, Page] = {}
    for keep, (username, path) in FORMS.items():
        if username not in pages:
            pages[username] = sign_in("", language="en")
            pages[username].on("dialog", lambda dialog: dialog.accept())
        page = pages[username]
        begin_session(page, username, portal)
        address = path()
        page.goto(address)
        page.evaluate("() => { for (const one of document.querySelectorAll('details')) one.open = true; }")
        page.evaluate(ASK_NOTHING)
        form = page.locator(f'form[data-keep^="{keep}"]')
        if not form.count():
            lost[keep] = f"no form at {address}"
            continue
        name, text = type_into(form.first)
        Session.objects.all().delete()
        form.first.evaluate(SEND_AS_IF_COMPLETE)
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
        expect(page.locator("#messages")).to_contain_text("The text you entered is kept in this browser.")
        begin_session(page, username, portal)
        page.goto(parse_qs(urlsplit(page.url).query)["next"][0])
        field = page.locator(f'form[data-keep^="{keep}"] [name="{name}"]').first
        try:
            expect(field).to_have_value(text)
        except AssertionError:
            lost[keep] = f"{name} at {page.url}"
        page.evaluate("sessionStorage.clear()")
    assert lost == {}
