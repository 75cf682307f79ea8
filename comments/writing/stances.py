"""Which position a State may state with which response (rule 54)."""

from collections.abc import Sequence

from cica_portal.errors import Refusal
from cica_portal.text import is_blank
from comments.enums import Position, Stance
from comments.models import RemarkFields

# What is refused of a position, as a page tells it apart: it stands at the field.
REFUSALS = (
    "comments.condition_needed",
    "comments.position_despite_comments",
    "comments.position_of_withdrawn",
    "comments.position_reason_needed",
    "comments.position_without_comments",
)


def refuse_unfit(stance: str, position: str, remarks: Sequence[RemarkFields]) -> None:
    """Refuse a position that does not fit what is submitted with it."""
    if not stance:
        return
    if position == Position.WITHDRAWN:
        raise Refusal("comments.position_of_withdrawn")
    if stance == Stance.SUPPORTS and remarks:
        raise Refusal("comments.position_despite_comments")
    if stance != Stance.SUPPORTS and not remarks:
        raise Refusal("comments.position_without_comments")
    if stance == Stance.ONLY_IF and not any(one.is_condition for one in remarks):
        raise Refusal("comments.condition_needed")
    if stance == Stance.CANNOT and all(is_blank(one.remark) and is_blank(one.rationale) for one in remarks):
        raise Refusal("comments.position_reason_needed")
