"""What the pages about people do first: policy, the person's own scope, the instant."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.views import View

from cica_portal import clock
from cica_portal.errors import DomainError
from members.access import PermissionRequired
from members.models import MemberState, User

REFUSED = 422


class PeoplePage(PermissionRequired, View):
    """A page or an act about people; `at` is the instant of the whole request."""

    @cached_property
    def at(self) -> dt.datetime:
        return clock.now()

    def page(
        self, template: str, context: dict[str, Any] | None = None, *, status: int = 200
    ) -> HttpResponse:
        return TemplateResponse(self.request, f"members/{template}.html", context or {}, status=status)


class PeopleAct(PeoplePage):
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
