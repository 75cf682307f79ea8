"""One person: what the portal knows, and what those who manage people may change."""

from typing import Any

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import AlreadyMoved, DomainError
from cica_portal.web.acts import Act, serve
from cica_portal.web.pages import ConfirmPage, FormPage
from members.accounts import lost_factors
from members.delegations import roster
from members.directory import people
from members.forms import AddressForm, FactorResetForm, RoleForm
from members.models import FactorReset, User
from members.views.frame import PersonalPage, home_of


class PersonPage(PersonalPage):
    permission = "members.manage_person"
    about = "person"
    asked_on = "members:person-detail", "person__key"

    @cached_property
    def person(self) -> User:
        return get_object_or_404(roster.seen_by(self.request.user), key=self.kwargs["key"])

    def detail(self, *, status: int = 200, **forms: Any) -> HttpResponse:
        user, person = self.request.user, self.person
        context = {
            "row": roster.rows(user, [person])[0],
            "role_form": RoleForm(by=user, person=person),
            "address_form": AddressForm(person=person),
        }
        return self.page("members/person_detail.html", context | forms, status=status)


class PersonDetail(PersonPage):
    permission = "members.view_person"

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        return self.detail()


class PersonChange(PersonPage, FormPage):
    """One changed fact of a person, from a form of the person's page."""

    http_method_names = ["post"]
    final = (DomainError,)
    name = ""

    def form_page(self, form: Any, *, status: int = 200) -> HttpResponse:
        return self.detail(status=status, **{self.name: form, "form": form})


class PersonRole(PersonChange):
    name = "role_form"
    done = _("Role changed. The change takes effect on the user’s next action.")

    def form(self, *sent: Any, **given: Any) -> RoleForm:
        return RoleForm(*sent, by=self.request.user, person=self.person, **given)

    def act(self, form: Any) -> None:
        people.change_role(self.person, form.cleaned_data["role"], by=self.request.user, at=self.at)


class PersonAddress(PersonChange):
    name = "address_form"
    done = _("Address changed. Messages will be sent to the new address.")

    def form(self, *sent: Any, **given: Any) -> AddressForm:
        return AddressForm(*sent, person=self.person, **given)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask who is there first: a new password goes to the address."""
        raise_if_reauthentication_required(request, app="members")
        return super().post(request, *args, **kwargs)

    def act(self, form: Any) -> None:
        people.change_address(self.person, form.cleaned_data["address"], by=self.request.user, at=self.at)


class PersonRemove(PersonPage, ConfirmPage):
    """Shows what removing means, then does it."""

    template_name = "members/person_confirm_remove.html"
    done = _("Access revoked. All sessions of the user were ended.")

    def act(self) -> HttpResponse:
        people.remove(self.person, by=self.request.user, at=self.at)
        return home_of(self.request.user, self.person.member_state)


class FactorResetPage(FormPage, PersonPage):
    """A lost second factor: one of the Secretariat asks, another confirms on the same page."""

    template_name = "members/person_factor.html"
    permission = "members.reset_factor"
    form_class = FactorResetForm
    final = (
        "members.no_factor", "members.no_reset_asked", "members.second_person_needed", AlreadyMoved,
    )  # fmt: skip

    @cached_property
    def waits(self) -> FactorReset | None:
        return lost_factors.waiting(self.person, self.at)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_own = self.waits is not None and self.waits.asked_by_id == self.request.user.pk
        return super().get_context_data(waits=self.waits, is_own=is_own, **kwargs)

    def initial(self) -> dict[str, Any]:
        return {"seen": self.waits.pk} if self.waits else {}

    def form(self, *sent: Any, **given: Any) -> FactorResetForm:
        """Return the form as its person saw it: one that was sent to ask confirms nothing."""
        confirms = "seen" in sent[0] if sent else self.waits is not None
        return FactorResetForm(*sent, confirms=confirms, **given)

    def act(self, form: FactorResetForm) -> None:
        if form.confirms:
            seen = form.cleaned_data["seen"]
            lost_factors.confirm(self.person, seen=seen, by=self.request.user, at=self.at)
            messages.success(
                self.request, _("Second factor reset. The user sets up a new one when signing in.")
            )
        else:
            reason = form.cleaned_data["reason"]
            lost_factors.ask(self.person, reason=reason, by=self.request.user, at=self.at)
            messages.success(
                self.request, _("Recorded. Another member of the Secretariat has to confirm the reset.")
            )


ACTS = serve(
    PersonPage,
    "person",
    "people/<uuid:key>/",
    Act(
        "reinstate",
        PersonPage.permission,
        people.reinstate,
        _("Access restored. The user can sign in again."),
    ),
)
