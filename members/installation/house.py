"""The organization's data as rows: what was loaded or changed by page, each version kept."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Max

from cica_portal import organization
from cica_portal.languages import LANGUAGES
from members import audit
from members.models import HousePart, MemberState, User

# The parts of a data set; each is replaced as a whole.
PARTS = (
    "slug",
    "names",
    "letterhead",
    "members",
    "bodies",
    "host",
    "in_host",
    "time_zone",
    "seats",
    # What moves with the seat on a day that is ahead.
    "seat_to_come",
    "messages",
    "note_texts",
    organization.HOLIDAYS,
    "policies",
    "retention",
    # Of the Member States: names from a later day on, former names, and a mark of all rows.
    "state_names_to_come",
    "state_names_before",
    "state_rows",
)


HISTORY = 20


def parts() -> dict[str, Any]:
    """Return what holds instead of the portal's own data, by part, and the States as they are called now."""
    latest = HousePart.objects.order_by().values("part").annotate(last=Max("pk")).values("last")
    found = {one.part: one.content for one in HousePart.objects.filter(pk__in=latest)}
    if found:
        found[organization.STATES] = [_as_data(state) for state in MemberState.objects.all()]
    return found


def latest(part: str, default: Any) -> Any:
    """Return the last version of a part as it is stored, or else `default`."""
    found = HousePart.objects.filter(part=part).order_by("-pk").first()
    return found.content if found is not None else default


def history() -> list[HousePart]:
    """Return what was changed last, with who did."""
    return list(HousePart.objects.exclude(part="state_rows").select_related("by").order_by("-pk")[:HISTORY])


def edition() -> int:
    """Return a number that tells these data from all that held before."""
    return HousePart.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def record(part: str, content: Any, *, by: User | None, at: dt.datetime, reason: str = "") -> bool:
    """Let a part of the data read so from now on; return False where it does so already.

    Called in the transaction of its act, whose caller tells the processes once it is committed.
    """
    if part not in PARTS:
        raise ValueError(f"{part} is no part of the organization's data")
    written = json.loads(json.dumps(content, cls=DjangoJSONEncoder))
    last = HousePart.objects.filter(part=part).order_by("-pk").first()
    before = last.content if last is not None else None
    if before == written:
        return False
    made = HousePart.objects.create(part=part, content=written, reason=reason, at=at, by=by)
    audit.record(
        "house.write",
        subject=made,
        by=by,
        at=at,
        before={part: before},
        after={part: written, "reason": reason},
    )
    return True


def faults(given: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a data set lacks that sentences need: parts, and forms in a language."""
    own = organization.default()
    for part in own.keys() - given.keys():
        yield f"The part {part} is missing."
    for part in ("names", "in_host", "members", "letterhead"):
        for language, expected in own[part].items():
            found = given.get(part, {}).get(language)
            lacking = expected.keys() - (found or {}).keys() if isinstance(expected, dict) else set()
            if not found or lacking:
                yield f"{part} ({language}): missing {', '.join(sorted(lacking)) or 'altogether'}."
    for code, body in own["bodies"].items():
        for language, forms in body.get("note", {}).items():
            lacking = (
                forms.keys() - given.get("bodies", {}).get(code, {}).get("note", {}).get(language, {}).keys()
            )
            if lacking:
                yield f"The body {code} has no {', '.join(sorted(lacking))} in {language}."


def _as_data(state: MemberState) -> dict[str, Any]:
    """Return a State as a data set holds it."""
    texts = {
        name: {code: getattr(state, f"{name}_{code}") for code in LANGUAGES}
        for name in ("name", "full_name", "capital")
    }
    found: dict[str, Any] = {"code": state.code, "forms": state.forms, **texts}
    if not state.capital:
        del found["capital"]
    return found
