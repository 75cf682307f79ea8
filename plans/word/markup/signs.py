"""The signs of tracked changes in the XML of a Word file: what each stands for, and whose it is."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from plans.word.house import LABEL_STYLE, style_id
from plans.word.markup.styles import qn

P, R, TR = qn("w:p"), qn("w:r"), qn("w:tr")
INS, DEL, MOVE_FROM, MOVE_TO = qn("w:ins"), qn("w:del"), qn("w:moveFrom"), qn("w:moveTo")
WAS_PARAGRAPH, WAS_RUN = qn("w:pPrChange"), qn("w:rPrChange")
NEW, GONE = {INS, MOVE_TO}, {DEL, MOVE_FROM}
TAGS = (INS, DEL, MOVE_FROM, MOVE_TO, WAS_PARAGRAPH, WAS_RUN)
# The portal's own marks in the XML: a change that is left out, a row that is gone, a paragraph that was one
# with the next before somebody split it.
LEFT_OUT, GONE_ROW, UNSPLIT = "{urn:cica}leftOut", "{urn:cica}goneRow", "{urn:cica}unsplit"

DELETED = "deleted"


def author(element: Any) -> str:
    return element.get(qn("w:author"), "").strip()


def signed(element: Any, words: str) -> str:
    """Return words with the author of the change that they stand in."""
    return said_by(author(element), words.strip())


def said_by(name: str, words: str) -> str:
    return f"{name}: {words}" if name else words


def paragraph_of(element: Any) -> Any:
    """Return the paragraph that an element is in; of a row of a table, its first one."""
    for above in element.iterancestors():
        if above.tag == P:
            return above
        if above.tag == TR:
            return next(above.iter(P), None)
    return None


def is_mark(element: Any) -> bool:
    """Tell whether a change is of the end of a paragraph, not of words."""
    parent = element.getparent()
    return parent.tag == qn("w:rPr") and parent.getparent().tag == qn("w:pPr") and element.tag in TAGS[:4]


def mark_of(paragraph: Any, tag: str) -> Any:
    return paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{tag}")


def is_of_row(element: Any) -> bool:
    return element.getparent().tag == qn("w:trPr")


def end_of(properties: Any) -> str:
    """Return why a paragraph does not end where its mark stands, or nothing where it does."""
    mark = None if properties is None else properties.find(qn("w:rPr"))
    tags = () if mark is None else {found.tag for found in mark}
    return DELETED if GONE & set(tags) else UNSPLIT if UNSPLIT in tags else ""


def is_moved(properties: Any) -> bool:
    """Tell whether a paragraph was moved to where it stands."""
    return properties is not None and properties.find(f"{qn('w:rPr')}/{MOVE_TO}") is not None


def is_turned(properties: Any) -> bool:
    """Tell whether a tracked change made another kind of paragraph of it."""
    was = None if properties is None else properties.find(WAS_PARAGRAPH)
    return was is not None and _setting(was.find(properties.tag)) != _setting(properties)


def _setting(properties: Any) -> list[tuple[str, dict[str, str]]]:
    """Return what says of a paragraph which block it is: its style, numbering and level."""
    if properties is None:
        return []
    return [
        (one.tag, dict(one.attrib))
        for name in ("w:pStyle", "w:numPr", "w:outlineLvl")
        for found in properties.findall(qn(name))
        for one in found.iter()
    ]


def restore(element: Any) -> None:
    """Give a paragraph or run the properties back that it had; what is no property of style stays."""
    properties = element.getparent()
    was = element.find(properties.tag)
    kept = {qn("w:rPr"), qn("w:sectPr")} if element.tag == WAS_PARAGRAPH else set(TAGS[:4])
    for child in list(properties):
        if child.tag not in kept:
            properties.remove(child)
    for place, child in enumerate([] if was is None else list(was)):
        properties.insert(place, child)


def has_words(paragraph: Any, outside: Collection[str]) -> bool:
    """Tell whether a paragraph has words that stand in none of these elements."""
    for run in paragraph.iter(R):
        if run_text(run).strip() and not is_label(run):
            above = {one.tag for one in run.iterancestors() if one.tag in TAGS}
            if not above & set(outside):
                return True
    return False


def words_of(element: Any) -> str:
    return " ".join("".join(run_text(run) for run in element.iter(R) if not is_label(run)).split())


def is_label(run: Any) -> bool:
    """Tell whether a run is a label that the portal wrote: it counts them anew."""
    style = run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
    return style is not None and style.get(qn("w:val")) == style_id(LABEL_STYLE)


def run_text(run: Any, hyphen: str = "\u2011") -> str:
    """Return the words of a run, deleted ones too; `hyphen` stands for one that does not break."""
    words = []
    for child in run:
        if child.tag in {qn("w:t"), qn("w:delText")}:
            words.append(child.text or "")
        elif child.tag == qn("w:noBreakHyphen"):
            words.append(hyphen)
        elif child.tag == qn("w:tab"):
            words.append("\t")
        elif child.tag in {qn("w:br"), qn("w:cr")}:
            words.append("\n")
    return "".join(words)


def date_of(element: Any) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(element.get(qn("w:date"), ""))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
