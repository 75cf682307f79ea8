"""Notes that follow: those of a round on one page, and the forms by which the next ones are drafted."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cica_portal.errors import DomainError
from cica_portal.web.forms import PageForm
from cica_portal.web.pages import REFUSED
from comments.models import Consultation
from members.models import MemberState
from notes.acts import followups, submission_with_comments
from notes.enums import NoteStatus
from notes.forms.drafting import CorrigendumForm, InvitationForm, SubmissionForm
from notes.models import IncomingNote, VerbalNote
from notes.register import incoming_notes
from notes.views.detail import NOTE_MARKS
from notes.views.frame import NotesPage, NoteView


class ConsultationPage(NotesPage):
    """A page or an act about the notes of one round."""

    permission = "notes.draft_note"

    @cached_property
    def consultation(self) -> Consultation:
        visible = Consultation.objects.visible_to(self.request.user).select_related("revision__paper")
        return get_object_or_404(visible, pk=self.kwargs["pk"])

    def find_subject(self) -> Consultation:
        return self.consultation

    def drafted(self, note: VerbalNote) -> HttpResponse:
        messages.success(self.request, _("Draft note prepared. Nothing has been sent."))
        return redirect("notes:note-detail", note.pk)


class ConsultationNotes(ConsultationPage):
    """Every note of a round, and what may be drafted now."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = (
            VerbalNote.objects.with_void()
            .filter(consultation=self.consultation)
            .select_related("member_state", "answers_to")
        )
        notes = list(found.order_by("drafted_at", "pk"))
        context = {
            "consultation": self.consultation,
            "notes": [(note, NOTE_MARKS[NoteStatus(note.status)]) for note in notes],
            "incoming": list(incoming_notes.incoming_of(self.consultation)),
            "to_acknowledge": self.to_acknowledge(notes),
            "may_submit": submission_with_comments.may_draft(self.consultation)
            and not submission_with_comments.is_among(notes),
        }
        return self.page("notes/consultation_notes.html", context)

    def to_acknowledge(self, notes: list[VerbalNote]) -> list[tuple[MemberState, IncomingNote | None]]:
        """Return the States whose comments nobody has acknowledged yet, with the note that brought them."""
        acknowledged = followups.acknowledged_in(notes)
        brought = {one.member_state_id: one for one in incoming_notes.incoming_of(self.consultation)}
        states = MemberState.objects.filter(
            code__in=submission_with_comments.commented(self.consultation)
        ) | (MemberState.objects.filter(pk__in=brought))
        return [(state, brought.get(state.pk)) for state in states if state.pk not in acknowledged]


class NoteAcknowledge(ConsultationPage):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        addressed = self.consultation.addressees.filter(member_state__code=request.POST.get("state", ""))
        addressee = addressed.select_related("member_state").first()
        if addressee is None:
            raise Http404
        state = addressee.member_state
        incoming = incoming_notes.incoming_of(self.consultation).filter(member_state=state).first()
        try:
            note = followups.acknowledge(
                self.consultation, state, incoming=incoming, by=request.user, at=self.at
            )
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("notes:consultation-notes", pk)
        return self.drafted(note)


class ConsultationForm(ConsultationPage):
    """A form by which a note of the round is drafted."""

    form_class: type[PageForm]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.form_page(self.form_class())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self.form_page(form, status=REFUSED)
        try:
            note = self.draft(form)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.form_page(form, status=REFUSED)
        return self.drafted(note)

    def draft(self, form: PageForm) -> VerbalNote:
        raise NotImplementedError

    def form_page(self, form: PageForm, *, status: int = 200) -> HttpResponse:
        context = {"consultation": self.consultation, "form": form}
        return self.page(context=context, status=status)


class EventInvite(ConsultationForm):
    template_name = "notes/event_invite.html"
    form_class = InvitationForm

    def draft(self, form: InvitationForm) -> VerbalNote:
        return followups.invite(
            self.consultation,
            event=form.texts_of("event"),
            place=form.texts_of("place"),
            event_date=form.cleaned_data["event_date"],
            respond_by=form.cleaned_data["respond_by"],
            by=self.request.user,
            at=self.at,
        )


class SwgSubmit(ConsultationForm):
    template_name = "notes/swg_submit.html"
    form_class = SubmissionForm

    def draft(self, form: SubmissionForm) -> VerbalNote:
        swg_date = form.cleaned_data["swg_date"]
        return submission_with_comments.draft(
            self.consultation, swg_date=swg_date, by=self.request.user, at=self.at
        )


class FollowingView(NoteView):
    """Drafting a note about an issued one."""

    permission = "notes.draft_note"

    def drafted(self, note: VerbalNote) -> HttpResponse:
        messages.success(self.request, _("Draft note prepared. Nothing has been sent."))
        return redirect("notes:note-detail", note.pk)


class NoteCorrect(FollowingView):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.note.status != NoteStatus.ISSUED:
            return redirect("notes:note-detail", pk)
        return self.form_page(CorrigendumForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = CorrigendumForm(request.POST)
        if not form.is_valid():
            return self.form_page(form, status=REFUSED)
        try:
            made = followups.correct(
                self.note,
                corrected=form.cleaned_data["corrected"],
                instead=form.texts_of("instead"),
                read=form.texts_of("read"),
                by=request.user,
                at=self.at,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.form_page(form, status=REFUSED)
        return self.drafted(made)

    def form_page(self, form: CorrigendumForm, *, status: int = 200) -> HttpResponse:
        consultation = self.note.consultation
        may_extend = consultation is not None and consultation.is_open(self.at)
        context: dict[str, Any] = {"note": self.note, "form": form, "may_extend": may_extend}
        return self.page("notes/note_correct.html", context, status=status)


class NoteAnnul(FollowingView):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.note.status != NoteStatus.ISSUED:
            return redirect("notes:note-detail", pk)
        return self.page("notes/note_confirm_annul.html", {"note": self.note})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            made = followups.annul(self.note, by=request.user, at=self.at)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("notes:note-detail", pk)
        return self.drafted(made)
