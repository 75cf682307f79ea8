"""What must be true of every page: accessible, no wider than the screen, nothing left in another language."""

import hashlib
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

STANDARD = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}


# How an element is built: elements and what axe reads of them, without words (only whether there are any),
# numbers, the option that is chosen, and repetition: a list of five rows built alike is built as one of two.
BUILD = """
  const worded = new Set(["aria-label", "aria-description", "title", "placeholder", "alt", "value"]);
  const left = new Set([
    "href", "src", "srcset", "action", "nonce", "datetime", "hx-get", "hx-post", "d", "selected",
  ]);
  const number = /[0-9a-f]{8,}(-[0-9a-f]+)*|[0-9]+/g;
  const build = (element, matter = null) => {
    const marks = Array.from(element.attributes)
      .filter((one) => !left.has(one.name))
      .map((one) => one.name + "=" + (worded.has(one.name) ? (one.value.trim() ? "w" : "") : one.value))
      .map((mark) => (mark.startsWith("class=") ? mark : mark.replace(number, "0")))
      .sort();
    const parts = [];
    for (const node of element.childNodes) {
      let part = "";
      if (node.nodeType === Node.TEXT_NODE && node.nodeValue.trim()) part = "w";
      if (node.nodeType === Node.ELEMENT_NODE) part = node === matter ? "main" : build(node, matter);
      if (part && part !== parts.at(-1)) parts.push(part);
    }
    return element.localName + "[" + marks.join(" ") + "](" + parts.join(",") + ")";
  };
"""

# Of all that axe finds only this leaves the page: the rest is as long as the page, and asked for by nobody.
# What sticks to an edge of the window lies where it stands meanwhile: a target that it covers at one place of
# the scrolled page, and at no other, is as large as it is. A sheet of its own says so: htmx would copy the
# style of an element that it replaces meanwhile, and the page's policy forbids that.
# The contrast of colours takes most of the time, and is the same in what is built alike, in any language: of
# rows built alike that follow each other the first two and the last are measured, and of a part of the page
# that was measured elsewhere nothing. Every other rule reads all of the page.
VIOLATIONS = (
    "async ([options, isKnown]) => {"
    + BUILD
    + """
  const matter = document.querySelector("main");
  const alike = (element) => {
    element.toggleAttribute("data-alike", true);
    element.querySelectorAll("*").forEach((one) => one.toggleAttribute("data-alike", true));
  };
  const rows = (parent) => {
    const children = Array.from(parent.children);
    const builds = children.length > 3 ? children.map((child) => build(child)) : [];
    children.forEach((child, at) => {
      const isInside = at > 1 && [at - 2, at - 1, at + 1].every((near) => builds[near] === builds[at]);
      if (builds[at] && isInside) alike(child);
      else rows(child);
    });
  };
  rows(document.body);
  if (isKnown.matter && matter) alike(matter);
  if (isKnown.surroundings) {
    for (const element of document.body.querySelectorAll("*")) {
      if (!matter?.contains(element)) element.toggleAttribute("data-alike", true);
    }
  }
  axe.configure({ rules: [{ id: "color-contrast", selector: ":not([data-alike])" }] });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("[data-stuck] { position: static !important; }");
  const stuck = Array.from(document.body.querySelectorAll("*")).filter(
    (element) => getComputedStyle(element).position === "sticky"
  );
  stuck.forEach((element) => element.toggleAttribute("data-stuck", true));
  document.adoptedStyleSheets.push(sheet);
  const found = (await axe.run(options)).violations;
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
  stuck.forEach((element) => element.removeAttribute("data-stuck"));
  document.querySelectorAll("[data-alike]").forEach((element) => element.removeAttribute("data-alike"));
  return found.map(
    (rule) => rule.id + ": " + rule.nodes.slice(0, 3).flatMap((node) => node.target).map(String).join(", ")
  );
}"""
)

# A page is built in two parts: what surrounds it, which goes with the role, and its matter.
PARTS = (
    "() => {"
    + BUILD
    + """
  const matter = document.querySelector("main");
  return [build(document.documentElement, matter), matter ? build(matter) : ""];
}"""
)


@dataclass(frozen=True)
class Known:
    """Of which parts of a page the contrast of colours has been measured where they were built alike."""

    surroundings: bool = False
    matter: bool = False


