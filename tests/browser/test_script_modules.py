"""Each of the portal's scripts alone, on a page of a few lines: what it does with what it finds there."""

import base64
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.browser.conftest import eventually, kept_is_read

SCRIPTS = Path(settings.BASE_DIR) / "static" / "portal"
ADDRESS = "https://portal.example.org/page/?of=2"

Load = Callable[..., Page]


@pytest.fixture
def load(page: Page) -> Load:
    """Return a function that opens a page with this body, and then the scripts, in their order."""
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))

    def loaded(body: str, *scripts: str) -> Page:
        document = f"<!doctype html><html lang='en'>{body}</html>"
        page.route(
            "**/*", lambda route: route.fulfill(body=document, content_type="text/html; charset=utf-8")
        )
        page.goto(ADDRESS)
        for script in scripts:
            page.add_script_tag(path=SCRIPTS / script)
        return page

    yield loaded
    assert failures == []


def tell(page: Page, selector: str, event: str, detail: str = "{}") -> None:
    """Send what htmx sends, from the element."""
    page.evaluate(
        """([selector, name, detail]) => {
            const elt = document.querySelector(selector);
            const event = new CustomEvent(name, { bubbles: true, detail: { elt, ...JSON.parse(detail) } });
            elt.dispatchEvent(event);
            window.sent = event.detail;
        }""",
        [selector, event, detail],
    )


# portal.js


def test_letters_are_counted_as_the_server_counts_them(load):
    words = "data-words-left='%(number)s left' data-words-over='%(number)s too many'"
    page = load(
        f"<body><dialog id='keys' {words}></dialog><textarea id='a' data-limit='4'></textarea></body>",
        "portal.js",
    )
    line = page.locator("#a-left")
    expect(line).to_be_hidden()
    page.fill("#a", "e\u0301ғ😀")  # four code points, of which two are one letter
    expect(line).to_have_text("1 left")
    page.fill("#a", "пять!")
    expect(line).to_have_text("1 too many")
    expect(page.locator("#a")).to_have_attribute("aria-describedby", "a-left")


def test_a_form_that_lacks_something_says_it_once_and_is_not_sent(load):
    page = load(
        "<body><form method='post' novalidate><input type='file' id='f' data-missing='Choose a file.'>"
        "<input id='t' data-missing='Enter a title.' aria-describedby='h' value=' '><p id='h'>Help</p>"
        "<button>Send</button></form></body>",
        "portal.js",
    )
    for _time in range(2):
        page.get_by_role("button", name="Send").click()
    expect(page.locator("#f")).to_be_focused()
    expect(page.locator("p")).to_have_text(["Choose a file.", "Enter a title.", "Help"])
    expect(page.locator("#t")).to_have_attribute("aria-describedby", "h t-missing")
    page.fill("#t", "Title")
    expect(page.locator("#t")).to_have_attribute("aria-describedby", "h")
    expect(page.locator("p")).to_have_text(["Choose a file.", "Help"])
    page.set_input_files("#f", {"name": "a.pdf", "mimeType": "", "buffer": b"1"})
    with page.expect_request(lambda request: request.method == "POST"):
        page.get_by_role("button", name="Send").click()


def test_what_is_missing_in_a_closed_part_of_a_form_is_shown_with_its_part_and_the_parts_around_it(load):
    page = load(
        "<body><form method='post' novalidate><details id='outer'><summary>Further</summary>"
        "<details id='inner'><summary>Still further</summary>"
        "<input id='t' data-missing='Enter a title.'></details></details>"
        "<details><summary>Another</summary><input id='n'></details>"
        "<button>Send</button></form></body>",
        "portal.js",
    )
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Enter a title.")).to_be_visible()
    expect(page.locator("#t")).to_be_focused()
    assert page.evaluate("[...document.querySelectorAll('details')].map((one) => one.open)") == [
        True,
        True,
        False,
    ]


def test_a_form_is_sent_once(load):
    page = load("<body><form method='post'><button>Send</button></form></body>", "portal.js")
    page.evaluate("document.forms[0].dispatchEvent(new SubmitEvent('submit', { bubbles: true }))")
    expect(page.get_by_role("button", name="Send")).to_be_disabled()


