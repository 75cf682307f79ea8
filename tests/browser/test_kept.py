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
from cica_portal.deadlines import local_date
from comments.consolidation import dialogue, dispositions
from comments.models import Comment, Consultation, DraftComment
from comments.procedure import consultations, outcomes
from comments.remarks.operations import WORDING_LIMIT
from comments.writing import proposed_events
from initiatives.enums import InitiativeStatus
from initiatives.models import Initiative
from members.delegations import hand_overs
from members.models import User
from notes.acts import free_notes
from notes.acts.reminding import reminder_planning
from notes.enums import NoteStatus
from notes.models import VerbalNote
from notes.register import incoming_notes
from phrases.texts import catalogue
from plans import blocks
from plans.enums import PaperStatus
from plans.models import BlockText, ConceptPaper
from tests.browser.conftest import (
    OpenBrowser,
    SignIn,
    enter,
    kept_is_read,
    no_connection,
    session_for,
    session_of,
)
from tests.factories import comments, initiatives, members, notes
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


@pytest.mark.parametrize("end", ENDS)
def test_text_that_an_ended_session_kept_from_being_saved_and_closed_comes_back(
    open_as, paper, officer, settings, end
):
    page, cell = open_cell(open_as, officer, paper)
    end(page, settings)
    cell.locator("textarea").fill(TYPED)
    cell.get_by_role("button", name="Save and close").click()
    expect(page.locator("#messages")).to_have_text(SIGNED_OUT)

    sign_in_again(page, officer, settings)
    expect(cell.locator("textarea")).to_have_value(TYPED)


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


def test_in_a_conflict_nothing_is_sent_until_a_person_decides(open_as, paper, officer):
    page, cell = open_cell(open_as, officer, paper)
    block = paper.blocks.get(position=2)
    blocks.edit(block, "ru", "Их слова", version=1, by=None, at=clock.now())
    cell.locator("textarea").fill("Мои слова")
    expect(cell).to_have_attribute("data-state", "conflict")

    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    cell.locator("textarea").press_sequentially(", и ещё")
    page.wait_for_timeout(3500)  # longer than it takes to save as one types
    assert [url for url in sent if "/people/" not in url and "presence" not in url] == []
    assert stored(paper) == "Их слова"
    cell.locator("textarea").evaluate("area => { area.dataset.before = ''; }")
    cell.locator("textarea").press("Control+Enter")
    expect(cell.locator("textarea[data-before]")).to_have_count(0)
    expect(cell.locator("textarea")).to_have_value("Мои слова, и ещё")
    expect(cell).to_have_attribute("data-state", "conflict")
    assert stored(paper) == "Их слова"

    cell.get_by_role("button", name="Keep my version").click()
    expect(cell.locator("textarea")).to_have_count(0)
    assert stored(paper) == "Мои слова, и ещё"


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


def test_a_lost_line_is_no_longer_said_once_the_text_is_saved(open_as, paper, officer):
    page, cell = open_cell(open_as, officer, paper)
    with no_connection(page):
        cell.locator("textarea").fill("Слова")
        expect(page.locator("#messages")).to_contain_text("The portal could not be reached.")
    expect(cell).to_have_attribute("data-state", "saved")
    expect(page.locator("#messages [data-said]")).to_have_count(0)


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
    expect(form.locator("[name=remark]")).to_be_visible()
    return form


def test_a_comment_goes_on_in_its_language_when_the_page_is_read_in_another(open_as, consultation, contact):
    page = open_as(contact, f"/consultations/{consultation.pk}/")
    open_comment(page).locator("[name=remark]").fill(TYPED)
    page.locator("button[name=language][value=kk]").click()
    expect(page.locator("html")).to_have_attribute("lang", "kk")
    form = page.locator(".writing form[data-keep]")
    expect(form.locator("[name=remark]")).to_have_value(TYPED)
    form.locator("button[type=submit].btn-primary").click()
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
    form.get_by_role("button", name="Save draft").click()
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
    form.locator("[name=type]").select_option("technical")
    if is_saved_before:
        expect(form).to_contain_text("Draft saved at")
    form.get_by_role("button", name="Save draft").click()
    expect(page.locator("[data-comment]")).to_contain_text("Said once")

    for _ in range(2):
        expect(open_comment(page).locator("[name=remark]")).to_have_value("")
        expect(page.locator(".kept")).to_have_count(0)
        page.reload()
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('keep:'))") == []


