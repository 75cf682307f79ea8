"""Whether a page is valid HTML, as far as a parser tells: what a checker once found stays mended."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tinyhtml5.parser import HTMLParser

# A day, or an instant with its offset; of a fraction of a second HTML allows three digits.
INSTANT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?")
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "form")
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def faults(content: bytes) -> list[str]:
    """Return what is not valid on a page."""
    parser = HTMLParser(namespace_html_elements=False)
    page = parser.parse(content)
    found = [f"HTML at line {place[0]}: {error}" for place, error, *_values in parser.errors]
    elements = [one for one in page.iter() if isinstance(one.tag, str)]
    names = Counter(one.get("id") for one in elements if one.get("id") is not None)
    found += [f"{number} elements have the id {name}" for name, number in names.items() if number > 1]
    for one in elements:
        found += [f"{one.tag}: {fault}" for fault in _of_element(one, names)]
    return found + list(_skipped(elements))


def _of_element(element: Any, names: Counter[str]) -> Iterator[str]:
    if "datetime" in element.attrib and not INSTANT.fullmatch(element.get("datetime")):
        yield f"datetime {element.get('datetime')}"
    for reference in REFERENCES:
        for name in element.get(reference, "").split():
            if name not in names:
                yield f"{reference} is {name}, which nothing is"
    if element.tag == "option" and not any(sign.isalnum() for sign in "".join(element.itertext())):
        yield "without a word"
    if element.tag in {"section", "article"} and not _is_named(element):
        yield f"without heading or name: {element.get('class') or element.get('id') or ''}"


def _is_named(element: Any) -> bool:
    named = element.get("aria-label") or element.get("aria-labelledby")
    return bool(named) or any(one.tag in HEADINGS for one in element.iter())


def _skipped(elements: list[Any]) -> Iterator[str]:
    """Yield the headings that are more than one level below the one before."""
    level = 0
    for one in elements:
        if one.tag in HEADINGS:
            if int(one.tag[1]) > level + 1:
                yield f"{one.tag} follows h{level}: {''.join(one.itertext()).strip()[:60]}"
            level = int(one.tag[1])
