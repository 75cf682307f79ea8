"""Who may do what, as predicates that compose (rule 1). Upper apps build theirs on these."""

import rules

from members.enums import Role
from members.models import Invitation, MemberState, User


def _active(quality: str) -> rules.Predicate:
    """Return the predicate of people who are signed in, active and of this quality."""

    def is_so(user: User) -> bool:
        return user.is_authenticated and user.is_active and bool(getattr(user, quality))

    return rules.predicate(is_so, name=quality)


is_secretariat = _active("is_secretariat")
is_signatory = _active("is_signatory")
is_coordinator = _active("is_coordinator")
is_delegate = _active("is_delegate")
# A delegate or coordinator whose State is a member today.
acts_for_a_member = _active("is_of_a_member")
can_write = _active("can_write")
can_submit = _active("can_submit")
manages_people = _active("roles_given")


@rules.predicate
def is_contact_point(user: User) -> bool:
    return user.role == Role.CONTACT_POINT


@rules.predicate
def gives_the_role(user: User, subject: User | Invitation | None) -> bool:
    return subject is not None and subject.role in user.roles_given


@rules.predicate
def reaches_the_state(user: User, subject: User | Invitation | None) -> bool:
    """A contact point reaches the own State, the Secretariat every one and itself."""
    return user.is_secretariat or (
        subject is not None
        and subject.member_state_id is not None
        and subject.member_state_id == user.member_state_id
    )


@rules.predicate
def is_somebody_else(user: User, person: User | None) -> bool:
    """Nobody changes the own role or removes themselves."""
    return person is not None and person.pk != user.pk


def may_invite(user: User, state: MemberState | None, role: str) -> bool:
    """Tell whether `user` may invite into this role of this State; no State means the Secretariat."""
    return user.has_perm("members.manage_invitation", Invitation(member_state=state, role=role))


rules.add_perm("members.view_states", is_secretariat)
rules.add_perm("members.manage_addresses", is_secretariat)
rules.add_perm("members.keep_correspondents", is_secretariat)
rules.add_perm("members.view_delegation", is_delegate)
rules.add_perm("members.view_record", is_secretariat)
rules.add_perm("members.view_undelivered", is_secretariat)
rules.add_perm("members.view_person", is_secretariat | is_delegate)
rules.add_perm("members.invite", manages_people)
rules.add_perm("members.hand_over", acts_for_a_member & is_contact_point)
rules.add_perm("members.decide_hand_over", is_secretariat)
rules.add_perm("members.manage_invitation", manages_people & gives_the_role & reaches_the_state)
rules.add_perm(
    "members.manage_person", manages_people & gives_the_role & reaches_the_state & is_somebody_else
)
rules.add_perm("members.reset_factor", is_secretariat & is_somebody_else)
rules.add_perm("members.release_copy", is_signatory)
