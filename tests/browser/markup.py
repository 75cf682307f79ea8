"""What must be true of every page as it is answered: read without a browser, in every language."""

from collections import Counter
from collections.abc import Iterator

from lxml.html import HtmlElement

from tests.browser.checks import left_in_latin

# What is no text of the page, whoever reads it; what stands in a template a script writes elsewhere.
APART = frozenset({"script", "noscript", "style", "template"})
SPOKEN = ("aria-label", "aria-description", "title", "placeholder", "alt", "data-label")
# What needs a name by which a screen reader says it; the others are hidden, or named by their value.
NAMED_BY_VALUE = frozenset({"hidden", "submit", "button", "reset", "image"})
FIELDS = "//input | //select | //textarea"


def faults(page: HtmlElement, language: str) -> list[str]:
    """Return what is wrong with a page that is to be in this language."""
    found = []
    if page.get("lang") != language:
        found.append(f"declared to be in {page.get('lang')}")
    if (number := len(page.xpath("//h1[not(ancestor::template)]"))) != 1:
        found.append(f"{number} elements are h1")
    ids = Counter(page.xpath("//@id[not(ancestor::template)]"))
    found += [f"more than one element has the id {name}" for name, times in ids.items() if times > 1]
    found += [f"a field without a name: {name}" for name in _unnamed_fields(page, set(ids))]
    found += [f"a {one.tag} without words: {one.get('class') or ''}" for one in _wordless(page)]
    if language != "en":
        found += [f"left in Latin letters: {text}" for text in sorted(left_in_latin(_texts(page, language)))]
    return found


def _unnamed_fields(page: HtmlElement, ids: set[str]) -> Iterator[str]:
    labelled = {label.get("for") for label in page.xpath("//label[@for]") if label.text_content().strip()}
    for one in page.xpath(FIELDS):
        if one.get("type") in NAMED_BY_VALUE or one.get("hidden") is not None:
            continue
        is_named = one.get("aria-label") or one.get("title") or one.get("id") in labelled
        around = next(one.iterancestors("label"), None)
        referred = set((one.get("aria-labelledby") or "").split()) & ids
        if not (is_named or referred or (around is not None and around.text_content().strip())):
            yield one.get("name") or one.get("id") or one.tag


def _wordless(page: HtmlElement) -> Iterator[HtmlElement]:
    """Yield links and buttons that a screen reader could not say."""
    for one in page.xpath("//a[@href] | //button"):
        spoken = (
            value
            for name in ("aria-label", "aria-labelledby", "title", "alt")
            for value in one.xpath(f".//@{name}")
        )
        if not one.text_content().strip() and not any(value.strip() for value in spoken):
            yield one


def _texts(page: HtmlElement, language: str) -> Iterator[str]:
    """Yield what people see or hear, outside whatever says that it is in another language or is their own."""
    yield page.findtext(".//title") or ""
    yield from _texts_in(page.body, language)


def _texts_in(element: HtmlElement, language: str, *, is_own: bool = True) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in APART:
        return
    if "data-own-text" in element.attrib or "hash" in (element.get("class") or "").split():
        return
    if "lang" in element.attrib:
        is_own = element.get("lang") == language
    if is_own:
        yield element.text or ""
        yield from (element.get(name) for name in SPOKEN if element.get(name))
        if element.tag == "input" and element.get("type") in ("submit", "button"):
            yield element.get("value") or ""
    for child in element:
        yield from _texts_in(child, language, is_own=is_own)
        if is_own:
            yield child.tail or ""
