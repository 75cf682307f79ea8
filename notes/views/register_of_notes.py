"""The register: notes that were sent and received, searched, narrowed, taken out, and proved to be whole."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cica_portal import deadlines
from cica_portal.errors import DomainError
from cica_portal.spreadsheets import Column, Sheet, csv, xlsx
from cica_portal.web.lists import query
from cica_portal.web.pages import REFUSED
from comments.models import Consultation
from notes.enums import NoteStatus
from notes.forms.register import IncomingForm, IncomingSearch, RegisterSearch
from notes.models import IncomingNote, VerbalNote
from notes.register import consultation_notes, incoming_notes
from notes.reminders import ladders
from notes.views.detail import NOTE_MARKS
from notes.views.frame import NotesPage

PAGE_SIZE = 100
TABLES = {"csv", "xlsx"}


class NoteList(NotesPage):
    """The register, newest first, searched by any printed form of a number and narrowed by its columns."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = RegisterSearch(request.GET, is_secretariat=request.user.is_secretariat)
        chosen = form.chosen()
        notes = (
            VerbalNote.objects.visible_to(request.user)
            .with_void()
            .select_related("paper", "consultation", "member_state", "series")
        )
        notes = incoming_notes.narrowed(incoming_notes.newest_first(notes), chosen)
        if chosen.get("q"):
            notes = incoming_notes.search(notes, chosen["q"])
        if request.GET.get("as") in TABLES and request.user.is_secretariat:
            return spreadsheet(request, self.table(notes), "register")
        shown = Paginator(notes, PAGE_SIZE).get_page(request.GET.get("page"))
        context = {
            "form": form,
            "chosen": chosen,
            "notes": [(note, NOTE_MARKS[NoteStatus(note.status)]) for note in shown],
            "page": shown,
            "query": query(request),
        }
        return self.page("notes/note_list.html", context)

    def table(self, notes: Any) -> Sheet:
        head = (
            (pgettext("note", "Number"), 18),
            (_("Printed as"), 18),
            (pgettext("note", "Date issued"), 12),
            (pgettext("note", "Status"), 14),
            (_("Annulled by"), 18),
            (pgettext("note", "Kind"), 24),
            (pgettext("note", "Series"), 12),
            (pgettext("note", "Plan"), 60),
            (pgettext("note", "Consultation"), 18),
            (_("Member State"), 24),
        )
        rows = tuple(
            (
                note.number,
                incoming_notes.printed_forms(note),
                note.issued_on,
                str(note.get_status_display()),
                note.void_by,
                str(note.get_kind_display()),
                note.series.prefix,
                note.paper.title,
                note.consultation.reference if note.consultation else None,
                note.member_state.name if note.member_state else None,
            )
            for note in notes
        )
        return Sheet(_("Register of notes"), tuple(Column(*one) for one in head), rows)


def spreadsheet(request: HttpRequest, sheet: Sheet, stem: str) -> HttpResponse:
    """Return a list as a file, in the form that was asked for: a workbook, or a plain table."""
    kind = request.GET["as"]
    if kind == "xlsx":
        content, content_type = xlsx.written([sheet], title=sheet.name), xlsx.CONTENT_TYPE
    else:
        content, content_type = csv.written(sheet), "text/csv; charset=utf-8"
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{stem}.{kind}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


class SeriesList(NotesPage):
    """Every series of numbers, with what is missing in it: the proof that the register is whole."""

    permission = "notes.register_incoming"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page("notes/series_list.html", {"series": incoming_notes.series()})


class IncomingList(NotesPage):
    """The notes of Member States, the latest first."""

    permission = "notes.register_incoming"

    def get(self, request: HttpRequest) -> HttpResponse:
        form = IncomingSearch(request.GET)
        chosen = form.chosen()
        found = incoming_notes.incoming(chosen)
        if request.GET.get("as") in TABLES:
            return spreadsheet(request, self.table(found), "incoming")
        shown = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
        context = {
            "form": form,
            "chosen": chosen,
            "notes": list(shown),
            "page": shown,
            "query": query(request),
        }
        return self.page("notes/incoming_list.html", context)

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
            (pgettext("note", "File"), 30),
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


class IncomingCreate(NotesPage):
    """Enter a State's note; or, from a mistaken entry, the one that stands in its place."""

    permission = "notes.register_incoming"

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        return self.form_page(IncomingForm(initial=self.initial()))

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        form = IncomingForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.form_page(form, status=REFUSED)
        try:
            made = incoming_notes.enter(
                **form.cleaned_data, corrects=self.corrects, by=request.user, at=self.at
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.form_page(form, status=REFUSED)
        messages.success(request, _("Note registered as %(number)s.") % {"number": made.register_number})
        if self.say_what_is_open(made):
            return redirect("notes:response-enter", made.pk)
        return redirect("notes:incoming-list")

    def say_what_is_open(self, made: IncomingNote) -> bool:
        """Say that a note in the register is no response: the State is awaited, and reminded, until what it
        says is entered. Tell whether that is so."""
        consultation = made.answers_to.consultation if made.answers_to else None
        if consultation is None or not consultation.is_open(self.at):
            return False
        is_awaited = made.member_state in ladders.awaiting(consultation)
        if is_awaited:
            messages.warning(
                self.request,
                _(
                    "Registering a note records no response. In the consultation %(reference)s "
                    "%(state)s still has no response, and reminders continue until one is submitted in "
                    "the portal or entered here and confirmed."
                )
                % {"reference": consultation.reference, "state": made.member_state.name},
            )
        return is_awaited

    @cached_property
    def corrects(self) -> IncomingNote | None:
        pk = self.kwargs.get("pk")
        return get_object_or_404(IncomingNote, pk=pk, corrected_by=None) if pk else None

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

    def form_page(self, form: IncomingForm, *, status: int = 200) -> HttpResponse:
        return self.page("notes/incoming_form.html", {"form": form, "corrects": self.corrects}, status=status)


class IncomingFile(NotesPage):
    """The file of a State's note, as it came."""

    permission = "notes.register_incoming"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return file_of(get_object_or_404(IncomingNote, pk=pk))


def file_of(one: IncomingNote) -> HttpResponse:
    """Return the file of a State's note as a download that no browser opens."""
    if not one.file:
        raise Http404
    with one.file.open("rb") as file:
        response = HttpResponse(file.read(), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(True, one.file_name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
