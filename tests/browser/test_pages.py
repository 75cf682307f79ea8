"""Every page that a role can reach, in every language: it answers, is accessible, fits, is translated."""

import datetime as dt
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import parse_qs, urljoin, urlsplit
from zlib import crc32

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client
from django.urls import Resolver404, resolve
from lxml.html import HtmlElement, fromstring
from playwright.sync_api import Page

from members.models import User
from tests.browser import checks, markup, validity
from tests.browser.conftest import NARROW, WIDE

# Who goes through the portal, and the language in which they are shown two pages of a kind, the first of
# which is read as HTML; in the others one. Those who meet most pages come first: the last tests are short.
HOME = {
    "officer": "en",
    "signatory": "ru",
    "coordinator": "kk",
    "kz.contact": "kk",
    "kz.drafter": "ru",
    "kz.reader": "en",
    "": "en",
}
LANGUAGES = ("en", "ru", "kk")
# So many pages of one kind are looked at: a list of notes is one kind, two notes are two pages of one kind.
OF_A_KIND = {True: 2, False: 1}
# Not pages: signing out, which is reached from everywhere, and what is for programs.
LEFT_OUT = {"account_logout", "health", "api:document"}
PAGES_OF_A_TAB = 25
# Filters can be set together in any number of ways; pages with more than so many set are like the others.
MANY_FILTERS = 2
# What stands in a template is of no page until a script writes it there with an address of its own.
OF_PAGE = "//a[not(ancestor::template)]/@href"
# Asked of the page itself, as all that is asked of each page: Playwright's own selectors first bring a script
# of theirs into it, which takes half as long as to open it.
HREFS = "Array.from(document.querySelectorAll('a[href]'), (a) => a.getAttribute('href'))"
# No link leads to the search, but a form on every page.
STARTS = ("/", "/search/?q=2022")


@dataclass
class Findings:
    """What was found, by page."""

    by_page: dict[str, list[str]] = field(default_factory=dict)

    def add(self, path: str, found: list[str]) -> None:
        if found:
            self.by_page.setdefault(path, []).extend(found)

    def lines(self) -> list[str]:
        """Return a line for each fault."""
        return [f"{path}: {fault}" for path, faults in self.by_page.items() for fault in faults]


def kind_of(path: str) -> str:
    """Return what a page is, whatever it is about: its URL's name and what the address asks for."""
    address = urlsplit(path)
    name = resolve(address.path).view_name
    return f"{name}?{'&'.join(sorted(parse_qs(address.query)))}"


def own_links(hrefs: Iterable[str], url: str) -> list[str]:
    """Return which of the addresses on the page at `url` lead to our own pages."""
    here = urlsplit(url)
    found = []
    for href in hrefs:
        address = urlsplit(urljoin(url, href))
        if (address.scheme, address.netloc) == (here.scheme, here.netloc):
            found.append(address.path + (f"?{address.query}" if address.query else ""))
    return found


@dataclass
class Seen:
    """What came of asking for a page: its status, where it leads, what is wrong with it, and the page."""

    status: int
    links: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    answer: HttpResponse | None = None
    page: HtmlElement | None = None


def _is_file(path: str) -> bool:
    """Tell whether a path is that of a file which the portal is delivered with."""
    name = path.removeprefix(settings.STATIC_URL)
    return name != path and finders.find(name) is not None


def crawl(see: Callable[[str, str], Seen], of_a_kind: int) -> tuple[list[str], Findings]:
    """Go through every kind of page from the start page; return where we were, and what was found."""
    waiting, known, kinds = deque(STARTS), set(STARTS), Counter()
    visited, findings = [], Findings()
    while waiting:
        path = waiting.popleft()
        try:
            kind = kind_of(path)
        except Resolver404:
            if not _is_file(path):
                findings.add(path, ["a link to nowhere"])
            continue
        if kinds[kind] >= of_a_kind or kind.partition("?")[0] in LEFT_OUT or kind.count("&") >= MANY_FILTERS:
            continue
        kinds[kind] += 1
        seen = see(path, kind)
        visited.append(path)
        findings.add(path, [f"answered {seen.status}"] if seen.status >= 400 else seen.faults)
        for link in seen.links:
            if link not in known:
                known.add(link)
                waiting.append(link)
    return visited, findings


@dataclass
class Tab:
    """A tab, closed for a new one after so many pages: what shows them keeps them, and slows down."""

    page: Page
    shown: int = 0

    def next(self) -> Page:
        self.shown += 1
        if self.shown % PAGES_OF_A_TAB == 0:
            context = self.page.context
            self.page.close()
            self.page = context.new_page()
        return self.page


@dataclass
class Reader:
    """Someone who asks for pages without a browser, at the portal's own address."""

    client: Client
    portal: str
    read: set[str] = field(default_factory=set)

    def ask(self, path: str) -> Seen:
        """Ask for the page; return what came of it."""
        answer = self.client.get(path, follow=True, headers={"host": urlsplit(self.portal).netloc})
        seen = Seen(answer.status_code)
        if answer.status_code >= 400 or not answer.headers.get("Content-Type", "").startswith("text/html"):
            return seen
        seen.answer, seen.page = answer, fromstring(answer.content)
        seen.links = own_links(seen.page.xpath(OF_PAGE), f"{self.portal}{answer.request['PATH_INFO']}")
        return seen

    def faults(self, answer: HttpResponse, kind: str) -> list[str]:
        """Return what is not valid HTML in the first page of a kind."""
        is_new = kind not in self.read
        self.read.add(kind)
        return validity.faults(answer.content) if is_new else []


