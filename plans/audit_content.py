"""Which rows of the app are official, and from when on: they are sealed in the record of acts (rule 40)."""

from django.db.models import Exists, OuterRef, Q

from members.audit.seals import Official
from plans.models import (
    CarriedPoint,
    Edit,
    GateOverride,
    Meeting,
    MeetingItem,
    PaperDecision,
    PaperEvent,
    Review,
    Revision,
    RevisionBlock,
)

DECIDED = Q(decision__isnull=False)
OFFICIAL = [
    Official(CarriedPoint),
    Official(Edit),
    Official(GateOverride),
    Official(Meeting, Q(Exists(MeetingItem.objects.filter(DECIDED, meeting=OuterRef("pk"))))),
    Official(MeetingItem, DECIDED),
    Official(PaperDecision, file="stored_as", file_sha256="file_sha256"),
    Official(PaperEvent),
    Official(Review),
    Official(Revision),
    Official(RevisionBlock),
]
