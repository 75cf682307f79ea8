import datetime as dt
from typing import Any

from django.db.models import F
from django.shortcuts import get_object_or_404
from django.urls import reverse

from api import shapes
from api.views.base import ApiView, ListView
from notes.models import VerbalNote


class NotesScope(ApiView):
    permission = "notes.view_notes"

    def notes(self) -> Any:
        return VerbalNote.objects.visible_to(self.user).with_void().select_related("paper", "member_state")

    def shape(self, one: VerbalNote) -> dict[str, Any]:
        return shapes.note(one, self.address("note-detail", one.pk))


class NoteList(NotesScope, ListView):
    def items(self, first: int, last: int) -> list[Any]:
        newest = self.notes().order_by(F("issued_at").desc(nulls_first=True), "-drafted_at", "-pk")
        return [self.shape(one) for one in newest[first:last]]


class NoteDetail(NotesScope):
    """A note with its words in each language; one that is only drafted has none yet."""

    def find_subject(self) -> Any:
        self.note = get_object_or_404(self.notes(), pk=self.kwargs["pk"])
        return super().find_subject()

    def content(self) -> dict[str, Any]:
        enclosures = shapes.enclosures(self.note, self.file_address) if self.note.number else []
        return self.shape(self.note) | {
            "texts": shapes.note_texts(self.note.texts.all()),
            "enclosures": enclosures,
        }

    def file_address(self, name: str, language: str) -> str:
        address = reverse("notes:note-enclosure", args=[self.note.pk, name, language])
        return self.request.build_absolute_uri(address)

    def frozen_at(self) -> dt.datetime | None:
        return self.note.issued_at
