"""From an empty plan to a text that can be circulated, by keyboard: sub-points, an annex, three languages."""

import pytest
from playwright.sync_api import Page, expect

from members.models import User
from plans.checks import gate
from plans.enums import BlockKind
from plans.models import ConceptPaper
from plans.outline import draft_outline
from plans.word import reading
from tests.browser.checks import violations
from tests.browser.test_editor import desk  # noqa: F401 - a fixture
from tests.factories import plans as factory

pytestmark = pytest.mark.django_db(transaction=True)

KINDS = [kind for kind in BlockKind if kind != BlockKind.TITLE]
LANGUAGES = ("en", "ru", "kk")
TEXTS = [
    ("heading", ("Objectives", "Цели", "Мақсаттар")),
    ("objective", ("training:", "обучение:", "оқыту:")),
    ("subpoint", ("of rescuers;", "спасателей;", "құтқарушыларды;")),
    ("objective", ("exchange.", "обмен.", "алмасу.")),
    ("annex", ("Programme", "Программа", "Бағдарлама")),
    ("item", ("Opening.", "Открытие.", "Ашылуы.")),
]
LABELS = {
    "en": ["", "1.", "a)", "b)", "i)", "Annex", "1."],
    "ru": ["", "1.", "а)", "б)", "i)", "Приложение", "1."],
    "kk": ["", "1.", "а)", "ә)", "i)", "Қосымша", "1."],
}


def add(page: Page, kind: str, texts: tuple[str, ...]) -> None:
    """Add a block below the row one stands on, with nothing but the keyboard."""
    rows = page.locator(".editor-row").count()
    page.keyboard.press("a")
    expect(page.locator(".row-panel [name=kind]")).to_be_focused()
    expect(page.locator(".htmx-added")).to_have_count(0)
    page.keyboard.press("Home")
    for _ in range(KINDS.index(BlockKind(kind))):
        page.keyboard.press("ArrowDown")
    for language, text in zip(LANGUAGES, texts, strict=True):
        page.keyboard.press("Tab")
        expect(page.locator(f".row-panel [name=text_{language}]")).to_be_focused()
        page.keyboard.insert_text(text)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".editor-row")).to_have_count(rows + 1)
    expect(page.locator(".row-panel form")).to_have_count(0)


def read_aloud(paper: ConceptPaper, language: str) -> list[tuple[str, str]]:
    return [(row.label[language], row.text(language)) for row in draft_outline(paper)][1:]


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_an_empty_plan_becomes_a_text_ready_for_circulation(desk, language, settings):  # noqa: F811
    settings.TWO_PERSONS_REVIEW = True
    paper = factory.paper(blocks=0, source_language="en")
    page = desk(paper)
    User.objects.update(language=language)
    page.reload()
    page.keyboard.press("j")
    for kind, texts in TEXTS:
        add(page, kind, texts)
    assert [row.kind for row in draft_outline(paper)][1:] == [kind for kind, _texts in TEXTS]

    # The first objective moves behind the second, and its sub-point with it.
    for _ in range(4):
        page.keyboard.press("k")
    said = page.locator("#said p").inner_text()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#said p")).not_to_have_text(said)
    expect(page.locator(".editor-row").nth(4).locator(f"[data-own={language}]")).to_contain_text("i)")
    place = LANGUAGES.index(language)
    moved = [TEXTS[number][1][place] for number in (0, 3, 1, 2, 4, 5)]
    assert read_aloud(paper, language) == list(zip(LABELS[language][1:], moved, strict=True))
    assert violations(page) == []

    reader = desk(paper, username="second")
    User.objects.update(language=language)
    reader.goto(f"/plans/{paper.slug}/review/{LANGUAGES[0]}/")
    for one in LANGUAGES:  # each leads on to the next
        reader.wait_for_url(f"**/plans/{paper.slug}/review/{one}/")
        reader.locator("main form button.btn-primary").last.focus()
        reader.keyboard.press("Enter")
    reader.wait_for_url(f"**/plans/{paper.slug}/edit/**")
    found = gate.look(paper)
    assert (found.unequal, found.overridable) == ([], [])
    reader.goto(f"/plans/{paper.slug}/gate/")
    expect(reader.locator("main .findings li")).to_have_count(0)
    assert violations(reader) == []

    file = reader.request.get(f"/plans/{paper.slug}/word/{language}.docx").body()
    items = reading.read(file, language)
    assert [(item.kind, item.text(language)) for item in items.items][1:] == [
        (row.kind, row.text(language)) for row in draft_outline(paper)
    ][1:]
    assert items.losses == []
