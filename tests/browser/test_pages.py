"""Every page that a role can reach, in every language: it answers, is accessible, fits, is translated."""

from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import Resolver404, resolve
from lxml.html import fromstring
from playwright.sync_api import Error, Page

from members.models import User
from tests.browser import checks, validity
from tests.browser.conftest import NARROW, WIDE

# Who goes through the portal, and the language in which every page on the way is examined closely, if none
# built alike has been. In the others each kind of page is, once, whoever comes to it first: its structure is
# the same in all languages. Those who meet most pages come first, so that the last tests are short ones.
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
LANGUAGE = "document.documentElement.lang"
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
    """What came of asking for a page: its status, where it leads, and what is wrong with it."""

    status: int
    links: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


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


def in_browser(tab: Tab, look: Callable[[Page, str], list[str]], path: str, kind: str) -> Seen:
    """Open the page in a browser and look at it; what is downloaded, not shown, is only asked for."""
    page = tab.next()
    try:
        answer = page.goto(path)
    except Error as error:
        if "Download is starting" not in str(error) and "ERR_ABORTED" not in str(error):
            raise
        return Seen(page.context.request.get(path).status)
    if answer is None or answer.status >= 400:
        return Seen(answer.status if answer else 500)
    hrefs = page.evaluate(HREFS)
    return Seen(answer.status, own_links(hrefs, page.url), look(page, kind))


def by_request(client: Client, read: set[str], path: str, kind: str) -> Seen:
    """Ask for the page without a browser; the first of its kind is read as HTML."""
    answer = client.get(path, follow=True)
    if not answer.headers.get("Content-Type", "").startswith("text/html") or answer.status_code >= 400:
        return Seen(answer.status_code)
    hrefs = fromstring(answer.content).xpath(OF_PAGE)
    faults = [] if kind in read else validity.faults(answer.content)
    read.add(kind)
    links = own_links(hrefs, f"http://testserver{answer.request['PATH_INFO']}")
    return Seen(answer.status_code, links, faults)


@pytest.mark.first_database
@pytest.mark.parametrize("name", HOME, ids=lambda name: name or "anonymous")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_answers_is_accessible_fits_and_is_translated(sign_in, examined, name, language):
    page, is_home = sign_in(name, language=language), language == HOME[name]
    page.context.add_init_script(checks.AXE_SCRIPT)
    looks = partial(look, examined, language=language, closely=is_home)
    visited, findings = crawl(partial(in_browser, Tab(page), looks), OF_A_KIND[is_home])

    assert not findings.by_page, "\n".join(["", *findings.lines()])
    assert len(visited) >= (3 if not name else 8)


@pytest.mark.parametrize("name", HOME, ids=lambda name: name or "anonymous")
def test_every_page_answers_in_valid_html(portal, client, name):
    if name:
        client.force_login(User.objects.get(username=name), backend=settings.AUTHENTICATION_BACKENDS[0])
    visited, findings = crawl(partial(by_request, client, set()), OF_A_KIND[True])

    assert not findings.by_page, "\n".join(["", *findings.lines()])
    assert len(visited) >= (3 if not name else 8)


@pytest.fixture(scope="session")
def examined(request, tmp_path_factory, testrun_uid) -> checks.Examined:
    """Return what has been examined closely in this run, by any worker."""
    is_worker = hasattr(request.config, "workerinput")
    folder = tmp_path_factory.getbasetemp()
    folder = (folder.parent if is_worker else folder) / f"examined-{testrun_uid}"
    folder.mkdir(exist_ok=True)
    return checks.Examined(folder)


def look(examined: checks.Examined, page: Page, kind: str, *, language: str, closely: bool) -> list[str]:
    """Return the faults of the page that is open."""
    found = []
    if known := examined.new(page, language, kind, closely=closely):
        found += checks.violations(page, known)
    declared = page.evaluate(LANGUAGE)
    if declared != language:
        found.append(f"declared to be in {declared}")
    if language != "en":
        found += [f"left in Latin letters: {text}" for text in sorted(checks.leftovers(page))]
    page.set_viewport_size({"width": NARROW, "height": 800})
    found += [f"wider than {NARROW} px: {place}" for place in checks.overflow(page)]
    page.set_viewport_size({"width": WIDE, "height": 800})
    return found
