"""Comments in the margin of a Word file: remarks on a draft that go out with it, and those that come in."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from cica_portal import formats
from cica_portal.clock import stamp
from cica_portal.languages import reader_language
from plans.editing import remarks
from plans.models import ConceptPaper, Remark
from plans.word.docx_parts import W, paragraph, text_run

NAME_LENGTH = 100
# What a comment says of a task: whose, and by when.
TASK = "→ "


class Comment(NamedTuple):
    """What a person says in the margin; about one language where that is known."""

    author: str
    text: str
    language: str = ""
    at: dt.datetime | None = None


class Margin:
    """The comments of a file that is being written, by block; each stands once, in one of the languages."""

    def __init__(self, found: Mapping[uuid.UUID, Sequence[Comment]] | None = None) -> None:
        self.found = found or {}
        self.written: list[Comment] = []

    def around(self, content: str, key: uuid.UUID, languages: Collection[str]) -> str:
        """Return the content of a block with its comments about these languages."""
        for one in self.found.get(key, ()):
            if one.language in languages:
                number = len(self.written)
                self.written.append(one)
                reference = f'<w:r><w:commentReference w:id="{number}"/></w:r>'
                content = (
                    f'<w:commentRangeStart w:id="{number}"/>{content}<w:commentRangeEnd w:id="{number}"/>'
                )
                content += reference
        return content

    @property
    def part(self) -> str:
        """Return the part of the file that holds the comments; none where there are none."""
        made = "".join(_written(number, one) for number, one in enumerate(self.written))
        return f"<w:comments {W}>{made}</w:comments>" if made else ""


def _written(number: int, one: Comment) -> str:
    author = quoteattr(one.author)
    initials = quoteattr("".join(word[:1] for word in one.author.split())[:4])
    when = f' w:date="{stamp(one.at)}"' if one.at else ""
    said = "".join(paragraph(text_run(line)) for line in one.text.split("\n"))
    return f'<w:comment w:id="{number}" w:author={author} w:initials={initials}{when}>{said}</w:comment>'


def of_draft(paper: ConceptPaper) -> dict[uuid.UUID, list[Comment]]:
    """Return the open remarks on a draft by block, each with its answers behind it (two queries)."""
    found: dict[uuid.UUID, list[Comment]] = {}
    for threads in remarks.open_threads(paper, with_answers=True).values():
        for thread in threads:
            said = [thread, *thread.answers.all()]
            found.setdefault(thread.block.key, []).extend(
                Comment(one.author, one.text + _task(one), one.language, one.at) for one in said
            )
    return found


def _task(one: Remark) -> str:
    if one.person is None:
        return ""
    day = formats.date(one.due_on, reader_language()) if one.due_on else ""
    return f"\n{TASK}{', '.join(filter(None, (one.person.display_name, day)))}"


def unknown(found: Iterable[Comment], known: Collection[tuple[str, str]]) -> list[tuple[int, Comment]]:
    """Return the comments, with their places, that are no remarks yet; `known` says who said what."""
    return [(place, one) for place, one in enumerate(found) if not _is_known(one, known)]


def _is_known(one: Comment, known: Collection[tuple[str, str]]) -> bool:
    text = " ".join(one.text.split())
    return (one.author, text) in known or (one.author, text.rpartition(f" {TASK}")[0]) in known