def test_a_placeholder_goes_where_the_caret_was_last(load):
    page = load(
        "<body><code data-insert='ru'>{date}</code>"
        "<textarea data-into='kk'></textarea><textarea data-into='ru'>от и далее</textarea></body>",
        "portal.js",
    )
    area = page.locator("[data-into=ru]")
    area.focus()
    area.evaluate("area => area.setSelectionRange(3, 3)")
    page.get_by_role("button", name="{date}").click()
    expect(area).to_have_value("от {date}и далее")
    expect(page.locator("[data-into=kk]")).to_have_value("")


def test_the_menu_closes_by_escape_and_by_a_click_elsewhere(load):
    page = load(
        "<body><details class='menu'><summary>Account</summary><a href='#'>x</a></details><p>Text</p></body>",
        "portal.js",
    )
    menu = page.locator("details")
    for close in (lambda: page.keyboard.press("Escape"), lambda: page.locator("p").click()):
        page.locator("summary").click()
        expect(menu).to_have_attribute("open", "")
        close()
        expect(menu).not_to_have_attribute("open", "")


# keys.js

STOPS = """<body><dialog id='keys'><input type='checkbox' id='keys-on'></dialog>
<button data-show-keys hidden>Keys</button><a href='#found' data-search>Search</a>
<section data-block id='b-1'>1</section><section data-block id='b-2' hidden>2</section>
<section data-block id='b-3'>3</section></body>"""


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_keys_pass_by_what_is_hidden_and_stop_at_the_ends(load):
    page = load(STOPS, "portal.js", "keys.js")
    for key, at in [("j", "b-1"), ("j", "b-3"), ("j", "b-3"), ("k", "b-1"), ("k", "b-1")]:
        page.keyboard.press(key)
        assert focused(page) == at
    page.keyboard.press("Control+j")
    assert focused(page) == "b-1"


@pytest.mark.parametrize(
    ("code", "key", "is_shifted", "expected"),
    [
        ("KeyJ", "о", False, "j"),
        ("KeyJ", "О", True, "J"),
        ("Digit2", "ә", False, "2"),
        ("Digit1", '"', False, "1"),
        ("Digit7", "?", True, "?"),
        ("BracketRight", "ъ", False, "]"),
        ("Backslash", "/", True, "/"),
        # Latin keyboards: AZERTY, QWERTZ, one of Türkiye.
        ("KeyQ", "a", False, "a"),
        ("Digit1", "&", False, "1"),
        ("KeyY", "z", False, "z"),
        ("KeyI", "ı", False, "ı"),
        ("Enter", "Enter", False, "Enter"),
    ],
)
def test_a_key_means_its_place_where_the_keyboard_writes_another_alphabet(
    load, code, key, is_shifted, expected
):
    page = load(STOPS, "portal.js")
    pressed = {"code": code, "key": key, "shiftKey": is_shifted}
    how = "(pressed) => window.portal.keyOf(new KeyboardEvent('keydown', pressed))"
    assert page.evaluate(how, pressed) == expected


def test_the_key_of_the_search_leads_there_and_types_nothing(load):
    page = load(STOPS, "portal.js", "keys.js")
    page.keyboard.press("/")
    expect(page).to_have_url(re.compile("#found$"))


def test_keys_that_are_switched_off_stay_off(load):
    page = load(STOPS, "portal.js", "keys.js")
    page.locator("[data-show-keys]").click()
    page.locator("#keys-on").uncheck()
    page.reload()
    for script in ("portal.js", "keys.js"):
        page.add_script_tag(path=SCRIPTS / script)
    page.keyboard.press("j")
    assert focused(page) == ""


def test_the_help_for_keys_is_offered_only_where_they_lead_somewhere(load):
    body = "<body><dialog id='keys'></dialog><button data-show-keys>Keys</button></body>"
    page = load(body, "portal.js", "keys.js")
    expect(page.locator("[data-show-keys]")).to_be_hidden()


