from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy, pgettext_lazy

from cica_portal.languages import lowfirst


class PaperStatus(models.TextChoices):
    DRAFTING = "drafting", pgettext_lazy("plan", "in preparation")
    CIRCULATED = "circulated", pgettext_lazy("plan", "circulated")
    UNDER_CONSOLIDATION = "under_consolidation", pgettext_lazy("plan", "under consolidation")
    BEFORE_SWG = "before_swg", lowfirst(gettext_lazy("Under SWG consideration"))
    CONSIDERED = "considered", pgettext_lazy("plan", "considered by the SWG")
    RECOMMENDED = "recommended", pgettext_lazy("plan", "recommended by the SWG")
    ADOPTED = "adopted", lowfirst(pgettext_lazy("stage of a plan", "Adopted"))
    IMPLEMENTING = "implementing", pgettext_lazy("plan", "in implementation")
    COMPLETED = "completed", lowfirst(pgettext_lazy("stage of a plan", "Completed"))
    WITHDRAWN = "withdrawn", pgettext_lazy("plan", "withdrawn")


PAPER_TRANSITIONS = {
    PaperStatus.DRAFTING: {PaperStatus.CIRCULATED, PaperStatus.WITHDRAWN},
    PaperStatus.CIRCULATED: {PaperStatus.BEFORE_SWG, PaperStatus.UNDER_CONSOLIDATION, PaperStatus.WITHDRAWN},
    PaperStatus.UNDER_CONSOLIDATION: {
        PaperStatus.CIRCULATED,
        PaperStatus.BEFORE_SWG,
        PaperStatus.WITHDRAWN,
    },
    PaperStatus.BEFORE_SWG: {
        PaperStatus.CONSIDERED,
        PaperStatus.RECOMMENDED,
        PaperStatus.UNDER_CONSOLIDATION,
        PaperStatus.WITHDRAWN,
    },
    PaperStatus.CONSIDERED: {
        PaperStatus.RECOMMENDED,
        PaperStatus.UNDER_CONSOLIDATION,
        PaperStatus.WITHDRAWN,
    },
    PaperStatus.RECOMMENDED: {
        PaperStatus.ADOPTED,
        PaperStatus.UNDER_CONSOLIDATION,
        PaperStatus.WITHDRAWN,
    },
    # A decision by silence that is set aside brings the plan back (rule 52).
    PaperStatus.ADOPTED: {PaperStatus.IMPLEMENTING, PaperStatus.RECOMMENDED},
    PaperStatus.IMPLEMENTING: {PaperStatus.COMPLETED, PaperStatus.RECOMMENDED},
    PaperStatus.COMPLETED: {PaperStatus.IMPLEMENTING},
}

# Plans on which the SWG or the SOC is to decide.
AWAITING_DECISION = frozenset({PaperStatus.BEFORE_SWG, PaperStatus.CONSIDERED, PaperStatus.RECOMMENDED})

# Plans that every Member State reads: what the SOC approved, and its implementation.
PUBLISHED_STATUSES = (PaperStatus.ADOPTED, PaperStatus.IMPLEMENTING, PaperStatus.COMPLETED)

# The working draft may be edited in these states; what was circulated is frozen in its revision anyway.
EDITABLE_STATUSES = frozenset({PaperStatus.DRAFTING, PaperStatus.UNDER_CONSOLIDATION})

# What a status means to those who prepare the plan, as the kind of its mark on pages.
PAPER_STATUS_KINDS = {
    PaperStatus.DRAFTING: "needs",
    PaperStatus.CIRCULATED: "waiting",
    PaperStatus.UNDER_CONSOLIDATION: "needs",
    PaperStatus.BEFORE_SWG: "waiting",
    PaperStatus.CONSIDERED: "waiting",
    PaperStatus.RECOMMENDED: "waiting",
    PaperStatus.ADOPTED: "done",
    PaperStatus.IMPLEMENTING: "done",
    PaperStatus.COMPLETED: "done",
    PaperStatus.WITHDRAWN: "quiet",
}


class Body(models.TextChoices):
    """The bodies that decide on a plan, by what their meetings are called."""

    SWG = "swg", pgettext_lazy("meeting", "SWG meeting")
    SOC = "soc", pgettext_lazy("meeting", "SOC meeting")


class DecisionKind(models.TextChoices):
    """What the SWG and the SOC decide on a plan."""

    CONSIDERED = "considered", pgettext_lazy("plan", "considered by the SWG")
    RECOMMENDED = "recommended", pgettext_lazy("plan", "recommended by the SWG")
    RETURNED = "returned", pgettext_lazy("plan", "returned with remarks")
    DEFERRED = "deferred", pgettext_lazy("plan", "deferred")
    UNDER_SILENCE = "under_silence", pgettext_lazy("plan", "placed under the silence procedure")
    APPROVED = "approved", pgettext_lazy("plan", "approved by the SOC")
    SET_ASIDE = "set_aside", pgettext_lazy("plan", "decision set aside")


