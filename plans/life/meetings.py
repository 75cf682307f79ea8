"""Meetings of the SWG and the SOC: entered, changed, moved, cancelled, each plan put on their agendas."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cica_portal import organization
from cica_portal.errors import DomainError, NotAllowed, Refusal, StaleVersion
from cica_portal.languages import LANGUAGES
from cica_portal.text import sha256
from members import audit
from members.models import User
from plans import signals
from plans.enums import PUBLISHED_STATUSES, Body, PaperStatus
from plans.life import papers
from plans.models import ConceptPaper, Meeting, MeetingItem

TITLES = {
    # Translators: the title of an agenda item; title is that of a plan
    Body.SWG: _("Consideration of the draft: %(title)s"),
    # Translators: the title of an agenda item; title is that of a plan
    Body.SOC: _("Approval of the draft: %(title)s"),
}


# Meetings --------------------------------------------------------------------------------------------
@transaction.atomic
def enter(*, by: User, at: dt.datetime, **values: Any) -> Meeting:
    """Enter a meeting: its `body`, `name`, `first_on`, `last_on`, `places` by language and `chair`."""
    if not by.has_perm("plans.hold_meetings"):
        raise NotAllowed
    _check_days(values)
    meeting = Meeting.objects.create(**values)
    audit.record("meeting.enter", subject=meeting, by=by, at=at, after=_plain(values))
    return meeting


@transaction.atomic
def revise(
    meeting: Meeting, *, version: int, by: User, at: dt.datetime, reason: str = "", **values: Any
) -> Meeting:
    """Change what is known of a meeting, against the version that was read; other days need a reason, and
    come after the deadlines of the plans on its agenda."""
    held = _hold(meeting, by)
    if held.version != version:
        raise StaleVersion
    _check_days(values)
    changed = {name: value for name, value in values.items() if value != getattr(held, name)}
    if not changed:
        return held
    before = {name: getattr(held, name) for name in changed}
    if changed.keys() & {"first_on", "last_on"}:
        papers.require_reason(reason)
        for item in held.items.live().select_related("paper"):
            _refuse_day(item.paper, values["first_on"])
        changed["moved_at"] = at
    _save(held, changed)
    after = _plain({name: changed[name] for name in before}) | ({"reason": reason} if reason else {})
    audit.record("meeting.revise", subject=held, by=by, at=at, before=_plain(before), after=after)
    return held


@transaction.atomic
def cancel(meeting: Meeting, *, reason: str, by: User, at: dt.datetime) -> Meeting:
    """Cancel a meeting, with the reason; the plans on its agenda are on it no longer."""
    held = _hold(meeting, by)
    papers.require_reason(reason)
    _save(held, {"cancelled_at": at, "moved_at": at, "reason": reason})
    audit.record("meeting.cancel", subject=held, by=by, at=at, after={"reason": reason})
    return held


def _hold(meeting: Meeting, by: User, *, is_changed: bool = True) -> Meeting:
    """Return the meeting with its row locked, as long as it takes place, and can itself be changed."""
    if not by.has_perm("plans.hold_meetings"):
        raise NotAllowed
    held = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    if held.cancelled_at:
        raise Refusal("plans.meeting_cancelled")
    if is_changed and held.items.exclude(decision=None).exists():
        raise Refusal("plans.meeting_decided")
    return held


def _check_days(values: Mapping[str, Any]) -> None:
    if values["last_on"] < values["first_on"]:
        raise Refusal("plans.days_out_of_order")


# Agendas ---------------------------------------------------------------------------------------------
def propose_titles(paper: ConceptPaper, body: str) -> dict[str, str]:
    """Return what the item of a plan is called on the agenda of a body, by language."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = str(TITLES[Body(body)] % {"title": paper.titles.get(language) or paper.title})
    return found


