"""What is composed once is planned once on each connection to PostgreSQL, and finds what it always found."""

import datetime as dt

import pytest
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext

from cica_portal.database import composed
from members.models import MemberState, User
from tests.factories import members

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans in microseconds."),
]

DAY = dt.date(2026, 11, 27)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(composed, "_kept", {})


def _joined(day, code, least):
    named = models.Q(code=code, name_en__contains="100%") | models.Q(pk__lt=least)
    return MemberState.objects.filter(named, joined_on__lte=day).order_by("code")


def _ask(**values):
    found = {"day": DAY, "code": "KZ", "least": 0, **values}
    return [state.code for state in composed.rows("joined", _joined, **found)]


@pytest.fixture
def kz():
    state = members.member_state("KZ")
    MemberState.objects.filter(pk=state.pk).update(joined_on=DAY, name_en="100% Kazakhstan")
    return state


def _prepared():
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%100%'")
        return [statement for (statement,) in cursor.fetchall()]


def test_a_statement_is_prepared_once_and_asked_with_new_values(kz):
    before = _prepared()
    with CaptureQueriesContext(connection) as asked:
        assert _ask() == ["KZ"]
        assert _ask(day=DAY - dt.timedelta(days=1)) == []
        assert _ask(code="TR") == []
        assert _ask(code="it's", least=kz.pk + 1) == ["KZ"]
    assert len(asked) == 4
    assert all(one["sql"].startswith("EXECUTE ") for one in asked.captured_queries)
    assert len(_prepared()) == len(before) + 1


def test_it_is_planned_without_its_values(kz):
    assert _ask() == ["KZ"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(custom_plans), sum(generic_plans) FROM pg_prepared_statements")
        custom, generic = cursor.fetchone()
    assert custom == 0
    assert generic > 0


def test_what_was_prepared_in_a_transaction_that_failed_is_there_afterwards(kz):
    class Failed(Exception):
        pass

    with pytest.raises(Failed), transaction.atomic():
        assert _ask() == ["KZ"]
        raise Failed
    assert _ask() == ["KZ"]


def test_in_a_transaction_that_is_broken_nothing_is_prepared():
    with pytest.raises(transaction.TransactionManagementError), transaction.atomic():
        connection.needs_rollback = True
        _ask()


def test_a_pool_that_shares_connections_between_transactions_is_asked_without(kz, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    before = _prepared()
    with CaptureQueriesContext(connection) as asked:
        assert _ask() == ["KZ"]
    assert asked.captured_queries[0]["sql"].startswith("SELECT ")
    assert _prepared() == before


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_is_told_anew():
    kz = members.member_state("KZ")
    MemberState.objects.filter(pk=kz.pk).update(joined_on=DAY, name_en="100% Kazakhstan")
    assert _ask() == ["KZ"]
    connection.close()
    assert _ask() == ["KZ"]
    assert len(_prepared()) == 1


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_lost_meanwhile_is_replaced(settings):
    """As the first question of a request finds it after the database was restarted."""
    person = members.officer()
    assert composed.rows("person", lambda pk: User.objects.filter(pk=pk), pk=person.pk) == [person]
    connection.connection.close()
    connection.health_check_enabled, connection.health_check_done = True, False
    try:
        assert composed.rows("person", lambda pk: User.objects.filter(pk=pk), pk=person.pk) == [person]
    finally:
        connection.health_check_enabled = False
