"""The redline of one paragraph: proposed wording against the circulated text, by words.

Both texts are cut into words, spaces and marks; what they have in common at the beginning and at the end is
set aside first, so that a usual proposal compares a few words. Results are kept: filed text never changes.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, override
from rapidfuzz.distance import Indel

from cica_portal.templatetags.portal import reader_language

Part = tuple[Literal["same", "deleted", "added"], str]

_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")


def parts(before: str, after: str) -> list[Part]:
    """Return the texts as runs that are the same, deleted or added, in reading order."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    middle_old, middle_new = old[start : len(old) - end], new[start : len(new) - end]
    runs: list[Part] = [("same", "".join(old[:start]))]
    runs += _changed(middle_old, middle_new)
    runs.append(("same", "".join(old[len(old) - end :])))
    return [(kind, text) for kind, text in runs if text]


def redline(before: str, after: str) -> SafeString:
    """Return the redline as markup, people's text escaped, with words for those who hear it."""
    return _markup(before, after, reader_language())


def _common(old: list[str], new: list[str]) -> int:
    length = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        length += 1
    return length


def _changed(old: list[str], new: list[str]) -> Iterator[Part]:
    """Yield the runs between the common ends; a lone space between two changes is part of the change."""
    deleted, added = "", ""
    # Words as numbers: the time is bounded whatever the texts are, where difflib takes minutes on some.
    numbers: dict[str, int] = {}
    for token in (*old, *new):
        numbers.setdefault(token, len(numbers))
    for tag, a, b, c, d in Indel.opcodes([numbers[word] for word in old], [numbers[word] for word in new]):
        before, after = "".join(old[a:b]), "".join(new[c:d])
        if tag != "equal":
            deleted, added = deleted + before, added + after
        elif before.isspace() and (deleted or added) and b < len(old) and d < len(new):
            deleted, added = deleted + before, added + before
        else:
            yield from (("deleted", deleted), ("added", added), ("same", before))
            deleted, added = "", ""
    yield from (("deleted", deleted), ("added", added))


@lru_cache(maxsize=4096)
def _markup(before: str, after: str, language: str) -> SafeString:
    with override(language):
        words = {"deleted": ("del", gettext("deleted")), "added": ("ins", gettext("added"))}
    return format_html_join(
        "",
        "{}",
        (
            (text if kind == "same" else format_html(_MARK, words[kind][0], words[kind][1], text),)
            for kind, text in parts(before, after)
        ),
    )


_MARK = '<{0}><span class="visually-hidden"> [{1}: </span>{2}<span class="visually-hidden">] </span></{0}>'