def by_request(reader: Reader, path: str, kind: str) -> Seen:
    """Ask for the page without a browser."""
    return reader.ask(path)


@dataclass
class Walk:
    """A person's way through the portal in one language: each page is read as it is answered, and opened in a
    browser if it is the first of its kind in the run, in the language whose turn it is."""

    reader: Reader
    tab: Tab
    answers: dict[str, HttpResponse]
    examined: checks.Examined
    language: str
    is_home: bool

    def see(self, path: str, kind: str) -> Seen:
        """Ask for the page, read it, and look at it if no browser of this run was shown one like it."""
        seen = self.reader.ask(path)
        if seen.answer is None:
            return seen
        if self.is_home:
            seen.faults += self.reader.faults(seen.answer, kind)
        seen.faults += markup.faults(seen.page, self.language)
        shown = f"{kind} {seen.answer.templates[0].name}"
        if is_turn_of(self.language, shown) and self.examined.is_new(shown):
            self.look(path, seen)
        return seen

    def look(self, path: str, seen: Seen) -> None:
        """Open the page, as it was answered, and note what is wrong with it."""
        answer = seen.answer
        address = f"{answer.request['PATH_INFO']}?{answer.request['QUERY_STRING']}".removesuffix("?")
        kept = HttpResponse(answer.content, status=answer.status_code, headers=answer.headers)
        kept.cookies = answer.cookies
        self.answers[address] = kept
        page = self.tab.next()
        opened = page.goto(path)
        self.answers.clear()
        if opened is None or opened.status >= 400:
            seen.status = opened.status if opened else 500
            return
        seen.links += own_links(page.evaluate(HREFS), page.url)
        seen.faults += look(self.examined, page, language=self.language)


def is_turn_of(language: str, kind: str) -> bool:
    """Tell whether a kind of page is opened in this language today: each is in all of them in three days."""
    day = dt.datetime.now(dt.UTC).toordinal()
    return LANGUAGES[(crc32(kind.encode()) + day) % len(LANGUAGES)] == language


@pytest.mark.long
@pytest.mark.parametrize("name", HOME, ids=lambda name: name or "anonymous")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_answers_is_valid_accessible_fits_and_is_translated(
    sign_in, portal, answers, examined, name, language
):
    page, is_home = sign_in(name, language=language), language == HOME[name]
    page.context.add_init_script(checks.AXE_SCRIPT)
    client = Client(headers={"accept-language": language})
    client.cookies.load({one["name"]: one["value"] for one in page.context.cookies()})
    walk = Walk(Reader(client, portal), Tab(page), answers, examined, language, is_home)
    visited, findings = crawl(walk.see, OF_A_KIND[is_home])

    assert not findings.by_page, "\n".join(["", *findings.lines()])
    assert len(visited) >= (3 if not name else 8)


@pytest.mark.long
@pytest.mark.second_database
@pytest.mark.parametrize("name", HOME, ids=lambda name: name or "anonymous")
def test_every_page_answers(portal, client, name):
    if name:
        client.force_login(User.objects.get(username=name), backend=settings.AUTHENTICATION_BACKENDS[0])
    visited, findings = crawl(partial(by_request, Reader(client, portal)), OF_A_KIND[True])

    assert not findings.by_page, "\n".join(["", *findings.lines()])
    assert len(visited) >= (3 if not name else 8)


@pytest.fixture
def answers(monkeypatch) -> dict[str, HttpResponse]:
    """Return what the server answers to whoever asks next for an address, in place of making it again."""
    ready: dict[str, HttpResponse] = {}
    make = WSGIHandler.get_response

    def answer(self: WSGIHandler, request: HttpRequest) -> HttpResponseBase:
        # The page before this one may still ask for a part, at the same address.
        is_part = "HX-Request" in request.headers
        return (not is_part and ready.pop(request.get_full_path(), None)) or make(self, request)

    monkeypatch.setattr(WSGIHandler, "get_response", answer)
    return ready


@pytest.fixture(scope="session")
def examined(request, tmp_path_factory, testrun_uid) -> checks.Examined:
    """Return what has been looked at in this run, by any worker."""
    is_worker = hasattr(request.config, "workerinput")
    folder = tmp_path_factory.getbasetemp()
    folder = (folder.parent if is_worker else folder) / f"examined-{testrun_uid}"
    folder.mkdir(exist_ok=True)
    return checks.Examined(folder)


def look(examined: checks.Examined, page: Page, *, language: str) -> list[str]:
    """Return the faults of the page that is open."""
    found = checks.doubles(page) + checks.violations(page, is_new=examined.is_new)
    if language != "en":
        found += [f"left in Latin letters: {text}" for text in sorted(checks.leftovers(page))]
    page.set_viewport_size({"width": NARROW, "height": 800})
    found += [f"wider than {NARROW} px: {place}" for place in checks.overflow(page)]
    page.set_viewport_size({"width": WIDE, "height": 800})
    return found
