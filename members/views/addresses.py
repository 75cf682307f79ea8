"""The addresses of a State besides those of its people."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cica_portal.web.acts import Act, serve
from cica_portal.web.pages import FormPage
from members.delegations import addresses
from members.forms import StateAddressForm
from members.models import MemberState, StateAddress
from members.views.frame import PersonalPage


class AddressPage(PersonalPage):
    permission = "members.manage_addresses"
    asked_on = "members:state-addresses", "code"


class StateAddresses(AddressPage, FormPage):
    template_name = "members/state_addresses.html"
    about = "state"
    form_class = StateAddressForm
    perform = staticmethod(addresses.add)
    beside = "email"
    done = _("The address was added. Notes to the State are sent to it as well.")

    @cached_property
    def state(self) -> MemberState:
        return get_object_or_404(MemberState, code=self.kwargs["code"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = StateAddress.objects.filter(member_state=self.state).select_related("added_by")
        return super().get_context_data(
            used=[row for row in rows if row.removed_at is None],
            former=[row for row in rows if row.removed_at is not None],
            **kwargs,
        )


class OneAddress(AddressPage):
    about = "address"

    @cached_property
    def address(self) -> StateAddress:
        rows = StateAddress.objects.select_related("member_state")
        return get_object_or_404(rows, pk=self.kwargs["pk"], member_state__code=self.kwargs["code"])


ACTS = serve(
    OneAddress,
    "state-address",
    "states/<slug:code>/addresses/<int:pk>/",
    Act(
        "remove",
        AddressPage.permission,
        addresses.remove,
        _("The portal no longer sends messages to this address."),
    ),
)
