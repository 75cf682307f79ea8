"""Notes, with their words in each language; one that is only drafted has none yet."""

from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from api import schemas, shapes
from api.views.answers import PAGE, SIZE, address, paged, person_of, reads, require
from notes.models import VerbalNote
from notes.register import addressees

router = Router()


def read_notes(request: HttpRequest) -> QuerySet[VerbalNote]:
    user = person_of(request)
    require(request, "notes.view_notes", user)
    found = VerbalNote.objects.visible_to(user).with_void()
    newest = found.order_by(F("issued_at").desc(nulls_first=True), "-drafted_at", "-pk")
    return newest.select_related("paper", "member_state", "answers_to")


@reads(router, "notes/", "note-list", "Notes that you may read", schemas.PageOf[schemas.Note])
def list_notes(request: HttpRequest, page: int = PAGE, size: int = SIZE) -> dict[str, Any]:
    def shaped(rows: list[Any]) -> list[Any]:
        chosen = addressees.rows_of_many(rows)
        return [
            shapes.note(one, address(request, "api:note-detail", one.key), chosen.get(one.pk, ()))
            for one in rows
        ]

    return paged(request, read_notes(request), shaped, page=page, size=size)


@reads(
    router, "notes/{uuid:key}/", "note-detail", "One note with its text in each language", schemas.NoteText
)
def get_note(request: HttpRequest, key: UUID) -> dict[str, Any]:
    """An issued note can still be annulled: what is answered is never frozen."""
    note = get_object_or_404(read_notes(request), key=key)
    chosen = addressees.rows_of(note)

    def file_address(name: str, language: str) -> str:
        return address(request, "notes:note-enclosure", note.key, name, language)

    return shapes.note(note, address(request, "api:note-detail", note.key), chosen) | {
        "copies": [shapes.party(one) for one in chosen if one.is_copy and person_of(request).is_secretariat],
        "texts": {
            text.language: [line for piece in text.pieces for line in piece["lines"]]
            for text in note.texts.all()
        },
        "enclosures": shapes.enclosures(note, file_address) if note.number else [],
    }
