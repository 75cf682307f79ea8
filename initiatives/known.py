"""What a reader knows of the events of a plan that is not adopted: their records are part of its draft."""

from collections.abc import Iterable

from initiatives import proposals
from initiatives.drafted import words
from initiatives.models import Initiative
from members.models import User

# What a record says besides the terms; nothing of it is known before the adoption.
LATER = {"starts_at": None, "ends_at": None, "time_zone": "", "outcome": "", "registration_closes_at": None}


def as_known(found: Iterable[Initiative], user: User) -> list[Initiative]:
    """Return records as `user` may read them: to a delegate, an event that the State proposed for a draft
    says what the State proposed, whatever is being prepared. They are to be read with
    `proposal_decision__event`, and never saved."""
    return [_known(one) if user.is_delegate and one.is_draft else one for one in found]


def _known(one: Initiative) -> Initiative:
    event = one.proposal_decision.event
    values = {name: getattr(event, name) for name in ("kind", "format", *proposals.TERMS)} | LATER
    values |= {"participants": {}, "written": {}, "titles": {event.language: event.title}}
    values["places"] = words.places_by_name(event.place, event.language)
    for name, value in values.items():
        setattr(one, name, value)
    return one
