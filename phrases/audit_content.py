"""Which rows of the app are official, and from when on: they are sealed in the record of acts (rule 40)."""

from django.db.models import Q

from members.audit.seals import Official
from phrases.enums import Status
from phrases.models import Correction, CorrectionEvent

ENDED = [Status.REFUSED, Status.WITHDRAWN, Status.SUPERSEDED]

OFFICIAL = [Official(Correction, Q(status__in=ENDED)), Official(CorrectionEvent)]
