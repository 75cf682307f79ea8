"""Inviting people, and the page on which an invited person opens the account."""

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from cica_portal import clock
from cica_portal.web.acts import Act, serve
from cica_portal.web.pages import REFUSED, FormPage, visible
from members.accounts import factors
from members.delegations import invitations
from members.forms import AcceptForm, InvitationForm
from members.models import Invitation, User
from members.refusals import InvitationGone
from members.views.frame import PersonalPage, home_of

MANAGE = "members.manage_invitation"
TOKEN = "invitation"
BACKEND = "members.accounts.backends.PortalBackend"


class Invite(PersonalPage, FormPage):
    permission = "members.invite"
    template_name = "members/invitation_form.html"
    done = _("Invitation queued. It will be sent in a few minutes.")

    def form(self, *sent: Any, **given: Any) -> InvitationForm:
        return InvitationForm(*sent, by=self.request.user, **given)

    def initial(self) -> dict[str, Any]:
        return {
            "state": self.request.GET.get("state", ""),
            "role": self.request.GET.get("role", ""),
            "language": self.request.user.language or self.request.LANGUAGE_CODE,
        }

    def act(self, form: Any) -> HttpResponse:
        values = form.cleaned_data
        invitations.invite(
            values["state"],
            values["role"],
            values["address"],
            language=values["language"],
            by=self.request.user,
            at=self.at,
        )
        return home_of(self.request.user, values["state"])


class OneInvitation(PersonalPage):
    about = "invitation"
    invitation = visible(Invitation, "member_state")

    def back(self) -> HttpResponse:
        return home_of(self.request.user, self.invitation.member_state)


class Welcome(View):
    """What both steps of accepting share: slowed down, in no cache, one answer to every dead link."""

    @method_decorator(never_cache)
    @method_decorator(sensitive_post_parameters("password", "password_again"))
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        slowed = ratelimit.consume_or_429(request, action=TOKEN)
        return slowed or super().dispatch(request, *args, **kwargs)

    def gone(self) -> HttpResponse:
        self.request.session.pop(TOKEN, None)
        return TemplateResponse(self.request, "members/invitation_gone.html", {}, status=404)


class InvitationOpen(Welcome):
    """The link of the mail: keep the token in the session and go on without it in the address."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        if invitations.find(token, at=clock.now()) is None:
            return self.gone()
        request.session[TOKEN] = token
        return redirect("members:invitation-accept")


class InvitationAccept(Welcome):
    """Name, language and the way to sign in; then the person is signed in and sets up what the role needs."""

    @cached_property
    def invitation(self) -> Invitation | None:
        return invitations.find(self.request.session.get(TOKEN, ""), at=clock.now())

    def get(self, request: HttpRequest) -> HttpResponse:
        if (invitation := self.invitation) is None:
            return self.gone()
        return self.form_page(invitation, AcceptForm(invitation=invitation))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        if (invitation := self.invitation) is None:
            return self.gone()
        if request.user.is_authenticated:
            return self.form_page(invitation, AcceptForm(invitation=invitation), status=REFUSED)
        form = AcceptForm(request.POST, invitation=invitation)
        if not form.is_valid():
            return self.form_page(invitation, form, status=REFUSED)
        values = form.cleaned_data
        try:
            person = invitations.accept(
                request.session[TOKEN],
                first_name=values["first_name"],
                last_name=values["last_name"],
                language=values["language"],
                password=values["password"],
                at=clock.now(),
            )
        except InvitationGone:
            return self.gone()
        return self.sign_in(person, has_password=bool(values["password"]))

    def sign_in(self, person: User, *, has_password: bool) -> HttpResponseBase:
        """Sign the person in under a new session; what the role needs is set up next."""
        self.request.session.flush()
        person.backend = BACKEND
        record_authentication(self.request, person, method=TOKEN, reauthenticated=True)
        goal = "home"
        if not has_password:
            goal = "mfa_add_webauthn"
        elif factors.of_role(person.role):
            goal = "mfa_index"
        answer: HttpResponseBase = perform_login(self.request, Login(user=person, redirect_url=reverse(goal)))
        return answer

    def form_page(self, invitation: Invitation, form: AcceptForm, *, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "invitation": invitation,
            "username": invitations.username_for(invitation.address),
            "needs_factor": factors.of_role(invitation.role),
        }
        return TemplateResponse(self.request, "members/invitation_accept.html", context, status=status)


ACTS = serve(
    OneInvitation,
    "invitation",
    "invitations/<uuid:pk>/",
    Act("resend", MANAGE, invitations.resend, _("New invitation queued. The earlier link no longer works.")),
    Act("revoke", MANAGE, invitations.revoke, _("Invitation revoked. Its link no longer works.")),
)
