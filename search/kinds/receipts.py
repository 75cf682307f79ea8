"""Receipts of what States submitted, by their number, as it was copied or typed."""

from django.db.models import F
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from cica_portal import formats
from cica_portal.deadlines import seat_date
from cica_portal.languages import pick
from comments.enums import Position
from comments.models import Receipt
from comments.writing import receipts
from search.asking import NOTHING, Ask, Found
from search.found import Hit, excerpt

LATEST = ("-issued_at", "-pk")


def issued(ask: Ask) -> Found:
    """Find receipts whose number ends as what was typed: with the code of the State, at the least."""
    number = receipts.number_of(ask.typed)
    if ask.language or "-" not in number:
        return NOTHING
    rows = Receipt.objects.visible_to(ask.user).filter(number__iendswith=number)
    keys = ask.keys(rows.order_by(*LATEST))
    found = Receipt.objects.filter(pk__in=keys[: ask.most]).order_by(*LATEST).values(
        "number", "response__position", "consultation__revision__titles",
        received_at=Coalesce("response__received_at", "issued_at"),
        state=F(f"member_state__name_{ask.reader}"),
    )  # fmt: skip
    hits = [
        Hit(
            title=row["number"],
            url=reverse("comments:receipt-detail", args=[row["number"]]),
            where=f"{row['state']} · {formats.date(seat_date(row['received_at']), ask.reader)}",
            language="",
            excerpt=excerpt(pick(row["consultation__revision__titles"], ask.reader), ask.query),
            mark="done",
            word=Position(row["response__position"]).label
            if row["response__position"]
            else _("proposed event"),
        )
        for row in found
    ]
    return Found(len(keys), hits)
