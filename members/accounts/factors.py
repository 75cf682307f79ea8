"""Who must have a second factor: the one question that pages, tokens and lists ask (rule 30)."""

from cica_portal import organization
from members.enums import SECOND_FACTOR_OF_WRITERS, SECOND_FACTOR_ROLES


def of_role(role: str) -> bool:
    """Tell whether the policy asks a person in this role for one, where it is required at all."""
    if role in SECOND_FACTOR_ROLES:
        return True
    return bool(organization.policy("SECOND_FACTOR_OF_WRITERS")) and role in SECOND_FACTOR_OF_WRITERS


def is_required(role: str) -> bool:
    return bool(organization.policy("SECOND_FACTOR_REQUIRED")) and of_role(role)
