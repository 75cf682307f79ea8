"""Who may do what, as predicates that compose (rule 1). Upper apps build theirs on these."""

import rules

from members.models import User


@rules.predicate
def is_secretariat(user: User) -> bool:
    return user.is_authenticated and user.is_active and user.is_secretariat


@rules.predicate
def is_signatory(user: User) -> bool:
    return user.is_authenticated and user.is_active and user.is_signatory


@rules.predicate
def is_coordinator(user: User) -> bool:
    return user.is_authenticated and user.is_active and user.is_coordinator


@rules.predicate
def is_delegate(user: User) -> bool:
    return user.is_authenticated and user.is_active and user.is_delegate


@rules.predicate
def can_write(user: User) -> bool:
    return user.is_authenticated and user.is_active and user.can_write


@rules.predicate
def can_submit(user: User) -> bool:
    return user.is_authenticated and user.is_active and user.can_submit


rules.add_perm("members.view_states", is_secretariat)
rules.add_perm("members.view_delegation", is_delegate)
