"""The hand-over of the post of contact point: asked for by who leaves it, decided by the Secretariat."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError
from cica_portal.languages import reader_language
from cica_portal.web.acts import Act, serve
from cica_portal.web.pages import FormPage, visible
from members.delegations import hand_overs
from members.directory.name_order import by_name
from members.enums import DELEGATION_ROLES
from members.forms import HandOverForm, HandOverRefusalForm
from members.models import HandOver, User
from members.views.frame import PersonalPage, home_of


class HandOverAsk(PersonalPage, FormPage):
    """To whom."""

    permission = "members.hand_over"
    template_name = "members/hand_over_form.html"
    done = _("Hand-over requested. It takes effect once the Secretariat has confirmed it.")
    asked_on = ("members:delegation",)

    def initial(self) -> dict[str, Any]:
        return {"language": reader_language()}

    def act(self, form: Any) -> None:
        hand_overs.ask(**form.cleaned_data, by=self.request.user, at=self.at)

    def form(self, *args: Any, **kwargs: Any) -> HandOverForm:
        user = self.request.user
        colleagues = User.objects.filter(
            member_state=user.member_state_id, role__in=sorted(DELEGATION_ROLES), is_active=True
        ).exclude(pk=user.pk)
        return HandOverForm(*args, colleagues=by_name(colleagues), **kwargs)


class OneHandOver(PersonalPage):
    """A page or an act about one hand-over; it leads back to the people of its State."""

    about = "hand_over"
    hand_over = visible(HandOver, "member_state")

    def back(self) -> HttpResponse:
        return home_of(self.request.user, self.hand_over.member_state)


class HandOverRefuse(OneHandOver, FormPage):
    """Why the contact point stays: both read it."""

    permission = "members.decide_hand_over"
    template_name = "members/hand_over_refuse.html"
    form_class = HandOverRefusalForm
    perform = staticmethod(hand_overs.refuse)
    final = (DomainError,)
    gives_back = ("reason",)
    done = _("Hand-over refused. Both users will be told by e-mail.")


class OwnHandOver(OneHandOver):
    """A hand-over that the person has asked for."""

    def find_subject(self) -> HandOver:
        if self.hand_over.person_id != self.request.user.pk:
            raise Http404
        return self.hand_over


ACTS = [
    *serve(
        OneHandOver,
        "hand-over",
        "hand-overs/<uuid:pk>/",
        Act(
            "confirm",
            "members.decide_hand_over",
            hand_overs.confirm,
            _("Hand-over confirmed. Both users will be told by e-mail."),
        ),
    ),
    *serve(
        OwnHandOver,
        "hand-over",
        "hand-overs/<uuid:pk>/",
        Act(
            "withdraw",
            "members.hand_over",
            hand_overs.withdraw,
            _("Hand-over withdrawn. You remain the contact point."),
        ),
    ),
]