def add_item(
    meeting: Meeting,
    paper: ConceptPaper,
    *,
    number: str,
    titles: Mapping[str, str],
    symbol: str,
    by: User,
    at: dt.datetime,
) -> MeetingItem:
    """Put a plan on the agenda of a meeting that begins after the deadline for comments on it; without a
    symbol it gets the next one of the body's pattern."""
    values = {"number": number, "titles": dict(titles)}
    with transaction.atomic():
        held = _hold(meeting, by, is_changed=False)
        if paper.status in (*PUBLISHED_STATUSES, PaperStatus.WITHDRAWN):
            raise Refusal("plans.plan_ended")
        if held.items.filter(paper=paper, taken_off_at=None).exists():
            raise Refusal("plans.item_there")
        _refuse_day(paper, held.first_on)
        values["symbol"] = symbol = symbol or next_symbol(held)
        _refuse_symbol(symbol)
        item = MeetingItem.objects.create(meeting=held, paper=paper, added_at=at, **values)
        after = {"meeting": held.pk, "paper": paper.slug, **_plain(values)}
        audit.record("meeting_item.add", subject=item, by=by, at=at, after=after)
    return item


@transaction.atomic
def revise_item(item: MeetingItem, *, version: int, by: User, at: dt.datetime, **values: Any) -> MeetingItem:
    """Change the `number`, `titles` or `symbol` of an item, its draft decision (`decision_texts`, written on
    the document `decision_of`) or the changed sentences of the front page (`front_texts`), against the
    version that was read."""
    held = hold_item(item, by)
    if held.version != version:
        raise StaleVersion
    changed = {name: value for name, value in values.items() if value != getattr(held, name)}
    if not changed:
        return held
    if "symbol" in changed:
        _refuse_symbol(changed["symbol"])
    before = {name: getattr(held, name) for name in changed}
    _save(held, changed)
    audit.record(
        "meeting_item.revise", subject=held, by=by, at=at, before=_plain(before), after=_plain(changed)
    )
    return held


@transaction.atomic
def take_off(item: MeetingItem, *, reason: str, by: User, at: dt.datetime) -> MeetingItem:
    """Take a plan off an agenda, with the reason."""
    held = hold_item(item, by)
    papers.require_reason(reason)
    _save(held, {"taken_off_at": at})
    audit.record("meeting_item.take_off", subject=held, by=by, at=at, after={"reason": reason})
    return held


def hold_item(item: MeetingItem, by: User) -> MeetingItem:
    """Return an item with its row locked, as long as it has no result and is on the agenda."""
    if not by.has_perm("plans.hold_meetings"):
        raise NotAllowed
    held = MeetingItem.objects.select_for_update(no_key=True, of=("self",)).select_related("meeting")
    found = held.get(pk=item.pk)
    if found.result:
        raise Refusal("plans.item_decided")
    if found.taken_off_at or found.meeting.cancelled_at:
        raise Refusal("plans.no_item")
    return found


def _refuse_day(paper: ConceptPaper, first_on: dt.date) -> None:
    answers: list[tuple[Any, DomainError | None]] = signals.meeting_chosen.send(
        sender=ConceptPaper, paper=paper, first_on=first_on
    )
    for _receiver, refusal in answers:
        if refusal is not None:
            raise refusal


def next_symbol(meeting: Meeting) -> str:
    """Return the symbol that follows in the pattern of the body, which the organization's data may hold; its
    numbers begin anew where the year stands in it, and none is given again."""
    pattern = organization.part("bodies")[meeting.body].get("symbols", "")
    if not pattern:
        return ""
    head, _number, tail = pattern.replace("{year}", str(meeting.first_on.year)).partition("{number}")
    given = MeetingItem.objects.filter(symbol__startswith=head, symbol__endswith=tail)
    numbers = (one.removeprefix(head).removesuffix(tail) for one in given.values_list("symbol", flat=True))
    return f"{head}{max((int(one) for one in numbers if one.isdecimal()), default=0) + 1}{tail}"


def _refuse_symbol(symbol: str) -> None:
    if symbol and MeetingItem.objects.filter(symbol=symbol, taken_off_at=None).exists():
        raise Refusal("plans.symbol_taken")


def _save(row: Meeting | MeetingItem, values: Mapping[str, Any]) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(**values, version=row.version + 1)
    row.refresh_from_db()


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as the record of acts keeps them: of long texts the checksum."""
    found = {name: one.isoformat() if isinstance(one, dt.date) else one for name, one in values.items()}
    for name, key in (("decision_texts", "texts"), ("front_texts", "front")):
        if texts := found.pop(name, None):
            found[key] = sha256(texts)
    return found
