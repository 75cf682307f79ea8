"""What a cell of a compilation is made of: each piece is set as one paragraph, on the page and on paper."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from comments.models import WorkingTranslation
from comments.reading.readings import Proposal

UNTRANSLATED = pgettext_lazy("translation", "no translation")


class Kind(StrEnum):
    """What a piece of a cell is, which decides how it looks."""

    LINE = "line"  # a word of the portal on a line of its own
    SENTENCE = "sentence"  # words of the portal, a paragraph
    TEXT = "text"  # what a person wrote, in its language
    PROPOSAL = "proposal"  # a wording as its changes of `before`; `label` names its language
    HEAD = "head"  # the line that says that a working translation follows
    RENDITION = "rendition"  # a working translation
    RENDERED_WORDING = "rendered_wording"  # a working translation of a wording, with its emphasis


class Piece(NamedTuple):
    """A part of a cell that the page and paper set as one paragraph."""

    kind: Kind
    text: str
    language: str = ""
    before: str = ""
    label: str = ""


Pieces = Iterator[Piece]


def lines(*texts: str) -> Pieces:
    return (Piece(Kind.LINE, text) for text in texts if text)


def text(text: str, language: str) -> Pieces:
    if text:
        yield Piece(Kind.TEXT, text, language)


def rendered(rendition: WorkingTranslation | None, name: str, kind: Kind = Kind.RENDITION) -> Pieces:
    """Give a working translation under a line that says that it is one."""
    if rendition and (text := getattr(rendition, name)):
        yield Piece(
            Kind.HEAD, _("Working translation (%(status)s):") % {"status": rendition.get_status_display()}
        )
        yield Piece(kind, text, rendition.language)


def wordings(proposals: Sequence[Proposal], language: str) -> Pieces:
    """Give each proposed wording; it names its language unless that is the comment's and the only one."""
    is_named = len(proposals) > 1 or any(one.language != language for one in proposals)
    for one in proposals:
        label = one.language.upper() if is_named else ""
        yield Piece(Kind.PROPOSAL, one.after, one.language, one.before, label)
