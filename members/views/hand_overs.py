"""The hand-over of the post of contact point: asked for by who leaves it, decided by the Secretariat."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError
from cica_portal.languages import reader_language
from cica_portal.web.pages import REFUSED
from members.delegations import hand_overs
from members.enums import DELEGATION_ROLES
from members.forms import HandOverForm
from members.models import HandOver, User
from members.views.frame import PeopleAct, PersonalPage, home_of


class HandOverAsk(PersonalPage):
    """To whom, and from which day on."""

    permission = "members.hand_over"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.form_page(self.form(initial={"language": reader_language()}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.form_page(form, status=REFUSED)
        try:
            hand_overs.ask(**form.cleaned_data, by=self.request.user, at=self.at)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.form_page(form, status=REFUSED)
        done = _("Hand-over requested. It takes effect once the Secretariat has confirmed it.")
        messages.success(request, str(done))
        return redirect("members:delegation")

    def form(self, *args: Any, **kwargs: Any) -> HandOverForm:
        user = self.request.user
        colleagues = User.objects.filter(
            member_state=user.member_state_id, role__in=sorted(DELEGATION_ROLES), is_active=True
        ).exclude(pk=user.pk)
        return HandOverForm(*args, colleagues=list(colleagues), **kwargs)

    def form_page(self, form: HandOverForm, *, status: int = 200) -> HttpResponse:
        return self.page("members/hand_over_form.html", {"form": form}, status=status)


class HandOverAct(PeopleAct):
    @cached_property
    def hand_over(self) -> HandOver:
        visible = HandOver.objects.visible_to(self.request.user).select_related("member_state")
        return get_object_or_404(visible, pk=self.kwargs["pk"])

    def find_subject(self) -> HandOver:
        return self.hand_over

    def way_back(self) -> HttpResponse:
        return home_of(self.request.user, self.hand_over.member_state)


class HandOverConfirm(HandOverAct):
    permission = "members.decide_hand_over"
    done = _("Hand-over confirmed. Both users will be told by e-mail.")

    def act(self) -> None:
        hand_overs.confirm(self.hand_over, by=self.request.user, at=self.at)


class HandOverRefuse(HandOverAct):
    permission = "members.decide_hand_over"
    done = _("Hand-over refused. Both users will be told by e-mail.")

    def act(self) -> None:
        reason = self.request.POST.get("reason", "")[:2000]
        hand_overs.refuse(self.hand_over, reason=reason, by=self.request.user, at=self.at)


class HandOverWithdraw(HandOverAct):
    permission = "members.hand_over"
    done = _("Hand-over withdrawn. You remain the contact point.")

    def find_subject(self) -> HandOver:
        if self.hand_over.person_id != self.request.user.pk:
            raise Http404
        return self.hand_over

    def act(self) -> None:
        hand_overs.withdraw(self.hand_over, by=self.request.user, at=self.at)
