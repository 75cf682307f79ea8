from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    STATEMENT = "statement", _("adoption of a statement")
    WORKSHOP = "workshop", _("workshop")
    SEMINAR = "seminar", _("seminar")
    TRAINING = "training", _("training")
    EXERCISE = "exercise", _("exercise")
    EXCHANGE = "exchange", _("exchange of information")
    OTHER = "other", _("other thematic event")


class EventFormat(models.TextChoices):
    ONLINE = "online", _("online")
    IN_PERSON = "in_person", _("in person")
    HYBRID = "hybrid", _("hybrid")


class InitiativeStatus(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    PLANNED = "planned", _("planned")
    ANNOUNCED = "announced", _("announced")
    HELD = "held", _("held")
    POSTPONED = "postponed", _("postponed")
    CANCELLED = "cancelled", _("cancelled")


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
    PROGRAMME = "programme", _("programme")
    CONCEPT = "concept", _("concept note")
    MATERIAL = "material", _("material of the event")
    REPORT = "report", _("report")


class Attendance(models.TextChoices):
    IN_PERSON = "in_person", _("on site")
    ONLINE = "online", _("online")


# Nothing more is to be done for an event in one of these states.
ENDED = frozenset({InitiativeStatus.HELD, InitiativeStatus.CANCELLED})


class ProposalStatus(models.TextChoices):
    """What became of a filed proposal, as its State and those who decide read it."""

    PROPOSED = "proposed", _("awaits an answer")
    ACCEPTED = "accepted", _("taken into the plan")
    LATER = "later", _("kept for a later plan")
    DECLINED = "declined", _("not taken into the plan")
    WITHDRAWN = "withdrawn", _("withdrawn by the State")


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
