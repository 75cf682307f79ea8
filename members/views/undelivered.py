"""The messages to persons that did not arrive, and what the Secretariat decides about each."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cica_portal.web.acts import Act, serve
from cica_portal.web.lists import part
from members.directory import undelivered
from members.enums import MailStatus
from members.mailing import letters, official
from members.mailing.official import Onward
from members.models import MemberState, PersonalMail, User
from members.views.frame import PersonalPage

PAGE_SIZE = 50


class Line(NamedTuple):
    """A message as the list shows it: whose it is, and whether its person or State has another address by
    now."""

    mail: PersonalMail
    subject: Any
    reason: str
    state: MemberState | None
    is_unknown: bool
    may_manage: bool
    official: Onward | None

    @property
    def person(self) -> User | None:
        return self.mail.recipient

    @property
    def addresses_now(self) -> list[str]:
        """Return the addresses to which it would be sent again, where those are others."""
        if self.official is not None:
            return [one.email for one in self.official.present if one.email != self.mail.address]
        person = self.person
        return [person.email] if person is not None and person.email != self.mail.address else []

    @property
    def may_resend(self) -> bool:
        return self.official is None or bool(self.official.present)


class Undelivered(PersonalPage):
    """Who was not reached, about what, since when and why."""

    permission = "members.view_undelivered"

    def get(self, request: HttpRequest) -> HttpResponse:
        user = self.request.user
        related = ("recipient__member_state", "invitation__member_state")
        shown = part(request, undelivered.seen_by(user).select_related(*related), PAGE_SIZE)
        return self.page("members/undelivered.html", {"lines": lines(user, list(shown)), "page": shown})


def lines(user: User, mails: Sequence[PersonalMail]) -> list[Line]:
    """Return the lines of these messages, in three queries for the official addresses among them."""
    onward = official.onward(mails)
    return [_line(user, mail, onward.get(mail.pk), letters.subjects()) for mail in mails]


def _line(user: User, mail: PersonalMail, onward: Onward | None, subjects: Mapping[str, Any]) -> Line:
    whose = mail.recipient or mail.invitation or (onward and onward.former)
    if mail.invitation is not None:
        may_manage = user.has_perm("members.manage_invitation", mail.invitation)
    else:
        may_manage = user.has_perm("members.manage_person", mail.recipient) if mail.recipient else False
    return Line(
        mail=mail,
        subject=subjects[mail.kind],
        reason=letters.without_links(mail.error),
        state=whose.member_state if whose is not None else None,
        is_unknown=mail.status == MailStatus.UNKNOWN,
        may_manage=may_manage,
        official=onward,
    )


class OneUndelivered(PersonalPage):
    about = "mail"
    asked_on = ("members:undelivered",)

    @cached_property
    def mail(self) -> PersonalMail:
        return get_object_or_404(undelivered.seen_by(self.request.user), pk=self.kwargs["pk"])


ACTS = serve(
    OneUndelivered,
    "undelivered",
    "undelivered/<int:pk>/",
    Act("resend", "members.view_undelivered", undelivered.resend, _("Message queued again.")),
    Act(
        "set-aside",
        "members.view_undelivered",
        undelivered.set_aside,
        _("The message was removed and will not be sent."),
    ),
)
