"""What of a Word file lies in parts of its own, beside the body: styles, numbering, notes, comments."""

import datetime as dt
from typing import Any

from cica_portal.text import normalise
from plans.word.comments import NAME_LENGTH, Comment, done, threaded
from plans.word.docx_parts import THREADS_RELATION
from plans.word.markup.elements import W, plain
from plans.word.markup.styles import qn


def root(document: Any, kind: str) -> Any:
    """Return the root of the part that the body has in this relation; None where there is none."""
    try:
        part = document.part.part_related_by(kind)
    except KeyError:
        return None
    element = getattr(part, "element", None)
    if element is None:
        from docx.oxml import parse_xml  # noqa: PLC0415 - slow import

        element = parse_xml(part.blob)
    return element


def comments(document: Any, kind: str) -> dict[str, Comment]:
    """Return the comments in the margin by their numbers."""
    element, threads = root(document, kind), root(document, THREADS_RELATION)
    if element is None:
        return {}
    replies = {} if threads is None else threaded(element, threads)
    settled = set() if threads is None else done(element, threads)
    found = {}
    for one in element.findall(qn("w:comment")):
        author = " ".join(one.get(qn("w:author"), "").split())[:NAME_LENGTH]
        number = one.get(qn("w:id"), "")
        above, is_done = replies.get(number, ""), number in settled
        found[number] = Comment(author, _said(one), number=number, replies_to=above, is_done=is_done)
    return found


def _said(comment: Any) -> str:
    return normalise("\n".join(plain(found) for found in comment.findall(f"{W}p"))).strip()


def notes(document: Any, kind: str, name: str) -> dict[str, str]:
    """Return the notes at the foot or the end by their numbers."""
    element = root(document, kind)
    if element is None:
        return {}
    return {note.get(qn("w:id"), ""): plain(note) for note in element.findall(qn(f"w:{name}"))}


def marked(document: Any) -> str:
    """Return what a file says of itself: its identifier, else what stands at the foot of its pages."""
    feet = [part for part in document.part.rels.values() if part.reltype.endswith("/footer")]
    lines = [plain(found) for part in feet for found in part.target_part.element.iter(f"{W}p")]
    return "\n".join([document.core_properties.identifier or "", *lines])


def made_at(document: Any) -> dt.datetime | None:
    """Return when the file was made: Word and LibreOffice leave that as it was when they save it again."""
    created = document.core_properties.created
    return created.replace(tzinfo=dt.UTC) if created is not None and created.tzinfo is None else created
