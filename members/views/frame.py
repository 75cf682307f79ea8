"""What the pages about people share: an act with its way back, and whose page it is."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cica_portal.errors import DomainError
from cica_portal.web.pages import Page
from members.models import MemberState, User
from members.requests import SignedInRequest


class PersonalPage(Page):
    """A page of this app: whoever it is for is signed in."""

    request: SignedInRequest


class PeopleAct(PersonalPage):
    """An act carried out on POST, with the way back to where it was asked for."""

    http_method_names = ["post"]
    done: Any = ""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            self.act()
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, str(self.done))
        return self.way_back()

    def act(self) -> None:
        raise NotImplementedError

    def way_back(self) -> HttpResponse:
        raise NotImplementedError


def home_of(user: User, state: MemberState | None) -> HttpResponse:
    """Return to the page on which `user` sees the people of `state`, or of the Secretariat."""
    if not user.is_secretariat:
        return redirect("members:delegation")
    if state is None:
        return redirect("members:secretariat")
    return redirect("members:state-detail", code=state.code)
