"""What a note encloses, in each language: as things are while it is drafted, then as it was issued."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cica_portal.languages import LANGUAGES
from documents import store
from documents.enums import DocumentStatus
from documents.models import Document
from notes import kinds
from notes.models import VerbalNote
from notes.wording.texts import Listed, note_texts

KEPT = "enclosed"  # in the values of an issued note
SOURCE_LANGUAGE = "source_language"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a note encloses: what its file is called, what the note calls it in each language, and
    the document in each language in which it has been asked for."""

    name: str
    titles: Mapping[str, str]
    documents: Mapping[str, Document]
    is_text: bool = False

    @property
    def is_ready(self) -> bool:
        return all(code in self.documents and self.documents[code].is_stored for code in LANGUAGES)

    @property
    def is_asked_for(self) -> bool:
        return all(code in self.documents for code in LANGUAGES)

    @property
    def failed(self) -> list[Document]:
        return [one for one in self.documents.values() if one.status == DocumentStatus.FAILED]

    @property
    def pages(self) -> dict[str, int]:
        """Return the pages in each language, once they are counted."""
        return {code: one.pages or 0 for code, one in self.documents.items() if one.is_stored}

    def copies(self, language: str, source_language: str) -> list[tuple[str, Document | None]]:
        """Return, with its language, what a reader of `language` gets: a translation with its original."""
        read = [language]
        if self.is_text and source_language not in ("", language):
            read.append(source_language)
        return [(code, self.documents.get(code)) for code in read]


def of(note: VerbalNote) -> list[Item]:
    """Return what the note encloses, in the order in which it lists it (one query)."""
    if KEPT in note.values:
        return _kept(note.values[KEPT])
    own = kinds.of(note).enclosures(note)
    if not own:
        return []
    found: dict[tuple[str, str], dict[str, Document]] = {(one.kind, one.source): {} for one in own}
    for document in Document.objects.filter(
        kind__in={kind for kind, _source in found}, source_sha256__in={source for _kind, source in found}
    ):
        if (document.kind, document.source_sha256) in found:
            found[document.kind, document.source_sha256][document.language] = document
    return [
        Item(
            one.name,
            titles(one.title),
            _in_order(found[one.kind, one.source]),
            is_text=one.is_text,
        )
        for one in own
    ]


def titles(key: str) -> Mapping[str, str]:
    """Return what notes call an enclosure in each language."""
    found: Mapping[str, str] = note_texts()["enclosure_titles"][key]
    return found


def _in_order(found: Mapping[str, Document]) -> dict[str, Document]:
    return {code: found[code] for code in LANGUAGES if code in found}


def _kept(given: Sequence[Mapping[str, Any]]) -> list[Item]:
    keys = {copy["document"] for one in given for copy in one["copies"].values()}
    documents = Document.objects.in_bulk(keys)
    return [
        Item(
            one["name"],
            one["titles"],
            {code: documents[copy["document"]] for code, copy in one["copies"].items()},
            is_text=one["is_text"],
        )
        for one in given
    ]


def frozen(note: VerbalNote, items: Iterable[Item]) -> dict[str, Any]:
    """Return what an issued note says for good of what it encloses: each file by its hash and its pages."""
    kept = [
        {
            "name": one.name,
            "titles": dict(one.titles),
            "is_text": one.is_text,
            "copies": {
                code: {"document": document.pk, "sha256": document.sha256, "pages": document.pages}
                for code, document in one.documents.items()
            },
        }
        for one in items
    ]
    return {KEPT: kept, SOURCE_LANGUAGE: source_language(note)}


def recorded(items: Iterable[Item]) -> dict[str, Any]:
    """Return the same for the record: the pages and the hash of each file, by its name and language."""
    return {
        f"{one.name}-{code}": {"pages": document.pages, "sha256": document.sha256}
        for one in items
        for code, document in one.documents.items()
    }


def listed(items: Sequence[Item], language: str) -> list[Listed] | None:
    """Return what the note lists in a language; nothing while pages are not counted.

    A note that encloses one text says so as it always did, without naming it again.
    """
    if not items or not all(one.is_ready for one in items):
        return None
    is_one = len(items) == 1
    return [Listed("" if is_one else one.titles[language], one.pages[language]) for one in items]


def source_language(note: VerbalNote) -> str:
    """Return the language in which the text that the note encloses was written."""
    given: str = note.values.get(SOURCE_LANGUAGE) or ""
    return given or (note.paper.source_language if note.paper is not None else LANGUAGES[0])


def files(note: VerbalNote, language: str) -> list[tuple[str, bytes]]:
    """Return the name and the content of each file that a recipient of this language gets beside the note;
    raise NotStored while one is being prepared."""
    original = source_language(note)
    return [
        (f"{one.name}-{code}.pdf", store.read(document))
        for one in of(note)
        for code, document in one.copies(language, original)
    ]
