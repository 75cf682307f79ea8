"""Who gets a message."""

from dataclasses import dataclass

from members.models import StateAddress, User


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets a message: a person of the delegation, or an address of the State."""

    member_state_id: int
    address: str
    language: str
    user: User | None = None
    state_address: StateAddress | None = None
