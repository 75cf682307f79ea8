from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OFFICER = "officer", _("Secretariat officer")
    SIGNATORY = "signatory", _("Authorised signatory")
    COORDINATOR = "coordinator", _("Coordinator")
    CONTACT_POINT = "contact_point", _("Contact point")
    DEPUTY = "deputy", _("Deputy contact point")
    DRAFTER = "drafter", _("Drafter")
    READER = "reader", _("Reader")


SECRETARIAT_ROLES = frozenset({Role.OFFICER, Role.SIGNATORY})
DELEGATION_ROLES = frozenset({Role.CONTACT_POINT, Role.DEPUTY, Role.DRAFTER, Role.READER})
SUBMITTING_ROLES = frozenset({Role.CONTACT_POINT, Role.DEPUTY})
WRITING_ROLES = SUBMITTING_ROLES | {Role.DRAFTER}
# Who must have a second factor where the mode requires it (rule 30): staff, and who answers for a State.
SECOND_FACTOR_ROLES = SECRETARIAT_ROLES | SUBMITTING_ROLES
# The roles that each may give and take away: a contact point in the own State, the Secretariat everywhere.
ROLES_GIVEN = {
    Role.SIGNATORY: SECRETARIAT_ROLES | DELEGATION_ROLES | {Role.COORDINATOR},
    Role.OFFICER: DELEGATION_ROLES | {Role.COORDINATOR},
    Role.CONTACT_POINT: DELEGATION_ROLES - {Role.CONTACT_POINT},
}


class AddressKind(models.TextChoices):
    EMBASSY = "embassy", _("embassy")
    MINISTRY = "ministry", _("ministry")


class SignInStep(models.TextChoices):
    PASSWORD = "password", _("password")
    CODE = "code", _("second factor")


class MailStatus(models.TextChoices):
    QUEUED = "queued", _("queued")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    UNKNOWN = "unknown", _("outcome unknown")
    CANCELLED = "cancelled", _("cancelled")
