r"""Emphasis in plain text: *italics*, **bold**, ***both***; every other asterisk is an asterisk.

A mark opens before a word and never inside or behind one, closes behind a sign that is no space, and both
stand in one line. `\*` is an asterisk whatever stands around it. The text with its marks is what is stored,
hashed and compared; the marks become type where a text is shown, and nothing in a text ever becomes markup.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

PLAIN, ITALIC, BOLD, BOTH = range(4)
# The style of a sign that is not shown: a mark, or the backslash before an asterisk.
HIDDEN = 4

_MARKED = re.compile(r"(\\\*)|(?<![\w*])(\*{1,3})(?![\s*])((?:\\\*|[^*\\\n]|\\(?!\*))+)(?<!\s)\2(?!\*)")
_HIDING = re.compile(r"\\(?=\*)")
_NO_OPENING = re.compile(r"[\w*\\]")
_TAGS = {ITALIC: "<em>{}</em>", BOLD: "<strong>{}</strong>", BOTH: "<strong><em>{}</em></strong>"}


class Run(NamedTuple):
    """Words of one style, as they are read."""

    text: str
    style: int = PLAIN

    @property
    def is_bold(self) -> bool:
        return bool(self.style & BOLD)


def style_of(*, italic: bool, bold: bool) -> int:
    return ITALIC * italic | BOLD * bold


def styles(text: str) -> bytearray:
    """Return the style of each sign of a text."""
    found = bytearray(len(text))
    if "*" not in text:
        return found
    for match in _MARKED.finditer(text):
        if match[1]:
            found[match.start()] = HIDDEN
            continue
        style, (start, end) = len(match[2]), match.span(3)
        found[match.start() : match.end()] = bytes([HIDDEN]) * (match.end() - match.start())
        found[start:end] = bytes([style]) * (end - start)
        for hiding in _HIDING.finditer(text, start, end):
            found[hiding.start()] = HIDDEN
    return found


def runs(text: str) -> list[Run]:
    """Return a text as it is read: its words by style, without the marks."""
    if "*" not in text:
        return [Run(text)] if text else []
    shown = ((style, sign) for style, sign in zip(styles(text), text, strict=True) if style != HIDDEN)
    return [
        Run("".join(sign for _style, sign in signs), style)
        for style, signs in groupby(shown, key=lambda pair: pair[0])
    ]


def plain(text: str) -> str:
    """Return the words of a text without its marks."""
    return text if "*" not in text else "".join(run.text for run in runs(text))


def markup(text: str) -> SafeString:
    """Return a text as markup: its words escaped, its emphasis as <em> and <strong>."""
    if "*" not in text:
        return conditional_escape(text)
    return format_html_join("", "{}", ((tagged(run.text, run.style),) for run in runs(text)))


def tagged(text: str, style: int) -> SafeString:
    """Return words, escaped where they are not markup yet, in their style."""
    return format_html(_TAGS[style], text) if style in _TAGS else conditional_escape(text)


def written(given: Iterable[Run]) -> tuple[str, list[str]]:
    """Return runs as a text with marks, and the words whose emphasis no mark can say.

    Those are words within a word, and words that follow emphasised ones of another kind without a space.
    """
    text, lost = [], []
    for line in _lines(given):
        made, unsaid = _line(line)
        text.append(made)
        lost += unsaid
    return "\n".join(text), lost


def parted(text: str, place: int) -> tuple[str, str]:
    """Cut a text in two at a place; emphasis that goes over it is closed before and opened again behind."""
    found = styles(text)
    while 0 < place < len(text) and found[place] == HIDDEN and found[place - 1] != PLAIN:
        place += 1
    while 0 < place < len(text) and found[place - 1] == HIDDEN and (found[place] or text[place - 1] == "\\"):
        place -= 1
    is_within = 0 < place < len(text) and found[place] == found[place - 1] != HIDDEN
    mark = "*" * found[place] if is_within else ""
    return text[:place].rstrip() + mark, mark + text[place:].lstrip()


def canonical(text: str) -> str:
    """Return the one spelling of a text that reads like this one: without backslashes it does not need."""
    return text if "*" not in text else written(runs(text))[0]


def _lines(given: Iterable[Run]) -> Iterator[list[Run]]:
    """Yield the runs line by line: no style twice in a row, no white space at the ends of emphasis."""
    line: list[Run] = []
    for run in given:
        first, *others = run.text.split("\n")
        line.append(Run(first, run.style))
        for other in others:
            yield _gathered(line)
            line = [Run(other, run.style)]
    yield _gathered(line)


def _gathered(line: Iterable[Run]) -> list[Run]:
    pieces = (piece for run in _merged(line) for piece in _trimmed(run))
    return list(_merged(pieces))


def _merged(line: Iterable[Run]) -> Iterator[Run]:
    for style, found in groupby((run for run in line if run.text), key=lambda run: run.style):
        yield Run("".join(run.text for run in found), style)


def _trimmed(run: Run) -> Iterator[Run]:
    if run.style == PLAIN:
        yield run
        return
    body = run.text.strip()
    start = run.text.find(body) if body else len(run.text)
    yield Run(run.text[:start])
    yield Run(body, run.style)
    yield Run(run.text[start + len(body) :])


def _line(line: list[Run]) -> tuple[str, list[str]]:
    said: list[Run] = []
    lost = []
    before = ""
    for text, style in line:
        is_lost = style != PLAIN and (_NO_OPENING.match(before) or text.endswith("\\"))
        lost += [text] if is_lost else []
        said.append(Run(text, PLAIN if is_lost else style))
        before = "*" if said[-1].style else text[-1]
    line = list(_merged(said))
    text = "".join(_marked(run, escaped=False) for run in line)
    if any("*" in run.text for run in line) and runs(text) != line:
        text = "".join(_marked(run, escaped=True) for run in line)
    return text, lost


def _marked(run: Run, *, escaped: bool) -> str:
    mark = "*" * run.style
    return mark + (run.text.replace("*", r"\*") if mark or escaped else run.text) + mark
