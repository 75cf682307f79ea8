"""The initiatives of papers that the portal carries as data."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from initiatives.enums import EventFormat, EventKind
from initiatives.models import Initiative
from members import audit
from members.models import User
from plans.models import ConceptPaper
from plans.reference import block_key


def load_initiatives(
    paper: ConceptPaper, name: str, data: Mapping[str, Any], *, by: User | None, at: dt.datetime
) -> None:
    """Make the records that follow the initiative lines of a paper loaded under `name`."""
    with transaction.atomic():
        for item in data["blocks"]:
            facts = item.get("initiative")
            if not facts:
                continue
            initiative = Initiative.objects.create(
                paper=paper,
                block_key=block_key(name, item["id"]),
                kind=EventKind(facts["kind"]),
                format=EventFormat(facts["format"]) if "format" in facts else "",
                year=facts.get("year"),
                changed_at=at,
            )
            audit.record(
                "initiative.record",
                subject=initiative,
                by=by,
                at=at,
                after={
                    "block_key": str(initiative.block_key),
                    "kind": initiative.kind,
                    "year": initiative.year,
                },
            )
