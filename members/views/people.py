"""One person: what the portal knows, and what those who manage people may change."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError
from cica_portal.web.pages import REFUSED
from members import people
from members.delegations import roster
from members.forms import AddressForm, RoleForm
from members.models import User
from members.views.frame import PeopleAct, PersonalPage, home_of


class PersonPage(PersonalPage):
    permission = "members.manage_person"

    @cached_property
    def person(self) -> User:
        return get_object_or_404(roster.seen_by(self.request.user), key=self.kwargs["key"])

    def find_subject(self) -> User:
        return self.person

    def detail(self, *, status: int = 200, **forms: Any) -> HttpResponse:
        user, person = self.request.user, self.person
        context = {
            "person": person,
            "row": roster.rows(user, [person])[0],
            "role_form": RoleForm(by=user, person=person),
            "address_form": AddressForm(person=person),
        }
        return self.page("members/person_detail.html", context | forms, status=status)

    def way_back(self) -> HttpResponse:
        return redirect("members:person-detail", key=self.person.key)


class PersonDetail(PersonPage):
    permission = "members.view_person"

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        return self.detail()


class PersonChange(PersonPage):
    """One changed fact of a person, from a form of the person's page."""

    http_method_names = ["post"]
    name = ""
    done: Any = ""

    def form(self) -> Any:
        raise NotImplementedError

    def act(self, values: dict[str, Any]) -> None:
        raise NotImplementedError

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        form = self.form()
        if not form.is_valid():
            return self.detail(status=REFUSED, **{self.name: form, "form": form})
        try:
            self.act(form.cleaned_data)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, str(self.done))
        return self.way_back()


class PersonRole(PersonChange):
    name = "role_form"
    done = _("Role changed. The change takes effect on the user’s next action.")

    def form(self) -> RoleForm:
        return RoleForm(self.request.POST, by=self.request.user, person=self.person)

    def act(self, values: dict[str, Any]) -> None:
        people.change_role(self.person, values["role"], by=self.request.user, at=self.at)


class PersonAddress(PersonChange):
    name = "address_form"
    done = _("Address changed. Messages will be sent to the new address.")

    def form(self) -> AddressForm:
        return AddressForm(self.request.POST, person=self.person)

    def act(self, values: dict[str, Any]) -> None:
        people.change_address(self.person, values["address"], by=self.request.user, at=self.at)


class PersonRemove(PersonPage):
    """Shows what removing means, then does it."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        return self.page("members/person_confirm_remove.html", {"person": self.person})

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        try:
            people.remove(self.person, by=self.request.user, at=self.at)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return self.way_back()
        messages.success(request, str(_("Access revoked. All sessions of the user were ended.")))
        return home_of(self.request.user, self.person.member_state)


class PersonReinstate(PeopleAct, PersonPage):
    done = _("Access restored. The user can sign in again.")

    def act(self) -> None:
        people.reinstate(self.person, by=self.request.user, at=self.at)

    def way_back(self) -> HttpResponse:
        return PersonPage.way_back(self)
