"""An officer's day: sign in, complete a plan in three languages, prepare its circulation."""

import datetime as dt

from playwright.sync_api import Locator, Page, expect

from cica_portal import clock
from cica_portal.languages import TITLES
from members.reference import password
from notes.models import VerbalNote
from plans.models import ConceptPaper, Edit
from plans.outline import draft_outline
from tests.browser.conftest import SignIn, sweep

DRAFT = "energy_security"
NEW = {
    "en": "Establishing a list of experts on energy saving.",
    "ru": "Создание перечня экспертов по энергосбережению.",
    "kk": "Энергия үнемдеу жөніндегі сарапшылар тізімін жасау.",
}
NAMES = {"en": "English", "ru": "Russian", "kk": "Kazakh"}


def paper() -> ConceptPaper:
    return ConceptPaper.objects.get(measure__code=DRAFT)


def texts(paper: ConceptPaper, language: str) -> list[str]:
    return [row.text(language) for row in draft_outline(paper)]


def sign_in_by_form(page: Page, name: str) -> None:
    page.goto("/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password())
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_officer_completes_a_plan_and_prepares_its_circulation(sign_in: SignIn):
    page = sign_in("", language="en")
    sign_in_by_form(page, "officer")
    expect(page.get_by_role("heading", name="For your action")).to_be_visible()

    page.get_by_role("link", name=paper().short_title, exact=True).click()
    page.get_by_role("link", name="Edit the text").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Edit the text")

    write_what_is_missing(page)
    expect(page.locator("[data-state=missing]")).to_have_count(0)

    change_everywhere(page)
    add_move_remove_restore(page)
    review(page, sign_in("signatory", language="en"))
    prepare(page)


def write_what_is_missing(page: Page) -> None:
    """Write the missing texts in their places, without leaving the page."""
    here = page.url
    missing = page.locator("[data-state=missing]")
    for left in range(missing.count(), 0, -1):
        expect(missing).to_have_count(left)
        cell = page.locator(f"#{missing.first.get_attribute('id')}")
        cell.get_by_role("link", name="write the text").click()
        cell.get_by_role("textbox").fill(f"Мәтін {left}")
        save(cell)
    assert page.url == here
    assert all(text for language in NAMES for text in texts(paper(), language))


def save(cell: Locator) -> None:
    """Save the text that is being written, and see it stand there as any other."""
    cell.get_by_role("button", name="Save and close").click()
    expect(cell.get_by_role("textbox")).to_have_count(0)
    expect(cell.locator(".editor-state")).to_contain_text("not reviewed")


def change_everywhere(page: Page) -> None:
    """Change one paragraph in English, Russian and Kazakh, one after another in the same row."""
    row = draft_outline(paper())[2]
    for language in NAMES:
        cell = page.locator(f"#cell-{row.key}-{language}")
        cell.get_by_role("link", name=f"{TITLES[language]}:").click()
        if language == "en":
            cell.get_by_label("editorial").check()
        cell.get_by_role("textbox").fill(f"{row.text(language)} ({language})")
        save(cell)
    changed = {language: draft_outline(paper())[2].text(language) for language in NAMES}
    assert changed == {language: f"{row.text(language)} ({language})" for language in NAMES}
    kinds = Edit.objects.filter(block__key=row.key, language="en").values_list("significance", flat=True)
    assert kinds.last() == "editorial"


def add_move_remove_restore(page: Page) -> None:
    """Add an initiative at the end, move it up, remove it, and restore it to where it stood."""
    before = texts(paper(), "en")
    page.get_by_role("link", name="Add a block at the end").click()
    page.get_by_label("Kind").select_option("initiative")
    for language, name in NAMES.items():
        page.get_by_label(f"Text in {name}").fill(NEW[language])
    page.get_by_role("button", name="Add the block").click()
    expect(page.locator(".editor-row").filter(has_text=NEW["kk"])).to_have_count(1)
    assert texts(paper(), "kk")[-1] == NEW["kk"]

    def new_row():
        return page.locator(".editor-row").filter(has_text=NEW["en"])

    expect(new_row().locator("[data-own=en]")).to_have_text("2.")
    new_row().hover()
    new_row().locator(".row-menu summary").click()
    new_row().get_by_role("button", name="Move up").click()
    expect(new_row().locator("[data-own=en]")).to_have_text("1.")
    assert texts(paper(), "en") == [*before[:-1], NEW["en"], before[-1]]

    new_row().hover()
    new_row().locator(".row-menu summary").click()
    new_row().get_by_role("link", name="Remove", exact=True).click()
    expect(new_row()).to_have_count(0)
    assert texts(paper(), "en") == before

    page.locator("#removed").get_by_role("button", name="Restore").click()
    expect(new_row()).to_have_count(1)
    assert texts(paper(), "en") == [*before[:-1], NEW["en"], before[-1]]


def review(page: Page, second: Page) -> None:
    """Let a second person read the texts and mark them as reviewed, one by its key, the others by language:
    who wrote them is not offered to."""
    editor = page.url.split("#")[0]
    page.goto(editor)
    waiting = page.locator("[data-state=unreviewed]").count()
    expect(page.get_by_role("button", name="Mark as reviewed")).to_have_count(0)

    second.goto(editor)
    row = second.locator(".editor-row").filter(has=second.locator("[data-state=unreviewed]")).first
    row.evaluate("row => row.classList.add('is-current')")
    second.keyboard.press("v")
    expect(second.locator("[data-state=unreviewed]")).to_have_count(waiting - 1)
    for language in NAMES:
        second.goto(editor)
        second.get_by_text("Tools", exact=True).click()
        second.get_by_role("link", name=f"Review the texts: {TITLES[language]}").click()
        second.get_by_role("button", name="Mark all as reviewed").click()
        second.wait_for_url(lambda address, here=f"/review/{language}/": here not in address)
    page.goto(editor)
    expect(page.locator("[data-state=unreviewed]")).to_have_count(0)


def prepare(page: Page) -> None:
    """Prepare circulation and look at the note as it will print."""
    page.locator(".crumbs a").last.click()
    page.get_by_role("link", name="Prepare circulation").first.click()
    respond_by = clock.now().date() + dt.timedelta(days=20)
    page.get_by_label("Deadline for comments").fill(respond_by.isoformat())
    page.get_by_label("Reminders, in working days before the deadline").fill("3, 1")
    page.get_by_role("button", name="Draft the note").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Draft note")

    sweep()  # the enclosure is rendered by the worker
    page.reload()
    expect(page.get_by_text("The note awaits an authorized signatory.")).to_be_visible()
    note = VerbalNote.objects.get(paper=paper())
    expect(page.locator(".note-page")).to_have_count(3)
    assert (note.status, note.number, note.circulation.respond_by, note.circulation.reminder_days) == (
        "drafted",
        None,
        respond_by,
        [3, 1],
    )
    expect(page.get_by_role("link", name="Circulate plan…")).to_have_count(0)
