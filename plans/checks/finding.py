"""Words found in all texts of a draft, each place with what stands around it and what would stand there.

Small and capital letters, ё and е, and spaces, hyphens and apostrophes of every kind are alike; letters that
another alphabet has as well (қ and к, ә and а) never are. Signs that draw nothing and marks of emphasis stand
in nobody's way; a place inside which emphasis begins or ends is for a person to change.
"""

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from cica_portal.languages import LANGUAGES
from plans.labels import Label
from plans.models import BlockText, ConceptPaper
from plans.outline import draft_labels

# So much of a text stands before and after what was found in it.
AROUND = 60
_ALIKE = (" \u00a0\u202f\u2007\u2009\t\n", "-\u2010\u2011", "'\u2019\u02bc\u2018", "ёе", "ЁЕ")
_UNSEEN = "\u00ad\u200b\u2060\ufeff"
_WORD = r"[\w\u0300-\u036f]"


class Place(NamedTuple):
    """One place of a text: what stands there and around it, and what would stand there instead."""

    before: str
    words: str
    instead: str
    after: str

    @property
    def is_parted(self) -> bool:
        return "*" in self.words


class Found(NamedTuple):
    """A text of the draft with the places in it, and the label of its block."""

    text: BlockText
    label: Label
    places: Sequence[Place]


class Query(NamedTuple):
    """What is looked for, in which languages and how strictly, and what is to stand in its place."""

    words: str
    by_words: str = ""
    languages: Collection[str] = tuple(LANGUAGES)
    is_whole: bool = False
    is_case: bool = False

    @property
    def pattern(self) -> re.Pattern[str]:
        signs = [next((f"[{one}]" for one in _ALIKE if sign in one), re.escape(sign)) for sign in self.words]
        words = f"[*{_UNSEEN}]*".join(signs) if self.words.strip() else "(?!)"
        if self.is_whole:  # no word goes on beyond it
            words = f"(?:(?<!{_WORD})|(?!{_WORD})){words}(?:(?!{_WORD})|(?<!{_WORD}))"
        return re.compile(words, re.NOFLAG if self.is_case else re.IGNORECASE)

    def instead(self, found: str) -> str:
        """Return what stands in the place of words: with a capital where they begin with one there only."""
        is_raised = found[:1].isupper() and self.words[:1].islower()
        return self.by_words[:1].upper() + self.by_words[1:] if is_raised else self.by_words

    def replaced(self, text: str) -> str:
        """Return a text with other words in all places but those that emphasis parts."""
        return self.pattern.sub(lambda found: found[0] if "*" in found[0] else self.instead(found[0]), text)

    def places(self, text: str) -> list[Place]:
        """Return the places of a text where the words stand, none reaching into the next."""
        found = []
        for one in self.pattern.finditer(text):
            before, after = text[max(0, one.start() - AROUND) : one.start()], text[one.end() :][:AROUND]
            before = f"…{before}" if one.start() > AROUND else before
            after = f"{after}…" if one.end() + AROUND < len(text) else after
            found.append(Place(before, one[0], self.instead(one[0]), after))
        return found


def labelled_texts(paper: ConceptPaper) -> list[tuple[Label, BlockText]]:
    """Return the texts of a draft in document order, each with the label of its block (two queries)."""
    labels = draft_labels([paper.pk])
    texts = BlockText.objects.filter(block__in=labels).select_related("block", "edited_by", "based_on")
    return [(labels[text.block_id], text) for text in texts.order_by("block__position", "block__pk")]


def find(paper: ConceptPaper, query: Query) -> list[Found]:
    """Return the texts of a draft in which the words stand: by block, its languages in their order."""
    wanted = [one for one in labelled_texts(paper) if one[1].language in query.languages]
    found = [Found(text, label, places) for label, text in wanted if (places := query.places(text.text))]
    return sorted(found, key=lambda one: (one.label.number, LANGUAGES.index(one.text.language)))
