"""The portal on a running server with its demonstration in it, and people who are signed in to it."""

import functools
import random
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles import views
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.servers.basehttp import WSGIRequestHandler
from django.http import HttpRequest, HttpResponseBase
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Route,
    WebError,
    expect,
)

from cica_portal import clock
from comments.models import Consultation
from dashboard import sweeps
from members.models import User
from scripts import chromium
from tests import states

# The browser complains of every answer that is an error; these are ours: a form sent back, a conflict, and a
# request that ends with the page that asked. What else fails htmx says by its own name beside "afterRequest".
REFUSAL = re.compile(
    "^Failed to load resource: the server responded with a status of (409|422) "
    "|^htmx:(afterRequest|sendAbort), "
)
WIDE, NARROW = 1280, 320
DEMONSTRATION = "demonstration"

SignIn = Callable[..., Page]
OpenBrowser = Callable[..., BrowserContext]

# A busy machine is slow, not wrong.
PATIENCE = 30
expect.set_options(timeout=PATIENCE * 1000)


def _kept_by_the_browser(self: StaticFilesHandler, request: HttpRequest) -> HttpResponseBase:
    """Serve a static file as in use: the browser keeps it, and does not ask for all of them on each page."""
    response = views.serve(request, self.file_path(request.path), insecure=True)
    response["Cache-Control"] = "max-age=3600"
    return response


StaticFilesHandler.serve = _kept_by_the_browser
# An answer's body would wait 40 ms until the browser has acknowledged its headers.
WSGIRequestHandler.disable_nagle_algorithm = True


BY_MOUSE = ("check", "click", "uncheck")


def _when_loaded(do: Callable[..., Any]) -> Callable[..., Any]:
    """Act on an element, or read it, once the scripts of its page have run, as people do.

    Before that, links lead to pages of their own, and what is chosen in a list brings nothing. The mouse
    waits until the page stands still: where fonts come, or the page moves to a paragraph, between the press
    of the button and its release, nothing is clicked.
    """
    state = "load" if do.__name__ in BY_MOUSE else "domcontentloaded"

    @functools.wraps(do)
    def does(self: Locator, *args: Any, **options: Any) -> Any:
        self.wait_for(state="attached", timeout=options.get("timeout"))
        self.page.wait_for_load_state(state)
        return do(self, *args, **options)

    return does


def _by_selector(name: str) -> Callable[..., Any]:
    """Act on the first element of a page that the selector finds."""

    def acts(self: Page, selector: str, *args: Any, **options: Any) -> Any:
        return getattr(self.locator(selector).first, name)(*args, **options)

    return acts


def _of_whole_page(read: Callable[..., Any]) -> Callable[..., Any]:
    """Read a page that is there in whole: on one that has begun to come, the rest is missing."""

    @functools.wraps(read)
    def reads(self: Locator | Page, *args: Any, **options: Any) -> Any:
        page = self if isinstance(self, Page) else self.page
        page.wait_for_load_state("domcontentloaded")
        return read(self, *args, **options)

    return reads


def _expected_of_whole_page(expected: Callable[..., Any]) -> Callable[..., Any]:
    """Expect of a page that is there in whole that something is not on it."""

    @functools.wraps(expected)
    def expects(self: Any, actual: Any, *message: str) -> Any:
        if isinstance(actual, Locator | Page):
            page = actual if isinstance(actual, Page) else actual.page
            page.wait_for_load_state("domcontentloaded")
        return expected(self, actual, *message)

    return expects


ACTS = (*BY_MOUSE, "dispatch_event", "fill", "focus", "select_option", "set_input_files")
for _name in ACTS:
    setattr(Locator, _name, _when_loaded(getattr(Locator, _name)))
    setattr(Page, _name, _by_selector(_name))
for _name in ("bounding_box", "evaluate", "get_attribute", "inner_text", "input_value", "press"):
    setattr(Locator, _name, _when_loaded(getattr(Locator, _name)))
for _name in ("all", "all_inner_texts", "count", "evaluate_all"):
    setattr(Locator, _name, _of_whole_page(getattr(Locator, _name)))
for _name in ("content", "eval_on_selector_all", "evaluate"):
    setattr(Page, _name, _of_whole_page(getattr(Page, _name)))
type(expect).__call__ = _expected_of_whole_page(type(expect).__call__)


class _Keyboard(property):
    """The keys of a page, once its scripts listen to them: keys that come before are lost."""

    def __get__(self, page: Page | None, owner: type | None = None) -> Any:
        if page is not None:
            page.wait_for_load_state("domcontentloaded")
        return super().__get__(page, owner)


Page.keyboard = _Keyboard(Page.keyboard.fget)


def eventually(page: Page, expression: str) -> None:
    """Ask the page until the expression is true there, as `expect` does of what is drawn.

    From here, each time anew: Playwright's own waiting evaluates a string in the page, against its policy.
    """
    wait_until(page, lambda: page.evaluate(expression), expression)


def wait_until(page: Page, is_true: Callable[[], bool], what: str) -> None:
    """Ask until it is true, while the browser goes on."""
    end = time.monotonic() + PATIENCE
    while not is_true():
        assert time.monotonic() < end, f"never true: {what}"
        page.wait_for_timeout(50)


