"""The addresses of a State besides those of its people."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError
from cica_portal.web.pages import REFUSED
from members.delegations import addresses
from members.forms import StateAddressForm
from members.models import MemberState, StateAddress
from members.views.frame import PeopleAct, PersonalPage


class StateAddresses(PersonalPage):
    permission = "members.manage_addresses"

    @cached_property
    def state(self) -> MemberState:
        return get_object_or_404(MemberState, code=self.kwargs["code"])

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.listed(StateAddressForm())

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        form = StateAddressForm(request.POST)
        if not form.is_valid():
            return self.listed(form, status=REFUSED)
        try:
            addresses.add(self.state, **form.cleaned_data, by=self.request.user, at=self.at)
        except DomainError as refusal:
            form.add_error("email", str(refusal))
            return self.listed(form, status=REFUSED)
        messages.success(request, str(_("The address was added. Notes to the State are sent to it as well.")))
        return redirect("members:state-addresses", code=code)

    def listed(self, form: StateAddressForm, *, status: int = 200) -> HttpResponse:
        rows = StateAddress.objects.filter(member_state=self.state).select_related("added_by")
        context: dict[str, Any] = {
            "state": self.state,
            "form": form,
            "used": [row for row in rows if row.removed_at is None],
            "former": [row for row in rows if row.removed_at is not None],
        }
        return self.page("members/state_addresses.html", context, status=status)


class StateAddressRemove(PeopleAct):
    permission = "members.manage_addresses"
    done = _("The portal no longer sends messages to this address.")

    @cached_property
    def address(self) -> StateAddress:
        rows = StateAddress.objects.select_related("member_state")
        return get_object_or_404(rows, pk=self.kwargs["pk"], member_state__code=self.kwargs["code"])

    def act(self) -> None:
        addresses.remove(self.address, by=self.request.user, at=self.at)

    def way_back(self) -> HttpResponse:
        return redirect("members:state-addresses", code=self.kwargs["code"])
