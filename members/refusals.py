"""Why an act on people is refused, in one sentence for the person who asked."""

from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError

# What is refused, by its code.
SENTENCES = {
    "address_gone": _("This address is no longer in use."),
    "address_known": _("This address of the State has already been added."),
    "already_here": _("A user with this address already exists."),
    "already_invited": _(
        "An invitation to this address is already pending. You can send it again or revoke it."
    ),
    "another_person_needed": _(
        "You have released this copy. Another authorized signatory has to release it as well."
    ),
    # Translators: name is the name of an observer State or an organization
    "correspondent_address_known": _("This address of %(name)s has already been added."),
    # Translators: name is the name of an observer State or an organization
    "correspondent_closed": _("%(name)s is no longer in use. Restore it first."),
    "hand_over_gone": _("This hand-over has already been decided or withdrawn."),
    "hand_over_reason_needed": _("Give a reason. Both users will read it."),
    "handed_over_already": _("You are already handing over. Withdraw that hand-over first."),
    # Translators: name is the name of a State
    "is_member_state": _(
        "%(name)s is a Member State, and notes go to it as one. It cannot be an observer, too."
    ),
    "is_removed": _("The access of this user has been revoked."),
    # Translators: state is the name of a State
    "last_contact_point": _("%(state)s would have no contact point. Appoint a successor first."),
    "last_signatory": _("The Secretariat would have no authorized signatory. Appoint a successor first."),
    "names_missing": _("Enter the name in all three languages, and every form that notes need."),
    "no_address_left": _(
        "The address is no longer in use, and the State has no other official address that still needs this"
        " message. Nothing was sent."
    ),
    "no_factor": _("This account has no second factor."),
    "no_reset_asked": _("Nobody has asked to reset the second factor of this account. Reload the page."),
    "no_state_in_secretariat": _(
        "A user of the Secretariat does not represent a State. Leave the State empty, or choose another role."
    ),
    "no_succession": _(
        "One of the two no longer has access for this State, or is no longer its contact point. Restore the"
        " access first, or refuse the hand-over."
    ),
    "not_a_colleague": _(
        "Choose another user of your delegation, or enter the address of the person to be invited."
    ),
    "not_a_copy": _("This installation is not suspended."),
    "not_a_member": _("This State is not currently a Member State. Choose another State."),
    "not_between_these": _(
        "The current role cannot be changed into the chosen one. Invite the user in the other role instead."
    ),
    "not_waiting": _("Somebody has already decided about this message, or it is no longer needed."),
    "nothing_to_save": _("Nothing was changed."),
    "other_letters": _("%(language)s: the name is written in the letters of another language."),
    "reset_reason_needed": _("State how you made sure that it is this person who asks."),
    "second_person_needed": _(
        "You have asked for this yourself. Another member of the Secretariat has to confirm it."
    ),
    "sent_just_now": _(
        "The invitation has just been sent. Wait a few minutes for it to arrive before sending it again."
    ),
    "signatory_there": _("A signatory exists. Signatories invite all further people in the portal."),
    "state_needed": _("Choose the State that the user will represent."),
    "too_many_invitations": _("You have reached the daily limit for invitations. Send the others tomorrow."),
    "was_removed": _(
        "The access of a user with this address was revoked earlier. Restore that access instead."
    ),
}


class InvitationGone(DomainError):
    sentence = _("This invitation is no longer pending. Send a new one if it is still needed.")


class CorrespondentKnown(DomainError):
    sentence = _("An observer or organization with the code %(code)s has already been added.")
