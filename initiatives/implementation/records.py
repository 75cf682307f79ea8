"""The record of an initiative: its terms as they become known, its status with the reason, its outcome."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from cica_portal import workflow
from cica_portal.deadlines import local_date, seat_date
from cica_portal.errors import Refusal, StaleVersion
from cica_portal.formats import last_moment
from cica_portal.operation.resilience import run_each
from cica_portal.text import is_blank
from initiatives import proposals
from initiatives.drafted import events as drafted
from initiatives.drafted import words
from initiatives.enums import ENDED, INITIATIVE_TRANSITIONS, EventKind, InitiativeStatus
from initiatives.implementation import follow_up, news
from initiatives.models import PUBLISHED, Initiative
from members import audit
from members.delegations import acting
from members.models import MemberState, User
from plans.enums import BlockKind, PaperStatus
from plans.life import papers
from plans.models import Block, ConceptPaper, Revision, RevisionBlock

FIELDS = (
    "kind",
    "format",
    "titles",
    "places",
    *proposals.TERMS,
    "starts_at",
    "ends_at",
    "time_zone",
    "participants",
    "outcome",
    "registration_closes_at",
)
PUT_OFF = frozenset({InitiativeStatus.POSTPONED, InitiativeStatus.CANCELLED})

# What the line of a plan says of its event.
PRINTED = frozenset({"kind", "format", "titles", "places", "place", "host", *proposals.TIMES})


def revise(initiative: Initiative, *, version: int, by: User, at: dt.datetime, **fields: Any) -> Initiative:
    """Save what is known of an event, against the version that was read; exact hours give the days.

    Of a plan in preparation the working draft follows: the line is written anew in each language, but where
    it is in words of its own. What was circulated stays as it is, and so does an adopted text; who has
    registered people for an event is told what is new of it.
    """
    values = {name: fields[name] for name in FIELDS if name in fields}
    with transaction.atomic():
        # The plan's row first, as every act on a draft has it.
        ConceptPaper.objects.select_for_update(no_key=True).get(pk=initiative.paper_id)
        held = _hold(initiative)
        acting.require(by, "initiatives.edit_initiative", held)
        if held.version != version:
            raise StaleVersion
        _settle_days(values)
        values = drafted.settled(values)
        _check(held, values)
        before = {name: getattr(held, name) for name in values}
        changed = {name for name in values if values[name] != before[name]}
        if not changed:
            return held
        told = news.terms(held)
        Initiative.objects.filter(pk=held.pk).update(**values, version=version + 1, changed_at=at)
        held.refresh_from_db()
        if changed & PRINTED and held.is_draft:
            words.rewrite(held, by=by, at=at)
        news.tell_changed(held, told, at=at)
        audit.record(
            "initiative.revise",
            subject=held,
            by=by,
            at=at,
            member_state=by.member_state,
            before=_plain({name: before[name] for name in sorted(changed)}),
            after=_plain({name: values[name] for name in sorted(changed)}),
        )
    return held


def move(
    initiative: Initiative, to_status: str, *, by: User, at: dt.datetime, reason: str = ""
) -> Initiative:
    """Move an event of an adopted plan on: announced, held, put off, given up; the plan follows."""
    with transaction.atomic():
        held = _hold(initiative)
        acting.require(by, "initiatives.edit_initiative", held)
        if held.paper.status not in PUBLISHED:
            raise Refusal("initiatives.not_adopted")
        if to_status in PUT_OFF and is_blank(reason):
            raise Refusal("initiatives.records_reason_needed")
        if to_status in {InitiativeStatus.ANNOUNCED, InitiativeStatus.HELD} and held.date_from is None:
            raise Refusal("initiatives.day_needed")
        today, last = seat_date(at), follow_up.last_day(held)
        was_put_off = held.status == InitiativeStatus.POSTPONED
        if to_status == InitiativeStatus.ANNOUNCED and was_put_off and last < today:
            raise Refusal("initiatives.new_day_needed")
        if to_status == InitiativeStatus.HELD and last > today:
            raise Refusal("initiatives.not_over")
        _move(held, to_status, by=by, at=at, reason=reason)
        if to_status in PUT_OFF:
            news.tell(news.CALLED_OFF, held, at=at, status=str(to_status))
        elif to_status == InitiativeStatus.ANNOUNCED:  # who has registered people knew it as announced before
            news.tell(news.ANNOUNCED_AGAIN, held, at=at)
        _let_plan_follow(held.paper, at=at)
    return held


def follow_adopted(at: dt.datetime) -> Iterator[Initiative]:
    """Give each line of an adopted plan that has none its record, and plan what was proposed; yield what was
    changed."""

    adopted = ConceptPaper.objects.filter(status__in=PUBLISHED)
    followed = Initiative.objects.filter(paper__in=adopted).values("block_key")
    later = Revision.objects.filter(
        paper=OuterRef("revision__paper"), number__gt=OuterRef("revision__number")
    )
    unrecorded = RevisionBlock.objects.filter(
        ~Exists(later), revision__paper__in=adopted, kind=BlockKind.INITIATIVE
    ).exclude(key__in=followed)
    standing = Initiative.objects.standing().select_related("paper")
    proposed = standing.filter(paper__in=adopted, status=InitiativeStatus.PROPOSED)

    def record(line: RevisionBlock) -> Iterator[Initiative]:
        with transaction.atomic():
            held = ConceptPaper.objects.select_for_update(no_key=True).get(pk=line.revision.paper_id)
            if not Initiative.objects.filter(block_key=line.key).exists():
                made = drafted.record(held, line.key, {"kind": EventKind.OTHER}, by=None, at=at)
                words.follow(made, line.texts)
        return iter(())

    def plan(initiative: Initiative) -> Iterator[Initiative]:
        begin(initiative, at=at)
        yield initiative

    def due() -> Iterator[Callable[[], Iterator[Initiative]]]:
        for line in unrecorded.select_related("revision"):
            yield partial(record, line)
        for initiative in proposed:
            yield partial(plan, initiative)

    yield from run_each(due(), lambda act: act())


@transaction.atomic
def begin(initiative: Initiative, *, at: dt.datetime) -> None:
    """Plan an event of an adopted plan; a plan that was completed is in implementation again."""
    _move(initiative, InitiativeStatus.PLANNED, by=None, at=at)
    _let_plan_follow(initiative.paper, at=at)


def _hold(initiative: Initiative) -> Initiative:
    held = Initiative.objects.select_for_update(no_key=True, of=("self",))
    return held.select_related("paper", "host").get(pk=initiative.pk)


def _move(held: Initiative, to_status: str, *, by: User | None, at: dt.datetime, reason: str = "") -> None:
    before = held.status
    workflow.move(
        held,
        to_status,
        transitions=INITIATIVE_TRANSITIONS,
        events=held.events,
        by=by,
        at=at,
        reason=reason,
        version=held.version + 1,
        changed_at=at,
    )
    audit.record(
        "initiative.move",
        subject=held,
        by=by,
        at=at,
        before={"status": str(before)},
        after={"status": str(to_status), "reason": reason},
    )


def _let_plan_follow(paper: ConceptPaper, *, at: dt.datetime) -> None:
    """Begin the implementation with the first event that is announced or over, complete it with the last, and
    take it up again for an event that supplements the plan. A line taken out of the text holds nothing up."""
    taken_out = Block.objects.filter(paper=paper, removed_at__isnull=False)
    standing = Initiative.objects.filter(paper=paper).exclude(block_key__in=taken_out.values("key"))
    statuses = set(standing.values_list("status", flat=True))
    paper.refresh_from_db(fields=["status"])
    if paper.status == PaperStatus.ADOPTED and statuses & (ENDED | {InitiativeStatus.ANNOUNCED}):
        papers.move(paper, PaperStatus.IMPLEMENTING, by=None, at=at)
    if paper.status == PaperStatus.IMPLEMENTING and statuses <= ENDED:
        papers.move(paper, PaperStatus.COMPLETED, by=None, at=at)
    if paper.status == PaperStatus.COMPLETED and not statuses <= ENDED:
        papers.move(paper, PaperStatus.IMPLEMENTING, by=None, at=at)


def _settle_days(values: dict[str, Any]) -> None:
    """Let exact hours say the days, and the first day the year: the same is never said twice."""
    starts, ends, zone = values.get("starts_at"), values.get("ends_at"), values.get("time_zone")
    if starts and zone:
        values["date_from"] = local_date(starts, zone)
        values["date_to"] = local_date(ends, zone) if ends else None
        values["quarter"] = values["month"] = None
    if values.get("date_from"):
        values["year"] = values["date_from"].year


def _check(held: Initiative, values: Mapping[str, Any]) -> None:
    if "starts_at" in values and values.get("ends_at"):
        starts = values["starts_at"]
        if starts is None or values["ends_at"] < starts:
            raise Refusal("initiatives.hours_out_of_order")
    check_registration(values)
    if held.is_draft:
        proposals.check_time(held.paper, values)
    else:  # an event of an adopted plan may be put off beyond its period
        proposals.check_order(values)
    proposals.check_names(held.paper, values)
    codes = set(values.get("participants", ()))
    if codes and MemberState.objects.filter(code__in=codes).count() != len(codes):
        raise Refusal("initiatives.unknown_participant")


def check_registration(values: Mapping[str, Any]) -> None:
    """Refuse a time for registering that has no event to end before, or ends after its first day."""
    closes_at, first = values.get("registration_closes_at"), values.get("date_from")
    if closes_at is None:
        return
    last = seat_date(last_moment(closes_at))
    if first is None or last > first:
        raise Refusal("initiatives.registration_too_late")


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as the audit log keeps them."""
    plain = {
        name: value.isoformat() if isinstance(value, dt.date) else value for name, value in values.items()
    }
    return {name: value.code if isinstance(value, MemberState) else value for name, value in plain.items()}
