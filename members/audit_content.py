"""Which rows of the app are official, and from when on: they are sealed in the record of acts (rule 40)."""

from django.db.models import Q

from members.audit.seals import Official
from members.models import FactorReset, HandOver, HousePart, Installation, InstallationRelease, Invitation

OFFICIAL = [
    Official(HousePart),
    Official(Installation),
    Official(InstallationRelease),
    Official(Invitation, Q(accepted_at__isnull=False) | Q(revoked_at__isnull=False)),
    Official(FactorReset, Q(ended_at__isnull=False)),
    Official(HandOver, Q(done_at__isnull=False) | Q(ended_at__isnull=False)),
]
