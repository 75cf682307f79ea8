"""Who may see and edit a paper."""

import rules

from members.models import User
from members.rules import is_coordinator, is_delegate, is_secretariat, is_signatory
from plans.enums import PaperStatus
from plans.models import ConceptPaper, Coordinator


@rules.predicate
def coordinates_measure(user: User, paper: ConceptPaper | None) -> bool:
    return (
        paper is not None
        and user.is_of_a_member
        and Coordinator.objects.current().filter(measure=paper.measure_id, people=user).exists()
    )


@rules.predicate
def is_circulated(user: User, paper: ConceptPaper | None) -> bool:
    """Tell whether Member States have the text of the plan."""
    return paper is not None and paper.status != PaperStatus.DRAFTING


rules.add_perm("plans.view_papers", is_secretariat | is_coordinator)
rules.add_perm("plans.view_paper", is_secretariat | (is_coordinator & coordinates_measure))
rules.add_perm("plans.add_paper", is_secretariat)
rules.add_perm("plans.choose_coordinator", is_secretariat)
rules.add_perm("plans.edit_paper", is_secretariat | (is_coordinator & coordinates_measure))
# What those who prepare a draft say among themselves: no delegation has any of it.
rules.add_perm("plans.write_remarks", is_secretariat | (is_coordinator & coordinates_measure))
rules.add_perm(
    "plans.withdraw_paper",
    is_signatory | (~is_circulated & (is_secretariat | (is_coordinator & coordinates_measure))),
)
rules.add_perm("plans.decide_paper", is_secretariat)
rules.add_perm("plans.hold_meetings", is_secretariat)
rules.add_perm("plans.view_published", is_secretariat | is_coordinator | is_delegate)
rules.add_perm("plans.override_gate", is_signatory)
rules.add_perm("plans.carry_points", is_signatory)
