"""Who comes to an event: registered by delegations, listed for those who prepare it, exported as a table."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cica_portal.alphabet import sort_key
from cica_portal.errors import DomainError
from cica_portal.languages import reader_language
from cica_portal.spreadsheets import Column, Sheet, csv, xlsx
from cica_portal.web.pages import REFUSED
from initiatives.models import Participant
from initiatives.participation import registration
from initiatives.views.initiatives import InitiativeView
from initiatives.views.participant_forms import ParticipantForm


class ParticipantsView(InitiativeView):
    """A page or an act about who comes to an event; the list is the reader's part of it."""

    permission = "initiatives.view_participants"
    template_name = "initiatives/participant_list.html"

    @cached_property
    def found(self) -> list[Participant]:
        language = reader_language()
        visible = Participant.objects.visible_to(self.request.user).standing()
        people = list(visible.filter(initiative=self.initiative).select_related("member_state"))
        people.sort(key=lambda one: (one.member_state.protocol_name, sort_key(one.name, language)))
        return people

    @property
    def may_register(self) -> bool:
        return self.request.user.has_perm("initiatives.register", self.initiative)


class ParticipantList(ParticipantsView):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.list_page(ParticipantForm(initiative=self.initiative))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Register one more person of the own State."""
        if not self.may_register:
            raise PermissionDenied
        form = ParticipantForm(request.POST, initiative=self.initiative)
        if not form.is_valid():
            return self.list_page(form, status=REFUSED)
        try:
            registration.register(self.initiative, by=request.user, at=self.at, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.list_page(form, status=REFUSED)
        messages.success(request, _("Participant registered."))
        return redirect("initiatives:participant-list", pk)

    def list_page(self, form: ParticipantForm, status: int = 200) -> HttpResponse:
        user = self.request.user
        context = {
            "form": form,
            "groups": [
                (state, list(people))
                for state, people in groupby(self.found, key=lambda one: one.member_state)
            ],
            "total": len(self.found),
            "is_open": self.initiative.takes_registrations(self.at),
            "may_register": self.may_register,
            "own_state": user.member_state_id,
            "sees_all": user.has_perm("initiatives.edit_initiative", self.initiative),
        }
        return self.page(context=context, status=status)


class ParticipantWithdraw(ParticipantsView):
    permission = "initiatives.register"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, participant: Any) -> HttpResponse:
        own = Participant.objects.filter(member_state=request.user.member_state_id, initiative=pk)
        person = get_object_or_404(own.select_related("initiative"), pk=participant)
        try:
            registration.withdraw(person, by=request.user, at=self.at)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            # Translators: name is the name of a participant.
            messages.success(request, _("Registration withdrawn: %(name)s.") % {"name": person.name})
        return redirect("initiatives:participant-list", pk)


class ParticipantExport(ParticipantsView):
    """The list as a table for a spreadsheet, cells typed as text."""

    def get(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        sheet = Sheet(
            name=pgettext("event", "Participants"),
            columns=(
                Column(pgettext("participant", "State"), 24),
                Column(pgettext("participant", "Name"), 30),
                Column(pgettext("participant", "Post"), 40),
                Column(pgettext("participant", "E-mail"), 30),
                Column(pgettext("participant", "Attendance"), 16),
            ),
            rows=tuple(
                (one.member_state.name, one.name, one.post, one.email, str(one.get_attendance_display()))
                for one in self.found
            ),
        )
        if kind == "xlsx":
            content, content_type = xlsx.written([sheet], title=self.shown.title), xlsx.CONTENT_TYPE
        elif kind == "csv":
            content, content_type = csv.written(sheet), "text/csv; charset=utf-8"
        else:
            raise Http404
        response = HttpResponse(content, content_type=content_type)
        name = f"{slugify(self.initiative.paper.slug)}-{pk}-participants.{kind}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response
