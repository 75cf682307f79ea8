"""Open points as people read them: on the start page and on their own page."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext_lazy

from cica_portal.spaces import ordinary
from comments.answering import dialogue
from comments.procedure.lists import counts, overview
from comments.procedure.replies import ledger
from dashboard.start import open_points as collected
from dashboard.views import start
from members.models import MemberState
from notes.models import Dispatch
from plans import open_points
from plans.enums import Owner
from plans.models import ConceptPaper, Coordinator
from plans.open_points import point_kinds
from plans.views import point_rows
from tests.clients import PortalClient
from tests.factories import members, notes, packages

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(people, set_clock):
    """A closed consultation: KZ commented, TR proposed an event, RU was not reached; nobody has done more."""
    made = packages.commented(people, set_clock, event=True)
    made.addressees.filter(member_state__code="RU").update(lost_at=notes.AT)
    return made


@pytest.fixture
def paper(closed):
    return ConceptPaper.objects.get(pk=closed.revision.paper_id)


@pytest.fixture
def coordinator(people, paper):
    user = members.coordinator(people["RU"].member_state)
    Coordinator.objects.create(measure=paper.measure, member_state=user.member_state).people.add(user)
    return user


def reading(user, name="open-points", language="en", **query):
    client = PortalClient()
    client.force_login(user)
    client.cookies["language"] = language
    args = [query.pop("slug")] if "slug" in query else []
    return client.get(reverse(f"dashboard:{name}" if name != "home" else name, args=args), query)


def kinds(points):
    return sorted(point.kind for point in points)


# Who owes and who reads ------------------------------------------------------------------------------
def test_each_point_has_somebody_who_owes_it_a_page_and_one_key(closed, coordinator):
    found = open_points.of(ConceptPaper.objects.all(), packages.CLOSED)

    assert kinds(found) == [
        "comment_undisposed",
        "event_undecided",
        "outcome_unconfirmed",
        "state_not_reached",
    ]
    assert {point.kind: point.owner for point in found} == {
        "comment_undisposed": Owner.COORDINATOR,
        "event_undecided": Owner.COORDINATOR,
        "outcome_unconfirmed": Owner.SIGNATORY,
        "state_not_reached": Owner.OFFICER,
    }
    assert len({point.key for point in found}) == len(found)


def test_without_a_coordinator_an_officer_owes_the_replies(closed):
    found = open_points.of(ConceptPaper.objects.all(), packages.CLOSED)
    assert {point.owner for point in found if point.kind == "comment_undisposed"} == {Owner.OFFICER}


def test_a_delegation_reads_of_its_own_points_alone(closed, people):
    at = packages.CLOSED
    assert kinds(open_points.of_reader(people["TR"], at)) == ["event_undecided"]
    assert open_points.of_reader(people["KZ"], at) == []
    assert open_points.of_reader(people["RU"], at) == []
    assert "Workshop on incident response" not in reading(people["KZ"]).content.decode()


def test_a_coordinator_reads_of_the_own_measures_alone(closed, coordinator):
    other = members.coordinator(members.member_state("TR"))
    at = packages.CLOSED
    assert kinds(open_points.of_reader(coordinator, at)) == ["comment_undisposed", "event_undecided"]
    assert open_points.of_reader(other, at) == []
    assert reading(other, "plan-points", slug=closed.revision.paper.slug).status_code == 404


def test_nothing_is_open_of_a_plan_that_was_withdrawn(closed, paper):
    ConceptPaper.objects.filter(pk=paper.pk).update(status="withdrawn")
    assert open_points.of(ConceptPaper.objects.all(), packages.CLOSED) == []


def test_a_question_goes_to_the_other_side_with_each_message(closed, people, officer):
    comment = closed.responses.get(member_state=people["KZ"].member_state).comments.get()

    def asked(by, minutes):
        at = packages.CLOSED + dt.timedelta(minutes=minutes)
        dialogue.clarify(comment, text="Why?", language="en", by=by, at=at)
        found = open_points.of(ConceptPaper.objects.all(), at)
        return [(one.kind, one.owner) for one in found if one.kind.startswith("question")]

    assert asked(people["KZ"], 1) == [("question_to_secretariat", Owner.OFFICER)]
    assert asked(officer, 2) == [("question_to_state", Owner.DELEGATION)]
    assert kinds(open_points.of_reader(people["KZ"], packages.CLOSED)) == ["question_to_state"]
    last = comment.clarifications.latest("at")
    dialogue.settle(last, by=people["KZ"], at=packages.CLOSED + dt.timedelta(minutes=3))
    assert kinds(open_points.of_reader(people["KZ"], packages.CLOSED)) == []


def test_messages_that_did_not_arrive_are_counted_by_note_and_state(people, signatory, set_clock):
    set_clock(notes.AT)
    notes.circulated()
    Dispatch.objects.filter(address="kz@example.org").update(status="bounced")
    Dispatch.objects.filter(address="ru@example.org").update(status="unknown")
    found = open_points.of(ConceptPaper.objects.all(), notes.AT)
    assert kinds(found) == ["message_returned", "message_unknown"]
    assert {str(point.about) for point in found} == {"1 message of note NCT/ICT/689"}


# One number for one thing ----------------------------------------------------------------------------
def test_lists_gates_and_points_count_the_same(closed, officer):
    at = packages.CLOSED
    found = open_points.of(ConceptPaper.objects.all(), at)
    (listed,) = counts.add(overview.listed(officer, at), officer, at)
    waiting = sum(point.kind == "comment_undisposed" for point in found)
    assert waiting == listed.unanswered_count == len(dialogue.unanswered(closed)) == 1
    unreached = [row for row in ledger.rows(closed, at=at) if row.standing == "not_reached"]
    assert len(unreached) == sum(point.kind == "state_not_reached" for point in found) == 1


@pytest.mark.parametrize(
    ("left_on", "word", "waiting"),
    [(dt.date(2022, 6, 6), "left", 0), (dt.date(2022, 6, 7), "not_reached", 1)],
    ids=["before the deadline", "after the deadline"],
)
def test_nobody_is_to_reach_a_state_that_left_before_the_deadline(closed, left_on, word, waiting):
    MemberState.objects.filter(code="RU").update(left_on=left_on)
    found = open_points.of(ConceptPaper.objects.all(), packages.CLOSED)
    assert sum(point.kind == "state_not_reached" for point in found) == waiting
    words = {row.member_state.code: row.standing for row in ledger.rows(closed, at=packages.CLOSED)}
    assert words["RU"] == word


# The pages -------------------------------------------------------------------------------------------
def test_the_page_of_a_plan_lists_its_points(closed, officer, people):
    page = reading(officer, "plan-points", "ru", slug=closed.revision.paper.slug).content.decode()
    names = {point.kind for point in open_points.of(ConceptPaper.objects.all(), packages.CLOSED)}
    with translation.override("ru"):
        found = [point_kinds.kinds()[name] for name in names]
        assert len(found) == 4 and all(str(kind.label) in page for kind in found)
        assert all(str(kind.act % {"number": 1}) in page for kind in found)
        assert str(Owner.SIGNATORY.label) in page


@pytest.mark.parametrize("name", ["open-points", "home"])
def test_the_title_of_an_event_is_marked_with_the_language_of_the_person(closed, coordinator, name):
    page = reading(coordinator, name, "ru").content.decode()
    assert '<bdi dir="auto" lang="en">Workshop on incident response</bdi>' in page


def test_the_page_is_filtered_by_who_owes_and_by_state(closed, officer):
    def shown(**query):
        return [row.point.kind for row in reading(officer, **query).context["rows"]]

    assert len(shown()) == 4
    assert shown(owner="signatory") == ["outcome_unconfirmed"]
    assert shown(state="KZ") == ["comment_undisposed"]
    assert shown(owner="signatory", state="KZ") == []
    assert len(shown(owner="nobody", state="XX")) == 4
    assert "No open point fits" in reading(officer, owner="signatory", state="KZ").content.decode()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, "4 open points, of which to be settled by you: 3"),
        ({"state": "KZ"}, "1 open point, of which to be settled by you: 1"),
        ({"owner": "signatory"}, "1 open point, of which to be settled by you: 0"),
        ({"owner": "signatory", "state": "KZ"}, "0 open points, of which to be settled by you: 0"),
    ],
)
def test_the_page_counts_what_it_lists(closed, officer, query, said):
    page = " ".join(reading(officer, **query).content.decode().split())
    assert said in ordinary(page)
    assert 'class="filters"' in page


def test_own_points_come_first_and_those_of_others_after(closed, officer):
    rows = reading(officer).context["rows"]
    assert rows[-1].point.kind == "outcome_unconfirmed"
    assert {row.point.owner for row in rows[:-1]} == {Owner.OFFICER}
    assert "owner=mine" not in reading(officer, "home").content.decode()


def test_a_page_without_points_says_so(people, officer):
    page = reading(officer).content.decode()
    assert "No open points" in page and "listed here until they are settled" in page


def test_start_pages_show_the_own_points_and_count_those_of_others(closed, coordinator, signatory, people):
    page = reading(signatory, "home").content.decode()
    assert "Confirm the outcome of 1 consultation" in page
    # What is owed to a State stands in the table of States, and nowhere a second time.
    assert "Pending replies to States" in page and "Waiting on others" not in page
    page = reading(coordinator, "home").content.decode()
    assert "Answer 1 comment" in page and "State KZ" not in page  # named as it is in data
    page = reading(people["TR"], "home").content.decode()
    assert "Our 1 proposed event: not yet decided" in page


def test_of_what_a_state_waits_for_a_start_page_names_the_first_and_counts_the_rest(
    closed, paper, officer, monkeypatch
):
    reading_found = collected.of_reader

    def of_more_acts(*given):
        found = reading_found(*given)
        one = next(point for point in found.own if point.kind == "comment_undisposed")
        acts = ngettext_lazy("Read %(number)s line", "Read %(number)s lines", "number")
        more = (replace(one, act=acts, subject=str(number)) for number in range(start.OF_STATE + 1))
        own = [*found.own, *more]
        return replace(found, own=own)

    monkeypatch.setattr(collected, "of_reader", of_more_acts)
    answer = reading(officer, "home")
    owed = {one["state"].code: (len(one["acts"]), one["more"]) for one in answer.context["points"]["owed"]}
    assert owed["KZ"] == (start.OF_STATE, 2) and owed["RU"] == (1, 0)
    more = ordinary(" ".join(answer.content.decode().split()))
    assert f'">Answer 1 comment</a> <span class="quiet">{ordinary(paper.short_title)}</span></li>' in more
    assert '?state=KZ"> 2 more<span class="visually-hidden">: Kazakhstan</span>' in more


def test_equal_points_of_a_plan_are_one_act_with_the_states_named(closed, people):
    found = open_points.of(ConceptPaper.objects.all(), packages.CLOSED)
    one = next(point for point in found if point.kind == "comment_undisposed")
    other = replace(one, subject="other", state_id=people["TR"].member_state_id)
    elsewhere = replace(one, subject="elsewhere", paper_id=None)

    acts = point_rows.acts([one, other, elsewhere], packages.CLOSED)

    assert [act.act for act in acts] == ["Answer 2 comments", "Answer 1 comment"]
    assert [state.code for state in acts[0].states] == ["KZ", "TR"]
    assert acts[0].url == acts[0].parts[0].url


def test_of_kinds_that_have_no_point_only_that_is_asked(closed):
    """One question says which of the kinds' questions have an answer; the others are not asked."""
    officer = members.officer()
    at = closed.closed_at
    found = open_points.of_reader(officer, at)
    with CaptureQueriesContext(connection) as asked:
        assert open_points.of_reader(officer, at) == found
    each = [point for kind in point_kinds.kinds().values() for point in kind.find(_every(at))]
    assert {point.key for point in found} <= {point.key for point in each}
    assert {one.kind for one in found} == {
        one.kind for one in each if point_kinds.kinds()[one.kind].is_listed and not _is_internal(one)
    }
    assert len(asked) < 20 < len(point_kinds.kinds())


def _every(at):
    return point_kinds.Scope(point_kinds.every_plan(), at)


def _is_internal(point):
    return point_kinds.kinds()[point.kind].is_internal
