"""The messages to persons that did not arrive, and what the Secretariat decides about each."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cica_portal.web.lists import part
from cica_portal.web.pages import ActPage
from members import undelivered
from members.enums import MailStatus
from members.mailing import letters
from members.models import MemberState, PersonalMail, StateAddress, User
from members.views.frame import PersonalPage

PAGE_SIZE = 50


class Line(NamedTuple):
    """A message as the list shows it: whose it is, and whether its person has another address by now."""

    mail: PersonalMail
    subject: Any
    reason: str
    state: MemberState | None
    is_unknown: bool
    may_manage: bool
    official: StateAddress | None

    @property
    def person(self) -> User | None:
        return self.mail.recipient

    @property
    def address_now(self) -> str:
        """Return the address to which it would be sent again, where that is another one."""
        person = self.person
        return person.email if person is not None and person.email != self.mail.address else ""


class Undelivered(PersonalPage):
    """Who was not reached, about what, since when and why."""

    permission = "members.view_undelivered"

    def get(self, request: HttpRequest) -> HttpResponse:
        user = self.request.user
        related = ("recipient__member_state", "invitation__member_state")
        shown = part(request, undelivered.seen_by(user).select_related(*related), PAGE_SIZE)
        return self.page("members/undelivered.html", {"lines": lines(user, list(shown)), "page": shown})


def lines(user: User, mails: Sequence[PersonalMail]) -> list[Line]:
    """Return the lines of these messages, in one query for the official addresses among them."""
    keys = {mail.pk: mail.values["state_address"] for mail in mails if "state_address" in mail.values}
    official = StateAddress.objects.select_related("member_state").in_bulk(set(keys.values()))
    return [_line(user, mail, official.get(keys.get(mail.pk)), letters.subjects()) for mail in mails]


def _line(user: User, mail: PersonalMail, official: StateAddress | None, subjects: Mapping[str, Any]) -> Line:
    whose = mail.recipient or mail.invitation or official
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
        official=official,
    )


class UndeliveredAct(PersonalPage, ActPage):
    """A decision about one message."""

    permission = "members.view_undelivered"
    about = "mail"

    @cached_property
    def mail(self) -> PersonalMail:
        return get_object_or_404(undelivered.seen_by(self.request.user), pk=self.kwargs["pk"])

    def back(self) -> HttpResponse:
        return redirect("members:undelivered")


class UndeliveredResend(UndeliveredAct):
    perform = staticmethod(undelivered.resend)
    done = _("Message queued again.")


class UndeliveredSetAside(UndeliveredAct):
    perform = staticmethod(undelivered.set_aside)
    done = _("The message was removed and will not be sent.")
