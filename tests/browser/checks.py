"""What must be true of every page: accessible, no wider than the screen, nothing left in another language."""

import hashlib
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

Rules = dict[str, Any]

STANDARD: Rules = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {name: {"enabled": True} for name in ("label-content-name-mismatch", "landmark-unique")},
    "resultTypes": ["violations"],
}


# A way in which text is shown: all that its contrast goes with, from the element of the text up to the page.
# Returned is each way once, of text that can be seen. A single sign is a way of its own: axe measures none.
WAYS = """() => {
  const chains = new Map();
  const chain = (element) => {
    if (!element) return "";
    if (!chains.has(element)) {
      const style = getComputedStyle(element);
      const own = [
        element.localName, element.getAttribute("class"), element.matches(":disabled"), element.ariaDisabled,
        style.color, style.backgroundColor, style.backgroundImage, style.opacity, style.fontSize,
        style.fontWeight, style.textShadow, style.position, style.float, style.filter, style.mixBlendMode,
      ];
      chains.set(element, own.join("|") + "\\n" + chain(element.parentElement));
    }
    return chains.get(element);
  };
  const words = (element) => {
    const texts = Array.from(element.childNodes).filter((node) => node.nodeType === Node.TEXT_NODE);
    return texts.map((node) => node.nodeValue).join("").trim();
  };
  window.textByWay = new Map();
  for (const element of document.body.querySelectorAll("*")) {
    const text = words(element) || (element.matches("input, textarea, select") ? element.type : "");
    const { width, height } = text ? element.getBoundingClientRect() : { width: 0, height: 0 };
    if (!width || !height || !element.checkVisibility({ visibilityProperty: true })) continue;
    const way = (text.length > 1) + "\\n" + chain(element);
    if (window.textByWay.has(way)) window.textByWay.get(way).push(element);
    else window.textByWay.set(way, [element]);
  }
  return Array.from(window.textByWay.keys());
}"""

# Of all that axe finds only this leaves the page: the rest is as long as the page, and asked for by nobody.
# What sticks to an edge of the window lies where it stands meanwhile: a target that it covers at one place of
# the scrolled page, and at no other, is as large as it is. A sheet of its own says so: htmx would copy the
# style of an element that it replaces meanwhile, and the page's policy forbids that.
# The contrast of colours takes most of the time: of text that is shown in a way that was measured nothing is
# measured, and in another way the first two and the last. Every other rule reads all of the page.
VIOLATIONS = """async ([options, measured]) => {
  const ways = measured ? Array.from(window.textByWay.values()) : [];
  const alike = ways.flatMap((elements, at) => (measured[at] ? elements : elements.slice(2, -1)));
  alike.forEach((element) => element.toggleAttribute("data-alike", true));
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
  alike.forEach((element) => element.removeAttribute("data-alike"));
  return found.map(
    (rule) => rule.id + ": " + rule.nodes.slice(0, 3).flatMap((node) => node.target).map(String).join(", ")
  );
}"""


def violations(
    page: Page, rules: Rules = STANDARD, is_new: Callable[[str], bool] = lambda way: True
) -> list[str]:
    """Return what axe finds against WCAG 2.2 AA and in the names of landmarks: the rule and the places.

    Contrast is measured in text that is shown in a way which `is_new`. Where many pages are examined, let
    their context bring axe into each (`add_init_script`): that is faster.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    measured = [not is_new(way) for way in page.evaluate(WAYS)] if rules is STANDARD else None
    return page.evaluate(VIOLATIONS, [rules, measured])


class Examined:
    """What has been looked at in this run: one empty file each, seen by all workers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def is_new(self, what: str) -> bool:
        """Tell whether nobody has asked about it before in this run."""
        try:
            (self.folder / hashlib.sha256(what.encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


# What axe would find by the number in a name, which the build leaves out.
DOUBLES = """() => {
  const ids = Array.from(document.querySelectorAll("[id]"), (element) => element.id);
  const seen = new Set();
  return ids.filter((id) => seen.has(id) || !seen.add(id));
}"""


def doubles(page: Page) -> list[str]:
    """Return the ids that more than one element has."""
    return [f"more than one element has the id {name}" for name in page.evaluate(DOUBLES)]


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


# Words of letters alone: addresses, numbers and names of files may have to be parted.
TORN = """() => {
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const words = Array.from(node.nodeValue.matchAll(/(?<![^\\s«“"(])\\p{L}{4,}(?![^\\s».,:;”")])/gu));
    const around = node.parentElement;
    if (!words.length || around.matches("details:not([open])")) continue;
    if (!around.checkVisibility({ visibilityProperty: true })) continue;
    for (const word of words) {
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const lines = Array.from(range.getClientRects()).filter((one) => one.width > 1);
      if (new Set(lines.map((one) => Math.round(one.top))).size > 1) found.add(word[0]);
    }
  }
  return Array.from(found);
}"""


def torn(page: Page) -> list[str]:
    """Return the words of which a line ends in the middle, for want of room."""
    return page.evaluate(TORN)


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
    *("ad", "referendum"),  # as a body says it in every language
    *("Esc", "Ctrl", "Alt", "Enter", "Shift", "Space"),  # keys
    *("Python", "openssl"),  # programs by their names
    *("MPD", "HUM"),  # series of notes
    *("WCAG", "AA", "axe"),  # the standard of accessible pages, and what tests it
    *("officer", "signatory", "coordinator", "COVID"),
}


def leftovers(page: Page) -> set[str]:
    """Return the pieces of a Russian or Kazakh page in which words in Latin letters are left."""
    return left_in_latin(page.evaluate(WORDS))


def left_in_latin(texts: Iterable[str]) -> set[str]:
    """Return the texts that have words in Latin letters and are to have none."""
    found = set()
    for text in texts:
        words = set(LATIN_WORD.findall(NOT_WORDS.sub(" ", text))) - ALLOWED
        if words:
            found.add(" ".join(text.split())[:120])
    return found
