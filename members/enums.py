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
# Who must have a second factor where the mode requires it (rule 30).
SECOND_FACTOR_ROLES = SECRETARIAT_ROLES | {Role.CONTACT_POINT}
