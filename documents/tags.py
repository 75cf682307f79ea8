"""The tags of a finished document, which say to readers aloud what each line belongs to."""

from collections.abc import Iterator
from typing import Any

import pydyf

# What may hold its text itself.
HOLDERS = {
    "/P",
    "/TD",
    "/TH",
    "/Span",
    "/Caption",
    "/LBody",
    "/Lbl",
    *(f"/H{level}" for level in range(1, 7)),
}
PLAIN = {"Type", "S", "K", "Pg", "P"}

Element = dict[str, Any]


def lighten(pdf: pydyf.PDF) -> None:
    """Let paragraphs and cells hold their lines themselves, and leave out what says and holds nothing.

    The renderer makes an element of each line, each break and each emphasis: two thirds of all that a joined
    file has, and of what it takes to join and to hold it. What is empty from here on is left behind when the
    part is joined.
    """
    found = [one for one in pdf.objects if isinstance(one, dict)]
    elements = {one.reference: one for one in found if one.get("Type") == "/StructElem"}
    held: dict[bytes, bytes] = {}
    for reference, element in reversed(elements.items()):  # what is inside comes after what holds it
        if element:
            element["K"][:] = _kids(reference, element, element, elements, held)
    (root,) = (one for one in found if one.get("Type") == "/StructTreeRoot")
    (places,) = (one["Nums"] for one in pdf.objects if one.reference == root["ParentTree"])
    for place in places[1::2]:
        if isinstance(place, list):
            place[:] = [_holder(reference, held) for reference in place]


def _kids(
    holder: bytes, element: Element, inside: Element, elements: dict[bytes, Element], held: dict[bytes, bytes]
) -> Iterator[Any]:
    """Yield what an element holds, where it is met in it or `inside` what says nothing by itself."""
    for kid in list(inside["K"]):
        child = elements.get(kid)
        if child is None:
            yield kid
        elif _is_plain(child, "/NonStruct") and not child["K"]:
            child.clear()
        elif element["S"] in HOLDERS and child["Pg"] == element["Pg"] and _is_transparent(child):
            yield from _kids(holder, element, child, elements, held)
            held[kid] = holder
            child.clear()
        else:
            child["P"] = holder
            yield kid


def _is_transparent(element: Element) -> bool:
    """Tell whether nothing is said of an element but that its text stands on a page."""
    is_line = _is_plain(element, "/Span") and all(isinstance(kid, int) for kid in element["K"])
    return is_line or _is_plain(element, "/NonStruct")


def _is_plain(element: Element, kind: str) -> bool:
    return element["S"] == kind and element.keys() == PLAIN


def _holder(reference: bytes, held: dict[bytes, bytes]) -> bytes:
    while reference in held:
        reference = held[reference]
    return reference
