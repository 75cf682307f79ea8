"""Why an act on people is refused, in one sentence for the person who asked."""

from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError


class StateNeeded(DomainError):
    sentence = _("Choose the State that the user will represent.")


class NoStateInSecretariat(DomainError):
    sentence = _(
        "A user of the Secretariat does not represent a State. Leave the State empty, or choose another role."
    )


class NotAMember(DomainError):
    sentence = _("This State is not currently a Member State. Choose another State.")


class AlreadyHere(DomainError):
    sentence = _("A user with this address already exists.")


class WasRemoved(DomainError):
    sentence = _("The access of a user with this address was revoked earlier. Restore that access instead.")


class AlreadyInvited(DomainError):
    sentence = _("An invitation to this address is already pending. You can send it again or revoke it.")


class TooManyInvitations(DomainError):
    sentence = _("You have reached the daily limit for invitations. Send the others tomorrow.")


class SentJustNow(DomainError):
    sentence = _(
        "The invitation has just been sent. Wait a few minutes for it to arrive before sending it again."
    )


class SignatoryThere(DomainError):
    sentence = _("A signatory exists. Signatories invite all further people in the portal.")


class InvitationGone(DomainError):
    sentence = _("This invitation is no longer pending. Send a new one if it is still needed.")


class NotAColleague(DomainError):
    sentence = _("Choose another user of your delegation, or enter the address of the person to be invited.")


class HandedOverAlready(DomainError):
    sentence = _("You are already handing over. Withdraw that hand-over first.")


class HandOverGone(DomainError):
    sentence = _("This hand-over has already been decided or withdrawn.")


class NoSuccession(DomainError):
    sentence = _(
        "One of the two no longer has access for this State, or is no longer its contact point. Restore the"
        " access first, or refuse the hand-over."
    )


class HandOverReasonNeeded(DomainError):
    sentence = _("Give a reason. Both users will read it.")


class LastContactPoint(DomainError):
    # Translators: state is the name of a State
    sentence = _("%(state)s would have no contact point. Appoint a successor first.")


class LastSignatory(DomainError):
    sentence = _("The Secretariat would have no authorized signatory. Appoint a successor first.")


class NotBetweenThese(DomainError):
    sentence = _(
        "The current role cannot be changed into the chosen one. Invite the user in the other role instead."
    )


class AddressKnown(DomainError):
    sentence = _("This address of the State has already been added.")


class AddressGone(DomainError):
    sentence = _("This address is no longer in use.")


class CorrespondentKnown(DomainError):
    sentence = _("An observer or organization with the code %(code)s has already been added.")


class CorrespondentAddressKnown(DomainError):
    # Translators: name is the name of an observer State or an organization
    sentence = _("This address of %(name)s has already been added.")


class CorrespondentClosed(DomainError):
    # Translators: name is the name of an observer State or an organization
    sentence = _("%(name)s is no longer in use. Restore it first.")


class IsMemberState(DomainError):
    # Translators: name is the name of a State
    sentence = _("%(name)s is a Member State, and notes go to it as one. It cannot be an observer, too.")


class NamesMissing(DomainError):
    sentence = _("Enter the name in all three languages, and every form that notes need.")


class OtherLetters(DomainError):
    sentence = _("%(language)s: the name is written in the letters of another language.")


class NothingToSave(DomainError):
    sentence = _("Nothing was changed.")


class IsRemoved(DomainError):
    sentence = _("The access of this user has been revoked.")
