"""Comments in the margin of a Word file: remarks on a draft that go out with it, and those that come in."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from xml.sax.saxutils import quoteattr

from cica_portal import formats
from cica_portal.clock import stamp
from cica_portal.languages import reader_language
from cica_portal.text import is_blank
from plans.editing import remarks
from plans.models import ConceptPaper, Remark
from plans.word.docx_parts import W, paragraph, text_run

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAME_LENGTH = 100
# What a comment says of a task: whose, and by when.
TASK = "→ "


W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
_IGNORABLE = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable='


class Comment(NamedTuple):
    """What a person says in the margin; about one language where that is known. `number` is its own in the
    file, `replies_to` that of the one that began its thread, which somebody may have marked as done."""

    author: str
    text: str
    language: str = ""
    at: dt.datetime | None = None
    number: str = ""
    replies_to: str = ""
    is_done: bool = False


class Offer(NamedTuple):
    """A comment that is no remark yet, by what names it in a form; `thread` is the remark that it replies to,
    where that is one, `said` what it replies to, "" where it begins a thread."""

    value: str
    comment: Comment
    thread: Remark | None
    said: str


# Who said what in the remarks on a draft, and in which thread.
Known = Mapping[tuple[str, str], Remark]


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
        head = f'{W} xmlns:w14="{W14}" {_IGNORABLE}"w14"'
        return f"<w:comments {head}>{made}</w:comments>" if made else ""

    @property
    def threads(self) -> str:
        """Return the part that says which comments reply to which; none where there are no comments."""
        places = {one.number: place for place, one in enumerate(self.written)}
        made = ""
        for place, one in enumerate(self.written):
            first = places.get(one.replies_to)
            above = f' w15:paraIdParent="{_paragraph_id(first)}"' if first is not None else ""
            made += f'<w15:commentEx w15:paraId="{_paragraph_id(place)}"{above} w15:done="0"/>'
        head = f'xmlns:w15="{W15}" {_IGNORABLE}"w15"'
        return f"<w15:commentsEx {head}>{made}</w15:commentsEx>" if made else ""


def _paragraph_id(place: int) -> str:
    return f"{place + 1:08X}"


def _written(number: int, one: Comment) -> str:
    author = quoteattr(one.author)
    initials = quoteattr("".join(word[:1] for word in one.author.split())[:4])
    when = f' w:date="{stamp(one.at)}"' if one.at else ""
    *lines, last = (paragraph(text_run(line)) for line in one.text.split("\n"))
    said = "".join(lines) + last.replace("<w:p>", f'<w:p w14:paraId="{_paragraph_id(number)}">', 1)
    return f'<w:comment w:id="{number}" w:author={author} w:initials={initials}{when}>{said}</w:comment>'


def of_draft(paper: ConceptPaper) -> dict[uuid.UUID, list[Comment]]:
    """Return the open remarks on a draft by block, each with its answers behind it (two queries)."""
    found: dict[uuid.UUID, list[Comment]] = {}
    for threads in remarks.open_threads(paper, with_answers=True).values():
        for thread in threads:
            said = [thread, *thread.answers.all()]
            found.setdefault(thread.block.key, []).extend(
                Comment(
                    one.author,
                    one.text + _task(one),
                    one.language,
                    one.at,
                    str(one.pk),
                    str(one.thread_id or ""),
                )
                for one in said
            )
    return found


def _task(one: Remark) -> str:
    if one.person is None:
        return ""
    day = formats.date(one.due_on, reader_language()) if one.due_on else ""
    return f"\n{TASK}{', '.join(filter(None, (one.person.display_name, day)))}"


def _numbers(element: Any) -> dict[str, str]:
    """Return the number of each comment by the ids of its paragraphs."""
    numbers = {}
    for one in element.findall(f"{_W}comment"):
        ids = [paragraph.get(f"{{{W14}}}paraId") for paragraph in one.findall(f"{_W}p")]
        numbers |= {name: one.get(f"{_W}id", "") for name in ids if name}
    return numbers


def done(element: Any, threads: Any) -> set[str]:
    """Return the numbers of the comments of a file whose threads were marked as done."""
    numbers, marked = _numbers(element), threads.findall(f"{{{W15}}}commentEx")
    ids = (one.get(f"{{{W15}}}paraId", "") for one in marked if one.get(f"{{{W15}}}done") in ("1", "true"))
    return {numbers[name] for name in ids if name in numbers}


def threaded(element: Any, threads: Any) -> dict[str, str]:
    """Return by the number of each comment of a file that of the one that it replies to."""
    numbers = _numbers(element)
    found = {}
    for one in threads.findall(f"{{{W15}}}commentEx"):
        own = numbers.get(one.get(f"{{{W15}}}paraId", ""))
        above = numbers.get(one.get(f"{{{W15}}}paraIdParent", ""))
        if own and above:
            found[own] = above
    return {own: found.get(above, above) for own, above in found.items()}


def offers(item: int, found: Sequence[Comment], known: Known) -> list[Offer]:
    """Return the comments on the paragraph at this place that are no remarks yet. A reply goes into the
    thread of what it replies to; so does what somebody wrote below the words of a remark, in one comment."""
    made = []
    by_number = {one.number: one for one in found if one.number}
    for place, one in enumerate(found):
        if _thread(one.author, one.text, known) is not None:
            continue
        first = by_number.get(one.replies_to)
        thread = _thread(first.author, first.text, known) if first else None
        appended = _appended(one, known) if first is None else None
        if appended is not None:
            if not any(text == _plain(appended.comment.text) for _author, text in known):
                made.append(appended._replace(value=f"{item}-{place}"))
        else:
            made.append(Offer(f"{item}-{place}", one, thread, first.text if first else ""))
    return made


def _appended(one: Comment, known: Known) -> Offer | None:
    lines = one.text.split("\n")
    for count in range(len(lines) - 1, 0, -1):
        said, rest = "\n".join(lines[:count]), "\n".join(lines[count:])
        thread = _thread(one.author, said, known)
        if thread is not None and not is_blank(rest):
            return Offer("", one._replace(author="", text=rest.strip()), thread, said)
    return None


def _thread(author: str, text: str, known: Known) -> Remark | None:
    """Return the remark in whose thread this was said, if it was."""
    plain = _plain(text)
    return known.get((author, plain)) or known.get((author, plain.rpartition(f" {TASK}")[0]))


def _plain(text: str) -> str:
    return " ".join(text.split())
