"""Questions that are composed once: the values are new each time, what was read is not kept."""

import datetime as dt

import pytest
from django.db import connection
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, Subquery
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from members.models import MemberState, User
from plans.open_points import questions
from tests.factories import members

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(questions, "_statements", {})


def test_a_question_is_composed_once_and_asked_each_time():
    calls = []

    def compose(person, at):
        calls.append(person)
        return User.objects.filter(pk=person, date_joined__lte=at)

    def found(person, at=NOON):
        return questions.read_answers("person", compose, {"person": person, "at": at})

    person = members.contact_point(members.member_state("KZ"))
    User.objects.filter(pk=person.pk).update(date_joined=NOON)
    assert found(person.pk) == [person]
    assert found(person.pk + 1) == found(person.pk, NOON - dt.timedelta(seconds=1)) == []
    User.objects.filter(pk=person.pk).update(date_joined=NOON + dt.timedelta(days=1))
    with CaptureQueriesContext(connection) as asked:
        assert found(person.pk) == []
    assert (len(asked), len(calls)) == (1, 1)


def test_each_language_has_its_own_statement():
    state = members.member_state("KZ")
    MemberState.objects.filter(pk=state.pk).update(name_en="Kazakhstan", name_ru="Казахстан")

    def named():
        return questions.read_answers("names", lambda: MemberState.objects.values_list("name", flat=True), {})

    assert named() == ["Kazakhstan"]
    with translation.override("ru"):
        assert named() == ["Казахстан"]
    assert named() == ["Kazakhstan"]


def test_what_can_match_nothing_is_not_asked():
    with CaptureQueriesContext(connection) as asked:
        assert questions.read_answers("none", MemberState.objects.none, {}) == []
        assert questions.find_answered("none", lambda: {"none": MemberState.objects.none}, {}) == set()
    assert not asked.captured_queries


def test_what_asks_the_database_while_it_is_composed_is_refused():
    """What it read would be kept for good."""

    def compose():
        return MemberState.objects.filter(pk__in=list(MemberState.objects.values_list("pk", flat=True)))

    with pytest.raises(RuntimeError, match="composed once"):
        questions.read_answers("frozen", compose, {})


def test_what_is_computed_and_joined_is_read_as_ever():
    members.contact_point(members.member_state("KZ"))

    def states(at):
        people = User.objects.filter(member_state=OuterRef("pk"))
        return MemberState.objects.annotate(
            number=Count("people", distinct=True),
            is_old=ExpressionWrapper(Q(people__date_joined__lte=at), output_field=BooleanField()),
            has_people=Exists(people),
            last=Subquery(people.order_by("-date_joined").values("date_joined")[:1]),
        ).order_by("pk")

    def people(at):
        return User.objects.filter(date_joined__lte=at).select_related("member_state").only("member_state")

    def read(found):
        return [(one.pk, one.number, one.is_old, one.has_people, one.last) for one in found]

    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    for at in (later, NOON - dt.timedelta(days=10_000)):
        assert read(questions.read_answers("states", states, {"at": at})) == read(states(at))
    (person,) = questions.read_answers("people", people, {"at": later})
    with CaptureQueriesContext(connection) as asked:
        assert person.member_state.code == "KZ"
    assert not asked.captured_queries


def test_which_of_several_questions_have_answers_is_one_question():
    kz = members.member_state("KZ")
    members.contact_point(kz)
    asked_of = {
        "people": lambda state: User.objects.filter(member_state=state).order_by("pk"),
        "nobody": lambda state: User.objects.filter(member_state=state, is_active=False),
        "none": lambda state: User.objects.none(),
        "counted": lambda state: (
            MemberState.objects.filter(pk=state).values("code").annotate(Count("people"))
        ),
    }
    with CaptureQueriesContext(connection) as asked:
        found = questions.find_answered("people", lambda: asked_of, {"state": kz.pk})
    assert (len(asked), found) == (1, {"people", "counted"})
    assert questions.find_answered("people", lambda: asked_of, {"state": kz.pk + 1}) == set()
