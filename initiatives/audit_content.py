"""Which rows of the app are official, and from when on: they are sealed in the record of acts (rule 40)."""

from django.db.models import Q

from initiatives.models import (
    InitiativeEvent,
    InitiativeFile,
    Participant,
    ProposalDecision,
    ProposedEvent,
)
from members.audit.seals import Official

OFFICIAL = [
    Official(InitiativeEvent),
    Official(InitiativeFile, Q(removed_at__isnull=False)),
    Official(Participant, Q(withdrawn_at__isnull=False)),
    Official(ProposalDecision),
    Official(ProposedEvent, Q(filed_at__isnull=False)),
]
