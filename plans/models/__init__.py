"""The rows of plans: texts as blocks, frozen revisions, meetings, decisions, files that came in."""

from plans.models.blocks import (
    Block,
    BlockText,
    Edit,
    GateOverride,
    Presence,
    Replacement,
    Review,
)
from plans.models.decisions import CarriedPoint, PaperDecision
from plans.models.meetings import Meeting, MeetingItem
from plans.models.papers import (
    ConceptPaper,
    ConceptPaperQuerySet,
    ConfidenceBuildingMeasure,
    Coordinator,
    PaperEvent,
    Revision,
    RevisionBlock,
)
from plans.models.remarks import Remark, RemarkQuerySet
from plans.models.terms import Term
from plans.models.word import WordImport, WordImportQuerySet
