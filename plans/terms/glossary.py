"""The glossary as it is held against texts: official terms, and the names of the measures."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import transaction

from cica_portal.data_files import read
from cica_portal.languages import LANGUAGES
from members import audit
from members.models import User
from plans.models import ConfidenceBuildingMeasure, Term
from plans.terms import matching

FILE = settings.ORGANIZATION_DIR / "glossary.yaml"


@dataclass(frozen=True)
class Entry:
    """A term: by language what is accepted, the text to write first; and what is to be avoided."""

    code: str
    texts: Mapping[str, Sequence[str]]
    avoided: Mapping[str, Sequence[str]] = field(default_factory=dict)
    is_measure: bool = False

    def preferred(self, language: str) -> str:
        return next(iter(self.texts.get(language, ())), "")

    def used(self, text: str, language: str) -> str:
        """Return which of the accepted terms a plain text has, "" for none."""
        accepted = self.texts.get(language, ())
        return next((term for term in accepted if matching.holds(term, text, language)), "")


@dataclass(frozen=True, slots=True)
class Hint:
    """A term of the source text beside its translation: what is to be written, and whether it is."""

    entry: Entry
    source: str
    offered: str
    used: str

    @property
    def is_used(self) -> bool:
        return bool(self.used)


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def entries() -> list[Entry]:
    """Return the terms in use and the names of the measures (two queries)."""
    terms = [
        Entry(
            term.code,
            {language: lines(term.texts.get(language, "")) for language in LANGUAGES},
            {language: lines(term.avoided.get(language, "")) for language in LANGUAGES},
        )
        for term in Term.objects.all()
    ]
    measures = [
        Entry(
            measure.code,
            {code: [title] for code in LANGUAGES if (title := getattr(measure, f"title_{code}"))},
            is_measure=True,
        )
        for measure in ConfidenceBuildingMeasure.objects.all()
    ]
    return [entry for entry in [*measures, *terms] if any(entry.texts.values())]


def found(known: Iterable[Entry], text: str, language: str) -> list[tuple[Entry, str]]:
    """Return the terms of a text in their order, each with the words that stand there; of terms within a
    longer one only that."""
    words = matching.plain(text)
    places = [
        (start, end, entry)
        for entry in known
        for term in entry.texts.get(language, ())
        for start, end in matching.spans(term, words, language)
    ]
    places.sort(key=lambda place: (place[0] - place[1], place[0]))
    taken: list[tuple[int, int, Entry]] = []
    for start, end, entry in places:
        if all(end <= other[0] or start >= other[1] for other in taken):
            taken.append((start, end, entry))
    chosen: dict[str, tuple[Entry, str]] = {}
    for start, end, entry in sorted(taken, key=lambda place: place[0]):
        chosen.setdefault(entry.code, (entry, words[start:end]))
    return list(chosen.values())


def hints(known: Iterable[Entry], source: str, source_language: str, text: str, language: str) -> list[Hint]:
    """Return the terms of a source text that have a translation, and whether the text has it."""
    words = matching.plain(text)
    return [
        Hint(entry, said, offered, entry.used(words, language))
        for entry, said in found(known, source, source_language)
        if (offered := entry.preferred(language))
    ]


def avoided(known: Iterable[Entry], text: str, language: str) -> list[tuple[str, str]]:
    """Return what a text has that the house does not write, each with the usual term."""
    words = matching.plain(text)
    return [
        (one, entry.preferred(language))
        for entry in known
        for one in entry.avoided.get(language, ())
        if matching.holds(one, words, language)
    ]


@transaction.atomic
def save(
    code: str,
    *,
    texts: Mapping[str, str],
    avoid: Mapping[str, str],
    note: str,
    by: User | None,
    at: dt.datetime,
) -> Term:
    """Put a term into use as it was approved, a new one or another text of one."""
    known = Term.objects.filter(code=code).first()
    before = _values(known) if known else None
    fields = {"texts": dict(texts), "avoided": dict(avoid), "note": note}
    term, _is_new = Term.objects.update_or_create(code=code, defaults=fields)
    audit.record("term.save", subject=term, by=by, at=at, before=before, after=_values(term))
    return term


def _values(term: Term) -> dict[str, object]:
    return {"texts": term.texts, "avoided": term.avoided}


def load(*, at: dt.datetime, folder: Path = settings.ORGANIZATION_DIR) -> int:
    """Make the terms that come with the portal and were never made; return how many were made."""
    known = set(Term.objects.values_list("code", flat=True))
    missing = [item for item in read(folder / FILE.name) if item["id"] not in known]
    for item in missing:
        avoid = {code: "\n".join(found) for code, found in item.get("avoid", {}).items()}
        texts = {code: "\n".join(item[code]) for code in LANGUAGES}
        save(item["id"], texts=texts, avoid=avoid, note=item.get("note", ""), by=None, at=at)
    return len(missing)
