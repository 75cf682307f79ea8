"""A State's response that came by note or mail: entered from the register, or registered with it at once."""

from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cica_portal.deadlines import seat_date
from cica_portal.web import following, uploaded
from cica_portal.web.following import Step
from cica_portal.web.pages import SAFE, FormPage
from comments.enums import Position
from comments.forms.entered import EnteredForm
from comments.models import Consultation, Response
from comments.writing import responses
from notes.forms.free_notes import ReturnForm
from notes.forms.register import RegisteredResponseForm, UploadForm
from notes.models import IncomingNote
from notes.register import consultation_notes, incoming_notes, setting_aside
from notes.views.frame import NotesPage, OfConsultation
from notes.views.register_of_notes import file_of


class ResponsePage(FormPage, NotesPage):
    permission = "notes.register_incoming"
    template_name = "notes/response_enter.html"
    form_class: type[EnteredForm]
    consultation: Consultation
    shows: tuple[str, ...] = ("consultation",)

    def form(self, *sent: Any, **given: Any) -> EnteredForm:
        return self.form_class(*sent, consultation=self.consultation, **given)

    def entered(self, incoming: IncomingNote, form: EnteredForm) -> HttpResponse:
        """Begin the entry from a registered note, and go on to its comments."""
        made = incoming_notes.begin_response(incoming, by=self.request.user, at=self.at, **form.entered())
        # Translators: number is that of a note in the register, as IN/1
        done = _("The note is in the register as %(number)s. The response does not count yet.")
        if made.position == Position.COMMENTS:
            step = _("Enter the comments of the note, then ask for confirmation.")
        else:
            step = _("Check the entry, then ask for confirmation.")
        following.say(self.request, done % {"number": made.register_number}, [Step(step)])
        return redirect("comments:entered-detail", entered=made.pk)


class ResponseEnter(ResponsePage):
    """From a note that is in the register and answers one of ours."""

    form_class = EnteredForm
    shows = "consultation", "incoming"

    def find_subject(self) -> Any:
        if not self.request.user.is_secretariat:
            return self.request.user
        found = IncomingNote.objects.select_related(
            "member_state", "entered_by", "answers_to__consultation__revision__paper"
        )
        # Of one that was corrected since its form was opened the act says so, and the form comes back.
        still = {"corrected_by": None} if self.request.method in SAFE else {}
        self.incoming = get_object_or_404(found, pk=self.kwargs["pk"], **still)
        if self.incoming.answers_to is None or self.incoming.answers_to.consultation is None:
            raise Http404
        self.consultation = self.incoming.answers_to.consultation
        return self.request.user

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        begun = incoming_notes.responses_of(self.incoming).first()
        return redirect("comments:entered-detail", entered=begun.pk) if begun else super().get(request)

    def initial(self) -> dict[str, Any]:
        given = {"received_on": self.incoming.received_on}
        if self.incoming.entered_by.member_state_id:  # uploaded: when it had arrived is known
            local = self.incoming.entered_at.astimezone(ZoneInfo(self.consultation.time_zone))
            given["received_minute"] = local.time()
        return given

    def act(self, form: EnteredForm) -> HttpResponse:
        return self.entered(self.incoming, form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        replaced = responses.in_force(self.consultation, self.incoming.member_state_id)
        return super().get_context_data(replaced=replaced, **kwargs)


class IncomingSetAside(FormPage, NotesPage):
    """A note in reply that is no response of its own, with the reason."""

    permission = "notes.register_incoming"
    template_name = "notes/incoming_set_aside.html"
    about = "incoming"
    form_class = ReturnForm
    perform = staticmethod(setting_aside.set_aside)
    done = gettext_lazy("Note set aside. It is no response of its own.")
    asked_on = ("notes:incoming-list",)

    @cached_property
    def incoming(self) -> IncomingNote:
        found = IncomingNote.objects.filter(answers_to__consultation__isnull=False)
        return get_object_or_404(
            found.select_related("member_state", "answers_to__consultation"), pk=self.kwargs["pk"]
        )


class ResponseRegister(ResponsePage):
    """A note or mail that nobody has registered yet: entry in the register and response are one act."""

    form_class = RegisteredResponseForm

    def find_subject(self) -> Any:
        if self.request.user.is_secretariat:
            rounds = Consultation.objects.select_related("revision__paper")
            self.consultation = get_object_or_404(rounds, pk=self.kwargs["pk"])
        return self.request.user

    def initial(self) -> dict[str, Any]:
        local = self.at.astimezone(ZoneInfo(self.consultation.time_zone))
        return {"received_on": local.date(), "received_minute": local.time()}

    @transaction.atomic
    def act(self, form: RegisteredResponseForm) -> HttpResponse:
        incoming = incoming_notes.enter(
            **form.registered(),
            # Translators: number is that of a note of the Secretariat
            subject=_("Response to note %(number)s") % {"number": self.consultation.reference},
            answers_to=consultation_notes.circulation_note(self.consultation),
            by=self.request.user,
            at=self.at,
        )
        uploaded.tell(self.request, form.cleaned_data["file"])
        return self.entered(incoming, form)


class NoteUpload(FormPage, OfConsultation):
    """Where a delegation brings the note of its State, and sees which of its notes are registered."""

    permission = "notes.upload_note"
    template_name = "notes/note_upload.html"
    form_class = UploadForm

    def initial(self) -> dict[str, Any]:
        return {"dated_on": seat_date(self.at)}

    def act(self, form: UploadForm) -> HttpResponse:
        made = incoming_notes.upload(self.consultation, **form.cleaned_data, by=self.request.user)
        uploaded.tell(self.request, form.cleaned_data["file"])
        # Translators: number is that of a note in the register, as IN/1
        done = _("The note is in the register as %(number)s. The response does not count yet.")
        following.say(self.request, done % {"number": made.register_number})
        return redirect("notes:note-upload", self.consultation.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = incoming_notes.incoming_of(self.consultation).filter(
            member_state=self.request.user.member_state_id
        )
        return super().get_context_data(registered=own.order_by("entered_at", "pk"), **kwargs)


class ResponseFile(NotesPage):
    """The note from which a response was entered, for the State whose note it is and the Secretariat."""

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        found = Response.objects.exclude(register_number="")
        if request.user.is_delegate:
            found = found.filter(member_state=request.user.member_state_id)
        elif not request.user.is_secretariat:
            raise Http404
        response = get_object_or_404(found, pk=pk)
        return file_of(get_object_or_404(IncomingNote, register_number=response.register_number))
