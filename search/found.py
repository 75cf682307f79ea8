"""What is found, as the page shows it: where it stands, who says it, and the words around those sought."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from cica_portal import emphasis
from search.words import Query

# What is found is counted up to this, and is "100+" beyond it: a count reads all that it counts.
MOST_COUNTED = 100
# So many signs around the first word found.
BEFORE, LENGTH = 80, 320


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where the query is found. `mark` and `word` say how it stands, where that matters."""

    title: str
    url: str
    where: str
    language: str
    excerpt: SafeString
    mark: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """All of one kind: how many there are, counted no further than `MOST_COUNTED`, and the first of them."""

    kind: str
    label: Any
    total: int
    hits: list[Hit]

    @property
    def is_more(self) -> bool:
        """Tell whether there are more than were counted."""
        return self.total > MOST_COUNTED

    @property
    def left_out(self) -> int:
        return self.total - len(self.hits)


def counted(groups: Iterable[Group]) -> str:
    """Return how many results there are in all: "312+" where there are more than were counted."""
    found = list(groups)
    total = sum(min(group.total, MOST_COUNTED) for group in found)
    return f"{total}+" if any(group.is_more for group in found) else str(total)


def excerpt(text: str, query: Query) -> SafeString:
    """Return the words around the first one found, escaped, those found marked."""
    text = " ".join(emphasis.plain(text).split())
    spans = query.spans(text)
    start = max(0, spans[0][0] - BEFORE) if spans else 0
    if start:
        start = text.find(" ", start) + 1
    end = len(text) if len(text) <= start + LENGTH else text.rfind(" ", start, start + LENGTH)
    if end <= start:
        end = start + LENGTH
    return _marked(text, start, end, spans)


def _marked(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> SafeString:
    parts, at = [], start
    for first, last in spans:
        if first < at or last > end:
            continue
        parts += [conditional_escape(text[at:first]), format_html("<mark>{}</mark>", text[first:last])]
        at = last
    parts.append(conditional_escape(text[at:end]))
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return SafeString(before + "".join(parts) + after)


def first_with(query: Query, texts: dict[str, str], preferred: str) -> tuple[str, str]:
    """Return language and text of the first text in which the query is found, the preferred one first."""
    order = sorted(texts, key=lambda code: code != preferred)
    found = next((code for code in order if query.matches(texts[code])), order[0])
    return found, texts[found]
