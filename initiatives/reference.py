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
    """Make the records of the initiative lines of a paper loaded under `name`: of what the data says, and of
    what the words tell besides. The words stay as they are."""
    with transaction.atomic():
        for item in data["blocks"]:
            facts = item.get("initiative")
            if not facts:
                continue
            texts = {language: item[language] for language in LANGUAGES}
            fields = events.told(texts) | {
                "kind": EventKind(facts["kind"]),
                "format": EventFormat(facts["format"]) if "format" in facts else "",
            }
            made = events.record(paper, block_key(name, item["id"]), fields, by=by, at=at)
            words.follow(made, texts)
