"""The decision on a deadline that the portal was away for: closed as of the deadline (rule 43).

The other choice is the extension of the deadline for all, by its note: `consultations.extend`.
"""

import datetime as dt

from django.db import transaction

from cica_portal.errors import NotAllowed, Refusal
from cica_portal.text import is_blank
from comments.enums import ClosingDecision
from comments.models import Consultation
from comments.procedure import away, consultations
from members.models import User


def close_as_of_deadline(consultation: Consultation, *, reason: str, by: User, at: dt.datetime) -> None:
    """Close a round whose closing waits: what was received before the deadline counts, as ever."""
    if not by.has_perm("comments.decide_closing", consultation):
        raise NotAllowed
    if is_blank(reason):
        raise Refusal("comments.closing_reason_needed")
    with transaction.atomic():
        held = consultations.hold(consultation)
        if away.decide(held, ClosingDecision.CLOSE, reason=reason, by=by, at=at) is None:
            raise Refusal("comments.closing_not_held")
        consultations.close(held, at=at)
    consultation.refresh_from_db()
