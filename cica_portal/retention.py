"""How long what is not for good is kept: rules of the house, which sweeps obey that discard.

What the Secretariat chose by page holds; else what stands here. Acts, notes, responses and frozen texts are
for good, and no rule names them.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from cica_portal import organization

PART = "retention"


class Rule(NamedTuple):
    """So many days; `least` are the fewest that can be chosen. Nothing goes where none is given (0)."""

    days: int
    least: int = 1


RULES = {
    "uploads": Rule(14),  # Word files and offline forms that nobody decided on
    "sign_ins": Rule(30),  # failed sign-ins of accounts; limits count those of a day
    "sessions": Rule(1),  # ended sessions, with address and browser
    "mail": Rule(0, 1),  # what messages to persons were about, after they left
    "drafts": Rule(0, 30),  # drafts of delegations, after their consultation closed
}
FOR_GOOD = 0
MAY_BE_FOR_GOOD = frozenset(name for name, rule in RULES.items() if rule.days == FOR_GOOD)


def days(name: str) -> int:
    """Return for how many days this is kept: what was chosen, else the rule that comes with the portal."""
    return int(chosen().get(name, RULES[name].days))


def chosen() -> Mapping[str, Any]:
    found: Mapping[str, Any] = organization.part_or(PART, {})
    return found


def limit(name: str, at: dt.datetime) -> dt.datetime | None:
    """Return the instant before which what is of this sort goes; None where it is kept for good."""
    kept = days(name)
    return at - dt.timedelta(days=kept) if kept else None
