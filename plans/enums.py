from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class PaperStatus(models.TextChoices):
    DRAFTING = "drafting", _("drafting")
    CIRCULATED = "circulated", _("circulated")
    UNDER_CONSOLIDATION = "under_consolidation", _("under consolidation")
    BEFORE_SWG = "before_swg", _("before the SWG")
    CONSIDERED = "considered", _("considered by the SWG")
    RECOMMENDED = "recommended", _("recommended by the SWG")
    ADOPTED = "adopted", _("adopted")
    IMPLEMENTING = "implementing", _("implementing")
    COMPLETED = "completed", _("completed")
    WITHDRAWN = "withdrawn", _("withdrawn")


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
    PaperStatus.ADOPTED: {PaperStatus.IMPLEMENTING},
    PaperStatus.IMPLEMENTING: {PaperStatus.COMPLETED},
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


class DecisionKind(models.TextChoices):
    """What the SWG and the SOC decide on a plan."""

    CONSIDERED = "considered", _("considered by the SWG")
    RECOMMENDED = "recommended", _("recommended by the SWG")
    RETURNED = "returned", _("returned by the SWG")
    APPROVED = "approved", _("approved by the SOC")


DECISION_STATUSES = {
    DecisionKind.CONSIDERED: PaperStatus.CONSIDERED,
    DecisionKind.RECOMMENDED: PaperStatus.RECOMMENDED,
    DecisionKind.RETURNED: PaperStatus.UNDER_CONSOLIDATION,
    DecisionKind.APPROVED: PaperStatus.ADOPTED,
}


class BlockKind(models.TextChoices):
    TITLE = "title", _("title")
    HEADING = "heading", _("heading")
    PARAGRAPH = "paragraph", _("paragraph")
    OBJECTIVE = "objective", _("objective")
    INITIATIVE = "initiative", _("initiative")


class Significance(models.TextChoices):
    SUBSTANTIVE = "substantive", _("substantive")
    EDITORIAL = "editorial", _("editorial (the sense is the same)")


class EditKind(models.TextChoices):
    ADDED = "added", _("added")
    CHANGED = "changed", _("changed")
    ACCEPTED = "accepted", _("proposal accepted")
    CONFIRMED = "confirmed", _("found still right")
    WEIGHED = "weighed", _("change rated")
    TURNED = "turned", _("kind changed")
    MOVED = "moved", _("moved")
    REMOVED = "removed", _("removed")
    RESTORED = "restored", _("restored")


class TextStatus(models.TextChoices):
    """What a language of a paper is: shown on the text, in the PDF and in the package."""

    ORIGINAL = "original", _("original")
    OFFICIAL = "official", _("official translation")
    UNOFFICIAL = "unofficial", _("unofficial translation")

    @classmethod
    def of(cls, statuses: Mapping[str, str], language: str) -> "TextStatus":
        """Return what the text in `language` is, from a `text_status` of a plan or a revision."""
        return cls(statuses.get(language, cls.OFFICIAL))


class ImportStatus(models.TextChoices):
    WAITING = "waiting", _("waiting for a decision")
    TAKEN = "taken", _("taken over")
    DISCARDED = "discarded", _("discarded")
