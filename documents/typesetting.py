"""How a document is set: what it says of itself, and which of its words are never parted.

Knows nothing of the renderer.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from cica_portal import emphasis, organization
from cica_portal.emphasis import tagged
from cica_portal.spaces import UNPARTED

AUTHOR = organization.lazy_name("secretariat")

# A word with its own hyphen is never parted there: readers of the file would take that hyphen for one of
# the line's end and lose it. Longer ones may be parted, so that no column overflows.
HYPHENATED_WORD = re.compile(r"\S*\w-\w\S*")
# What is bound with other words goes with them: by itself, the hyphenated part of "2022-2023 гг." or of
# "10-12 June" would be an element, at whose end the line ends.
_WHOLE = re.compile(rf"[^\w\s]*(?:{UNPARTED.pattern})\S*|{HYPHENATED_WORD.pattern}")
LONGEST_WHOLE_WORD = 30
_LONG = re.compile(rf"\S{{{LONGEST_WHOLE_WORD + 1}}}")
_WORDS = re.compile(r"(?<=>)[^<>]*\w[^<>]*(?=<)")


@dataclass(frozen=True, slots=True)
class Meta:
    """What a document says about itself. `dated` is the date kept in the file, never the wall clock."""

    title: str
    dated: dt.date
    revision: str = ""
    sha256: str = ""
    unofficial: bool = False
    is_draft: bool = False
    lines: tuple[str, ...] = ()

    @property
    def short_hash(self) -> str:
        return f"SHA-256 {self.sha256[:12]}" if self.sha256 else ""


def official(text: str) -> SafeString:
    """Escape a text of the plan, or one proposed for it, with its emphasis; see `whole_words`."""
    return format_html_join(
        "", "{}", ((tagged(whole_words(run.text), run.style),) for run in emphasis.runs(text))
    )


def whole_words(text: str, *, longest: int = LONGEST_WHOLE_WORD) -> SafeString:
    """Escape `text`, and keep on one line words with a hyphen of their own, and numbers with what belongs to
    them."""
    return kept_whole(_WHOLE, text, longest=longest)


def gap(before: str, op: str, text: str) -> SafeString:
    """Return where a line may end between two runs of a redline that no space parts: words stand at those
    that they replace, and a long word at its bracket. The renderer parts no word across elements."""
    is_replaced = before == "delete" and op == "insert"
    return mark_safe("<wbr>" if is_replaced or (before and _LONG.match(text)) else "")


def kept_whole(
    pattern: re.Pattern[str],
    text: str,
    *,
    css: str = "whole",
    longest: int | None = LONGEST_WHOLE_WORD,
    escape: Callable[[str], SafeString] = conditional_escape,
) -> SafeString:
    """Escape `text`, and keep on one line what the pattern finds, unless it is longer than that."""
    html, end = [], 0
    for match in pattern.finditer(text):
        if longest is None or len(match[0]) <= longest:
            span = format_html('<span class="{}">{}</span>', css, escape(match[0]))
            html += [escape(text[end : match.start()]), span]
            end = match.end()
    return mark_safe("".join([*html, escape(text[end:])]))


def unparted(html: str) -> str:
    """Keep dates, and numbers with what belongs to them, on one line wherever a document has them.

    The words stay as they are: whoever copies them from the file gets ordinary spaces.
    """
    head, body, rest = html.partition("<body")
    return head + body + _WORDS.sub(lambda words: UNPARTED.sub(_whole, words[0]), rest)


def _whole(found: re.Match[str]) -> str:
    return f'<span class="whole">{found[0]}</span>' if len(found[0]) <= LONGEST_WHOLE_WORD else found[0]
