from django.db import models
from django.utils.translation import pgettext_lazy

from cica_portal.languages import lowfirst


class EventKind(models.TextChoices):
    STATEMENT = "statement", pgettext_lazy("event", "adoption of a statement")
    WORKSHOP = "workshop", pgettext_lazy("event", "workshop")
    SEMINAR = "seminar", pgettext_lazy("event", "seminar")
    TRAINING = "training", pgettext_lazy("event", "training")
    EXERCISE = "exercise", pgettext_lazy("event", "exercise")
    EXCHANGE = "exchange", pgettext_lazy("event", "exchange of information")
    OTHER = "other", pgettext_lazy("event", "other thematic event")


class EventFormat(models.TextChoices):
    ONLINE = "online", pgettext_lazy("event", "online")
    IN_PERSON = "in_person", pgettext_lazy("event", "in person")
    HYBRID = "hybrid", pgettext_lazy("event", "hybrid")


class InitiativeStatus(models.TextChoices):
    PROPOSED = "proposed", lowfirst(pgettext_lazy("correction", "Proposed"))
    PLANNED = "planned", pgettext_lazy("event", "planned")
    ANNOUNCED = "announced", pgettext_lazy("event", "announced")
    HELD = "held", pgettext_lazy("event", "held")
    POSTPONED = "postponed", pgettext_lazy("event", "postponed")
    CANCELLED = "cancelled", pgettext_lazy("event", "cancelled")


# A line of an adopted plan is planned; from there it is announced, held, put off or given up.
INITIATIVE_TRANSITIONS = {
    InitiativeStatus.PROPOSED: {InitiativeStatus.PLANNED},
    InitiativeStatus.PLANNED: {
        InitiativeStatus.ANNOUNCED,
        InitiativeStatus.HELD,
        InitiativeStatus.POSTPONED,
        InitiativeStatus.CANCELLED,
    },
    InitiativeStatus.ANNOUNCED: {
        InitiativeStatus.HELD,
        InitiativeStatus.POSTPONED,
        InitiativeStatus.CANCELLED,
    },
    InitiativeStatus.POSTPONED: {
        InitiativeStatus.PLANNED,
        InitiativeStatus.ANNOUNCED,
        InitiativeStatus.CANCELLED,
    },
}

INITIATIVE_STATUS_KINDS = {
    InitiativeStatus.PROPOSED: "waiting",
    InitiativeStatus.PLANNED: "waiting",
    InitiativeStatus.ANNOUNCED: "done",
    InitiativeStatus.HELD: "done",
    InitiativeStatus.POSTPONED: "needs",
    InitiativeStatus.CANCELLED: "quiet",
}


class FilePurpose(models.TextChoices):
    PROGRAMME = "programme", pgettext_lazy("document", "programme")
    CONCEPT = "concept", pgettext_lazy("document", "concept note")
    MATERIAL = "material", pgettext_lazy("document", "event material")
    REPORT = "report", pgettext_lazy("document", "report")


class Attendance(models.TextChoices):
    IN_PERSON = "in_person", pgettext_lazy("participant", "on site")
    ONLINE = "online", pgettext_lazy("event", "online")


# Nothing more is to be done for an event in one of these states.
ENDED = frozenset({InitiativeStatus.HELD, InitiativeStatus.CANCELLED})


class ProposalStatus(models.TextChoices):
    """What became of a filed proposal, as its State and those who decide read it."""

    PROPOSED = "proposed", pgettext_lazy("proposal", "pending")
    ACCEPTED = "accepted", pgettext_lazy("proposal", "included in the plan")
    LATER = "later", pgettext_lazy("proposal", "deferred to a later plan")
    DECLINED = "declined", pgettext_lazy("proposal", "not included in the plan")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "withdrawn by the State")


# Said of a proposal on which nothing was decided when its plan was withdrawn: nobody decides it any more.
LAPSED = pgettext_lazy("proposal", "lapsed: the plan was withdrawn")

# Who decides: the State itself withdraws; the coordinator or the Secretariat does the rest.
PROPOSAL_TRANSITIONS = {
    ProposalStatus.PROPOSED: {
        ProposalStatus.ACCEPTED,
        ProposalStatus.LATER,
        ProposalStatus.DECLINED,
        ProposalStatus.WITHDRAWN,
    },
    ProposalStatus.LATER: {ProposalStatus.ACCEPTED, ProposalStatus.DECLINED, ProposalStatus.WITHDRAWN},
}

PROPOSAL_STATUS_KINDS = {
    ProposalStatus.PROPOSED: "needs",
    ProposalStatus.ACCEPTED: "done",
    ProposalStatus.LATER: "waiting",
    ProposalStatus.DECLINED: "refused",
    ProposalStatus.WITHDRAWN: "quiet",
}
