"""Who may read proposed events, decide about them and withdraw them; who keeps records of initiatives."""

import rules

from initiatives.models import Initiative, ProposedEvent
from members.models import User
from members.rules import can_submit, can_write, is_coordinator, is_delegate, is_secretariat
from plans.rules import coordinates_measure


@rules.predicate
def is_of_own_measure(user: User, event: ProposedEvent | Initiative | None) -> bool:
    return event is not None and coordinates_measure(user, event.paper)


@rules.predicate
def is_of_own_state(user: User, event: ProposedEvent | None) -> bool:
    return event is not None and event.member_state_id == user.member_state_id


@rules.predicate
def hosts_event(user: User, initiative: Initiative | None) -> bool:
    return (
        initiative is not None
        and initiative.host_id is not None
        and initiative.host_id == user.member_state_id
        # Before, the record writes the working draft, which no delegation prepares.
        and not initiative.is_draft
    )


rules.add_perm("initiatives.view_initiatives", is_secretariat | is_coordinator | is_delegate)
rules.add_perm(
    "initiatives.edit_initiative",
    is_secretariat | (is_coordinator & is_of_own_measure) | (can_submit & hosts_event),
)
rules.add_perm("initiatives.write_line", is_secretariat | (is_coordinator & is_of_own_measure))
rules.add_perm("initiatives.register", can_submit)
rules.add_perm("initiatives.view_participants", is_secretariat | is_coordinator | is_delegate)
rules.add_perm("initiatives.view_proposals", is_secretariat | is_coordinator | is_delegate)
rules.add_perm("initiatives.decide_proposal", is_secretariat | (is_coordinator & is_of_own_measure))
rules.add_perm("initiatives.draft_proposal", can_write)
rules.add_perm("initiatives.propose_event", can_submit)
rules.add_perm("initiatives.withdraw_proposal", can_submit & is_of_own_state)
