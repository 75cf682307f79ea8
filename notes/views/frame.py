"""What every page of the notes does first: policy, the person's own scope, the instant."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_htmx.http import HttpResponseClientRefresh

from cica_portal import formats, spaces
from cica_portal.languages import reader_language
from cica_portal.web import following
from cica_portal.web.following import Step
from cica_portal.web.pages import Page, visible
from comments.models import Consultation, Response
from notes import kinds
from notes.enums import NoteStatus
from notes.models import VerbalNote
from plans.models import ConceptPaper


class NotesPage(Page):
    """A page or an act of the Secretariat's correspondence."""

    permission = "notes.view_notes"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        shared = {"may_draft": user.has_perm("notes.draft_note", user)}
        return super().get_context_data(**shared | kwargs)

    def waited(
        self, template: str, context: dict[str, Any], *, is_waiting: bool, status: int = 200
    ) -> HttpResponse:
        """Answer the page that waits for documents (components/_progress.html), which asks again and again:
        how far they are; once they are there, it is loaded anew."""
        if not self.request.htmx:
            return self.page(template, context, status=status)
        return self.page("components/_progress.html", context) if is_waiting else HttpResponseClientRefresh()

    def drafted(self, note: VerbalNote) -> HttpResponse:
        """Lead to the drafted note; who extends a deadline and may sign is led on to its issue at once."""
        may_issue = self.request.user.has_perm("notes.issue_note", note)
        signed = _("Check the note below, then issue it.")
        step = Step(signed if may_issue else _("Check the note below. An authorized signatory issues it."))
        following.say(self.request, _("Draft note prepared. Nothing has been sent."), [step])
        is_next = may_issue and kinds.of(note).extends_deadline
        return redirect("notes:note-issue" if is_next else "notes:note-detail", note.key)


class PlanNotesPage(NotesPage):
    """A page or an act about the correspondence on one plan."""

    about = "paper"
    paper = visible(ConceptPaper, "measure", "coordinator", field="slug")


class OfConsultation(NotesPage):
    """A page or an act about one consultation, or one of its documents."""

    about = "consultation"
    consultation = visible(Consultation, "revision__paper__measure")


class NoteView(NotesPage):
    """A page or an act about one note; one that is there while the note stands in `statuses` alone leads to
    the note once it does not."""

    statuses: tuple[NoteStatus, ...] = tuple(NoteStatus)
    about = "note"
    note = visible(
        VerbalNote,
        "series",
        "paper__measure",
        "paper__coordinator",
        "consultation__revision__paper__measure",
        "circulation",
        "answers_to",
        "member_state",
        "issued_by",
        "drafted_by",
        "voiding",
        field="key",
    )
    asked_on = "notes:note-detail", "note__key"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.note.status not in self.statuses:
            return redirect("notes:note-detail", self.note.key)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"row": kinds.of(self.note)} | kwargs)


def issued_steps(note: VerbalNote) -> list[Step]:
    """Return what follows from the issue of a note."""
    sent = Step(
        _("The messages to its addressees are being sent."), reverse("notes:outbox"), _("See the outbox")
    )
    row, consultation = kinds.of(note), note.consultation
    if row.submits_plan:
        package = reverse("notes:package-detail", args=[note.own_paper.slug])
        before = _("The plan is before the SWG. The package can be built now.")
        return [Step(before, package, _("Package for the SWG")), sent]
    if consultation is None or not (row.opens_consultation or row.extends_deadline):
        return [sent]
    closing = spaces.shown(formats.closing(consultation.closes_at, consultation.time_zone, reader_language()))
    answered = Response.objects.official().filter(consultation=consultation).values("member_state")
    number = consultation.addressees.exclude(member_state__in=answered).count()
    # Translators: number is how many have not responded yet, closing a weekday, day and hour
    said = ngettext(
        "%(number)s Member State has yet to respond. Deadline: %(closing)s.",
        "%(number)s Member States have yet to respond. Deadline: %(closing)s.",
        number,
    )
    board = reverse("comments:consultation-board", args=[consultation.pk])
    return [
        Step(said % {"number": number, "closing": closing}, board, _("See who has responded")),
        sent,
    ]
