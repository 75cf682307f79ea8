"""From parts to bytes: one part rendered, and stored parts put together. For processes that render."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from comments.compilation.columns import Piece
from notes import documents, pdf
from notes.compilations import asking, parts
from notes.compilations.stamping import Stamp
from notes.models import Document
from notes.packages import joining
from notes.pdf import Rendered
from notes.sheets import Meta, paragraph_context


class PartFailed(Exception):
    """A part of the compilation could not be rendered: the whole cannot be put together."""


def part(document: Document) -> Rendered:
    """Render the pages of one part from what was kept for it."""
    content = document.content
    if content is None or parts.key(content) != document.source_sha256:
        raise documents.Obsolete  # asked for in other words, or for another style, than the portal has now
    dated = dt.date(2000, 1, 1)  # a part is read nowhere by itself; the whole bears its own day
    context = {
        "head": content["head"],
        "columns": content["columns"],
        "sections": [
            section | {"groups": [_group(group) for group in section["groups"]]}
            for section in content["sections"]
        ],
    }
    return pdf.matrix(context, document.language, Meta(title=content["title"], dated=dated))


def _group(group: dict[str, Any]) -> dict[str, Any]:
    rows = [
        (row["is_long"], [[Piece(*piece) for piece in cell] for cell in row["cells"]])
        for row in group["rows"]
    ]
    return paragraph_context(group["label"], group["text"], rows)


def whole(document: Document) -> Rendered:
    """Put stored parts together into one file, with its pages numbered."""
    content, found = document.content, asking.parts_of(document)
    if content is None or len(found) != len(content["parts"]):
        raise documents.Obsolete
    if not all(one.is_stored for one in found):
        raise PartFailed
    stamp = Stamp(pdf.digits())
    made = joining.join(
        [
            joining.Part(
                _("Nos. %(first)s–%(last)s") % {"first": first, "last": last},
                document.language,
                documents.read(one),
            )
            for (first, last), one in zip(content["numbers"], found, strict=True)
        ],
        title=content["title"],
        author=_("Secretariat of the Conference on Interaction and Confidence Building Measures in Asia"),
        language=document.language,
        dated=dt.date.fromisoformat(content["dated"]),
        finish=stamp.number_pages,
    )
    return Rendered(made, sum(one.pages for one in found))
