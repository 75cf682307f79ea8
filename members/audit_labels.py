"""What the record of acts calls acts on people, States and addresses."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.languages import TITLES, lowfirst
from members.enums import SignInMeans, SignInStep

ACTS = {
    "house.write": _("Data of the organization changed"),
    "factor.ask_reset": _("Reset of a lost second factor requested"),
    "factor.reset": _("Lost second factor reset"),
    "installation.release": _("Restored copy: first of two approvals"),
    "installation.begin": _("Restored copy activated by two people"),
    "checksum.add": _("Checksums of official records added to the activity log"),
    "member_state.record": _("Member State added"),
    "member_state.revise": _("Data of a Member State changed"),
    "user.create": _("Account created"),
    "user.sign_in": _("Signed in"),
    "user.fail_sign_in": _("Sign-in failed"),
    "user.end_sessions": _("Sessions ended"),
    "user.change_role": _("Role of a user changed"),
    "user.change_address": _("Address of a user changed"),
    "user.remove": _("Access of a user revoked"),
    "user.reinstate": _("Access of a user restored"),
    "user.set_language": _("Language of the interface chosen"),
    "user.hide_hint": _("First-visit tip hidden"),
    "user.set_password": _("Password set"),
    "user.add_factor": _("Second factor added"),
    "user.remove_factor": _("Second factor removed"),
    "state_address.add": _("Address of a State added"),
    "state_address.remove": _("Address of a State withdrawn from use"),
    "correspondent.record": _("Observer or organization added"),
    "correspondent.revise": _("Names of an observer or organization saved"),
    "correspondent.close": _("Observer or organization taken out of use"),
    "correspondent.reopen": _("Observer or organization restored"),
    "correspondent_address.add": _("Address of an observer or organization added"),
    "correspondent_address.remove": _("Address of an observer or organization withdrawn from use"),
    "invitation.create": _("Invitation created"),
    "invitation.resend": _("Invitation sent again"),
    "invitation.accept": _("Invitation accepted"),
    "invitation.revoke": _("Invitation revoked"),
    "hand_over.ask": _("Hand-over of the post of contact point requested"),
    "hand_over.confirm": _("Hand-over of the post of contact point confirmed"),
    "hand_over.lapse": _("Confirmation of the hand-over lapsed: access or post lost"),
    "hand_over.refuse": _("Hand-over of the post of contact point refused"),
    "hand_over.withdraw": _("Hand-over of the post of contact point withdrawn"),
    "hand_over.take_effect": _("Post of contact point handed over"),
    "personal_mail.readdress": _("Personal message brought to the present address of its State"),
    "personal_mail.resend": _("Personal message sent again"),
    "personal_mail.set_aside": _("Personal message removed from sending"),
    "feed_key.make": _("Private address of a calendar or feed created"),
    "feed_key.revoke": _("Private address of a calendar or feed revoked"),
}

SUBJECTS = {
    "members.housepart": _("data of the organization"),
    "members.installation": pgettext_lazy("record", "installation"),
    "members.installationrelease": _("release of a restored copy"),
    "members.audithead": lowfirst(_("Activity log")),
    "members.memberstate": _("Member State"),
    "members.user": pgettext_lazy("record", "user"),
    "members.stateaddress": _("address of a State"),
    "members.correspondent": _("observer or organization"),
    "members.correspondentaddress": _("address of an observer or organization"),
    "members.invitation": lowfirst(pgettext_lazy("message", "Invitation")),
    "members.handover": lowfirst(_("Hand-over of the post of contact point")),
    "members.failedsignin": _("failed sign-in"),
    "members.feedkey": _("private address"),
    "members.personalmail": _("personal message"),
}

FIELDS = {
    "rows": _("number of records"),
    "table": pgettext_lazy("record", "kind of record"),
    "address": lowfirst(_("E-mail address")),
    "code": lowfirst(_("Code")),
    "contact_point": lowfirst(_("Contact point")),
    "correspondent": _("observer or organization"),
    "expires_at": pgettext_lazy("record", "valid until"),
    "factor": lowfirst(_("Second factor")),
    "failures": _("failed attempts"),
    "invited_by": _("invited by"),
    "filter": pgettext_lazy("record", "filter"),
    "ip": lowfirst(_("Network address")),
    "is_account": _("portal account exists"),
    "is_active": pgettext_lazy("account", "active"),
    "joined_on": _("membership began on"),
    "means": pgettext_lazy("record", "signed in with"),
    "kind": lowfirst(pgettext_lazy("field", "Kind")),
    "language": lowfirst(pgettext_lazy("column", "Language")),
    "member_state": _("Member State"),
    "names": pgettext_lazy("record", "names"),
    "networks": _("further network addresses"),
    "role": lowfirst(pgettext_lazy("user", "Role")),
    "sessions": lowfirst(pgettext_lazy("account", "Sessions")),
    "starts_at": pgettext_lazy("record", "begins"),
    "step": _("step of signing in"),
    "username": _("username"),
}

# Values whose words stand with no field of the subject itself.
WORDS = {"language": TITLES, "step": dict(SignInStep.choices), "means": dict(SignInMeans.choices)}

NAMES = {"members.user": ("display_name",), "members.memberstate": ("name",)}
