"""The invitation to an event of an adopted plan: drafted from its record, looked at, signed like any note."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cica_portal.errors import DomainError
from cica_portal.languages import LANGUAGES, reader_language
from cica_portal.web.pages import REFUSED
from initiatives import wording
from initiatives.models import Initiative
from notes.acts import event_invitations
from notes.forms.drafting import EventInvitationForm
from notes.views.frame import NotesPage


class InitiativeInvite(NotesPage):
    """The invitation to an event of an adopted plan, proposed from its record for the officer to look at."""

    permission = "notes.draft_note"

    @cached_property
    def initiative(self) -> Initiative:
        return get_object_or_404(
            Initiative.objects.visible_to(self.request.user).with_plan(), pk=self.kwargs["pk"]
        )

    def find_subject(self) -> Initiative:
        return self.initiative

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        proposed = event_invitations.proposed(self.initiative, request.user)
        start = {"respond_by": proposed["respond_by"]}
        start |= {f"{name}-{code}": proposed[name][code] for name in ("event", "place") for code in LANGUAGES}
        return self.form_page(EventInvitationForm(initial=start))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = EventInvitationForm(request.POST)
        if not form.is_valid():
            return self.form_page(form, status=REFUSED)
        try:
            note = event_invitations.draft(
                self.initiative,
                event=form.texts_of("event"),
                place=form.texts_of("place"),
                respond_by=form.cleaned_data["respond_by"],
                by=request.user,
                at=self.at,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.form_page(form, status=REFUSED)
        messages.success(request, _("Draft note prepared. Nothing has been sent."))
        return redirect("notes:note-detail", note.pk)

    def form_page(self, form: EventInvitationForm, *, status: int = 200) -> HttpResponse:
        context = {
            "initiative": self.initiative,
            "form": form,
            "notes": list(event_invitations.of(self.initiative)),
            "may_draft": event_invitations.may_draft(self.initiative),
            "when": wording.held_when(self.initiative, reader_language()),
        }
        return self.page("notes/initiative_invite.html", context, status=status)
