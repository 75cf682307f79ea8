from collections.abc import Iterable
from typing import Any

from django.db.models import F
from django.shortcuts import get_object_or_404
from django.urls import reverse

from api import shapes
from api.views.base import ApiView, ListView
from notes.models import NoteAddressee, VerbalNote
from notes.register import addressees


class NotesScope(ApiView):
    permission = "notes.view_notes"

    def notes(self) -> Any:
        return (
            VerbalNote.objects.visible_to(self.user)
            .with_void()
            .select_related("paper", "member_state", "answers_to")
        )

    def shape(self, one: VerbalNote, chosen: Iterable[NoteAddressee]) -> dict[str, Any]:
        return shapes.note(one, self.address("note-detail", one.key), chosen)


class NoteList(NotesScope, ListView):
    def items(self, first: int, last: int) -> list[Any]:
        newest = self.notes().order_by(F("issued_at").desc(nulls_first=True), "-drafted_at", "-pk")
        found = list(newest[first:last])
        chosen = addressees.rows_of_many(found)
        return [self.shape(one, chosen.get(one.pk, ())) for one in found]


class NoteDetail(NotesScope):
    """A note with its words in each language; one that is only drafted has none yet. One that is issued can
    still be annulled: what is answered is never frozen."""

    def find_subject(self) -> Any:
        self.note = get_object_or_404(self.notes(), key=self.kwargs["key"])
        return super().find_subject()

    def content(self) -> dict[str, Any]:
        enclosures = shapes.enclosures(self.note, self.file_address) if self.note.number else []
        chosen = addressees.rows_of(self.note)
        return self.shape(self.note, chosen) | {
            "copies": shapes.copies(chosen) if self.user.is_secretariat else [],
            "texts": shapes.note_texts(self.note.texts.all()),
            "enclosures": enclosures,
        }

    def file_address(self, name: str, language: str) -> str:
        address = reverse("notes:note-enclosure", args=[self.note.key, name, language])
        return self.request.build_absolute_uri(address)
