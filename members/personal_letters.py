"""What mail about accounts says: invitations, new passwords, changes; and the witness of the record."""

import datetime as dt

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal import formats, organization
from cica_portal.web.addresses import absolute as link
from members.delegations import invitations
from members.mailing import Kind, letters
from members.mailing.letters import Letter
from members.models import HandOver, Invitation, PersonalMail

letters.names(
    {
        Kind.INVITATION: pgettext_lazy("message", "Invitation"),
        Kind.INVITED_FROM_OUTSIDE: _("User invited into the delegation by the Secretariat"),
        Kind.PASSWORD_RESET: _("Link for a new password"),
        Kind.ACCOUNT_NOTICE: _("Notice about the account"),
        Kind.HAND_OVER: _("Hand-over of the post of contact point"),
        Kind.AUDIT_HEAD: _("Last entry of the activity log, for safekeeping outside the portal"),
    }
)


@letters.writes(Kind.INVITATION)
def _invitation(mail: PersonalMail, at: dt.datetime) -> Letter | None:
    """Return the letter with a link of which only the hash stays behind."""
    invitation = mail.invitation
    if invitation is None or not (token := invitations.new_token(invitation, at=at)):
        return None
    state = invitation.member_state
    context = {
        "invitation": invitation,
        "state": state,
        "expires": formats.moment(invitation.expires_at, _zone(invitation), mail.language),
        "link": link("members:invitation-open", token),
    }
    return letters.render("members/email/invitation", context)


@letters.writes(Kind.INVITED_FROM_OUTSIDE)
def _invited_from_outside(mail: PersonalMail, at: dt.datetime) -> Letter:
    """Return whom somebody of the Secretariat has invited into a delegation, for who answers for it."""
    invitation = Invitation.objects.select_related("member_state").get(pk=mail.values["invited"])
    context = {
        "invitation": invitation,
        "state": invitation.member_state,
        "link": link("members:delegation"),
    }
    return letters.render("members/email/invited_from_outside", context)


@letters.writes(Kind.PASSWORD_RESET)
def _password_reset(mail: PersonalMail, at: dt.datetime) -> Letter | None:
    person = mail.recipient
    if person is None:
        return None
    token = default_token_generator.make_token(person)
    context = {
        "password_reset_url": link("account_reset_password_from_key", user_pk_to_url_str(person), token),
        "username": person.username,
    }
    return letters.render("account/email/password_reset_key", context, mark="_")


@letters.writes(Kind.ACCOUNT_NOTICE)
def _account_notice(mail: PersonalMail, at: dt.datetime) -> Letter:
    values = mail.values
    context = values | {"timestamp": dt.datetime.fromisoformat(values["changed_at"])}
    return letters.render(values["template"], context, mark="_")


@letters.writes(Kind.AUDIT_HEAD)
def _audit_head(mail: PersonalMail, at: dt.datetime) -> Letter:
    """Return the message that takes the head of the chain out of the house."""
    return letters.render("members/email/audit_head", mail.values)


@letters.writes(Kind.HAND_OVER)
def _hand_over(mail: PersonalMail, at: dt.datetime) -> Letter | None:
    """Return what becomes of a hand-over, for both who change posts; a request only while it waits."""
    event = mail.values["event"]
    found = HandOver.objects.select_related(
        "member_state", "person", "colleague", "invitation__accepted_by"
    ).get(pk=mail.values["hand_over"])
    if event == "asked" and (found.confirmed_at or found.ended_at):
        return None
    state = found.member_state
    context = {
        "event": event,
        "hand_over": found,
        "state": state,
        "link": link("members:delegation"),
    }
    return letters.render("members/email/hand_over", context)


def _zone(invitation: Invitation) -> str:
    state = invitation.member_state
    return state.time_zone if state is not None else organization.time_zone()
