"""Changing the paragraph itself: words composed on a phone, lines deleted, words copied and dragged."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from cica_portal import clock
from comments.models import Consultation, DraftComment
from tests.browser.conftest import SignIn, wait_until
from tests.browser.test_delegate import paragraph

STATIC = Path(settings.BASE_DIR) / "static"
PAGE = """<!doctype html><html lang="ru"><body>
<div id="change-words" data-deleted="удалено" data-added="добавлено"></div>
<form><div id="body" style="width: 20rem"></div><textarea id="wording" lang="ru"></textarea></form>
<textarea id="beside"></textarea></body></html>"""
TEXT = "Альфа бета гамма"

Open = Callable[..., None]


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """Return a page for all tests: each begins it anew, and to open a tab takes longer than that."""
    page = browser.new_page()
    yield page
    page.close()


@pytest.fixture
def place(page: Page) -> Open:
    """Return a function that opens a paragraph as a field, with this much of its wording chosen."""
    page.goto("about:blank")
    page.set_content(PAGE)
    for sheet in ("portal.css", "document.css"):
        page.add_style_tag(path=STATIC / "portal" / sheet)
    for script in ("portal/portal.js", "comments/suggesting.js"):
        page.add_script_tag(path=STATIC / script)

    def opened(start: int, end: int, text: str = TEXT) -> None:
        page.evaluate(
            """([old, from, to]) => {
                const area = document.getElementById("wording");
                area.value = old;
                window.suggesting.open(document.getElementById("body"), area, old, "x").select(from, to);
            }""",
            [text, start, end],
        )

    return opened


def compose(page: Page, *words: str) -> None:
    """Write as the keyboard of a phone does: each word letter by letter until it is settled, then a space."""
    line = page.context.new_cdp_session(page)
    for number, word in enumerate(words):
        if number:
            page.keyboard.type(" ")
        for end in range(1, len(word) + 1):
            line.send(
                "Input.imeSetComposition", {"text": word[:end], "selectionStart": end, "selectionEnd": end}
            )
        line.send("Input.insertText", {"text": word})


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        pytest.param((6, 10), "Альфа бір екі гамма", id="a word"),
        pytest.param((5, 10), "Альфабір екі гамма", id="a word and the space before it"),
        pytest.param((0, 5), "бір екі бета гамма", id="the first word"),
        pytest.param((11, 16), "Альфа бета бір екі", id="the last word"),
        pytest.param((0, 16), "бір екі", id="the whole paragraph"),
    ],
)
@pytest.mark.parametrize("key", ["Backspace", "Delete"])
def test_words_composed_where_words_were_deleted_are_of_the_wording(page, place, chosen, expected, key):
    place(*chosen)
    page.keyboard.press(key)
    compose(page, "бір", "екі")
    expect(page.locator("#wording")).to_have_value(expected)
    expect(page.locator(".in-place ins").last).to_contain_text("екі")


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        pytest.param((6, 10), "Альфа бір екі гамма", id="a word"),
        pytest.param((0, 16), "бір екі", id="the whole paragraph"),
    ],
)
def test_words_composed_over_chosen_ones_take_their_place(page, place, chosen, expected):
    place(*chosen)
    compose(page, "бір", "екі")
    expect(page.locator("#wording")).to_have_value(expected)


@pytest.mark.parametrize(
    ("at", "expected"), [(0, "бір екі {}"), (6, "Альфа бір екі бета гамма"), (16, "{} бір екі")]
)
def test_spaces_between_composed_words_stay_as_they_are(page, place, at, expected):
    place(at, at)
    if at == len(TEXT):
        page.keyboard.type(" ")
    compose(page, "бір", "екі")
    if at < len(TEXT):
        page.keyboard.type(" ")
    expect(page.locator("#wording")).to_have_value(expected.format(TEXT))


def test_words_composed_on_a_new_line_stand_there(page, place):
    place(16, 16)
    page.keyboard.press("Enter")
    compose(page, "бір", "екі")
    page.keyboard.press("Enter")
    compose(page, "үш")
    expect(page.locator("#wording")).to_have_value(f"{TEXT}\nбір екі\nүш")


def test_a_struck_word_that_a_keyboard_only_passes_over_is_not_put_in_again(page, place):
    place(6, 10)
    page.keyboard.press("Delete")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    struck = page.locator(".in-place").inner_html()
    line = page.context.new_cdp_session(page)
    line.send("Input.imeSetComposition", {"text": "х", "selectionStart": 1, "selectionEnd": 1})
    line.send("Input.imeSetComposition", {"text": "", "selectionStart": 0, "selectionEnd": 0})
    expect(page.locator("#wording")).to_have_value("Альфа  гамма")
    assert page.locator(".in-place").inner_html() == struck


def edit(page: Page, command: str) -> None:
    """Give the command that keys of another system stand for, as Cmd+Backspace of a Mac."""
    key = {"type": "keyDown", "key": "Backspace", "code": "Backspace", "windowsVirtualKeyCode": 8}
    page.context.new_cdp_session(page).send("Input.dispatchKeyEvent", key | {"commands": [command]})


LINES = "Альфа бета\nгамма дельта\nэпсилон"


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("deleteToBeginningOfLine", "Альфа бета\nдельта\nэпсилон"),
        ("deleteToEndOfLine", "Альфа бета\nгамма \nэпсилон"),
        ("deleteWordBackward", "Альфа бета\nдельта\nэпсилон"),
    ],
)
def test_a_line_is_deleted_to_where_it_ends_on_the_screen(page, place, command, expected):
    place(17, 17, LINES)
    edit(page, command)
    expect(page.locator("#wording")).to_have_value(expected)
    page.keyboard.press("Control+z")
    expect(page.locator("#wording")).to_have_value(LINES)


def test_copying_and_cutting_take_along_the_wording_alone(page, place):
    place(6, 10)
    page.keyboard.type("бір")
    for keys in ("Control+a", "Control+c"):
        page.keyboard.press(keys)
    page.locator("#beside").press("Control+v")
    expect(page.locator("#beside")).to_have_value("Альфа бір гамма")

    page.locator("#beside").fill("")
    page.locator(".in-place").focus()
    for keys in ("Control+a", "Control+x"):
        page.keyboard.press(keys)
    page.locator("#beside").press("Control+v")
    expect(page.locator("#beside")).to_have_value("Альфа бір гамма")
    expect(page.locator("#wording")).to_have_value("")


def middle(page: Page, word: str) -> tuple[float, float]:
    return tuple(
        page.evaluate(
            """(word) => {
                const field = document.querySelector(".in-place");
                const walker = document.createTreeWalker(field, NodeFilter.SHOW_TEXT);
                while (!walker.nextNode().data.includes(word));
                const range = document.createRange();
                const at = walker.currentNode.data.indexOf(word);
                range.setStart(walker.currentNode, at);
                range.setEnd(walker.currentNode, at + word.length);
                const box = range.getBoundingClientRect();
                return [box.left + box.width / 2, box.top + box.height / 2];
            }""",
            word,
        )
    )


@pytest.mark.parametrize(("onto", "expected"), [("амм", "Альфа гамбета ма"), ("ьф", "Альбета фа гамма")])
def test_words_that_are_dragged_go_where_they_are_dropped(page, place, onto, expected):
    place(6, 11)
    x, y = middle(page, "бета")
    page.mouse.move(x, y)
    page.mouse.down()
    x, y = middle(page, onto)
    page.mouse.move(x + 1, y, steps=8)
    page.mouse.up()
    expect(page.locator("#wording")).to_have_value(expected)
    page.keyboard.press("Control+z")
    expect(page.locator("#wording")).to_have_value(TEXT)


def test_what_is_composed_on_a_phone_in_place_of_a_paragraph_is_saved(sign_in: SignIn, portal):
    current = Consultation.objects.get(closes_at__gt=clock.now())
    row = paragraph(current)
    page = sign_in("kz.drafter", language="kk", width=390)
    page.goto(f"/consultations/{current.pk}/")
    page.locator(f"#b-{row.key} .block-acts a").click()
    expect(page.locator(f"#b-{row.key} .in-place")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.press("Backspace")
    compose(page, "Жаңа", "мәтін.")
    page.locator(".writing [name=rationale]").fill("Қысқарақ.")
    drafts = DraftComment.objects.filter(consultation=current, member_state__code="KZ", block_key=row.key)
    wait_until(
        page, drafts.filter(proposed_text="Жаңа мәтін.").exists, "what was composed is saved at a pause"
    )
