"""What the glossary finds in a draft: a term that a translation lacks, one written otherwise than usual, and
a measure named otherwise than in the Catalogue. Warnings: they keep nothing back."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from rapidfuzz import process
from rapidfuzz.distance import Indel

from cica_portal.languages import LANGUAGES
from plans.enums import BlockKind
from plans.outline import OutlineRow
from plans.revisions import Finding
from plans.terms import glossary, matching
from plans.terms.glossary import Entry

# Whole sentences, since a language's name is inflected.
LACKED = {
    # Translators: number is the number of the block; kind is its kind, as “paragraph”; source is the term in
    # the source text, term its official translation.
    "en": _("Block %(number)s (%(kind)s): the glossary term for “%(source)s” in English is “%(term)s”."),
    # Translators: number is the number of the block; kind is its kind, as “paragraph”; source is the term in
    # the source text, term its official translation.
    "ru": _("Block %(number)s (%(kind)s): the glossary term for “%(source)s” in Russian is “%(term)s”."),
    # Translators: number is the number of the block; kind is its kind, as “paragraph”; source is the term in
    # the source text, term its official translation.
    "kk": _("Block %(number)s (%(kind)s): the glossary term for “%(source)s” in Kazakh is “%(term)s”."),
}
UNUSUAL = _(
    # Translators: number is the number of the block; kind is its kind, as “paragraph”; words are what is
    # written there, term is the usual term.
    "Block %(number)s (%(kind)s): “%(words)s” is written; the usual term is “%(term)s”."
)
TWO_WAYS = _(
    # Translators: number is the number of the block; kind is its kind, as “paragraph”; term and other are two
    # translations of one term.
    "Block %(number)s (%(kind)s): “%(term)s” is used here, “%(other)s” elsewhere in the plan."
)
MISNAMED = _(
    # Translators: number is the number of the block; kind is its kind, as “paragraph”; words are what is
    # written there, term is the name of the measure.
    "Block %(number)s (%(kind)s): “%(words)s” differs from the name in the Catalogue: “%(term)s”."
)
_QUOTED = re.compile(r"[“«\"]([^”»\"“«]{8,300})[”»\"]")
# So alike, a quoted name is meant to be that of a measure.
ALIKE = 0.8


def findings(
    rows: Sequence[OutlineRow], source: str, known: Sequence[Entry], *, first: int = 1
) -> list[Finding]:
    """Return what is found in blocks of a draft, by block; `first` is the number of the first of them."""
    found: list[Finding] = []
    ways: dict[tuple[str, str], list[tuple[OutlineRow, dict[str, Any], str]]] = defaultdict(list)
    for number, row in enumerate(rows, start=first):
        values = {"number": number, "kind": BlockKind(row.kind).label}
        for language in LANGUAGES:
            text = row.text(language)
            if not text:
                continue
            found += _unusual(row, language, known, values)
            found += _misnamed(row, language, known, values)
            if language == source:
                continue
            for hint in glossary.hints(known, row.text(source), source, text, language):
                if not hint.is_used:
                    said = values | {"source": hint.source, "term": hint.offered}
                    found.append(Finding(row, language, LACKED[language], said))
                else:
                    ways[hint.entry.code, language].append((row, values, hint.used))
    return [*found, *_two_ways(ways)]


def _unusual(
    row: OutlineRow, language: str, known: Iterable[Entry], values: dict[str, Any]
) -> Iterator[Finding]:
    for words, term in glossary.avoided(known, row.text(language), language):
        yield Finding(row, language, UNUSUAL, values | {"words": words, "term": term})


def _misnamed(
    row: OutlineRow, language: str, known: Iterable[Entry], values: dict[str, Any]
) -> Iterator[Finding]:
    """Yield the names in quotation marks that are nearly, but not quite, the name of a measure."""
    quoted = _QUOTED.findall(matching.plain(row.text(language)))
    if not quoted:
        return
    names = [term for entry in known if entry.is_measure for term in entry.texts.get(language, ())]
    lowered = [matching.plain(name).lower() for name in names]
    for words in quoted:
        if any(matching.holds(name, words, language) for name in names):
            continue
        best = process.extractOne(
            words.lower(), lowered, scorer=Indel.normalized_similarity, processor=None, score_cutoff=ALIKE
        )
        if best is not None:
            yield Finding(row, language, MISNAMED, values | {"words": words, "term": names[best[2]]})


def _two_ways(
    ways: dict[tuple[str, str], list[tuple[OutlineRow, dict[str, Any], str]]],
) -> Iterator[Finding]:
    """Yield the blocks in which a term is translated otherwise than in most of the plan."""
    for (_code, language), places in ways.items():
        counted = Counter(used for _row, _values, used in places)
        if len(counted) < 2:
            continue
        usual = counted.most_common(1)[0][0]
        for row, values, used in places:
            if used != usual:
                yield Finding(row, language, TWO_WAYS, values | {"term": used, "other": usual})
