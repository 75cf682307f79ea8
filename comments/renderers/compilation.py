"""A compilation on paper: one part rendered, and stored parts put together."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from comments.comment_contexts import paragraph_context
from comments.models import Consultation
from comments.reading import compilation, for_states, paper_parts
from comments.reading.pieces import Piece
from documents import press, store, subjects
from documents.assembly import joining
from documents.assembly.parts import PartFailed, parts_of
from documents.assembly.stamping import Numbers
from documents.enums import DocumentKind
from documents.models import Document
from documents.registry import Obsolete, Rendered, renders
from documents.typesetting import AUTHOR, Meta


@renders(DocumentKind.COMPILATION_PART)
def part(document: Document) -> Rendered:
    """Render the pages of one part from what was kept for it."""
    content = document.content
    if content is None or paper_parts.key(content) != document.source_sha256:
        raise Obsolete  # asked for in other words, or for another style, than the portal has now
    dated = dt.date(2000, 1, 1)  # a part is read nowhere by itself; the whole bears its own day
    context = {
        "is_part": True,
        "head": content["head"],
        "columns": content["columns"],
        "sections": [
            section | {"groups": [_group(group) for group in section["groups"]]}
            for section in content["sections"]
        ],
        "outside": content.get("outside"),
    }
    meta = Meta(title=content["title"], dated=dated)
    return press.render_pdf("notes/pdf/matrix.html", document.language, meta, context, is_part=True)


@renders(DocumentKind.REPLIES)
def for_all_states(document: Document) -> Rendered:
    """Render the compilation that goes to every Member State with a note."""
    consultation, language = subjects.find(document, "consultation", Consultation), document.language
    replies = {for_states.source(consultation, with_replies=one): one for one in (True, False)}
    if document.source_sha256 not in replies:
        raise Obsolete
    found = compilation.for_states(consultation, language, with_replies=replies[document.source_sha256])
    parts = paper_parts.of(found, found.readings)
    sections = [
        section | {"groups": [_group(group) for group in section["groups"]]}
        for one in parts
        for section in one["sections"]
    ]
    context = {"head": parts[0]["head"], "columns": parts[0]["columns"], "sections": sections}
    context["outside"] = parts[-1].get("outside")
    meta = Meta(title=parts[0]["title"], dated=dt.date.fromisoformat(paper_parts.dated(found)))
    return press.render_pdf("notes/pdf/matrix.html", language, meta, context)


def _group(group: dict[str, Any]) -> dict[str, Any]:
    rows = [
        (row["is_long"], [[Piece(*piece) for piece in cell] for cell in row["cells"]])
        for row in group["rows"]
    ]
    return paragraph_context(group["label"], group["text"], rows)


@renders(DocumentKind.COMPILATION)
def whole(document: Document) -> Rendered:
    """Put stored parts together into one file, with its pages numbered."""
    content, found = document.content, parts_of(document)
    if content is None or len(found) != len(content["parts"]):
        raise Obsolete
    if not all(one.is_stored for one in found):
        raise PartFailed
    made = joining.join(
        [
            joining.Part(
                # Translators: first and last are numbers of comments
                _("Nos. %(first)s–%(last)s") % {"first": first, "last": last},
                document.language,
                store.read(one),
            )
            for (first, last), one in zip(content["numbers"], found, strict=True)
        ],
        title=content["title"],
        author=str(AUTHOR),
        language=document.language,
        dated=dt.date.fromisoformat(content["dated"]),
        finish=press.stamp(Numbers()).number_pages,
    )
    return Rendered(made, sum(one.pages for one in found))
