"""Joining finished PDFs into one that keeps what each of them is: tagged, bookmarked, archival (PDF/A-3a).

Joining pages drops the tags that belong to the file and not to the page. Here they are put together again:
each part's structure tree under one root, its entries of the parent tree renumbered, its bookmarks under one
of its own, its named places renamed. The same bytes for the same parts.
"""

import datetime as dt
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, NumberTree, OutlineItem, Pdf, String

PRODUCER = f"pikepdf {pikepdf.__version__}"
# What a whole file says once, taken over from its first part.
SHARED = (Name.OutputIntents, Name.MarkInfo, Name.ViewerPreferences)


@dataclass(frozen=True, slots=True)
class Part:
    """One finished document: its title among the bookmarks, its language, its file."""

    title: str
    language: str
    content: bytes


def page_count(content: bytes) -> int:
    with pikepdf.open(io.BytesIO(content)) as file:
        return len(file.pages)


def join(
    parts: Sequence[Part],
    *,
    title: str,
    author: str,
    language: str,
    dated: dt.date,
    finish: Callable[[Pdf], None] | None = None,
) -> bytes:
    """Return the parts as one file, in their order, each beginning on its own page; `finish` is shown the
    file before it is written."""
    made = pikepdf.new()
    made.Root.Lang = String(language)
    root = made.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array(), ParentTreeNextKey=0))
    made.Root.StructTreeRoot = root
    whole = made.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root, K=Array()))
    root.K.append(whole)
    nested = NumberTree.new(made)
    root.ParentTree = nested.obj
    named, bookmarks, following = [], [], 0
    for number, part in enumerate(parts):
        with pikepdf.open(io.BytesIO(part.content)) as source:
            if number == 0:
                for key in SHARED:
                    made.Root[key] = made.copy_foreign(source.make_indirect(source.Root[key]))
            begun = len(made.pages)
            made.pages.extend(source.pages)
            pages = [page.obj for page in list(made.pages)[begun:]]
            following = _take_tags(made, source, part, whole, nested, following, pages)
            named += _take_places(made, source, f"{number}-", pages)
            bookmarks.append((part, begun, _copied_outline(made, source)))
    root.ParentTreeNextKey = following
    if named:
        entries = Array([one for pair in sorted(named, key=lambda pair: str(pair[0])) for one in pair])
        limits = Array([entries[0], entries[-2]])
        made.Root.Names = Dictionary(Dests=Dictionary(Kids=Array([Dictionary(Names=entries, Limits=limits)])))
    _bookmark(made, bookmarks)
    _describe(made, title=title, author=author, dated=dated)
    if finish is not None:
        finish(made)
    stream = io.BytesIO()
    made.save(
        stream,
        min_version="1.7",
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return stream.getvalue()


# Tags ------------------------------------------------------------------------------------------------
def _take_tags(
    made: Pdf, source: Pdf, part: Part, whole: Any, nested: NumberTree, following: int, pages: Sequence[Any]
) -> int:
    """Hang the part's structure under the whole; return the next free key of the parent tree."""
    tree = made.copy_foreign(source.Root.StructTreeRoot)
    for element in _kids(tree):
        element.P = whole
        element.S = Name.Part
        element.Lang = String(part.language)
        element.T = String(part.title)
        whole.K.append(element)
    keys = {}
    for key, value in NumberTree(tree.ParentTree).items():
        keys[key] = following
        nested[following] = value
        following += 1
    for owner, name in _tagged(pages):
        owner[name] = keys[int(owner[name])]
    return following


def _kids(tree: Any) -> list[Any]:
    kids = tree.get(Name.K, Array())
    return list(kids) if isinstance(kids, Array) else [kids]


def _tagged(pages: Sequence[Any]) -> Iterator[tuple[Any, str]]:
    """Yield what points into the parent tree: pages, their annotations, and forms drawn on them."""
    forms = {}
    for page in pages:
        if Name.StructParents in page:
            yield page, Name.StructParents
        for annotation in page.get(Name.Annots, ()):
            if Name.StructParent in annotation:
                yield annotation, Name.StructParent
        for form in page.get(Name.Resources, {}).get(Name.XObject, {}).values():
            if Name.StructParents in form:
                forms[form.objgen] = form
    for form in forms.values():
        yield form, Name.StructParents


# Places and bookmarks --------------------------------------------------------------------------------
def _take_places(made: Pdf, source: Pdf, prefix: str, pages: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Return the part's named places under names that no other part has, and lead its links to them."""
    tree = source.Root.get(Name.Names, {}).get(Name.Dests)
    if tree is None:
        return []
    copied = made.copy_foreign(source.make_indirect(tree))
    found = [(String(f"{prefix}{name}"), place) for name, place in pikepdf.NameTree(copied).items()]
    for page in pages:
        for annotation in page.get(Name.Annots, ()):
            for owner, key in ((annotation, Name.Dest), (annotation.get(Name.A, {}), Name.D)):
                if isinstance(owner.get(key), String):
                    owner[key] = String(f"{prefix}{owner[key]}")
    return found


def _copied_outline(made: Pdf, source: Pdf) -> list[Any]:
    outlines = source.Root.get(Name.Outlines)
    if outlines is None or Name.First not in outlines:
        return []
    copied = made.copy_foreign(source.make_indirect(outlines))
    return list(_siblings(copied.First))


def _siblings(item: Any) -> Iterator[Any]:
    while item is not None:
        yield item
        item = item.get(Name.Next)


def _bookmark(made: Pdf, bookmarks: Sequence[tuple[Part, int, list[Any]]]) -> None:
    with made.open_outline() as outline:
        for part, begun, items in bookmarks:
            entry = OutlineItem(part.title, begun)
            entry.children.extend(_item(item) for item in items)
            entry.is_closed = True
            outline.root.append(entry)
    made.Root.PageMode = Name.UseOutlines


def _item(found: Any) -> OutlineItem:
    made = OutlineItem(str(found.Title), found.Dest)
    if Name.First in found:
        made.children.extend(_item(child) for child in _siblings(found.First))
    made.is_closed = True
    return made


# What the file says of itself ------------------------------------------------------------------------
def _describe(made: Pdf, *, title: str, author: str, dated: dt.date) -> None:
    made.docinfo = made.make_indirect(
        Dictionary(
            Title=String(title),
            Author=String(author),
            Producer=String(PRODUCER),
            CreationDate=String(f"D:{dated:%Y%m%d}"),
            ModDate=String(f"D:{dated:%Y%m%d}"),
        )
    )
    with made.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = title
        metadata["dc:creator"] = [author]
        metadata["pdf:Producer"] = PRODUCER
        metadata["xmp:CreateDate"] = metadata["xmp:ModifyDate"] = dated.isoformat()
        metadata["pdfaid:part"] = "3"
        metadata["pdfaid:conformance"] = "A"
