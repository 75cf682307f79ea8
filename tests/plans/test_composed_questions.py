"""The question that is composed once: the values are new each time, what was read is not kept."""

import datetime as dt

import pytest
from django.db import connection
from django.db.models import Count
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
        return questions.find_answered("one", lambda: {"person": compose}, {"person": person, "at": at})

    person = members.contact_point(members.member_state("KZ"))
    User.objects.filter(pk=person.pk).update(date_joined=NOON)
    assert found(person.pk) == {"person"}
    assert found(person.pk + 1) == found(person.pk, NOON - dt.timedelta(seconds=1)) == set()
    User.objects.filter(pk=person.pk).update(date_joined=NOON + dt.timedelta(days=1))
    with CaptureQueriesContext(connection) as asked:
        assert found(person.pk) == set()
    assert (len(asked), len(calls)) == (1, 1)


def test_each_language_has_its_own_statement():
    state = members.member_state("KZ")
    MemberState.objects.filter(pk=state.pk).update(name_en="Kazakhstan", name_ru="Казахстан")

    def is_named():
        return bool(questions.find_answered("names", lambda: {1: named}, {}))

    def named():
        return MemberState.objects.filter(name="Казахстан")

    assert not is_named()
    with translation.override("ru"):
        assert is_named()
    assert not is_named()


def test_what_can_match_nothing_is_not_asked():
    with CaptureQueriesContext(connection) as asked:
        assert questions.find_answered("none", lambda: {"none": MemberState.objects.none}, {}) == set()
    assert not asked.captured_queries


def test_what_asks_the_database_while_it_is_composed_is_refused():
    """What it read would be kept for good."""

    def compose():
        return MemberState.objects.filter(pk__in=list(MemberState.objects.values_list("pk", flat=True)))

    with pytest.raises(RuntimeError, match="composed once"):
        questions.find_answered("frozen", lambda: {"frozen": compose}, {})


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
