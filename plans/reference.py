"""The measures of the Catalogue and papers that the portal carries as data.

Loading makes what is missing and touches nothing else: once loaded, the rows belong to the Secretariat.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from cica_portal.data_files import read
from cica_portal.languages import LANGUAGES
from members import audit
from members.models import MemberState, User
from plans import blocks
from plans.life import papers
from plans.models import Block, ConceptPaper, ConfidenceBuildingMeasure, Coordinator

DATA = Path(__file__).parent / "data"
MEASURES_FILE = settings.ORGANIZATION_DIR / "measures.yaml"

# The keys of loaded blocks are the same on every machine: made from this and from the ids in the data.
KEYS = uuid.UUID("b0f3a1de-8c5a-5d5e-9a53-6f4f6a0c2b71")


def block_key(paper: str, block: str) -> uuid.UUID:
    """Return the key of a block that comes from the data: `block` is its id there, as s2.c."""
    return uuid.uuid5(KEYS, f"{paper}/{block}")


def load_measures(*, at: dt.datetime, folder: Path = settings.ORGANIZATION_DIR) -> int:
    """Make the measures that are missing, with their coordinators; return how many were made."""
    states = {state.code: state for state in MemberState.objects.all()}
    made = position = 0
    with transaction.atomic():
        known = set(ConfidenceBuildingMeasure.objects.values_list("code", flat=True))
        for dimension in read(folder / MEASURES_FILE.name):
            for item in dimension["measures"]:
                position += 1
                if item["code"] not in known:
                    _make_measure(item, dimension["dimension"], position, states, at=at)
                    made += 1
    return made


def _make_measure(
    item: Mapping[str, Any],
    dimension: Mapping[str, str],
    position: int,
    states: Mapping[str, MemberState],
    *,
    at: dt.datetime,
) -> None:
    measure = ConfidenceBuildingMeasure.objects.create(
        code=item["code"],
        short_titles=item.get("short", {}),
        forms=item["forms"],
        note_prefix=item["note_prefix"],
        position=position,
        **{f"dimension_{language}": dimension[language] for language in LANGUAGES},
        **{f"title_{language}": item["title"][language] for language in LANGUAGES},
    )
    leads = [(item["coordinator"], True)] if item["coordinator"] else []
    for code, is_lead in [*leads, *((code, False) for code in item["co_coordinators"])]:
        Coordinator.objects.create(measure=measure, member_state=states[code], is_lead=is_lead)
    audit.record(
        "measure.record",
        subject=measure,
        by=None,
        at=at,
        after={
            "code": measure.code,
            "coordinator": item["coordinator"],
            "co_coordinators": item["co_coordinators"],
        },
    )


def add_people(measure_code: str, state_code: str, user: User, *, at: dt.datetime) -> bool:
    """Let `user` act for the State as coordinator of the measure; return False where this was so already."""
    with transaction.atomic():
        coordinator = Coordinator.objects.get(
            measure__code=measure_code, member_state__code=state_code, until_on=None
        )
        if coordinator.people.filter(pk=user.pk).exists():
            return False
        coordinator.people.add(user)
        audit.record(
            "coordinator.add_person", subject=coordinator, by=None, at=at, after={"username": user.username}
        )
    return True


def find_paper(name: str) -> ConceptPaper | None:
    """Return the paper that was loaded under `name`, if it was."""
    title = Block.objects.select_related("paper").filter(key=block_key(name, "title")).first()
    return title.paper if title else None


def load_paper(
    name: str, data: Mapping[str, Any], *, by: User | None, at: dt.datetime, slug: str = ""
) -> ConceptPaper:
    """Make the working draft of a paper from data; its blocks have the keys that their ids give."""
    title, *rest = data["blocks"]
    first, last = data["period"]
    with transaction.atomic():
        paper = papers.create(
            ConfidenceBuildingMeasure.objects.get(code=data["measure"]),
            period_from=first,
            period_to=last,
            source_language=data["source_language"],
            coordinator=MemberState.objects.get(code=data["coordinator"]),
            titles=title,
            title_key=block_key(name, title["id"]),
            slug=slug,
            by=by,
            at=at,
        )
        papers.set_text_status(paper, data["text_status"], by=by, at=at)
        for item in rest:
            key = block_key(name, item["id"])
            blocks.add(paper, kind=item["kind"], texts=item, by=by, at=at, key=key)
    return paper
