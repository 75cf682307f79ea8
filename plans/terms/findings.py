"""What the glossary finds in a draft: a term that a translation lacks, one written otherwise than usual, and
a measure named otherwise than in the Catalogue. Warnings: they keep nothing back."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext_lazy as _
from rapidfuzz import process
from rapidfuzz.distance import Indel

from cica_portal.languages import LANGUAGES
from plans.outline import OutlineRow
from plans.revisions import Finding
from plans.terms import glossary, matching
from plans.terms.glossary import Entry

# Whole sentences, since a language's name is inflected.
LACKED = {
    "en": _("%(place)s: the glossary term for “%(source)s” in English is “%(term)s”."),
    "ru": _("%(place)s: the glossary term for “%(source)s” in Russian is “%(term)s”."),
    "kk": _("%(place)s: the glossary term for “%(source)s” in Kazakh is “%(term)s”."),
}
UNUSUAL = _("%(place)s: “%(words)s” is written; the usual term is “%(term)s”.")
TWO_WAYS = _("%(place)s: “%(term)s” is used here, “%(other)s” elsewhere in the plan.")
MISNAMED = _("%(place)s: “%(words)s” differs from the name in the Catalogue: “%(term)s”.")
_QUOTED = re.compile(r"[“«\"]([^”»\"“«]{8,300})[”»\"]")
# So alike, a quoted name is meant to be that of a measure.
ALIKE = 0.8


def findings(rows: Sequence[OutlineRow], source: str, known: Sequence[Entry]) -> list[Finding]:
    """Return what is found in blocks of a draft, by block."""
    found: list[Finding] = []
    ways: dict[tuple[str, str], list[tuple[OutlineRow, str]]] = defaultdict(list)
    for row in rows:
        for language in LANGUAGES:
            text = row.text(language)
            if not text:
                continue
            for words, term in glossary.avoided(known, text, language):
                found.append(Finding(row, language, UNUSUAL, {"words": words, "term": term}))
            found += _misnamed(row, language, known)
            if language == source:
                continue
            for hint in glossary.hints(known, row.text(source), source, text, language):
                if not hint.is_used:
                    said = {"source": hint.source, "term": hint.offered}
                    found.append(Finding(row, language, LACKED[language], said))
                else:
                    ways[hint.entry.code, language].append((row, hint.used))
    return [*found, *_two_ways(ways)]


def _misnamed(row: OutlineRow, language: str, known: Iterable[Entry]) -> Iterator[Finding]:
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
            yield Finding(row, language, MISNAMED, {"words": words, "term": names[best[2]]})


def _two_ways(ways: dict[tuple[str, str], list[tuple[OutlineRow, str]]]) -> Iterator[Finding]:
    """Yield the blocks in which a term is translated otherwise than in most of the plan."""
    for (_code, language), places in ways.items():
        counted = Counter(used for _row, used in places)
        if len(counted) < 2:
            continue
        usual = counted.most_common(1)[0][0]
        for row, used in places:
            if used != usual:
                yield Finding(row, language, TWO_WAYS, {"term": used, "other": usual})
