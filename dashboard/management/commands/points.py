import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cica_portal import clock
from members.models import MemberState
from plans import open_points
from plans.models import ConceptPaper
from plans.open_points import Point


class Command(BaseCommand):
    help = (
        "Print what is open of the plan PLAN, by due day: for each open point its kind, what it is about, "
        "its Member State, since when it is open, by when it is due (days by the Secretariat's clock), who "
        "owes the next act, and the gate at which it was carried over, if it was. Changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("plan", metavar="PLAN", help="name of the plan in its address: /plans/PLAN/")
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        paper = ConceptPaper.objects.filter(slug=options["plan"]).first()
        if paper is None:
            raise CommandError(f"There is no plan “{options['plan']}”.")
        content = points_of(paper, at=clock.now())
        if options["json"]:
            self.stdout.write(json.dumps(content, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(_lines(content)))


def points_of(paper: ConceptPaper, *, at: dt.datetime) -> dict[str, Any]:
    """Return the open points of a plan as plain values: instants in UTC, days by the Secretariat's clock."""
    found = open_points.of(ConceptPaper.objects.filter(pk=paper.pk), at)
    states = open_points.states_of(found)
    return {
        "plan": paper.slug,
        "status": str(paper.status),
        "at": _utc(at),
        "numbers": open_points.count(found),
        "points": [_plain(point, states) for point in found],
    }


def _plain(point: Point, states: Mapping[int, MemberState]) -> dict[str, Any]:
    state = states.get(point.state_id) if point.state_id else None
    return {
        "kind": point.kind,
        "about": str(point.about),
        "member_state": state.code if state else None,
        "reference": point.reference or None,
        "since": _utc(point.since),
        "due": _utc(point.due) if point.due else None,
        "due_on": point.due_on.isoformat() if point.due_on else None,
        "owed_by": str(point.owner),
        "carried_over_at": str(point.carried.gate) if point.carried else None,
    }


def _utc(instant: dt.datetime) -> str:
    return f"{instant.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def _lines(content: Mapping[str, Any]) -> list[str]:
    heads = [f"{name:<12}{content[name]}" for name in ("plan", "status", "at")]
    numbers = [f"{name:<26}{number}" for name, number in content["numbers"].items()]
    rows = [
        f"{one['due_on'] or '-':<12}{one['owed_by']:<13}{one['member_state'] or '-':<7}{one['kind']:<26}"
        f"{one['about']}" + (f" [carried over: {one['carried_over_at']}]" if one["carried_over_at"] else "")
        for one in content["points"]
    ]
    head = f"{'due':<12}{'owed by':<13}{'State':<7}{'kind':<26}about"
    return [*heads, "", *(numbers or ["nothing is open"]), *(["", head, *rows] if rows else [])]