# Whose decision alone it can be; any body returns and defers.
DECIDING_BODIES = {
    DecisionKind.CONSIDERED: Body.SWG,
    DecisionKind.RECOMMENDED: Body.SWG,
    DecisionKind.UNDER_SILENCE: Body.SOC,
    DecisionKind.APPROVED: Body.SOC,
}
# What a plan becomes by a decision; what is deferred or placed under silence stays what it is.
DECISION_STATUSES = {
    DecisionKind.CONSIDERED: PaperStatus.CONSIDERED,
    DecisionKind.RECOMMENDED: PaperStatus.RECOMMENDED,
    DecisionKind.RETURNED: PaperStatus.UNDER_CONSOLIDATION,
    DecisionKind.APPROVED: PaperStatus.ADOPTED,
    DecisionKind.SET_ASIDE: PaperStatus.RECOMMENDED,
}


class BlockKind(models.TextChoices):
    TITLE = "title", pgettext_lazy("field", "title")
    HEADING = "heading", pgettext_lazy("block", "heading")
    PARAGRAPH = "paragraph", lowfirst(pgettext_lazy("label", "Paragraph"))
    OBJECTIVE = "objective", lowfirst(pgettext_lazy("field", "Objective"))
    INITIATIVE = "initiative", pgettext_lazy("record", "initiative")
    ITEM = "item", pgettext_lazy("block", "numbered item")
    SUBPOINT = "subpoint", pgettext_lazy("block", "sub-point")
    ANNEX = "annex", pgettext_lazy("block", "annex")


# What begins a part of a text: the blocks behind it belong to it.
PART_KINDS = frozenset({BlockKind.HEADING, BlockKind.ANNEX})
# What is one line, and does not end as a sentence does.
LINE_KINDS = PART_KINDS | {BlockKind.TITLE}
# What has a letter or a number before its text, set apart from it.
LISTED_KINDS = frozenset({BlockKind.OBJECTIVE, BlockKind.INITIATIVE, BlockKind.ITEM, BlockKind.SUBPOINT})
# What is written in sentences: such blocks are split and joined.
TEXT_KINDS = LISTED_KINDS | {BlockKind.PARAGRAPH}

OF_TEXT = 3
LEVELS = {BlockKind.TITLE: 0, BlockKind.ANNEX: 1, BlockKind.HEADING: 2, BlockKind.SUBPOINT: OF_TEXT + 1}


def level_of(kind: str) -> int:
    """Return how deep a block stands: it takes along what follows it in a deeper level."""
    return LEVELS.get(BlockKind(kind), OF_TEXT)


class Significance(models.TextChoices):
    SUBSTANTIVE = "substantive", pgettext_lazy("change", "substantive")
    EDITORIAL = "editorial", pgettext_lazy("change", "editorial (meaning unchanged)")


class EditKind(models.TextChoices):
    ADDED = "added", pgettext_lazy("change", "added")
    CHANGED = "changed", lowfirst(pgettext_lazy("heading", "Changed"))
    ACCEPTED = "accepted", pgettext_lazy("text", "proposal accepted")
    CONFIRMED = "confirmed", pgettext_lazy("text", "confirmed as current")
    WEIGHED = "weighed", pgettext_lazy("text", "significance set")
    TURNED = "turned", pgettext_lazy("text", "kind changed")
    MOVED = "moved", pgettext_lazy("text", "moved")
    REMOVED = "removed", pgettext_lazy("change", "removed")
    RESTORED = "restored", pgettext_lazy("text", "restored")


class TextStatus(models.TextChoices):
    """What a language of a paper is: shown on the text, in the PDF and in the package."""

    ORIGINAL = "original", pgettext_lazy("translation", "original")
    OFFICIAL = "official", pgettext_lazy("translation", "official translation")
    UNOFFICIAL = "unofficial", lowfirst(gettext_lazy("Unofficial translation"))

    @classmethod
    def of(cls, statuses: Mapping[str, str], language: str) -> "TextStatus":
        """Return what the text in `language` is, from a `text_status` of a plan or a revision."""
        return cls(statuses.get(language, cls.OFFICIAL))


class ImportStatus(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("proposal", "pending")
    TAKEN = "taken", pgettext_lazy("file", "imported")
    DISCARDED = "discarded", pgettext_lazy("file", "discarded")


class Owner(models.TextChoices):
    """Who owes the next act on an open point."""

    OFFICER = "officer", pgettext_lazy("owes", "Secretariat officer")
    SIGNATORY = "signatory", lowfirst(gettext_lazy("Authorized signatory"))
    COORDINATOR = "coordinator", lowfirst(pgettext_lazy("field", "Coordinator"))
    DELEGATION = "delegation", lowfirst(pgettext_lazy("place", "Delegation"))


class PlanGate(models.TextChoices):
    """What a plan passes with its open points settled, or carried over by a signatory."""

    CIRCULATION = "circulation", pgettext_lazy("gate", "circulation of the revised draft")
    SUBMISSION = "submission", pgettext_lazy("note", "submission to the SWG")
    OUTCOME = "outcome", pgettext_lazy("gate", "outcome of the SWG")
    ADOPTION = "adoption", pgettext_lazy("gate", "adoption")
