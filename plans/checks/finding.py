"""Words found in all texts of a draft, in one language or in all, each place with what stands around it.

Small and capital letters, ё and е, and spaces, hyphens and apostrophes of every kind are alike unless told
otherwise; letters that another alphabet has as well (қ and к, ә and а) never are. Marks of emphasis and signs
that draw nothing stand in nobody's way.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cica_portal import emphasis
from cica_portal.languages import LANGUAGES
from plans.models import BlockText, ConceptPaper

# So much of a text stands before and after what was found in it.
AROUND = 60
_ALIKE = str.maketrans(
    dict.fromkeys("\u00a0\u202f\u2007\u2009\t\n", " ")
    | dict.fromkeys("\u2010\u2011", "-")
    | dict.fromkeys("\u2019\u02bc\u2018", "'")
)
# Signs that draw nothing: a soft hyphen, joiners.
_UNSEEN = frozenset("\u00ad\u200b\u2060\ufeff")
_WORD = re.compile(r"[\w\u0300-\u036f]")


class Query(NamedTuple):
    """What is looked for, in which languages, and how strictly."""

    words: str
    languages: Sequence[str] = tuple(LANGUAGES)
    is_whole: bool = False
    is_case: bool = False
    is_exact: bool = False


class Folded(NamedTuple):
    """A text as it is compared, and the place of each of its signs in the text itself."""

    text: str
    places: Sequence[int]


@dataclass(frozen=True, slots=True)
class Hit:
    """One place of a text: the span, what stands there and around it, and whether emphasis begins or ends
    inside it: then it is for a person to replace."""

    start: int
    end: int
    words: str
    before: str
    after: str
    is_parted: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A text of the draft with the places in it, and the number of its block."""

    text: BlockText
    number: int
    hits: Sequence[Hit]


def fold(text: str, *, is_case: bool = False, is_exact: bool = False) -> Folded:
    """Return a text for comparing, sign by sign, so that every place can be found again in the text."""
    styles = emphasis.styles(text)
    signs, places = [], []
    for place, sign in enumerate(text):
        if styles[place] == emphasis.HIDDEN or sign in _UNSEEN and not is_exact:
            continue
        if not is_exact:
            sign = sign.translate(_ALIKE)
            sign = {"ё": "е", "Ё": "Е"}.get(sign, sign)
        if not is_case:
            lowered = sign.lower()
            sign = lowered if len(lowered) == 1 else sign
        signs.append(sign)
        places.append(place)
    return Folded("".join(signs), places)


def hits(text: str, query: Query) -> list[Hit]:
    """Return the places of a text where the words stand, none reaching into the next."""
    wanted = fold(query.words, is_case=query.is_case, is_exact=query.is_exact).text
    if not wanted.strip():
        return []
    folded = fold(text, is_case=query.is_case, is_exact=query.is_exact)
    return [_hit(text, start, end) for start, end in _spans(folded, wanted, is_whole=query.is_whole)]


def _spans(folded: Folded, wanted: str, *, is_whole: bool) -> Iterator[tuple[int, int]]:
    """Yield the spans in the text itself, in order."""
    place = folded.text.find(wanted)
    while place >= 0:
        end = place + len(wanted)
        if is_whole and not _is_whole(folded.text, place, end):
            place = folded.text.find(wanted, place + 1)
            continue
        yield folded.places[place], folded.places[end - 1] + 1
        place = folded.text.find(wanted, end)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Tell whether no word goes on beyond a span."""
    goes_on_before = start and _WORD.match(text[start - 1]) and _WORD.match(text[start])
    goes_on_after = end < len(text) and _WORD.match(text[end]) and _WORD.match(text[end - 1])
    return not goes_on_before and not goes_on_after


def _hit(text: str, start: int, end: int) -> Hit:
    styles = emphasis.styles(text)
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return Hit(
        start=start,
        end=end,
        words=text[start:end],
        before=f"…{before}" if start > AROUND else before,
        after=f"{after}…" if end + AROUND < len(text) else after,
        is_parted=len({bool(style == emphasis.HIDDEN) for style in styles[start:end]}) > 1,
    )


def numbered(paper: ConceptPaper, languages: Iterable[str]) -> Iterator[tuple[int, BlockText]]:
    """Yield the texts of a draft in document order, each with the number of its block (one query)."""
    wanted = set(languages)
    texts = BlockText.objects.filter(block__paper=paper, block__removed_at=None)
    number, block = 0, None
    for text in texts.select_related("block", "edited_by", "based_on").order_by(
        "block__position", "block__pk"
    ):
        if text.block_id != block:
            number, block = number + 1, text.block_id
        if text.language in wanted:
            yield number, text


def find(paper: ConceptPaper, query: Query) -> list[Found]:
    """Return the texts of a draft in which the words stand: by block, its languages in their order."""
    found = [
        Found(text, number, places)
        for number, text in numbered(paper, query.languages)
        if (places := hits(text.text, query))
    ]
    order = {language: place for place, language in enumerate(LANGUAGES)}
    return sorted(found, key=lambda one: (one.number, order[one.text.language]))