# requests.js

ASKING = """<body data-served-to='mark' data-sign-in='/accounts/login/'>
<dialog id='keys' data-words-refused='Refused' data-words-lost='Lost' data-words-another='Another'
 data-words-signed-out='Signed out' data-words-sign-in='Sign in again'></dialog><div id='messages'></div>
<form><input name='csrfmiddlewaretoken' value='token' type='hidden'><p>Text</p>
<div class='form-acts'></div></form>
<button id='a'></button><button id='b'></button></body>"""


def test_a_request_says_to_whom_its_page_was_served_and_shows_its_token_where_it_changes_something(load):
    page = load(ASKING, "portal.js", "requests.js")
    tell(page, "#a", "htmx:configRequest", '{"verb": "get", "headers": {}, "triggeringEvent": {}}')
    assert page.evaluate("window.sent.headers") == {"X-Served-To": "mark"}
    tell(page, "#a", "htmx:configRequest", '{"verb": "post", "headers": {}, "triggeringEvent": {}}')
    assert page.evaluate("window.sent.headers") == {"X-Served-To": "mark", "X-CSRFToken": "token"}


def test_what_a_page_asks_by_its_clock_says_so(load):
    page = load(ASKING, "portal.js", "requests.js")
    tell(page, "#a", "htmx:configRequest", '{"verb": "get", "headers": {}}')
    assert page.evaluate("window.sent.headers") == {"X-Served-To": "mark", "X-By-Itself": "yes"}


def test_whoever_is_signed_out_is_led_back_to_this_page(load):
    page = load(ASKING, "portal.js", "requests.js")
    tell(page, "#a", "htmx:responseError", '{"xhr": {"status": 401}}')
    expect(page.locator("#messages [role=alert]")).to_contain_text("Signed out")
    link = page.get_by_role("link", name="Sign in again")
    expect(link).to_have_attribute("href", "/accounts/login/?next=%2Fpage%2F%3Fof%3D2")


def test_what_failed_is_unsaid_when_everything_that_failed_has_succeeded(load):
    page = load(ASKING, "portal.js", "requests.js")
    tell(page, "#a", "htmx:sendError")
    tell(page, "#b", "htmx:responseError", '{"xhr": {"status": 500}}')
    expect(page.locator("#messages")).to_have_text("Refused")
    succeed = """(selector) => {
        const elt = document.querySelector(selector), xhr = Object.assign(new EventTarget(), { status: 200 });
        elt.dispatchEvent(new CustomEvent("htmx:beforeRequest", { bubbles: true, detail: { elt, xhr } }));
        xhr.dispatchEvent(new Event("load"));
    }"""
    page.evaluate(succeed, "#a")
    expect(page.locator("#messages")).to_have_text("Refused")
    page.evaluate(succeed, "#b")
    expect(page.locator("#messages")).to_be_empty()


def test_a_form_of_another_account_says_so_once_beside_its_buttons(load):
    page = load(ASKING, "portal.js", "requests.js")
    for _ in range(2):
        tell(page, "form", "portal:another-account")
    expect(page.locator("form [data-another]")).to_have_text(["Another"])


# keep.js and kept_store.js

KEY = base64.b64encode(bytes(32) + bytes(range(32))).decode()
OTHER = base64.b64encode(bytes(32) + bytes(range(1, 33))).decode()
KEPT = ("portal.js", "requests.js", "kept_store.js", "keep.js")
KEEPING = f"""<body data-user='7' data-kept-keys='{KEY}'>
<dialog id='keys' data-words-restored='Put back'></dialog>
<div id='messages'></div><form method='post' data-guard data-keep='comment'>
<input type='hidden' name='version' value='1' data-basis>
<textarea name='text'></textarea><input type='password' name='secret'></form></body>"""


