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


@dataclass(frozen=True, slots=True)
class Part:
    """One finished document: its title among the bookmarks, its language, its file."""

    title: str
    language: str
    content: bytes


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
    file before it is written.

    The largest part is the ground on which the others are laid: most of the tags are never copied.
    """
    ground = max(range(len(parts)), key=lambda number: len(parts[number].content))
    with pikepdf.open(io.BytesIO(parts[ground].content)) as made:
        root = made.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array(), ParentTreeNextKey=0))
        whole = made.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root, K=Array()))
        root.K.append(whole)
        joined = _Joined(made, whole, NumberTree(made.Root.StructTreeRoot.ParentTree))
        # The keys of the ground stay as they are: those of the others follow them.
        joined.following = 1 + max((key for key, _tags in joined.nested.items()), default=-1)
        laid = {ground: joined.lay_ground(parts[ground])}
        for number, part in enumerate(parts):
            if number != ground:
                with pikepdf.open(io.BytesIO(part.content)) as source:
                    laid[number] = joined.lay(part, source)
        in_order = [laid[number] for number in range(len(parts))]
        whole.K = Array([tag for one in in_order for tag in one.tags])
        root.ParentTree, root.ParentTreeNextKey = joined.nested.obj, joined.following
        made.Root.StructTreeRoot, made.Root.Lang = root, String(language)
        pages = [pikepdf.Page(page) for one in in_order for page in one.pages]
        del made.pages[:]
        made.pages.extend(pages)
        _name_places(made, in_order)
        _bookmark(made, parts, in_order)
        _describe(made, title=title, author=author, dated=dated)
        if finish is not None:
            finish(made)
        return _saved(made)


@dataclass(frozen=True, slots=True)
class _Laid:
    """What of a part lies in the joined file: its pages, its tags, its named places, its bookmarks."""

    pages: list[Any]
    tags: list[Any]
    places: list[tuple[str, Any]]
    bookmarks: list[Any]


class _Joined:
    def __init__(self, made: Pdf, whole: Any, nested: NumberTree) -> None:
        self.made, self.whole, self.nested, self.following = made, whole, nested, 0

    def lay_ground(self, part: Part) -> _Laid:
        made = self.made
        pages = [page.obj for page in made.pages]
        laid = _Laid(
            pages,
            self._tags(part, made.Root.StructTreeRoot),
            self._places(made.Root.get(Name.Names, {}).get(Name.Dests), pages),
            _first_bookmarks(made.Root.get(Name.Outlines)),
        )
        for key in (Name.Names, Name.Outlines):
            if key in made.Root:
                del made.Root[key]
        return laid

    def lay(self, part: Part, source: Pdf) -> _Laid:
        made = self.made
        begun = len(made.pages)
        made.pages.extend(source.pages)
        pages = [page.obj for page in list(made.pages)[begun:]]
        tree = made.copy_foreign(source.Root.StructTreeRoot)
        keys = {}
        for key, tags in NumberTree(tree.ParentTree).items():
            keys[key] = self.following
            self.nested[self.following] = tags
            self.following += 1
        for owner, name in _tagged(pages):
            owner[name] = keys[int(owner[name])]
        return _Laid(
            pages,
            self._tags(part, tree),
            self._places(self._copied(source, source.Root.get(Name.Names, {}).get(Name.Dests)), pages),
            _first_bookmarks(self._copied(source, source.Root.get(Name.Outlines))),
        )

    def _copied(self, source: Pdf, found: Any) -> Any:
        return None if found is None else self.made.copy_foreign(source.make_indirect(found))

    def _tags(self, part: Part, tree: Any) -> list[Any]:
        """Return the uppermost tags of the part, hung under the whole."""
        found = _kids(tree)
        for element in found:
            element.P, element.S = self.whole, Name.Part
            element.Lang, element.T = String(part.language), String(part.title)
        return found

    def _places(self, tree: Any, pages: Sequence[Any]) -> list[tuple[str, Any]]:
        """Return the part's named places under names that no other part has, and lead its links to them."""
        if tree is None:
            return []
        prefix = f"{pages[0].objgen[0]}-"
        for page in pages:
            for annotation in page.get(Name.Annots, ()):
                for owner, key in ((annotation, Name.Dest), (annotation.get(Name.A, {}), Name.D)):
                    if isinstance(owner.get(key), String):
                        owner[key] = String(f"{prefix}{owner[key]}")
        return [(f"{prefix}{name}", place) for name, place in pikepdf.NameTree(tree).items()]


def _saved(made: Pdf) -> bytes:
    stream = io.BytesIO()
    made.save(
        stream,
        min_version="1.7",
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return stream.getvalue()


# Tags ------------------------------------------------------------------------------------------------
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
def _name_places(made: Pdf, laid: Sequence[_Laid]) -> None:
    named = sorted((place for one in laid for place in one.places), key=lambda pair: pair[0])
    if named:
        entries = Array([half for name, place in named for half in (String(name), place)])
        limits = Array([String(named[0][0]), String(named[-1][0])])
        kid = made.make_indirect(Dictionary(Names=entries, Limits=limits))
        made.Root.Names = Dictionary(Dests=Dictionary(Kids=Array([kid])))


def _first_bookmarks(outlines: Any) -> list[Any]:
    if outlines is None or Name.First not in outlines:
        return []
    return list(_siblings(outlines.First))


def _siblings(item: Any) -> Iterator[Any]:
    while item is not None:
        yield item
        item = item.get(Name.Next)


def _bookmark(made: Pdf, parts: Sequence[Part], laid: Sequence[_Laid]) -> None:
    with made.open_outline() as outline:
        for part, one in zip(parts, laid, strict=True):
            entry = OutlineItem(part.title, Array([one.pages[0], Name.Fit]))
            entry.children.extend(_item(item) for item in one.bookmarks)
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
