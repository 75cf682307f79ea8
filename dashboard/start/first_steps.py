"""What to do first in a portal without plans: the letterhead, numbers, States, measures, people, a plan.

Shown on the start page of the Secretariat until the first plan exists. Each step says whether it is done as
far as rows tell; what only a person can judge has no mark.
"""

from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from members.models import Invitation, StateAddress, User
from notes.models import NumberingRule, NumberingStart
from plans.models import ConceptPaper, ConfidenceBuildingMeasure


class FirstStep(NamedTuple):
    """An act, why it comes first, the page where it is done, and whether it is done; None: unknown."""

    act: Any
    why: Any
    page: str
    is_done: bool | None


def find() -> list[FirstStep]:
    """Return the steps, in their order; none once there is a plan."""
    if ConceptPaper.objects.exists():
        return []
    has_numbering = NumberingRule.objects.exists() or NumberingStart.objects.exists()
    has_people = User.objects.filter(member_state__isnull=False, is_active=True).exists()
    has_measures = ConfidenceBuildingMeasure.objects.exists()
    return [
        FirstStep(
            _("Check the texts of notes, with the letterhead"),
            _("Every note begins with them, in three languages."),
            "notes:wording-list",
            None,
        ),
        FirstStep(
            _("Set the numbering of notes"),
            _("The portal continues the numbers of the Secretariat."),
            "notes:series-list",
            has_numbering,
        ),
        FirstStep(
            _("Enter the official addresses of the States"),
            _("Notes are sent to them and to the contact points."),
            "members:state-list",
            StateAddress.objects.exists(),
        ),
        FirstStep(
            _("Check the measures and their short names"),
            _("Every plan belongs to a measure and is called by its short name."),
            "phrases:house-list",
            has_measures,
        ),
        FirstStep(
            _("Invite the contact points and the coordinators"),
            _("They respond for their State in the portal."),
            "members:state-list",
            has_people or Invitation.objects.exists(),
        ),
        FirstStep(
            _("Create the first plan"),
            _("Then its text is written, reviewed and circulated."),
            "plans:paper-create",
            False,
        ),
    ]
