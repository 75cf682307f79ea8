"""Every page that a role can reach, in every language: it answers, is accessible, fits, is translated."""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Error, Page

from tests.browser import checks
from tests.browser.conftest import NARROW, WIDE

# Who goes through the portal, and the language in which every page on the way is examined closely. In the
# others each kind of page is, once, whoever comes to it first: its structure is the same in all languages.
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
# Filters can be set together in any number of ways; pages with more than so many set are like the others.
MANY_FILTERS = 2
# No link leads to the search, but a form on every page.
STARTS = ("/", "/search/?q=2022")


@dataclass
class Findings:
    """What was found, by page."""

    by_page: dict[str, list[str]] = field(default_factory=dict)

    def add(self, path: str, found: list[str]) -> None:
        if found:
            self.by_page.setdefault(path, []).extend(found)


def kind_of(path: str) -> str:
    """Return what a page is, whatever it is about: its URL's name and what the address asks for."""
    address = urlsplit(path)
    name = resolve(address.path).view_name
    return f"{name}?{'&'.join(sorted(parse_qs(address.query)))}"


def links(page: Page) -> list[str]:
    """Return the addresses on this page that lead to our own pages."""
    here = urlsplit(page.url)
    found = []
    for href in page.eval_on_selector_all("a[href]", "(all) => all.map((a) => a.getAttribute('href'))"):
        address = urlsplit(urljoin(page.url, href))
        if (address.scheme, address.netloc) == (here.scheme, here.netloc):
            found.append(address.path + (f"?{address.query}" if address.query else ""))
    return found


def crawl(page: Page, look: Callable[[Page, str], list[str]], of_a_kind: int) -> tuple[list[str], Findings]:
    """Go through every kind of page from the start page; return where we were, and what was found."""
    waiting, seen, kinds = deque(STARTS), set(STARTS), Counter()
    visited, findings = [], Findings()
    while waiting:
        path = waiting.popleft()
        try:
            kind = kind_of(path)
        except Resolver404:
            findings.add(path, ["a link to nowhere"])
            continue
        if kinds[kind] >= of_a_kind or kind.partition("?")[0] in LEFT_OUT or kind.count("&") >= MANY_FILTERS:
            continue
        kinds[kind] += 1
        try:
            answer = page.goto(path)
        except Error as error:
            if "Download is starting" not in str(error) and "ERR_ABORTED" not in str(error):
                raise
            status = page.context.request.get(path).status  # a file: it is downloaded, not shown
            findings.add(path, [f"answered {status}"] if status >= 400 else [])
            continue
        visited.append(path)
        if answer is None or answer.status >= 400:
            findings.add(path, [f"answered {answer and answer.status}"])
            continue
        findings.add(path, look(page, kind))
        for link in links(page):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
    return visited, findings


examined: set[tuple[str, str]] = set()


@pytest.mark.parametrize("name", HOME, ids=lambda name: name or "anonymous")
def test_every_page_answers_is_accessible_fits_and_is_translated(sign_in, name):
    found, counts = [], []
    for language in LANGUAGES:
        page, is_home = sign_in(name, language=language), language == HOME[name]
        visited, findings = crawl(page, partial(look, language=language, closely=is_home), OF_A_KIND[is_home])
        for path, faults in findings.by_page.items():
            found += [f"{language} {path}: {fault}" for fault in faults]
        counts.append(len(visited))

    assert not found, "\n".join(["", *found])
    assert min(counts) >= (3 if not name else 8)


def look(page: Page, kind: str, *, language: str, closely: bool) -> list[str]:
    """Return the faults of the page that is open."""
    found = []
    if closely or (kind, language) not in examined:
        found += checks.violations(page)
        examined.add((kind, language))
    declared = page.get_attribute("html", "lang")
    if declared != language:
        found.append(f"declared to be in {declared}")
    if language != "en":
        found += [f"left in Latin letters: {text}" for text in sorted(checks.leftovers(page))]
    page.set_viewport_size({"width": NARROW, "height": 800})
    found += [f"wider than {NARROW} px: {place}" for place in checks.overflow(page)]
    page.set_viewport_size({"width": WIDE, "height": 800})
    return found