def test_what_is_typed_and_closed_at_once_is_put_back(open_as, consultation, contact):
    page = open_as(contact, f"/consultations/{consultation.pk}/")
    form = open_comment(page)
    form.locator("[name=remark]").fill("Half a thought")
    form.get_by_role("link", name="Close").click()
    expect(form).to_have_count(0)
    page.evaluate(SETTLED)
    expect(open_comment(page).locator("[name=remark]")).to_have_value("Half a thought")


def test_each_save_in_place_leaves_one_link_for_a_deadline_of_ones_own(open_as, consultation, contact):
    page = open_as(contact, f"/consultations/{consultation.pk}/")
    link = page.get_by_role("link", name="Set internal deadline")
    for remark in ("First", "Second"):
        form = open_comment(page)
        form.locator("[name=remark]").fill(remark)
        form.locator("[name=type]").select_option("technical")
        form.get_by_role("button", name="Save draft").click()
        expect(page.locator("[data-comment]").last).to_contain_text(remark)
        expect(page.locator("#own-answer").get_by_role("link", name="Set internal deadline")).to_have_count(1)
        expect(link).to_have_count(1)


# More than a field holds ------------------------------------------------------------------------------


def test_text_that_is_too_long_is_kept_whole_said_and_not_saved(open_as, consultation, contact):
    page = open_as(contact, f"/consultations/{consultation.pk}/")
    page.goto(page.locator(".block-acts a").nth(1).get_attribute("href"))
    form = page.locator(".writing form[data-keep]")
    wording = form.locator("[name=proposed_text]")
    wording.fill("")
    page.keyboard.insert_text("Қ" * (WORDING_LIMIT + 2_400))
    expect(form).to_contain_text("Characters to remove: 2,400.")
    form.locator("[name=type]").select_option("technical")
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


def answered() -> str:
    """Return the page on which KZ answers what became of its comments, once that is released."""
    consultation, signatory = filed().response.consultation, User.objects.get(username="signatory")
    left = dialogue.unanswered(consultation)
    seen = {key: found.version for key, found in dispositions.current(left).items()}
    given = {"kind": "noted", "reply": "Noted.", "language": "en", "seen": seen}
    dispositions.record(consultation, left, **given, by=signatory, at=clock.now())
    dialogue.release_answers(consultation, by=signatory, at=clock.now())
    return reverse("comments:own-comments", args=[consultation.pk])


def gated() -> str:
    """Return the page on which a signatory lets an unreviewed text through."""
    paper = factory.paper()
    blocks.edit(paper.blocks.get(position=2), "en", "Newer", version=1, by=None, at=clock.now())
    return reverse("plans:gate-override", args=[paper.slug])


def typed_line() -> str:
    """Return the page that offers to make a record of a line that somebody typed."""
    factory.block(drafted(), kind="initiative", texts={"en": "A workshop on trust"})
    return reverse("initiatives:line-offers", args=[drafted().slug])


def registering() -> str:
    """Return the list of participants of an event of an adopted plan that takes registrations."""
    found = Initiative.objects.exclude(paper=drafted()).first()
    ConceptPaper.objects.filter(pk=found.paper_id).update(status=PaperStatus.ADOPTED)
    Initiative.objects.filter(pk=found.pk).update(
        status=InitiativeStatus.ANNOUNCED, registration_closes_at=clock.now() + dt.timedelta(days=5)
    )
    return reverse("initiatives:participant-list", args=[found.block_key])


def supplementing() -> str:
    """Return the page on which an officer writes the line of an event that is proposed to an adopted plan."""
    address = of_proposal("proposal-accept")
    ConceptPaper.objects.filter(pk=current().revision.paper_id).update(status=PaperStatus.ADOPTED)
    return address


def handing_over() -> str:
    """Return the page on which an officer refuses that KZ's contact point hands over to a colleague."""
    contact = User.objects.get(username="kz.contact")
    colleague = User.objects.get(username="kz.drafter")
    made = hand_overs.ask(colleague=colleague, by=contact, at=clock.now())
    return reverse("members:hand-over-refuse", args=[made.pk])


