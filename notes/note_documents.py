"""Issued notes on paper: in each language, and in all of them as one file."""

import datetime as dt
from collections.abc import Iterable

from cica_portal.languages import LANGUAGES
from cica_portal.text import sha256
from documents import store
from documents.enums import ALL, DocumentKind
from documents.models import Document
from notes.enums import NoteStatus
from notes.models import VerbalNote

NOTE_LANGUAGES = (*LANGUAGES, ALL)


def note_source(note: VerbalNote) -> str:
    """Return the key of an issued note."""
    return sha256({"note": note.number, "kind": note.kind})


def request(note: VerbalNote, *, at: dt.datetime | None = None) -> list[Document]:
    """Ask for the issued note, in each language and in all of them as one file."""
    return store.request_each(DocumentKind.NOTE, NOTE_LANGUAGES, note_source(note), at=at, note=note)


def of_note(note: VerbalNote, language: str) -> Document | None:
    return store.find(DocumentKind.NOTE, note_source(note), language)


def all_of(note: VerbalNote) -> list[Document]:
    """Return the documents of the note that have been asked for."""
    return list(Document.objects.filter(kind=DocumentKind.NOTE, source_sha256=note_source(note)))


def missing(at: dt.datetime) -> Iterable[Document]:
    """Ask for what should exist by now and does not: the documents of issued notes."""
    made = Document.objects.filter(kind=DocumentKind.NOTE).keys_of("note")
    for note in VerbalNote.objects.filter(status=NoteStatus.ISSUED).exclude(pk__in=made):
        yield from request(note, at=at)
