"""Elements of the XML of a Word file, each by itself: its words, its name, what it shows."""

from typing import Any

from cica_portal.spaces import ordinary
from plans.word.house import BOUND_STYLE
from plans.word.markup.styles import NAMESPACES, Styles

W, M, MC = (f"{{{NAMESPACES[prefix]}}}" for prefix in ("w", "m", "mc"))


def spaced(element: Any) -> str:
    text = element.text or ""
    preserved = element.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
    return text if preserved else text.strip(" \t\n\r")


def plain(element: Any) -> str:
    """Return all the words of an element, deleted and hidden ones too, for the report."""
    words = []
    for found in element.iter():
        if found.tag in {f"{W}t", f"{W}delText", f"{M}t"}:
            words.append(found.text or "")
        elif found.tag == f"{W}noBreakHyphen":
            words.append("-")
        elif found.tag in {f"{W}p", f"{W}tab", f"{W}br"}:
            words.append(" ")
    return " ".join("".join(words).split())


def loosen(body: Any, styles: Styles) -> Any:
    """Return the body with ordinary signs where the portal wrote those at which no line ends."""
    for named in body.iter(f"{W}rStyle"):
        run = named.getparent().getparent()
        if run.tag == f"{W}r" and BOUND_STYLE.lower() in styles.names(named.get(f"{W}val"))[:1]:
            for child in run:
                if child.tag in {f"{W}t", f"{W}delText"}:
                    child.text = ordinary(child.text or "")
                elif child.tag == f"{W}noBreakHyphen":
                    child.tag, child.text = f"{W}t", "-"
    return body


def outside_runs(element: Any) -> str:
    """Return the words of an element that stand in no run of it, as no Word writes them."""
    return " ".join(
        found.text.strip()
        for found in element.iter(f"{W}t", f"{W}delText")
        if (found.text or "").strip() and not _is_in_run(found, element)
    )


def _is_in_run(found: Any, within: Any) -> bool:
    for above in found.iterancestors():
        if above is within:
            return False
        if above.tag == f"{W}r":
            return True
    return False


def described(element: Any) -> str:
    for found in element.iter():
        if isinstance(found.tag, str) and found.tag.endswith(("}docPr", "}cNvPr", "}shape", "}OLEObject")):
            text = found.get("descr") or found.get("alt") or found.get("name") or found.get("ProgID")
            if text:
                return text
    return ""


def chosen(element: Any) -> list[Any]:
    """Return the content that Word shows of several alternatives."""
    for name in ("Choice", "Fallback"):
        found = element.find(f"{MC}{name}")
        if found is not None:
            return list(found)
    return []


def local_name(element: Any) -> str:
    return element.tag.rpartition("}")[2]