def asked_for_time() -> str:
    """Return the page on which a signatory refuses additional time that KG has asked for."""
    asked = comments.time_request(current(), User.objects.get(username="kg.contact"))
    return reverse("comments:time-request-decide", args=[asked.key])


def closed_early(slug: str) -> Consultation:
    """Return a closed consultation after which KZ has asked for additional time."""
    now = clock.now()
    made = comments.consultation(
        states=("KZ",),
        slug=slug,
        measure=current().revision.paper.measure,
        opens_at=now - dt.timedelta(days=30),
        respond_by=now.date() - dt.timedelta(days=7),
    )
    consultations.close(made, at=now)
    comments.time_request(made, User.objects.get(username="kz.contact"))
    return made


def awaiting() -> str:
    """Return the page on which a signatory confirms an outcome while KZ has asked for additional time."""
    return reverse("comments:consultation-outcome", args=[closed_early("awaiting").pk])


def releasing() -> str:
    """Return the page on which a signatory distributes a compilation while KZ has asked for time."""
    made, signatory = closed_early("releasing"), User.objects.get(username="signatory")
    given = {"outcome": outcomes.current(made), "reason": "The SWG meets"}
    outcomes.confirm(made, **given, by=signatory, at=clock.now())
    return reverse("comments:consultation-release", args=[made.pk])


def held() -> str:
    """Return the page on which a signatory decides on a deadline that the portal was away for."""
    now = clock.now()
    made = comments.consultation(
        states=("KZ",),
        slug="held",
        measure=current().revision.paper.measure,
        opens_at=now - dt.timedelta(days=30),
        respond_by=now.date() - dt.timedelta(days=7),
    )
    away_since = made.closes_at - dt.timedelta(minutes=10)
    made.held_closings.create(closes_at=made.closes_at, away_since=away_since, held_at=now)
    return reverse("comments:consultation-closing", args=[made.pk])


def handed_over_note() -> str:
    """The page on which a signatory returns a note on another subject."""
    officer = User.objects.get(username="officer")
    note = notes.free_note(by=officer, at=clock.now(), prefix="NCT/ICT")
    free_notes.hand_over(note, by=officer, at=clock.now())
    return reverse("notes:free-note-return", args=[note.key])


def of_issued(name: str) -> str:
    """A page of the note that opened the consultation."""
    issued = VerbalNote.objects.filter(consultation=current(), status=NoteStatus.ISSUED).earliest("pk")
    return reverse(f"notes:{name}", args=[issued.key])


def received_twice() -> str:
    """A note in reply of a State that has responded in the portal."""
    closed = filed().response.consultation
    received_on = local_date(closed.opens_at, closed.time_zone)
    incoming = incoming_notes.enter(
        number="12/34",
        dated_on=received_on,
        received_on=received_on,
        member_state=filed().response.member_state,
        subject="Position on the draft",
        answers_to=VerbalNote.objects.filter(consultation=closed, status=NoteStatus.ISSUED).earliest("pk"),
        by=User.objects.get(username="officer"),
        at=clock.now(),
    )
    return reverse("notes:incoming-set-aside", args=[incoming.pk])


def remarked() -> str:
    """A draft note, and a remark to one of its addressees."""
    note = reminder_planning.draft_now(
        current(), level=2, by=User.objects.get(username="officer"), at=clock.now()
    )
    return reverse("notes:note-remark", args=[note.key, "state", "KZ"])


def on_hold() -> str:
    """Return the page on which an officer removes the messages of a withdrawn plan from sending."""
    note = VerbalNote.objects.filter(consultation=current(), status=NoteStatus.ISSUED).earliest("pk")
    note.dispatches.update(status="held")
    ConceptPaper.objects.filter(pk=note.paper_id).update(status=PaperStatus.WITHDRAWN)
    return reverse("notes:note-cancel-messages", args=[note.key])


def correction() -> str:
    key = next(key for key, one in catalogue.phrases().items() if one.message == "Sign out")
    return reverse("phrases:correction-propose", args=[key, "ru"])


