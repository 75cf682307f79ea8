"""The large case: every surface says the same of it, and its pages ask the database as often for 120 comments
as for 20."""

import datetime as dt
import json
from collections import Counter
from io import StringIO

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cica_portal import clock
from comments.answering import dialogue
from comments.models import Comment
from comments.procedure.replies import ledger
from notes.packages import contents, positions
from plans import open_points
from plans.models import CarriedPoint, ConceptPaper
from tests.clients import PortalClient
from tests.comments.given import plan_of
from tests.factories import api
from tests.journeys import large_case

STAFF = ("officer", "signatory", "coordinator")


@pytest.fixture(scope="module")
def case(django_db_setup, django_db_blocker, tmp_path_factory):
    """Build the case once for this module, whose tests only read, and put everything back."""
    folder = tmp_path_factory.mktemp("large")

    def move(at: dt.datetime) -> None:
        clock._started_at = dt.datetime.now(dt.UTC)
        django_settings.PORTAL_CLOCK = at

    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        for name, value in (("MEDIA_ROOT", folder / "media"), ("OUTBOX_DIR", folder / "outbox")):
            patch.setattr(django_settings, name, value)
        patch.setattr(django_settings, "PORTAL_CLOCK", django_settings.PORTAL_CLOCK)
        yield large_case.build(move)
        transaction.set_rollback(True)


def said_by(command, *args):
    out = StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


def points_of(case):
    return open_points.of(ConceptPaper.objects.filter(pk=case.paper.pk), case.at)


def get(user, url, **query):
    return opened(signed_in(user), url, **query)


def signed_in(user):
    client = PortalClient()
    client.force_login(user)
    client.cookies["language"] = "en"
    return client


def opened(client, url, **query):
    page = client.get(url, query)
    assert page.status_code == 200, url
    return page


def test_the_case_is_as_large_as_it_is_said_to_be(case):
    assert len(case.people) == 28 and len(case.consultations) == 3
    assert Comment.objects.filter(response__consultation__in=case.consultations).count() == 200
    assert {point.kind for point in points_of(case)} >= {
        "comment_undisposed",
        "wording_untaken",
        "position_maintained",
        "for_swg",
        "event_undecided",
        "question_to_state",
        "state_not_reached",
    }


def number_of(acts):
    """Return of how many points the acts of a start page are made."""
    return sum(len(act.points) for act in acts)


def test_start_pages_and_the_page_of_points_say_what_is_open(case):
    found = points_of(case)
    owed = Counter(point.owner for point in found)
    states = open_points.states_of(found)
    for name in STAFF:
        user = getattr(case, name)
        start = get(user, "/").context["points"]
        assert (number_of(start["own"]), start["more"]) == (owed[name], 0), name
        page = get(user, reverse("dashboard:plan-points", args=[case.paper.slug]))
        read = open_points.of_reader(user, case.at)
        assert (page.context["total"], page.context["mine"]) == (len(read), owed[name])
        assert not any(group["more"] for group in start["others"])
        told = {point.key for group in start["others"] for act in group["acts"] for point in act.points}
        left = [point for point in read if point.owner != name and point.key not in told]
        # What is not told by who owes it is in the table of what is owed to States.
        assert {states[point.state_id] for point in left} <= {one["state"] for one in start["owed"]}
        assert {str(point.owner) for point in left} <= set(STAFF)
    for code, user in list(case.people.items())[::4]:
        own = [point for point in found if point.state_id and states[point.state_id].code == code]
        start = get(user, "/").context["points"]
        expected = sum(point.owner == "delegation" for point in own)
        assert (number_of(start["own"]), start["more"]) == (expected, 0), code


def test_board_ledger_and_api_say_the_same_of_each_consultation(case):
    for made in case.consultations:
        expected = {row.member_state.code: str(row.standing) for row in ledger.rows(made, at=case.at)}
        said = json.loads(said_by("ledger", made.reference, "--json"))["member_states"]
        assert {row["code"]: row["status"] for row in said} == expected
        read = api.client(case.officer).get(reverse("api:consultation-ledger", args=[made.pk])).json()
        assert {row["state"]["code"]: row["standing"] for row in read["items"]} == expected
        board = get(case.officer, reverse("comments:consultation-board", args=[made.pk]))
        shown = {one["standing"]: one["count"] for one in board.context["counts"]}
        counted = Counter(expected.values())
        assert {name: shown.get(name, 0) for name in counted} == dict(counted)


def test_what_waits_is_one_number_on_lists_and_in_the_points(case):
    numbers = Counter((point.kind, point.reference) for point in points_of(case))
    for made in case.consultations:
        waiting = numbers["comment_undisposed", made.reference]
        page = get(case.officer, reverse("comments:disposition-list", args=[made.pk]))
        chips = page.context["pane"]["chips"]
        shown = sum(chip["number"] for chip in chips if chip["url"].endswith("?disposition=open"))
        assert shown == waiting == len(dialogue.unanswered(made))
        untaken = numbers["wording_untaken", made.reference]
        plan = plan_of(made)
        rows = [proposal.row for one in plan.wordings for proposal in one.proposals]
        rows += [*plan.structural, *(one.row for one in plan.held)]
        assert len({row.comment.pk for row in rows}) == untaken


def test_what_is_for_the_swg_and_what_was_carried_over_is_in_the_package(case):
    found = [
        (point.kind, point.reference)
        for point in points_of(case)
        if point.kind in {"position_maintained", "for_swg"}
    ]
    told = contents.consultations_of(ConceptPaper.objects.get(pk=case.paper.pk))
    assert told == case.consultations
    listed = [(one.reference, position) for one in told for position in positions.of(one)]
    assert Counter(reference for reference, _position in listed) == Counter(ref for _kind, ref in found)
    carried = [row.pk for row in positions.carried(case.paper)]
    assert carried and sorted(carried) == sorted(CarriedPoint.objects.values_list("pk", flat=True))
    assert all(contents.events_source(one) for one in told)


@pytest.mark.parametrize(
    "name",
    [
        "consultation-detail",
        "consultation-board",
        "consultation-compilation",
        "disposition-list",
        "merge-all",
    ],
)
def test_pages_ask_as_often_for_many_comments_as_for_few(case, name):
    client, asked = signed_in(case.officer), []
    for made in (case.consultations[1], case.consultations[-1]):
        url = reverse(f"comments:{name}", args=[made.pk])
        opened(client, url)
        with CaptureQueriesContext(connection) as queries:
            opened(client, url)
        asked.append(len(queries))
    assert asked[0] == asked[1] < 50


def test_the_command_prints_who_replied(case):
    lines = said_by("ledger", case.consultations[0].reference).splitlines()[-len(case.people) :]
    assert {line.split()[1] for line in lines} == {"commented", "no_objection", "not_reached", "silent"}
