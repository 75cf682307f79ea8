"""What a note encloses, in each language: as things are while it is drafted, then as it was issued."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import starmap
from typing import Any, ClassVar

from cica_portal import uploads
from cica_portal.languages import LANGUAGES, pick, reader_language
from documents import store
from documents.enums import ALL, DocumentStatus
from documents.models import Document
from notes import kinds
from notes.models import NoteAttachment, VerbalNote
from notes.wording.placeholder_values import Listed
from notes.wording.texts import note_texts

KEPT = "enclosed"  # in the values of an issued note
AGAIN = "encloses_again"  # in those of a replacement that encloses what the replaced note enclosed
SOURCE_LANGUAGE = "source_language"


@dataclass(frozen=True, slots=True)
class File:
    """A file that was chosen for a note: as it came through the gate; `carries` as the gate says."""

    name: str
    kind: str
    stored_as: str
    size: int
    sha256: str
    pages: int | None = None
    carries: Sequence[str] = ()

    is_stored: ClassVar[bool] = True
    status: ClassVar[str] = DocumentStatus.STORED

    @property
    def content_type(self) -> str:
        return uploads.CONTENT_TYPES[self.kind]

    def read(self) -> bytes:
        """Return the file, checked against the hash recorded when it came."""
        return uploads.stored(self.stored_as, self.sha256)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a note encloses: what its file is called, what the note calls it in each language, and
    what a reader of each language gets: a document of the portal, once it is asked for, or a chosen file.
    `is_again` says that the note which this one replaces enclosed it."""

    name: str
    titles: Mapping[str, str]
    copies: Mapping[str, Document | File]
    is_text: bool = False
    attachment: int | None = None
    is_again: bool = False

    @property
    def is_ready(self) -> bool:
        return all(code in self.copies and self.copies[code].is_stored for code in LANGUAGES)

    @property
    def is_asked_for(self) -> bool:
        return all(code in self.copies for code in LANGUAGES)

    @property
    def has_failed(self) -> bool:
        return any(one.status == DocumentStatus.FAILED for one in self.copies.values())

    @property
    def pages(self) -> dict[str, int | None]:
        """Return the pages in each language, once they are counted; what is no PDF has none."""
        return {code: one.pages for code, one in self.copies.items() if one.is_stored}

    def read(self, language: str, source_language: str) -> Iterator[tuple[str, "Document | File | None"]]:
        """Yield, with its language, what a reader of `language` gets: a translation with its original."""
        yield language, self.copies.get(language)
        if self.is_text and source_language not in ("", language):
            yield source_language, self.copies.get(source_language)


def of(note: VerbalNote, attachments: Iterable[NoteAttachment] | None = None) -> list[Item]:
    """Return what the note encloses, in the order in which it lists it (one query); who has read what was
    chosen besides hands it over."""
    if KEPT in note.values:
        return _kept(note.values[KEPT])
    if attachments is None:
        attachments = NoteAttachment.objects.filter(note=note.pk).order_by("position")
    own = _own(note)
    return [*own, *starmap(_attached, enumerate(attachments, len(own) + 1))]


def _own(note: VerbalNote) -> list[Item]:
    """Return what a note encloses by its kind, or as the note that it replaces did."""
    if note.values.get(AGAIN):
        return [replace(one, is_again=True) for one in _kept(note.subject.values.get(KEPT, ()))]
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


def _attached(place: int, one: NoteAttachment) -> Item:
    """Return what was chosen, named by its place: the numbers of rows count the drafts of others (rule 4)."""
    return Item(f"file-{place}", one.titles, _for_each(one.files), attachment=one.pk)


def _for_each(files: Mapping[str, Mapping[str, Any]]) -> dict[str, File]:
    """Return the file that a reader of each language gets: its own, else the one for all, else the first."""
    others = [files[code] for code in (ALL, *LANGUAGES) if code in files]
    return {code: File(**(files.get(code) or others[0])) for code in LANGUAGES}


def titles(key: str) -> Mapping[str, str]:
    """Return what notes call an enclosure in each language."""
    found: Mapping[str, str] = note_texts()["enclosure_titles"][key]
    return found


def _in_order(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept by language in the order of the languages, which PostgreSQL does not keep."""
    return {code: found[code] for code in LANGUAGES if code in found}


def _kept(given: Sequence[Mapping[str, Any]]) -> list[Item]:
    keys = {copy["document"] for one in given for copy in one["copies"].values() if "document" in copy}
    documents = Document.objects.in_bulk(keys)
    return [
        Item(
            one["name"],
            one["titles"],
            {
                code: File(**copy["file"]) if "file" in copy else documents[copy["document"]]
                for code, copy in _in_order(one["copies"]).items()
            },
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
            "copies": {code: _copy(copy) for code, copy in one.copies.items()},
        }
        for one in items
    ]
    return {KEPT: kept, SOURCE_LANGUAGE: source_language(note)}


def _copy(one: Document | File) -> dict[str, Any]:
    said = {"sha256": one.sha256, "pages": one.pages}
    return said | ({"file": asdict(one)} if isinstance(one, File) else {"document": one.pk})


def recorded(items: Iterable[Item]) -> dict[str, Any]:
    """Return the same for the record: the pages and the hash of each file, by its name and language."""
    return {
        f"{one.name}-{code}": {"pages": copy.pages, "sha256": copy.sha256}
        for one in items
        for code, copy in one.copies.items()
    }


def listed(items: Sequence[Item], language: str) -> list[Listed] | None:
    """Return what the note lists in a language; nothing while pages are not counted.

    A note that encloses only what it speaks of says so as it always did, without naming it again.
    """
    if not all(one.is_ready for one in items):
        return None
    is_stated = len(items) == 1 and items[0].attachment is None and not items[0].is_again
    return [Listed("" if is_stated else one.titles[language], one.pages[language]) for one in items]


def source_language(note: VerbalNote) -> str:
    """Return the language in which the text that the note encloses was written."""
    given: str = note.values.get(SOURCE_LANGUAGE) or ""
    return given or (note.paper.source_language if note.paper is not None else LANGUAGES[0])


def files(note: VerbalNote, language: str) -> list[tuple[str, bytes, str]]:
    """Return the name, the content and the type of each file that a recipient of this language gets beside
    the note; raise NotStored while one is being prepared."""
    original, found = source_language(note), []
    for number, one in enumerate(of(note), 1):
        for code, copy in one.read(language, original):
            if isinstance(copy, File):
                found.append((f"{number}-{copy.name}", copy.read(), copy.content_type))
            else:
                found.append((f"{one.name}-{code}.pdf", store.read(copy), uploads.CONTENT_TYPES["pdf"]))
    return found


def titles_kept(note: VerbalNote) -> list[str]:
    """Return the titles of what an issued note encloses, in the reader's language (no query)."""
    return [str(pick(one["titles"], reader_language())) for one in note.values.get(KEPT, ())]


def attached(note: VerbalNote) -> list[tuple[str, File]]:
    """Return the chosen files that an issued note encloses, each once, by its name in a package."""
    stem = (note.number or "").replace("/", "-")
    found: dict[str, tuple[str, File]] = {}
    for number, one in enumerate(note.values.get(KEPT, ()), 1):
        for code, copy in _in_order(one["copies"]).items():
            if "file" in copy:
                file = File(**copy["file"])
                found.setdefault(f"{number} {file.stored_as}", (f"{stem}-{number}-{code}-{file.name}", file))
    return list(found.values())