@contextmanager
def no_connection(page: Page) -> Iterator[None]:
    """Let no request leave the browser: what Chromium itself calls offline begins a moment after one asks."""

    def refuse(route: Route) -> None:
        route.abort("internetdisconnected")

    page.context.route("**/*", refuse)
    yield
    page.context.unroute("**/*", refuse)


def kept_is_read(page: Page) -> None:
    """Wait until the page has read what the tab keeps, and has opened and put back what it found."""
    page.evaluate("new Promise((tell) => window.portal.kept.whenOpen(() => setTimeout(tell)))")
    expect(page.locator(".htmx-request")).to_have_count(0)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Use the system's Chromium where there is one."""
    return browser_type_launch_args | chromium.options()


@pytest.fixture(scope="session", autouse=True)
def late_answers(request: pytest.FixtureRequest) -> Iterator[None]:
    """Hold answers back where the run asks for it, each for a time of its own: they change places, too.

    Playwright then waits for no page that a click or a key leads to, either.
    """
    longest = request.config.option.late_answers / 1000
    at_once, acts = WSGIHandler.__call__, {name: getattr(Locator, name) for name in ("click", "press")}

    def late(self: WSGIHandler, *asked: Any) -> Any:
        time.sleep(random.uniform(0, longest))
        return at_once(self, *asked)

    WSGIHandler.__call__ = late
    for name, act in acts.items():
        setattr(Locator, name, functools.partialmethod(act, no_wait_after=longest > 0))
    yield
    WSGIHandler.__call__ = at_once
    for name, act in acts.items():
        setattr(Locator, name, act)


@pytest.fixture
def portal(transactional_db, live_server, settings) -> str:
    """Serve the demonstration as it stands after its first minute, and return the portal's address.

    It is loaded and printed once in a process; each test that follows has it brought back, with its files.
    """
    settings.PORTAL_ORIGIN = live_server.url
    kept = Path(settings.MEDIA_ROOT).parent / "demonstration"
    folders = [Path(settings.MEDIA_ROOT), Path(settings.OUTBOX_DIR)]
    if states.bring(DEMONSTRATION):
        for folder in folders:
            shutil.rmtree(folder)
            shutil.copytree(kept / folder.name, folder)
    else:
        states.bring()
        call_command("load_demonstration", verbosity=0)
        sweep()
        for folder in folders:
            shutil.copytree(folder, kept / folder.name)
        states.take(DEMONSTRATION)
    sweep()
    return live_server.url


def sweep() -> list[str]:
    """Do what the worker does every minute."""
    return list(sweeps.run(clock.now()))


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """Return what goes wrong in browsers: once all of them are closed, anything there fails the test."""
    said: list[str] = []
    yield said
    assert said == []


@pytest.fixture
def open_browser(
    request: pytest.FixtureRequest, complaints: list[str], browser: Browser, live_server
) -> Iterator[OpenBrowser]:
    """Return a function that opens a browser of its own, with a session in it where one is given.

    Nothing glides in it on a second database: the first has shown that, and to draw each step of it takes a
    fifth of the processor's time.
    """
    motion = "reduce" if request.config.option.second_database else "no-preference"
    opened: list[BrowserContext] = []

    def own(session: str = "", **options: Any) -> BrowserContext:
        options = {"locale": "en", "reduced_motion": motion} | options
        context = browser.new_context(base_url=live_server.url, **options)
        opened.append(context)
        context.set_default_timeout(PATIENCE * 1000)
        if session:
            enter(context, session, live_server.url)
        return context

    yield own
    for context in opened:
        context.close()


@pytest.fixture
def sign_in(portal: str, open_browser: OpenBrowser, complaints: list[str]) -> SignIn:
    """Return a function that opens a browser for a person; a complaint of any browser fails the test."""

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and not REFUSAL.match(message.text):
            complaints.append(f"{message.location.get('url', '')}: {message.text}")

    def fail(error: WebError) -> None:
        complaints.append(f"{error.page.url if error.page else ''}: {error.error}")

    def signed_in(name: str, *, language: str = "", width: int = WIDE, javascript: bool = True) -> Page:
        context = open_browser(
            session_of(name, language) if name else "",
            viewport={"width": width, "height": 800},
            java_script_enabled=javascript,
            locale=language or "en",
        )
        context.on("console", listen)
        context.on("weberror", fail)
        return context.new_page()

    return signed_in


def enter(context: BrowserContext, session: str, portal: str) -> None:
    """Let the person of a session be signed in to the portal in this browser."""
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": portal}])


def session_of(name: str, language: str) -> str:
    """Begin a session of the person, who reads in `language` from now on; return its key."""
    user = User.objects.get(username=name)
    if language:
        User.objects.filter(pk=user.pk).update(language=language)
    return session_for(user)


def session_for(person: User) -> str:
    """Begin a session of the person; return its key."""
    client = Client()
    client.force_login(person, backend=django_settings.AUTHENTICATION_BACKENDS[0])
    return client.cookies[django_settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def current(portal: str) -> Consultation:
    """Return the round that is open in the demonstration."""
    return Consultation.objects.get(closes_at__gt=clock.now())