def test_what_is_typed_is_kept_for_the_person_and_the_form_and_never_a_password(load):
    page = load(KEEPING, *KEPT)
    page.fill("[type=password]", "hidden word")
    page.fill("textarea", "typed")
    kept = entries(page)
    assert list(kept) == ["keep:7|/page/|comment"]
    assert not re.search("typed|hidden word|comment", str(list(kept.values())))
    held = page.evaluate("window.portal.kept.get('keep:7|/page/|comment')")
    assert json.loads(held) == {"typed": {"text": "typed"}, "basis": {"version": "1"}}
    assert KEY not in page.content()


def test_kept_text_comes_back_by_its_key_or_a_former_one_and_by_no_other(load):
    page = load(KEEPING, *KEPT)
    page.fill("textarea", "typed")
    kept = entries(page)
    for keys, back in ((OTHER, ""), (f"{OTHER} {KEY}", "typed")):
        load(KEEPING.replace(KEY, keys), *KEPT)
        kept_is_read(page)
        expect(page.locator("textarea")).to_have_value(back)
        assert entries(page) == kept
    load(KEEPING, *KEPT)
    expect(page.locator("textarea")).to_have_value("typed")


def test_text_kept_in_clear_by_a_former_release_is_read_and_encrypted(load):
    page = load(KEEPING, "portal.js")
    text = json.dumps({"typed": {"text": "typed before"}, "basis": {"version": "1"}})
    page.evaluate("text => sessionStorage.setItem('keep:7|/page/|comment', text)", text)
    load(KEEPING, *KEPT)
    expect(page.locator("textarea")).to_have_value("typed before")
    eventually(page, "!JSON.stringify(sessionStorage).includes('typed before')")
    load(KEEPING, *KEPT)
    expect(page.locator("textarea")).to_have_value("typed before")


def test_every_letter_is_in_the_tab_when_the_last_was_typed(load):
    page = load(KEEPING, *KEPT)
    page.evaluate(
        """() => {
            const area = document.querySelector("textarea");
            for (let typed = 0; typed < 300; typed += 1) {
                area.value += "ғ".repeat(30);
                area.dispatchEvent(new Event("input", { bubbles: true }));
            }
        }"""
    )
    entries(page)
    page.reload()
    load(KEEPING, *KEPT)
    expect(page.locator("textarea")).to_have_value("ғ" * 9000)


def entries(page: Page) -> dict[str, str]:
    """Return what is kept in the tab, once it is all there."""
    page.evaluate("window.portal.kept.settled()")
    return page.evaluate(
        "Object.fromEntries(Object.entries(sessionStorage).filter(([key]) => key.startsWith('keep:')))"
    )


def test_a_browser_that_forbids_storage_breaks_nothing(load, page):
    page.add_init_script("Object.defineProperty(window, 'sessionStorage', { get() { throw new Error(); } })")
    page = load(KEEPING, *KEPT)
    page.fill("textarea", "typed")
    expect(page.locator("textarea")).to_have_value("typed")


# copy.js

COPY = """<body><main><button type='button' data-copy='NCT/ICT/689' data-label='number of the note'
data-word='Copy' data-copied='Copied' data-failed='Not copied'>
<span data-words>Copy</span></button></main></body>"""


def stop_clock(page: Page) -> None:
    """Let no time pass by itself: what is said for three seconds stays to be read."""
    page.clock.install(time=0)
    page.clock.pause_at(1000)


def test_a_value_is_copied_and_that_is_said(load, page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    stop_clock(page)
    load(COPY, "copy.js")
    expect(page.locator("html")).to_have_class("can-copy")
    page.get_by_role("button").click()
    expect(page.get_by_role("button")).to_have_text("Copied")
    expect(page.get_by_role("status")).to_have_text("Copied: number of the note")
    assert page.evaluate("navigator.clipboard.readText()") == "NCT/ICT/689"
    page.clock.run_for(3000)
    expect(page.get_by_role("button")).to_have_text("Copy")
    expect(page.get_by_role("status")).to_have_text("")


def test_what_cannot_be_copied_is_said(load, page):
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))")
    stop_clock(page)
    load(COPY, "copy.js")
    page.get_by_role("button").click()
    expect(page.get_by_role("status")).to_have_text("Not copied: number of the note")
