"""A State's response that came by note or mail: entered from the register, or registered with it at once."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cica_portal.deadlines import local_date
from cica_portal.errors import DomainError
from cica_portal.web import following, uploaded
from cica_portal.web.following import Step
from cica_portal.web.forms import PageForm
from cica_portal.web.pages import REFUSED, SAFE, FormPage
from comments.enums import Position
from comments.forms import EnteredForm
from comments.models import Consultation, EnteredResponse, Response
from comments.writing import responses
from notes.forms.free_notes import ReturnForm
from notes.forms.register import RegisteredResponseForm
from notes.models import IncomingNote
from notes.register import consultation_notes, incoming_notes, setting_aside
from notes.views.frame import NotesPage
from notes.views.register_of_notes import file_of


class ResponsePage(NotesPage):
    permission = "notes.register_incoming"
    template_name = "notes/response_enter.html"
    consultation: Consultation

    def entered(self, incoming: IncomingNote, form: EnteredForm) -> HttpResponse:
        """Begin the entry from a registered note, and go on to its comments."""
        given = form.entered(self.consultation.time_zone)
        made = incoming_notes.begin_response(incoming, by=self.request.user, at=self.at, **given)
        # Translators: number is that of a note in the register, as IN/1
        done = _("The note is in the register as %(number)s. The response does not count yet.")
        if made.position == Position.COMMENTS:
            step = _("Enter the comments of the note, then ask for confirmation.")
        else:
            step = _("Check the entry, then ask for confirmation.")
        following.say(self.request, done % {"number": made.register_number}, [Step(step)])
        return redirect("comments:entered-detail", entered=made.pk)

    def form_page(self, form: PageForm, *, status: int = 200, **context: Any) -> HttpResponse:
        return self.page(context={"form": form, "consultation": self.consultation} | context, status=status)


class ResponseEnter(ResponsePage):
    """From a note that is in the register and answers one of ours."""

    def find_subject(self) -> Any:
        if not self.request.user.is_secretariat:
            return self.request.user
        found = IncomingNote.objects.select_related(
            "member_state", "answers_to__consultation__revision__paper"
        )
        # Of one that was corrected since its form was opened the act says so, and the form comes back.
        still = {"corrected_by": None} if self.request.method in SAFE else {}
        self.incoming = get_object_or_404(found, pk=self.kwargs["pk"], **still)
        if self.incoming.answers_to is None or self.incoming.answers_to.consultation is None:
            raise Http404
        self.consultation = self.incoming.answers_to.consultation
        return self.request.user

    @cached_property
    def begun(self) -> EnteredResponse | None:
        return incoming_notes.responses_of(self.incoming).first()

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.begun is not None:
            return redirect("comments:entered-detail", entered=self.begun.pk)
        return self.show(EnteredForm(initial={"received_on": self.incoming.received_on}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = EnteredForm(request.POST)
        if form.is_valid():
            try:
                return self.entered(self.incoming, form)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
        return self.show(form, status=REFUSED)

    def show(self, form: EnteredForm, *, status: int = 200) -> HttpResponse:
        replaced = responses.in_force(self.consultation, self.incoming.member_state_id)
        return self.form_page(form, status=status, incoming=self.incoming, replaced=replaced)


class IncomingSetAside(FormPage, NotesPage):
    """A note in reply that is no response of its own, with the reason."""

    permission = "notes.register_incoming"
    template_name = "notes/incoming_set_aside.html"
    form_class = ReturnForm
    done = gettext_lazy("Note set aside. It is no response of its own.")

    @cached_property
    def incoming(self) -> IncomingNote:
        found = IncomingNote.objects.filter(answers_to__consultation__isnull=False)
        return get_object_or_404(
            found.select_related("member_state", "answers_to__consultation"), pk=self.kwargs["pk"]
        )

    def form(self, *sent: Any, **given: Any) -> ReturnForm:
        return ReturnForm(*sent[:1], **given)

    def act(self, form: ReturnForm) -> None:
        setting_aside.set_aside(self.incoming, **form.cleaned_data, by=self.request.user, at=self.at)

    def back(self) -> HttpResponse:
        return redirect("notes:incoming-list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(incoming=self.incoming, **kwargs)


class ResponseRegister(ResponsePage):
    """A note or mail that nobody has registered yet: entry in the register and response are one act."""

    def find_subject(self) -> Any:
        if self.request.user.is_secretariat:
            rounds = Consultation.objects.select_related("revision__paper")
            self.consultation = get_object_or_404(rounds, pk=self.kwargs["pk"])
        return self.request.user

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        initial = {"received_on": local_date(self.at, self.consultation.time_zone)}
        return self.form_page(RegisteredResponseForm(initial=initial))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = RegisteredResponseForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                with transaction.atomic():
                    incoming = incoming_notes.enter(
                        **form.registered(),
                        answers_to=consultation_notes.circulation_note(self.consultation),
                        by=request.user,
                        at=self.at,
                    )
                    uploaded.tell(request, form.cleaned_data["file"])
                    return self.entered(incoming, form)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
        return self.form_page(form, status=REFUSED)


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
