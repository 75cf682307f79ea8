"""Who comes to an event: registered by delegations, listed for those who prepare it, exported as a table."""

from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cica_portal.alphabet import sort_key
from cica_portal.languages import reader_language
from cica_portal.spreadsheets import Column, Sheet
from cica_portal.web.downloads import FORMS, spreadsheet
from cica_portal.web.pages import ActPage, FormPage
from initiatives.forms import ParticipantForm
from initiatives.models import Participant
from initiatives.participation import registration
from initiatives.views.initiatives import InitiativeView


class ParticipantsView(InitiativeView):
    """A page or an act about who comes to an event; the list is the reader's part of it."""

    permission = "initiatives.view_participants"
    template_name = "initiatives/participant_list.html"
    asked_on = "initiatives:participant-list", "initiative__block_key"

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


class ParticipantList(ParticipantsView, FormPage):
    perform = staticmethod(registration.register)
    done = gettext_lazy("Participant registered")

    def form(self, *sent: Any, **given: Any) -> ParticipantForm:
        return ParticipantForm(*sent, initiative=self.initiative, **given)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Register one more person of the own State."""
        if not self.may_register:
            raise PermissionDenied
        return super().post(request)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(
            groups=[
                (state, list(people))
                for state, people in groupby(self.found, key=lambda one: one.member_state)
            ],
            total=len(self.found),
            is_open=self.initiative.takes_registrations(self.at),
            may_register=self.may_register,
            own_state=user.member_state_id,
            sees_all=user.has_perm("initiatives.edit_initiative", self.initiative),
            **kwargs,
        )


class ParticipantWithdraw(ParticipantsView, ActPage):
    permission = "initiatives.register"

    def act(self) -> None:
        own = Participant.objects.filter(
            member_state=self.request.user.member_state_id, initiative=self.initiative
        )
        person = get_object_or_404(own.select_related("initiative"), pk=self.kwargs["participant"])
        registration.withdraw(person, by=self.request.user, at=self.at)
        # Translators: name is the name of a participant.
        self.done = _("Registration withdrawn: %(name)s.") % {"name": person.name}


class ParticipantExport(ParticipantsView):
    """The list as a table for a spreadsheet, cells typed as text."""

    def get(self, request: HttpRequest, kind: str, **kwargs: Any) -> HttpResponse:
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
        if kind not in FORMS:
            raise Http404
        name = f"{slugify(self.initiative.paper.slug)}-participants.{kind}"
        return spreadsheet(sheet, name, title=self.shown.title)
