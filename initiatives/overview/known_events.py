"""What a reader knows of the events of a plan that is not adopted: their records are part of its draft."""

from collections.abc import Iterable, Mapping
from typing import Any

from initiatives import proposals
from initiatives.drafted import words
from initiatives.models import Initiative, ProposedEvent
from members.models import User

# What a record says besides the terms; nothing of it is known before the adoption.
LATER = {"starts_at": None, "ends_at": None, "time_zone": "", "outcome": "", "registration_closes_at": None}


def as_known(found: Iterable[Initiative], user: User) -> list[Initiative]:
    """Return records as `user` may read them: to a delegate, an event that the State proposed for a draft
    says what the State proposed, whatever is being prepared; another one of a draft says what its circulated
    line says. They are to be read with `proposal_decision__event`, and never saved."""
    return [_known(one, user) if user.is_delegate and one.is_draft else one for one in found]


def reads_record(one: Initiative, user: User) -> bool:
    """Tell whether `user` reads the record: of a draft, a delegate only what the own State proposed."""
    return not user.is_delegate or not one.is_draft or _own_proposal(one, user) is not None


def is_told(one: Initiative, user: User, texts: Mapping[str, str] | None) -> bool:
    """Tell whether `user` may know of an event, whose frozen line has these texts: a draft whose record says
    something else than was circulated is being changed, and nothing of that is a delegate's to know."""
    return reads_record(one, user) or (texts is not None and words.says(one, texts))


def _own_proposal(one: Initiative, user: User) -> ProposedEvent | None:
    decision = getattr(one, "proposal_decision", None)
    is_own = decision is not None and decision.event.member_state_id == user.member_state_id
    return decision.event if is_own else None


def _known(one: Initiative, user: User) -> Initiative:
    values: dict[str, Any] = LATER | {"participants": {}}
    if event := _own_proposal(one, user):
        values |= {name: getattr(event, name) for name in ("kind", "format", *proposals.TERMS)}
        values |= {"written": {}, "titles": {event.language: event.title}}
        values["places"] = words.places_by_name(event.place, event.language)
    for name, value in values.items():
        setattr(one, name, value)
    return one
