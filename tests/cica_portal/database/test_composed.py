"""Queries that are composed once: the values are new each time, what was read is not kept."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, Subquery, Value
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from cica_portal.database import composed
from members import readers
from members.enums import Role
from members.models import MemberState, User
from tests.factories import members

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 27)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(composed, "_kept", {})
    monkeypatch.setattr(composed, "_without_rows", set())
    monkeypatch.setattr(composed, "_asked", {})
    monkeypatch.setattr(composed, "_changes", {})


def test_a_query_is_composed_once_and_asked_each_time():
    calls = []

    def compose(day):
        calls.append(day)
        return MemberState.objects.filter(joined_on__lte=day).order_by("code")

    def codes(day):
        return [state.code for state in composed.rows("joined", compose, day=day)]

    kz, tr = members.member_state("KZ"), members.member_state("TR")
    MemberState.objects.filter(pk=kz.pk).update(joined_on=DAY)
    MemberState.objects.filter(pk=tr.pk).update(joined_on=DAY + dt.timedelta(days=2))

    assert codes(DAY + dt.timedelta(days=1)) == ["KZ"]
    assert codes(DAY + dt.timedelta(days=3)) == ["KZ", "TR"]
    MemberState.objects.filter(pk=kz.pk).update(joined_on=DAY + dt.timedelta(days=9))
    with CaptureQueriesContext(connection) as asked:
        assert codes(DAY + dt.timedelta(days=3)) == ["TR"]
    assert len(asked) == 1
    assert len(calls) == 1


def test_a_query_that_can_have_no_row_is_composed_once_too_and_not_asked():
    calls = []

    def compose(state):
        calls.append(state)
        return User.objects.none().filter(member_state=state)

    with CaptureQueriesContext(connection) as asked:
        assert composed.rows("nobody", compose, state=1) == []
        assert composed.rows("nobody", compose, state=2) == []
    assert len(asked) == 0
    assert len(calls) == 1


def test_each_language_has_its_own_statement():
    state = members.member_state("KZ")
    MemberState.objects.filter(pk=state.pk).update(name_en="Kazakhstan", name_ru="Казахстан")

    def named():
        return composed.rows("names", lambda: MemberState.objects.values_list("name", flat=True))

    assert named() == ["Kazakhstan"]
    with translation.override("ru"):
        assert named() == ["Казахстан"]
    assert named() == ["Kazakhstan"]


AWKWARD = "it's 100%, %s or 'so' \\ \" ?1 :a"


def test_a_text_that_never_differs_is_found_as_it_is_written(django_assert_num_queries):
    kz, tr = members.member_state("KZ"), members.member_state("TR")
    MemberState.objects.filter(pk=kz.pk).update(name_en=AWKWARD, joined_on=DAY)
    MemberState.objects.filter(pk=tr.pk).update(name_en=AWKWARD.replace("100", "10x"), joined_on=DAY)

    def compose(day):
        named = MemberState.objects.filter(name_en__contains=AWKWARD[:10], name_en=AWKWARD, joined_on=day)
        return named.annotate(said=Value(AWKWARD)).values_list("code", "said")

    for _ in range(2):
        with django_assert_num_queries(1):
            assert composed.rows("awkward", compose, day=DAY) == [("KZ", AWKWARD)]
    assert composed.rows("awkward", compose, day=DAY + dt.timedelta(days=1)) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL is sent no parameters anew.")
def test_sqlite_is_sent_texts_in_the_statement_and_the_rest_beside_it():
    """Beside it they would have the statement planned twice."""
    sent = []

    def watch(execute, sql, params, many, context):
        sent.append((sql.count("%(p0)s"), sql.count("%(p1)s"), sql.count("%s"), params))
        return execute(sql, params, many, context)

    def compose(day):
        founded = Q(joined_on=day) | Q(left_on=day)
        return MemberState.objects.filter(founded, code="KZ", name_en="\0").values_list("pk")

    with connection.execute_wrapper(watch):
        composed.rows("sent", compose, day=DAY)
    assert sent == [(2, 1, 0, {"p0": "2026-11-27", "p1": "\0"})]


def test_a_value_that_is_given_later_matches_nothing_that_is_not_there():
    def compose(pk):
        return User.objects.filter(pk=pk)

    person = members.contact_point(members.member_state("KZ"))
    assert composed.rows("person", compose, pk=person.pk) == [person]
    assert composed.rows("person", compose, pk=person.pk + 1) == []


def test_what_can_match_nothing_is_not_asked():
    with CaptureQueriesContext(connection) as asked:
        assert composed.rows("none", MemberState.objects.none) == []
    assert not asked.captured_queries


def test_what_asks_the_database_while_it_is_composed_is_refused():
    """What it read would be kept for good."""

    def compose():
        return MemberState.objects.filter(pk__in=list(MemberState.objects.values_list("pk", flat=True)))

    with pytest.raises(RuntimeError, match="composed once"):
        composed.rows("frozen", compose)


def test_people_of_one_role_share_the_statement_and_read_each_their_own():
    kz, tr = members.member_state("KZ"), members.member_state("TR")
    of_kz, of_tr = members.contact_point(kz), members.contact_point(tr)
    officer = members.officer()
    roles = []

    def compose(user):
        roles.append(user.role)
        found = User.objects.exclude(pk=user.pk) if user.is_secretariat else User.objects.filter(pk=user.pk)
        return found if user.is_secretariat else found.filter(member_state=user.member_state_id)

    def read(user):
        return {one.pk for one in readers.rows("people", compose, user)}

    assert (read(of_kz), read(of_tr), read(officer)) == ({of_kz.pk}, {of_tr.pk}, {of_kz.pk, of_tr.pk})
    assert roles == [of_kz.role, Role.OFFICER]


def test_what_is_the_same_in_two_languages_is_kept_once():
    members.officer(), members.signatory()

    def compose(user):
        return User.objects.filter(is_active=True).exclude(pk=user.pk)

    for user in User.objects.all():
        for language in ("en", "kk"):
            with translation.override(language):
                readers.rows("active", compose, user)
    assert len(composed._kept) == 4
    assert len({id(one) for one in composed._kept.values()}) == 1


def test_what_is_computed_by_the_database_is_read_as_ever():
    members.contact_point(members.member_state("KZ"))
    at = dt.datetime(2026, 11, 27, 9, tzinfo=dt.UTC)

    def compose(at):
        people = User.objects.filter(member_state=OuterRef("pk"))
        return MemberState.objects.annotate(
            number=Count("people", distinct=True),
            is_old=ExpressionWrapper(Q(joined_on__lte=at), output_field=BooleanField()),
            has_people=Exists(people),
            last=Subquery(people.order_by("-date_joined").values("date_joined")[:1]),
        ).order_by("pk")

    def read(states):
        return [(one.pk, one.number, one.is_old, one.has_people, one.last) for one in states]

    assert read(composed.rows("states", compose, at=at)) == read(compose(at))


def test_which_of_several_queries_have_rows_is_one_question():
    kz = members.member_state("KZ")
    person = members.contact_point(kz)
    queries = {
        "people": lambda state: User.objects.filter(member_state=state).order_by("pk"),
        "nobody": lambda state: User.objects.filter(member_state=state, is_active=False),
        "none": lambda state: User.objects.none(),
        "counted": lambda state: (
            MemberState.objects.filter(pk=state).values("code").annotate(Count("people"))
        ),
    }
    with CaptureQueriesContext(connection) as asked:
        assert composed.answered("people", lambda: queries, state=kz.pk) == {"people", "counted"}
    assert len(asked) == 1
    assert composed.answered("people", lambda: queries, state=kz.pk + 1) == set()
    assert composed.rows("people", queries["people"], state=kz.pk) == [person]
    with CaptureQueriesContext(connection) as asked:
        assert composed.answered("none", lambda: {"none": queries["none"]}, state=kz.pk) == set()
    assert not asked.captured_queries


def test_the_one_row_of_a_query_is_there_or_refused():
    kz = members.member_state("KZ")

    def compose(code):
        return MemberState.objects.filter(code=code)

    assert composed.get("one", compose, code="KZ") == composed.first("one", compose, code="KZ") == kz
    assert composed.first("one", compose, code="XX") is None
    with pytest.raises(MemberState.DoesNotExist):
        composed.get("one", compose, code="XX")


def test_a_change_of_rows_is_composed_once_and_changes_those_that_are_given():
    kz, tr = members.member_state("KZ"), members.member_state("TR")
    calls = []

    def compose(pk, day, name):
        calls.append(pk)
        return MemberState.objects.filter(pk=pk), {"joined_on": day, "name_en": name, "left_on": None}

    def change(pk, day, name):
        return composed.update("joined", compose, pk=pk, day=day, name=name)

    with CaptureQueriesContext(connection) as asked:
        assert change(kz.pk, DAY, "Kazakhstan’s “name”, 100%") == 1
        assert change(tr.pk, DAY + dt.timedelta(days=1), "Türkiye") == 1
        assert change(max(kz.pk, tr.pk) + 1, DAY, "") == 0
    assert len(calls) == 1
    assert [one["sql"][:7] for one in asked.captured_queries if "SAVEPOINT" not in one["sql"]] == (
        ["EXECUTE"] * 3 if connection.vendor == "postgresql" else ["UPDATE "] * 3
    )
    found = MemberState.objects.order_by("code").values_list("joined_on", "name_en")
    assert list(found) == [
        (DAY, "Kazakhstan’s “name”, 100%"),
        (DAY + dt.timedelta(days=1), "Türkiye"),
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks no rows.")
def test_a_lock_is_refused_outside_of_a_transaction_however_often_it_was_asked_inside():
    kz = members.member_state("KZ")

    def lock():
        return composed.get(
            "lock", lambda pk: MemberState.objects.select_for_update().filter(pk=pk), pk=kz.pk
        )

    with transaction.atomic():
        assert lock() == kz
    with pytest.raises(transaction.TransactionManagementError):
        lock()
