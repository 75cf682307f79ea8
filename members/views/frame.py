"""What the pages about people share: whose page it is, and where the people of a State are."""

from django.http import HttpResponse
from django.shortcuts import redirect

from cica_portal.web.pages import Page
from members.models import MemberState, User
from members.requests import SignedInRequest


class PersonalPage(Page):
    """A page of this app: whoever it is for is signed in."""

    request: SignedInRequest


def home_of(user: User, state: MemberState | None) -> HttpResponse:
    """Return to the page on which `user` sees the people of `state`, or of the Secretariat."""
    if not user.is_secretariat:
        return redirect("members:delegation")
    if state is None:
        return redirect("members:secretariat")
    return redirect("members:state-detail", code=state.code)
