"""What the record of acts calls acts on people, States and addresses."""

from django.utils.translation import gettext_lazy as _

from cica_portal.languages import NATIVE_NAMES
from members.enums import SignInStep

ACTS = {
    "member_state.record": _("Member State entered"),
    "user.create": _("Account made"),
    "user.sign_in": _("Signed in"),
    "user.fail_sign_in": _("Sign-in failed"),
    "user.end_sessions": _("Sessions ended"),
    "user.change_role": _("Role of a person changed"),
    "user.change_address": _("Address of a person changed"),
    "user.remove": _("Person removed"),
    "user.reinstate": _("Person reinstated"),
    "user.set_language": _("Language of the interface chosen"),
    "user.set_password": _("Password set"),
    "user.add_factor": _("Second factor added"),
    "user.remove_factor": _("Second factor removed"),
    "state_address.add": _("Address of a State added"),
    "state_address.remove": _("Address of a State removed"),
    "invitation.create": _("Invitation written"),
    "invitation.resend": _("Invitation sent again"),
    "invitation.accept": _("Invitation accepted"),
    "invitation.revoke": _("Invitation revoked"),
    "feed_key.make": _("Private address of a calendar or feed made"),
    "feed_key.revoke": _("Private address of a calendar or feed revoked"),
}

SUBJECTS = {
    "members.memberstate": _("Member State"),
    "members.user": _("person"),
    "members.stateaddress": _("address of a State"),
    "members.invitation": _("invitation"),
    "members.failedsignin": _("failed sign-in"),
    "members.feedkey": _("private address"),
}

FIELDS = {
    "address": _("mail address"),
    "code": _("code"),
    "expires_at": _("good until"),
    "factor": _("second factor"),
    "failures": _("failed attempts"),
    "invited_by": _("invited by"),
    "ip": _("network address"),
    "is_account": _("of an account of the portal"),
    "is_active": _("active"),
    "joined_on": _("Member State since"),
    "kind": _("kind"),
    "language": _("language"),
    "member_state": _("Member State"),
    "networks": _("further network addresses"),
    "role": _("role"),
    "sessions": _("sessions"),
    "step": _("step of the sign-in"),
    "username": _("user name"),
}

# Values whose words stand with no field of the subject itself.
WORDS = {"language": NATIVE_NAMES, "step": dict(SignInStep.choices)}
