"""What lists of States say of each: its open consultations, and whether their notes reached it."""

import datetime as dt
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from comments.models import Addressee, Consultation
from members.delegations import standing


@standing.add
def of_state(at: dt.datetime) -> dict[str, Any]:
    addressed = Addressee.objects.filter(
        consultation__in=Consultation.objects.open(at), member_state=OuterRef("pk")
    )
    unreached = addressed.filter(reached_at=None)
    return {
        "open_consultations": _number(addressed),
        "not_yet_reached": _number(unreached.filter(lost_at=None)),
        "not_reached": _number(unreached.filter(lost_at__isnull=False)),
    }


def _number(rows: QuerySet[Addressee]) -> Coalesce:
    counted = rows.order_by().values("member_state").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
