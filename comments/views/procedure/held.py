"""The acts of a board that are not possible now, each with why: because of the clock, or of who does it."""

from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from comments.enums import ConsultationStatus, Visibility
from comments.models import Consultation
from comments.procedure.deadlines import grants
from comments.refusals import PlanWentOn
from members.models import User
from plans.enums import PaperStatus


class HeldAct(NamedTuple):
    """An act by its name, and why it is not possible now for this person."""

    act: str
    why: str


def acts(consultation: Consultation, user: User, found: dict[str, Any], *, is_past: bool) -> list[HeldAct]:
    """Return what the Secretariat does with a consultation and this person cannot do now; `found` says what
    the board offers."""
    is_withdrawn = consultation.revision.paper.status == PaperStatus.WITHDRAWN
    if not user.is_secretariat or consultation.status == ConsultationStatus.WITHDRAWN or is_withdrawn:
        return []
    held = []
    gone_on = "" if grants.receives(consultation) else str(PlanWentOn())
    if not found["can_extend"]:
        why = gone_on or _("The deadline has passed. A single State can be granted additional time.")
        held.append(HeldAct(_("Extend deadline"), why))
    if not found["can_grant"]:
        why = gone_on or _("An authorized signatory grants it.")
        held.append(HeldAct(_("Grant additional time"), why))
    if not found["is_confirmed"] and not found["can_confirm"]:
        held.append(HeldAct(_("Confirm outcome"), _why_unconfirmed(consultation, is_past=is_past)))
    is_distributed = consultation.visibility == Visibility.AFTER_COMPILATION
    if is_distributed and consultation.released_at is None and not found["can_release"]:
        why = (
            _("An authorized signatory distributes it.")
            if found["is_confirmed"]
            else _("Possible once the outcome is confirmed.")
        )
        held.append(HeldAct(_("Distribute compilation"), why))
    return held


def _why_unconfirmed(consultation: Consultation, *, is_past: bool) -> str:
    if not is_past:
        return _("Possible after the deadline.")
    if consultation.status == ConsultationStatus.OPEN:
        return _("Possible once the consultation is closed.")
    return _("An authorized signatory confirms it.")
