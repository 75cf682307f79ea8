"""Who may correct the wording of the interface and of mail: the Secretariat; a second person decides."""

import rules

from members.models import User
from members.rules import is_secretariat, is_signatory
from phrases.enums import OF_PORTAL
from phrases.models import Correction


@rules.predicate
def did_not_propose(user: User, correction: Correction | None) -> bool:
    """Whoever proposed a wording is not the one who decides on it."""
    return not isinstance(correction, Correction) or correction.proposed_by_id != user.pk


@rules.predicate
def is_own_proposal(user: User, correction: Correction | None) -> bool:
    """A person may take back the own proposal while it waits."""
    return (
        isinstance(correction, Correction) and correction.is_waiting and correction.proposed_by_id == user.pk
    )


@rules.predicate
def can_be_withdrawn(user: User, correction: Correction | None) -> bool:
    """What the portal came with can hold again; texts of people are corrected anew instead."""
    return not isinstance(correction, Correction) or correction.is_waiting or correction.kind in OF_PORTAL


rules.add_perm("phrases.view", is_secretariat)
rules.add_perm("phrases.propose", is_secretariat)
rules.add_perm("phrases.decide", is_signatory & did_not_propose)
rules.add_perm("phrases.withdraw", can_be_withdrawn & (is_signatory | (is_secretariat & is_own_proposal)))