def violations(page: Page, known: Known = Known()) -> list[str]:
    """Return what axe finds against WCAG 2.2 AA: the rule and the places.

    Where many pages are examined, let their context bring axe into each (`add_init_script`): that is faster.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(VIOLATIONS, [STANDARD, asdict(known)])


class Examined:
    """The builds of pages that have been examined in this run: one empty file each, seen by all workers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def new(self, page: Page, language: str, kind: str, *, closely: bool) -> Known | None:
        """Say what is known of the open page if it is to be examined, and take note of it; else return None.

        The first of its kind in the language is; closely, also one whose surroundings or matter are new.
        """
        is_new = self._is_new(f"{language} {kind}")
        if not (is_new or closely):
            return None
        surroundings, matter = page.evaluate(PARTS)
        are_new = [self._is_new(f"{language} {part}") for part in (surroundings, matter)]
        if not (is_new or any(are_new)):
            return None
        return Known(surroundings=not self._is_new(surroundings), matter=not self._is_new(matter))

    def _is_new(self, what: str) -> bool:
        try:
            (self.folder / hashlib.sha256(what.encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


OVERFLOW = """() => {
  const limit = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= limit) return [];
  const wide = Array.from(document.body.querySelectorAll("*")).filter((element) => {
    if (element.closest(".table-frame, .visually-hidden, [hidden], .skip-link")) return false;
    return element.getBoundingClientRect().right > limit + 1;
  });
  return wide.slice(-3).map((element) => element.tagName.toLowerCase() + "." + element.className);
}"""


def overflow(page: Page) -> list[str]:
    """Return what stands out of the page to the right, if the page scrolls sideways."""
    return page.evaluate(OVERFLOW)


# Text that people see or hear, outside whatever says that it is in another language or is people's own.
WORDS = """() => {
  const language = document.documentElement.lang;
  const own = (element) => {
    const marked = element.closest("[lang]");
    const apart = element.closest("script, noscript, style, .hash, [data-own-text]");
    return (!marked || marked.lang === language) && !apart;
  };
  const found = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeValue.trim() && own(node.parentElement)) found.push(node.nodeValue.trim());
  }
  for (const element of document.body.querySelectorAll("*")) {
    if (!own(element)) continue;
    for (const name of ["aria-label", "aria-description", "title", "placeholder", "alt", "data-label"]) {
      if (element.getAttribute(name)) found.push(element.getAttribute(name));
    }
    if (element.matches("input[type=submit], input[type=button]")) found.push(element.value);
  }
  return found;
}"""

# What is written in Latin letters in every language: names of things, addresses, codes, numbers of notes.
NOT_WORDS = re.compile(
    r"https?://\S+"
    r"|\{\w+\}"  # placeholders in the texts of notes
    r"|«[A-Za-z][A-Za-z /.]*»"  # English words that a hint quotes
    r"|\bverify_package\b|\bopenssl\b|\bmanifest\.json\.p7s\b|\(\.(?:zip|docx)\)"
    # What people of the demonstration wrote, in their own language.
    r"|Study visit of business associations|Holding an expert meeting on energy saving in 2027"
    r"|[\w.+-]+@[\w.-]+"  # addresses
    r"|\b[A-Z]{3,4}(?:/[A-Z0-9-]+)+\b"  # NCT/ICT/688
    r"|\b[a-z]{2}\.(?:contact|deputy|drafter|reader)\b"  # account names of the demonstration
    r"|\b(?:Asia|Europe|Africa|Indian)/[A-Za-z_]+\b"  # time zones
    r"|\b[0-9a-f]{8,64}\b"  # hashes
    r"|\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b"  # check codes of notes
    r"|\b[A-Z]{2}\b"  # codes of States and languages
    r"|If-None-Match|«next»|\bnull\b|\(all\)|\ben, ru, kk\b"  # what programs say
    r"|\b[a-z0-9-]+\.(?:pdf|docx|json|eml|xlsx|csv)\b"
)
LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
ALLOWED = {
    *("CSV", "XLSX", "Excel", "PNG", "JPEG"),  # kinds of files
    *("JSON", "XML", "API", "OpenAPI", "Akoma", "Ntoso", "IANA", "ETag", "GET", "HEAD"),
    *("PDF", "Word", "DOCX", "SHA", "UTC", "TOTP", "QR", "English"),
    *("Esc", "Ctrl", "Alt", "Enter", "Shift", "Space"),  # keys
    *("Python", "openssl"),  # programs by their names
    *("MPD", "HUM"),  # series of notes
    *("WCAG", "AA", "axe"),  # the standard of accessible pages, and what tests it
    *("officer", "signatory", "coordinator", "COVID"),
}


def leftovers(page: Page) -> set[str]:
    """Return the pieces of a Russian or Kazakh page in which words in Latin letters are left."""
    found = set()
    for text in page.evaluate(WORDS):
        words = set(LATIN_WORD.findall(NOT_WORDS.sub(" ", text))) - ALLOWED
        if words:
            found.add(" ".join(text.split())[:120])
    return found