FORMS: dict[str, tuple[str, Callable[[], str]]] = {
    "answer": ("officer", lambda: of_proposal("proposal-answer")),
    "assign": ("kz.contact", lambda: reverse("comments:task-assign", args=[current().pk])),
    "block-new": ("officer", lambda: of_plan("block-add")),
    "block-split": ("officer", lambda: of_block("block-split")),
    "clarify": ("officer", lambda: of_filed("disposition-detail")),
    "closing": ("signatory", held),
    "correction": ("officer", correction),
    "correspondent": ("officer", lambda: reverse("members:correspondent-create")),
    "decision": ("officer", lambda: of_plan("paper-decide", "withdraw")),
    "discussion": ("kz.contact", lambda: of_draft("draft-discussion")),
    "disposition": ("officer", lambda: of_filed("disposition-detail")),
    "draft": ("kz.contact", lambda: reverse("comments:draft-create", args=[current().pk])),
    "event": ("kz.contact", lambda: reverse("comments:event-create", args=[current().pk])),
    "extension": ("officer", lambda: reverse("notes:extension-prepare", args=[current().pk])),
    "free-note": ("officer", lambda: reverse("notes:free-note-create")),
    "gate-override": ("signatory", gated),
    "grant": ("signatory", lambda: reverse("comments:consultation-grant", args=[current().pk])),
    "hand-over": ("kz.contact", lambda: reverse("members:hand-over")),
    "hand-over-refusal": ("officer", handing_over),
    "house": ("officer", lambda: reverse("phrases:house-edit", args=["letterhead"])),
    "incoming": ("officer", lambda: reverse("notes:incoming-create")),
    "incoming-set-aside": ("officer", received_twice),
    "invitation": ("officer", lambda: reverse("members:invitation-create")),
    "letter": ("officer", lambda: reverse("notes:letter-check")),
    "line-new": ("officer", lambda: reverse("initiatives:line-create", args=[drafted().slug])),
    "lines": ("officer", typed_line),
    "term": ("officer", lambda: reverse("phrases:term-create")),
    "remark": ("officer", lambda: of_block("block-remarks")),
    "move": (
        "officer",
        lambda: reverse(
            "initiatives:initiative-move", args=[Initiative.objects.first().block_key, "cancelled"]
        ),
    ),
    "note-draft": ("officer", lambda: of_issued("note-correct")),
    "note-remark": ("officer", remarked),
    "note-return": ("signatory", handed_over_note),
    "note-void": ("signatory", lambda: of_issued("note-void")),
    "outcome": ("signatory", awaiting),
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
    "release": ("signatory", releasing),
    "replacement": ("officer", lambda: of_issued("note-replace")),
    "response-entered": (
        "officer",
        lambda: reverse("notes:response-register", args=[current().pk]),
    ),
    "reply": ("officer", lambda: reverse("comments:reply-template-create")),
    "state-address": ("officer", lambda: reverse("members:state-addresses", args=["KZ"])),
    "statement": ("kz.contact", answered),
    "text": ("officer", lambda: of_block("block-edit", "en")),
    "time-refusal": ("signatory", asked_for_time),
    "time-request": ("kz.contact", lambda: reverse("comments:time-request", args=[current().pk])),
    "translation": ("officer", translation),
    "withdrawal": ("kz.contact", lambda: of_proposal("proposal-withdraw")),
    "wording": ("officer", lambda: reverse("notes:wording-edit", args=["circulation"])),
    # These come last: they need plans that are adopted, or withdrawn.
    "participant": ("kz.contact", registering),
    "supplement": ("officer", supplementing),
    "cancel-messages": ("officer", on_hold),
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


def test_every_form_that_keeps_text_is_tried():
    """A template that keeps text says so by its name; what names vary by stands behind a hyphen.

    Where one form serves two acts, a condition comes first, and each branch begins with the name of its act.
    """
    named = set()
    for template in Path(django_settings.BASE_DIR, "templates").rglob("*.html"):
        for begun in re.findall(r'data-keep="([^"]+)"', template.read_text()):
            if begun.startswith("{%"):
                named |= set(re.findall(r"%}([\w-]+?)(?:-new)?-?{", begun))
            else:
                named |= set(re.findall(r"^([\w-]+?)-?(?:{|$)", begun))
    assert named == set(FORMS) - {"draft"}  # the form of a comment is named by its view


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


def test_every_form_gives_back_what_was_typed_before_the_session_ended(sign_in: SignIn, portal):
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
