"""What an admitted file carries beside what it shows: no harm, but its readers are told.

Nothing here acts or fetches: that is refused by the gate. But a file may hold what was struck, said in the
margin, hidden or embedded, and not everybody who sends or opens it knows.
"""

import io
import posixpath
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any
from xml.parsers import expat

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cica_portal.languages import lowfirst
from cica_portal.uploads.pdf import kind_of_object


class Carried(models.TextChoices):
    TRACKED_CHANGES = "tracked_changes", pgettext_lazy("in a file", "tracked changes")
    COMMENTS = "comments", pgettext_lazy("in a file", "comments in the margin")
    HIDDEN_TEXT = "hidden_text", lowfirst(gettext_lazy("Hidden text"))
    HIDDEN_ROWS = "hidden_rows", pgettext_lazy("in a file", "hidden rows, columns or sheets")
    PIVOT_DATA = "pivot_data", pgettext_lazy("in a file", "source data of pivot tables")
    EMBEDDED = "embedded", pgettext_lazy("in a file", "embedded files")
    FORM_FIELDS = "form_fields", pgettext_lazy("in a file", "form fields")
    LAYERS = "layers", pgettext_lazy("in a file", "layers")
    EARLIER_VERSIONS = "earlier_versions", pgettext_lazy("in a file", "earlier versions of its content")


# Elements of Word that keep what a text was, and of Word and Excel that say something about it.
_CHANGES = frozenset(
    {
        *("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge", "numberingChange"),
        *("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblGridChange", "tblPrExChange"),
        *("trPrChange", "tcPrChange"),
    }
)
_COMMENTS = frozenset({"comment", "threadedComment"})
_FIELDS = frozenset({"ffData", "comboBox", "dropDownList", "checkbox"})
_FOLDED = frozenset({"row", "col", "sheet"})
# What an element that hides may stand in: only in a run it hides words.
_HOLDERS = frozenset({"r", "pPr", "style", "lvl"})
_WORD = "wordprocessingml"
_YES = frozenset({"1", "true", "on"})
_HIDDEN = _YES | {"hidden", "veryHidden"}
_EMBEDDINGS = "/embeddings/"
_REVISIONS = "xl/revisions/"

# What is said of a PDF page without being part of it: all annotations but these.
_NO_COMMENTS = frozenset({"/Link", "/Widget", "/Popup", "/PrinterMark", "/TrapNet", "/Watermark"})


def find_carried(kind: str, content: bytes) -> tuple[str, ...]:
    """Return what an admitted file carries beside what it shows, in the order in which it is named."""
    match kind:
        case "docx" | "xlsx":
            found = set(_of_package(content))
        case "pdf":
            found = set(_of_pdf(content))
        case _:
            found = set()
    return tuple(str(one) for one in Carried if one in found)


def named(carries: Iterable[str]) -> str:
    """Name what a file carries in the reader's language; what a later version found is left out."""
    known = set(Carried.values)
    return ", ".join(str(Carried(one).label) for one in carries if one in known)


def stated(carries: Iterable[str] | None) -> str:
    """Return what stands beside the link to a file; nothing for a file that is what it shows."""
    # Translators: things names what a file carries, as “tracked changes, embedded files”
    return _("Contains: %(things)s") % {"things": named(carries)} if carries else ""


# Office files ----------------------------------------------------------------------------------------
def _of_package(content: bytes) -> Iterator[Carried]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if _EMBEDDINGS in f"/{posixpath.dirname(name)}/":
                yield Carried.EMBEDDED
            elif name.startswith(_REVISIONS):
                yield Carried.TRACKED_CHANGES
            elif name.lower().endswith(".xml"):
                yield from _of_part(package.read(name))


def _of_part(part: bytes) -> set[Carried]:
    found: set[Carried] = set()
    holder = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal holder
        space, _space, local = tag.rpartition(" ")
        holder = local if local in _HOLDERS else holder
        if local in _CHANGES and _WORD in space:
            found.add(Carried.TRACKED_CHANGES)
        elif local in _COMMENTS:
            found.add(Carried.COMMENTS)
        elif local in _FIELDS:
            found.add(Carried.FORM_FIELDS)
        elif local == "vanish" and holder == "r" and attributes.get(f"{space} val", "1") in _YES:
            found.add(Carried.HIDDEN_TEXT)
        elif local in _FOLDED and {attributes.get("hidden"), attributes.get("state")} & _HIDDEN:
            found.add(Carried.HIDDEN_ROWS)
        elif local == "pivotCacheRecords":
            found.add(Carried.PIVOT_DATA)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.Parse(part, True)
    return found


# PDF -------------------------------------------------------------------------------------------------
def _of_pdf(content: bytes) -> Iterator[Carried]:
    import pikepdf  # noqa: PLC0415 - slow import, and only files from people need it

    if content.count(b"startxref") > (2 if b"/Linearized" in content[:1024] else 1):
        yield Carried.EARLIER_VERSIONS
    with pikepdf.open(io.BytesIO(content)) as document:
        form: Any = document.Root.get("/AcroForm")
        if kind_of_object(form) == "dictionary" and any(True for _one in _listed(form.get("/Fields"))):
            yield Carried.FORM_FIELDS
        if "/OCProperties" in document.Root:
            yield Carried.LAYERS
        notes = (one for page in document.pages for one in _listed(page.get("/Annots")))
        if {str(one.get("/Subtype")) for one in notes} - _NO_COMMENTS:
            yield Carried.COMMENTS


def _listed(found: Any) -> Iterator[Any]:
    """Yield the dictionaries of an array; of what is none, nothing."""
    return (
        (one for one in found if kind_of_object(one) == "dictionary")
        if kind_of_object(found) == "array"
        else iter(())
    )
