"""The initiatives of papers that the portal carries as data."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from cica_portal.languages import LANGUAGES
from initiatives.drafted import events, words
from initiatives.enums import EventFormat, EventKind
from members.models import User
from plans.models import ConceptPaper
from plans.reference import block_key


def load_initiatives(
    paper: ConceptPaper, name: str, data: Mapping[str, Any], *, by: User | None, at: dt.datetime
) -> None:
    """Make the records of the initiative lines of a paper loaded under `name`; the words stay as they are."""
    with transaction.atomic():
        for item in data["blocks"]:
            facts = item.get("initiative")
            if not facts:
                continue
            kind = EventKind(facts["kind"])
            event_format = EventFormat(facts["format"]) if "format" in facts else ""
            fields = facts | {"kind": kind, "format": event_format}
            made = events.record(paper, block_key(name, item["id"]), fields, by=by, at=at)
            words.follow(made, {language: item[language] for language in LANGUAGES})
