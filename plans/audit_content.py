"""Which rows of the app are official, and from when on: they are sealed in the record of acts (rule 40)."""

from members.audit.seals import Official
from plans.models import (
    CarriedPoint,
    Edit,
    GateOverride,
    PaperDecision,
    PaperEvent,
    Review,
    Revision,
    RevisionBlock,
)

OFFICIAL = [
    Official(CarriedPoint),
    Official(Edit),
    Official(GateOverride),
    Official(PaperDecision, file="stored_as", file_sha256="file_sha256"),
    Official(PaperEvent),
    Official(Review),
    Official(Revision),
    Official(RevisionBlock),
]
