"""The register: notes that were sent and received, searched, narrowed, taken out, and proved to be whole."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cica_portal import deadlines, uploads
from cica_portal.spreadsheets import Column, Sheet
from cica_portal.web import following, uploaded
from cica_portal.web.downloads import FORMS, download, spreadsheet
from cica_portal.web.following import Step
from cica_portal.web.lists import ListPage, Sorting
from cica_portal.web.pages import SAFE, FormPage
from comments.models import Consultation
from members.models import User
from notes.enums import NoteStatus
from notes.forms.register import IncomingForm, IncomingSearch, RegisterSearch
from notes.models import IncomingNote, VerbalNote, VerbalNoteQuerySet
from notes.register import addressees, consultation_notes, destinations, incoming_notes
from notes.reminders import ladders
from notes.views.detail import NOTE_MARKS
from notes.views.frame import NotesPage
from notes.wording import enclosed


class RegisterPage(NotesPage, ListPage):
    """A list of the register; for the Secretariat also as a file."""

    size = 100
    stem = ""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        asked = request.GET.get("as")
        if asked not in FORMS or not request.user.is_secretariat:
            return super().get(request)
        return spreadsheet(self.table(self.find(self.form().chosen())), f"{self.stem}.{asked}")

    def table(self, found: Any) -> Sheet:
        raise NotImplementedError


class NoteList(RegisterPage):
    """The register, newest first, searched by any printed form of a number and narrowed by its columns."""

    template_name = "notes/note_list.html"
    stem = "register"

    def form(self) -> RegisterSearch:
        return RegisterSearch(self.request.GET, is_secretariat=self.request.user.is_secretariat)

    def find(self, chosen: dict[str, Any]) -> Any:
        user = self.request.user
        notes = self.sorting.of_query(incoming_notes.narrowed(_notes(user), chosen))
        return incoming_notes.search(notes, chosen["q"]) if chosen.get("q") else notes

    @cached_property
    def sorting(self) -> Sorting:
        columns = {"number": ("series__prefix", "issued_at", "number"), "kind": "kind", "status": "status"}
        columns |= {"about": ("paper__measure__position", "paper__period_from"), "day": "issued_at"}
        return Sorting(self.request, columns)

    def rows(self, shown: Any, chosen: dict[str, Any]) -> dict[str, Any]:
        notes = list(shown)
        named = _named(notes)
        return {
            "sorting": self.sorting,
            "notes": [
                (
                    note,
                    NOTE_MARKS[NoteStatus(note.status)],
                    enclosed.titles_kept(note),
                    named.get(note.pk, ()),
                )
                for note in notes
            ],
        }

    def table(self, notes: Any) -> Sheet:
        head = (
            (pgettext("note", "Number"), 18),
            (_("Printed as"), 18),
            (pgettext("note", "Date issued"), 12),
            (pgettext("field", "Status"), 14),
            (_("Annulled by"), 18),
            (_("Replaced by"), 18),
            (pgettext("field", "Kind"), 24),
            (pgettext("note", "Series"), 12),
            (pgettext("column", "Plan"), 60),
            (pgettext("label", "Consultation"), 18),
            (pgettext("mail", "To"), 40),
            (pgettext("note", "Enclosures"), 60),
        )
        notes = list(notes)
        to = destinations.said(notes)
        rows = tuple(
            (
                note.number,
                incoming_notes.printed_forms(note),
                note.issued_on,
                pgettext("note", "void, not sent") if is_void(note) else str(note.get_status_display()),
                *_ended(note),
                str(note.get_kind_display()),
                note.series.prefix,
                note.about,
                note.consultation.reference if note.consultation else None,
                to[note.pk] or None,
                "; ".join(enclosed.titles_kept(note)) or None,
            )
            for note in notes
        )
        return Sheet(_("Register of notes"), tuple(Column(*one) for one in head), rows)


def _notes(user: User) -> QuerySet[VerbalNote]:
    """Return the register as `user` reads it, newest first, with what its list says of each note."""
    return incoming_notes.newest_first(_told(VerbalNote.objects.visible_to(user)))


def _told(notes: VerbalNoteQuerySet) -> QuerySet[VerbalNote]:
    about = ("paper__measure", "consultation", "member_state", "series", "answers_to")
    return notes.with_void().select_related(*about)


def _named(notes: Sequence[VerbalNote]) -> dict[int, list[str]]:
    """Return by note whom it names, of those that are not addressed as usual."""
    rows = addressees.rows_of_many(notes)
    return {note.pk: addressees.names(note, rows[note.pk]) for note in notes if note.pk in rows}


def _ended(note: Any) -> tuple[str | None, str | None]:
    """Return the number of the note that annulled a note, and of the one that replaced it."""
    return (None if note.replaced_by or is_void(note) else note.void_by, note.replaced_by)


def is_void(note: Any) -> bool:
    """Tell whether the number of a note in the register is void: the note never left."""
    return note.void_by is not None and note.void_by == note.number


class IncomingList(RegisterPage):
    """The notes of Member States, the latest first."""

    permission = "notes.register_incoming"
    template_name = "notes/incoming_list.html"
    search = IncomingSearch
    stem = "incoming"

    def find(self, chosen: dict[str, Any]) -> Any:
        return self.sorting.of_query(incoming_notes.incoming(chosen))

    @cached_property
    def sorting(self) -> Sorting:
        columns = {"registered": "pk", "state": "member_state__protocol_name", "dated": "dated_on"}
        return Sorting(self.request, columns | {"received": "received_on", "answers": "answers_to"})

    def rows(self, shown: Any, chosen: dict[str, Any]) -> dict[str, Any]:
        return {"notes": list(shown), "sorting": self.sorting}

    def table(self, found: Any) -> Sheet:
        head = (
            (_("Register number"), 16),
            (pgettext("note", "Number"), 18),
            (_("Date of the note"), 12),
            (pgettext("note", "Date received"), 12),
            (_("Member State"), 24),
            (pgettext("note", "Subject"), 60),
            (_("In reply to note"), 18),
            (pgettext("note", "Corrects"), 12),
            (pgettext("field", "File"), 30),
        )
        rows = tuple(
            (
                one.register_number,
                one.number,
                one.dated_on,
                one.received_on,
                one.member_state.name,
                one.subject,
                one.answers_to.number if one.answers_to else None,
                one.corrects.register_number if one.corrects else None,
                one.file_name,
            )
            for one in found
        )
        return Sheet(_("Notes of Member States"), tuple(Column(*one) for one in head), rows)


class IncomingCreate(FormPage, NotesPage):
    """Enter a State's note; or, from a mistaken entry, the one that stands in its place."""

    permission = "notes.register_incoming"
    template_name = "notes/incoming_form.html"
    form_class = IncomingForm

    def act(self, form: IncomingForm) -> HttpResponse:
        made = incoming_notes.enter(
            **form.cleaned_data, corrects=self.corrects, by=self.request.user, at=self.at
        )
        uploaded.tell(self.request, form.cleaned_data["file"])
        said = _("Note registered as %(number)s.") % {"number": made.register_number}
        following.say(self.request, said, self.steps_of(made))
        if self.say_what_is_open(made):
            return redirect("notes:response-enter", made.pk)
        return redirect("notes:incoming-list")

    def steps_of(self, made: IncomingNote) -> list[Step]:
        """Return what a registered note asks for next."""
        answered = made.answers_to
        if answered is None or answered.consultation_id is None:
            return [Step(_("If it needs a reply, draft a note on another subject to the State."))]
        # Translators: reference is the number of a consultation
        said = _("An officer enters its comments as the response of the State to %(reference)s.")
        return [
            Step(
                said % {"reference": answered.consultation.reference},
                reverse("notes:response-enter", args=[made.pk]),
                _("Enter response"),
            )
        ]

    def say_what_is_open(self, made: IncomingNote) -> bool:
        """Say that a note in the register is no response: the State is not reminded any more, and has none
        until what it says is entered. Tell whether that is so."""
        consultation = made.answers_to.consultation if made.answers_to else None
        if consultation is None or not consultation.is_open(self.at):
            return False
        is_awaited = made.member_state in ladders.without_response(consultation)
        if is_awaited:
            messages.warning(
                self.request,
                _(
                    "Registering a note records no response. In the consultation %(reference)s "
                    "%(state)s still has no response until one is submitted in the portal or entered here "
                    "and confirmed; it is not reminded any more. If the note brings no response, correct the "
                    "entry: leave out the number of our note."
                )
                % {"reference": consultation.reference, "state": made.member_state.name},
            )
        return is_awaited

    @cached_property
    def corrects(self) -> IncomingNote | None:
        """Return the mistaken entry. Whether a colleague has corrected it since the form was opened, the act
        says, and the form comes back."""
        pk = self.kwargs.get("pk")
        still = {"corrected_by": None} if self.request.method in SAFE else {}
        return get_object_or_404(IncomingNote, pk=pk, **still) if pk else None

    def initial(self) -> dict[str, Any]:
        if self.corrects is not None:
            one = self.corrects
            answered = one.answers_to.number if one.answers_to else ""
            fields = ("number", "dated_on", "received_on", "subject")
            return {name: getattr(one, name) for name in fields} | {
                "member_state": one.member_state_id,
                "answers_to": answered,
            }
        initial: dict[str, Any] = {"received_on": deadlines.seat_date(self.at)}
        key = self.request.GET.get("round", "")
        found = Consultation.objects.filter(pk=key).first() if key.isascii() and key.isdigit() else None
        if found is not None and (note := consultation_notes.circulation_note(found)) is not None:
            initial["answers_to"] = note.number
        return initial

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entered = incoming_notes.responses_of(self.corrects) if self.corrects else []
        return super().get_context_data(corrects=self.corrects, entered=list(entered), **kwargs)


class IncomingFile(NotesPage):
    """The file of a State's note, as it came."""

    permission = "notes.register_incoming"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return file_of(get_object_or_404(IncomingNote, pk=pk))


def file_of(one: IncomingNote) -> HttpResponse:
    """Return the file of a State's note, of the kind that the ending says which the gate gave it."""
    if not one.file:
        raise Http404
    content = uploads.stored(one.file.name, one.file_sha256)
    kind = one.file_name.rpartition(".")[2]
    return download(
        content, one.file_name, uploads.CONTENT_TYPES.get(kind, "application/octet-stream"), is_foreign=True
    )
