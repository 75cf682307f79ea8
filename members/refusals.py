"""Why an act on people is refused, in one sentence for the person who asked."""

from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError


class StateNeeded(DomainError):
    sentence = _("Choose the State for which the person will act.")


class NoStateInSecretariat(DomainError):
    sentence = _(
        "A person of the Secretariat acts for no State. Leave the State empty, or choose another role."
    )


class NotAMember(DomainError):
    sentence = _("This State is not a Member State today.")


class AlreadyHere(DomainError):
    sentence = _("A person with this address is there already.")


class WasRemoved(DomainError):
    sentence = _("A person with this address was removed earlier. Reinstate that person instead.")


class AlreadyInvited(DomainError):
    sentence = _("An invitation to this address is waiting already. You can send it again or revoke it.")


class TooManyInvitations(DomainError):
    sentence = _("You have sent many invitations today. Please send the others tomorrow.")


class SentJustNow(DomainError):
    sentence = _("The invitation was sent a moment ago. Please give the mail some minutes to arrive.")


class InvitationGone(DomainError):
    sentence = _("This invitation is no longer waiting.")


class LastContactPoint(DomainError):
    sentence = _("%(state)s would be left without a contact point. Name a successor first.")


class LastSignatory(DomainError):
    sentence = _("The Secretariat would be left without an authorised signatory. Name a successor first.")


class NotBetweenThese(DomainError):
    sentence = _("This role cannot be changed into that one. Invite the person in the other role instead.")


class AddressKnown(DomainError):
    sentence = _("This address of the State is recorded already.")


class AddressGone(DomainError):
    sentence = _("This address is out of use already.")


class IsRemoved(DomainError):
    sentence = _("This person has been removed.")
