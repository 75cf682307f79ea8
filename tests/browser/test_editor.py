"""The editor with its script: saving as one types, two browsers on one text, a lost line, keys."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from plans.models import BlockText, ConceptPaper
from tests.browser.conftest import REFUSAL, OpenBrowser, eventually, session_for
from tests.factories import members
from tests.factories import plans as factory

pytestmark = pytest.mark.django_db(transaction=True)

SAVED = re.compile("saved")
# What the browser and htmx say of a line that the test cuts.
LOST = re.compile(r"ERR_INTERNET_DISCONNECTED|^htmx:")


@pytest.fixture
def paper() -> ConceptPaper:
    return factory.paper(blocks=3, source_language="en")


@pytest.fixture
def desk(open_browser: OpenBrowser, complaints: list[str]):
    """Return a function that opens the editor in a browser of another person; no complaint may remain."""

    def listen(message) -> None:
        if message.type == "error" and not REFUSAL.match(message.text) and not LOST.search(message.text):
            complaints.append(message.text)

    def opened(paper: ConceptPaper, **names: str) -> Page:
        page = open_browser(session_for(members.officer(**({"language": "en"} | names)))).new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"/plans/{paper.slug}/edit/")
        return page

    return opened


def cell_of(page: Page, paper: ConceptPaper, position: int = 2, language: str = "ru"):
    return page.locator(f"#cell-{paper.blocks.get(position=position).key}-{language}")


def stored(paper: ConceptPaper, position: int = 2, language: str = "ru") -> str:
    return BlockText.objects.get(block__paper=paper, block__position=position, language=language).text


def open_text(page: Page, paper: ConceptPaper, position: int = 2, language: str = "ru") -> Locator:
    """Open a text and return its field once its scripts are tied in: what is typed before that is put there
    again by a script, and cannot be undone by key."""
    cell = cell_of(page, paper, position, language)
    cell.locator("[data-edit]").click()
    area = cell.locator("textarea")
    area.wait_for()
    expect(page.locator(".htmx-added")).to_have_count(0)
    return area


def write(page: Page, paper: ConceptPaper, text: str, position: int = 2, language: str = "ru"):
    cell = cell_of(page, paper, position, language)
    if not cell.locator("textarea").count():
        cell.locator("[data-edit]").click()
    cell.locator("textarea").fill(text)
    return cell


def test_text_is_saved_as_it_is_typed_again_and_again(desk, paper):
    page = desk(paper)
    held = hold_saving(page)
    cell = write(page, paper, "Первое")
    said = cell.locator(".editor-state")
    expect(said).to_have_text("saving…")
    write(page, paper, "Первое и второе")
    expect(said).to_have_text("not saved yet")
    held[0].continue_()
    page.unroute_all(behavior="ignoreErrors")
    expect(cell).to_have_attribute("data-state", "saved")
    expect(said).to_have_text(SAVED)
    assert stored(paper) == "Первое и второе"
    cell.locator("textarea").press("Escape")
    expect(cell.locator("textarea")).to_have_count(0)
    expect(cell).to_contain_text("Первое и второе")


@pytest.mark.both_databases
def test_two_browsers_on_one_text_see_each_other_and_lose_nothing(desk, paper):
    anna, boris = (
        desk(paper, first_name="Anna", last_name="A"),
        desk(paper, first_name="Boris", last_name="B"),
    )
    ours = cell_of(anna, paper)
    ours.locator("[data-edit]").click()
    expect(ours.locator("textarea")).to_be_visible()
    theirs = cell_of(boris, paper)
    theirs.locator("[data-edit]").click()
    expect(theirs).to_contain_text("Anna A is writing here too")

    ours.locator("textarea").fill("Слова Анны")
    expect(ours).to_have_attribute("data-state", "saved")
    area = theirs.locator("textarea")
    area.fill("Слова")
    boris.get_by_role("heading", level=1).click()  # it is left, and stays
    expect(theirs).to_have_attribute("data-state", "conflict")
    expect(theirs).to_contain_text("Слова Анны")

    sent: list[str] = []
    boris.on("request", lambda request: sent.append(request.post_data or ""))
    area.press("End")
    area.press_sequentially(" Бориса")
    boris.wait_for_timeout(3500)  # longer than it takes to save as one types
    assert not any("text=" in data for data in sent)
    area.evaluate("area => { area.dataset.before = ''; }")
    area.press("Control+Enter")
    expect(theirs.locator("[data-before]")).to_have_count(0)
    expect(theirs).to_have_attribute("data-state", "conflict")
    expect(area).to_have_value("Слова Бориса")
    assert stored(paper) == "Слова Анны"
    theirs.get_by_role("button", name="Keep my version").click()
    expect(theirs.locator("textarea")).to_have_count(0)
    assert stored(paper) == "Слова Бориса"


def hold_saving(page: Page) -> list[Route]:
    """Let no text reach the server until its request is let go: until then the browser keeps it."""
    held: list[Route] = []

    def handle(route: Route) -> None:
        if "text=" in (route.request.post_data or ""):
            held.append(route)
        else:
            route.continue_()

    page.route("**/plans/**", handle)
    return held


def is_kept(text: str) -> str:
    """Return what asks whether the text is in the tab: encrypted there, and known to the page."""
    return (
        "(({kept}) => kept.names().some((name) =>"
        f" kept.get(name).includes('{text}') && kept.isWritten(name)))(window.portal)"
    )


TYPE_AT_ONCE = """() => new MutationObserver((changes, observer) => {
  const area = document.querySelector(".editor-cell textarea");
  if (!area) return;
  observer.disconnect();
  area.value = "Сразу";
  area.dispatchEvent(new Event("input", {bubbles: true}));
}).observe(document.body, {childList: true, subtree: true})"""


def test_text_typed_the_moment_its_field_appears_is_kept_and_saved(desk, paper):
    page = desk(paper)
    page.evaluate(TYPE_AT_ONCE)
    held = hold_saving(page)
    cell = cell_of(page, paper)
    cell.locator("[data-edit]").click()
    eventually(page, is_kept("Сразу"))
    page.unroute_all(behavior="ignoreErrors")
    for route in held:
        route.continue_()
    expect(cell).to_have_attribute("data-state", "saved")

    assert stored(paper) == "Сразу"


def test_keys_write_add_and_move(desk, paper):
    page = desk(paper)
    for _ in range(2):
        page.keyboard.press("j")
    page.keyboard.press("3")
    expect(cell_of(page, paper, 2, "kk").locator("textarea")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(cell_of(page, paper, 2, "kk").locator("textarea")).to_have_count(0)
    expect(cell_of(page, paper, 3, "kk").locator("textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(cell_of(page, paper, 3, "kk").locator("[data-edit]")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("d")

    expect(page.locator(".editor-row").nth(1)).to_contain_text("Paragraph 1 en")
    expect(page.locator(".editor-row").nth(2)).to_contain_text("Paragraph 0 en")


def test_quotation_marks_and_emphasis_are_typed_by_key_and_read_as_type(desk, paper):
    page = desk(paper)
    cell, area = cell_of(page, paper), open_text(page, paper)
    area.fill("")

    area.press_sequentially('Форум "Азия"')
    expect(area).to_have_value("Форум «Азия»")
    area.press("Control+z")
    expect(area).to_have_value('Форум «Азия"')
    area.press("Control+Shift+z")
    area.press_sequentially(" №")
    area.press("Control+Shift+Space")
    area.press_sequentially("5 важен")
    area.evaluate("area => area.setSelectionRange(area.value.length - 5, area.value.length)")
    area.press("Control+i")
    cell.get_by_role("button", name="Bold").click()

    expect(area).to_have_value("Форум «Азия» №\u00a05 ***важен***")
    area.press("End")
    expect(cell.get_by_role("button", name="Bold")).to_be_hidden()
    area.evaluate("area => area.setSelectionRange(area.value.length - 8, area.value.length - 3)")
    area.press("Control+b")
    expect(area).to_have_value("Форум «Азия» №\u00a05 *важен*")
    expect(cell.locator(".as-read")).to_contain_text("№°5 важен")
    area.press("Control+Enter")
    expect(cell.locator(".editor-text em")).to_have_text("важен")
    assert stored(paper) == "Форум «Азия» №\u00a05 *важен*"
    page.goto(f"/plans/{paper.slug}/text/?language=ru")
    expect(page.locator("article.document em")).to_have_text("важен")


def test_editorial_is_chosen_after_typing_and_kept_without_another_save(desk, paper):
    page = desk(paper)
    russian = cell_of(page, paper)
    write(page, paper, "Paragraph 0, en", language="en")
    english = cell_of(page, paper, language="en")
    expect(english.locator(".editor-state")).to_have_text(SAVED)
    expect(russian).to_have_attribute("data-state", "stale")

    english.get_by_label("editorial").check()

    expect(russian).not_to_have_attribute("data-state", "stale")
    english.locator("textarea").press("Escape")
    expect(english.locator("textarea")).to_have_count(0)
    page.reload()
    expect(russian).not_to_have_attribute("data-state", "stale")
    assert stored(paper, language="en") == "Paragraph 0, en"
