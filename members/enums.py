from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.languages import lowfirst


class Role(models.TextChoices):
    OFFICER = "officer", _("Secretariat officer")
    SIGNATORY = "signatory", _("Authorized signatory")
    COORDINATOR = "coordinator", pgettext_lazy("field", "Coordinator")
    CONTACT_POINT = "contact_point", _("Contact point")
    DEPUTY = "deputy", _("Deputy contact point")
    DRAFTER = "drafter", pgettext_lazy("person", "Drafter")
    READER = "reader", pgettext_lazy("person", "Read only")


SECRETARIAT_ROLES = frozenset({Role.OFFICER, Role.SIGNATORY})
DELEGATION_ROLES = frozenset({Role.CONTACT_POINT, Role.DEPUTY, Role.DRAFTER, Role.READER})
SUBMITTING_ROLES = frozenset({Role.CONTACT_POINT, Role.DEPUTY})
WRITING_ROLES = SUBMITTING_ROLES | {Role.DRAFTER}
# Who must have a second factor where the mode requires it (rule 30): staff, and who answers for a State.
SECOND_FACTOR_ROLES = SECRETARIAT_ROLES | SUBMITTING_ROLES
# Who must have one besides, where the policy says so.
SECOND_FACTOR_OF_WRITERS = frozenset({Role.COORDINATOR, Role.DRAFTER})
# The roles that each may give and take away: a contact point in the own State, the Secretariat everywhere.
ROLES_GIVEN: dict[str, frozenset[Role]] = {
    Role.SIGNATORY: SECRETARIAT_ROLES | DELEGATION_ROLES | {Role.COORDINATOR},
    Role.OFFICER: DELEGATION_ROLES | {Role.COORDINATOR},
    Role.CONTACT_POINT: DELEGATION_ROLES - {Role.CONTACT_POINT},
}


class AddressKind(models.TextChoices):
    EMBASSY = "embassy", pgettext_lazy("address", "embassy")
    MINISTRY = "ministry", pgettext_lazy("address", "ministry")


class Correspondence(models.TextChoices):
    """Whom notes are written to besides Member States, in protocol order."""

    OBSERVER_STATE = "observer_state", pgettext_lazy("correspondent", "observer State")
    OBSERVER_ORGANIZATION = "observer_organization", pgettext_lazy("correspondent", "observer organization")
    PARTNER_ORGANIZATION = "partner_organization", pgettext_lazy("correspondent", "partner organization")


class SignInStep(models.TextChoices):
    PASSWORD = "password", _("password")
    CODE = "code", lowfirst(_("Second factor"))
    PASSKEY = "passkey", _("passkey or security key")


class SignInMeans(models.TextChoices):
    """By what a person signed in: the names are those of the accounts library."""

    PASSWORD = "password", _("password")
    TOTP = "totp", _("code of an authenticator app")
    WEBAUTHN = "webauthn", _("passkey or security key")
    RECOVERY_CODES = "recovery_codes", _("recovery code")
    INVITATION = "invitation", lowfirst(pgettext_lazy("message", "Invitation"))


class PresenceSource(models.TextChoices):
    """Who saw that the portal was there: a web process that was asked whether it is ready, or a sweep."""

    WEB = "web", "web"
    SWEEP = "sweep", "sweep"


class MailStatus(models.TextChoices):
    QUEUED = "queued", pgettext_lazy("message", "queued")
    SENDING = "sending", pgettext_lazy("message", "being sent")
    SENT = "sent", pgettext_lazy("message", "sent")
    FAILED = "failed", pgettext_lazy("message", "failed")
    UNKNOWN = "unknown", pgettext_lazy("message", "outcome unknown")
    CANCELLED = "cancelled", pgettext_lazy("message", "cancelled")
