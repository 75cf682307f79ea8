import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal import clock
from cica_portal.operation import printed
from members.models import MemberState
from plans import open_points
from plans.enums import Owner, PaperStatus, PlanGate
from plans.models import ConceptPaper
from plans.open_points import point_kinds
from plans.open_points.point_kinds import Point


class Command(BaseCommand):
    help = (
        "Print what is open of the plan PLAN, by due day: for each open point its kind, what it is about, "
        "its Member State, since when it is open, by when it is due (days by the Secretariat's clock), who "
        "owes the next act, and the gate at which it was carried over, if it was. Changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("plan", metavar="PLAN", help="name of the plan in its address: /plans/PLAN/")
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
        printed.add_language(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        with printed.spoken(options["language"]):
            paper = ConceptPaper.objects.filter(slug=options["plan"]).first()
            if paper is None:
                raise CommandError(str(NO_PLAN) % {"code": options["plan"]})
            content = points_of(paper, at=clock.now())
            if options["json"]:
                self.stdout.write(json.dumps(content, ensure_ascii=False, indent=2))
            else:
                self.stdout.write("\n".join(_lines(content, in_words=bool(options["language"]))))


def points_of(paper: ConceptPaper, *, at: dt.datetime) -> dict[str, Any]:
    """Return the open points of a plan as plain values: instants in UTC, days by the Secretariat's clock."""
    found = open_points.of(ConceptPaper.objects.filter(pk=paper.pk), at)
    states = open_points.states_of(found)
    return {
        "plan": paper.slug,
        "status": str(paper.status),
        "at": clock.stamp(at),
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
        "since": clock.stamp(point.since),
        "due": clock.stamp(point.due) if point.due else None,
        "due_on": point.due_on.isoformat() if point.due_on else None,
        "owed_by": str(point.owner),
        "carried_over_at": str(point.carried.gate) if point.carried else None,
    }


FACTS = ("plan", "status", "at")
COLUMNS = ("due_on", "owed_by", "member_state", "kind", "about", "carried_over_at")
NO_PLAN = _("There is no plan “%(code)s”.")
NOTHING = _("nothing is open")
TITLES = {
    "plan": pgettext_lazy("points", "plan"),
    "status": pgettext_lazy("points", "status"),
    "at": _("as of"),
    "due_on": pgettext_lazy("points", "due"),
    "owed_by": _("owed by"),
    "member_state": pgettext_lazy("points", "State"),
    "kind": pgettext_lazy("points", "kind"),
    "about": pgettext_lazy("points", "about"),
    "carried_over_at": _("carried over at"),
}
LABELS = {
    "status": printed.of(PaperStatus),
    "owed_by": printed.of(Owner),
    "kind": lambda name: point_kinds.kinds()[name].label,
    "carried_over_at": printed.of(PlanGate),
}


def _lines(content: Mapping[str, Any], *, in_words: bool) -> list[str]:
    words = printed.Words(TITLES, LABELS, used=in_words)
    numbers = [[words.value("kind", name), str(number)] for name, number in content["numbers"].items()]
    nothing = str(NOTHING) if in_words else "nothing is open"
    points = ["", *words.table(content["points"], COLUMNS)] if content["points"] else []
    return [*words.facts(content, FACTS), "", *(printed.lines(numbers) or [nothing]), *points]
