"""Events of a plan in preparation: added by their record, or made records of lines that somebody wrote."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from cica_portal.errors import AlreadyMoved, Refusal
from cica_portal.languages import LANGUAGES, pick
from cica_portal.text import is_blank
from initiatives import proposals
from initiatives.drafted import words
from initiatives.models import PUBLISHED, Initiative
from members import audit
from members.delegations import acting
from members.models import User
from plans.enums import BlockKind, PaperStatus
from plans.models import Block, BlockText, ConceptPaper

FIELDS = ("kind", "format", "titles", "places", *proposals.TERMS)


def add(
    paper: ConceptPaper,
    *,
    by: User,
    at: dt.datetime,
    key: uuid.UUID,
    after: Block | None = None,
    **fields: Any,
) -> Initiative:
    """Add an event to a plan in preparation: its record, and the line that the record writes in the draft.

    The same `key` given twice finds the event that the first call made.
    """
    with transaction.atomic():
        held = _hold(paper, by=by)
        if known := Initiative.objects.filter(block_key=key, paper=held).first():
            return known
        if all(is_blank(title) for title in fields.get("titles", {}).values()):
            raise Refusal("initiatives.title_missing")
        proposals.check_time(held, settled(fields))
        made = record(held, key, fields, by=by, at=at)
        words.begin(made, after=after, by=by, at=at)
    return made


def follow(
    paper: ConceptPaper, lines: Mapping[uuid.UUID, Mapping[str, Any]], *, by: User, at: dt.datetime
) -> list[Initiative]:
    """Make records of lines that somebody wrote, all or none; the words of the plan stay as they are."""
    with transaction.atomic():
        held = _hold(paper, by=by)
        if held.status in PUBLISHED or held.status == PaperStatus.WITHDRAWN:
            raise Refusal("initiatives.not_in_preparation", status=held.get_status_display())
        found = {block.key: block for block in unrecorded(held).filter(key__in=lines)}
        if len(found) != len(lines):
            raise AlreadyMoved
        for fields in lines.values():
            proposals.check_time(held, settled(fields))
        return [follow_line(held, found[key], fields, by=by, at=at) for key, fields in lines.items()]


def follow_line(
    paper: ConceptPaper, block: Block, fields: Mapping[str, Any], *, by: User | None, at: dt.datetime
) -> Initiative:
    """Make the record of one line of the draft."""
    made = record(paper, block.key, fields, by=by, at=at)
    texts = BlockText.objects.filter(block=block).values_list("language", "text")
    words.follow(made, dict(texts))
    return made


def reset(initiative: Initiative, *, by: User, at: dt.datetime) -> None:
    """Set the line of an event from its record again, in place of words of its own."""
    with transaction.atomic():
        _hold(initiative.paper, by=by)
        held = Initiative.objects.select_related("paper", "host").get(pk=initiative.pk)
        words.reset(held, by=by, at=at)
        audit.record("initiative.reset", subject=held, by=by, at=at, after={"texts": dict(held.written)})


def unrecorded(paper: ConceptPaper) -> Any:
    """Return the lines of the draft that no record follows, in document order."""
    followed = Initiative.objects.filter(paper=paper).values("block_key")
    lines = paper.blocks.filter(kind=BlockKind.INITIATIVE, removed_at=None)
    return lines.exclude(key__in=followed).order_by("position", "pk")


def record(
    paper: ConceptPaper, key: uuid.UUID, fields: Mapping[str, Any], *, by: User | None, at: dt.datetime
) -> Initiative:
    """Make the record of the line `key`, of what is known; refuse unsound terms."""
    values = settled({name: fields[name] for name in FIELDS if name in fields})
    proposals.check_order(values)
    proposals.check_names(paper, values)
    made = Initiative.objects.create(paper=paper, block_key=key, changed_at=at, **values)
    said = {"kind": made.kind, "year": made.year, "titles": made.titles}
    audit.record("initiative.record", subject=made, by=by, at=at, after={"block_key": str(key)} | said)
    return made


def settled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as they are stored: the first day says the year, and the places by language the place."""
    values = dict(values)
    for name in ("titles", "places"):
        if name in values:
            given = {code: values[name].get(code, "").strip() for code in LANGUAGES}
            values[name] = {code: text for code, text in given.items() if not is_blank(text)}
    if "places" in values:
        known = [words.places_by_name(name, code) for code, name in values["places"].items()]
        values["places"] = {code: name for one in reversed(known) for code, name in one.items()} | values[
            "places"
        ]
        values["place"] = pick(values["places"], LANGUAGES[0])
    elif "place" in values:
        values["places"] = words.places_by_name(values["place"])
    if values.get("date_from"):
        values["year"] = values["date_from"].year
    if "objectives" in values:
        values["objectives"] = [str(key) for key in values["objectives"]]
    return values


def _hold(paper: ConceptPaper, *, by: User) -> ConceptPaper:
    """Lock a plan until the transaction ends; refuse who does not prepare it."""
    held = ConceptPaper.objects.select_for_update(no_key=True).get(pk=paper.pk)
    acting.require(by, "plans.edit_paper", held)
    return held
