"""Of several processes one has a row; what a dead one held is free again, or known to be lost."""

import datetime as dt
import threading

import pytest
from django.db import connection, connections, transaction

from cica_portal.database import claims
from documents.models import Document

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def row():
    return Document.objects.create(kind="plan", language="en", source_sha256="0" * 64, wanted_at=AT)


def wanted():
    return Document.objects.filter(status="wanted")


def free(at):
    return claims.free(wanted(), at)


def test_a_claim_takes_the_row_from_those_that_are_free(row):
    assert claims.claim(free(AT), row, at=AT)
    other = Document.objects.get()
    assert (row.claimed_at, row.attempts) == (other.claimed_at, other.attempts) == (AT, 1)
    assert not claims.claim(free(AT + SECOND), other, at=AT + SECOND)
    assert (other.claimed_at, other.attempts) == (AT, 1)


def test_a_claim_sets_what_goes_with_it(row):
    assert claims.claim(wanted(), row, at=AT, error="on its way")
    assert row.error == Document.objects.get().error == "on its way"


@pytest.mark.parametrize("away", [claims.LASTS + SECOND, -claims.LASTS - SECOND])
def test_what_a_dead_process_or_a_wrong_clock_has_claimed_is_free(row, away):
    claims.claim(free(AT), row, at=AT)
    assert list(free(AT + away)) == list(Document.objects.filter(claims.lost(AT + away))) == [row]
    assert not free(AT + away / 2)
    assert claims.claim(free(AT + away), row, at=AT + away)
    assert Document.objects.get().attempts == 2


def test_each_row_is_claimed_and_settled_by_itself(row):
    other = Document.objects.create(kind="plan", language="ru", source_sha256="0" * 64, wanted_at=AT)
    assert claims.claim(wanted(), row, at=AT, error="on its way")
    assert claims.claim(wanted(), other, at=AT + SECOND, error="on its way")
    assert claims.settle(wanted(), row, claimed_at=None, error="it's late, 100%")
    assert claims.settle(wanted(), other, claimed_at=AT, error="")
    assert claims.settle(wanted(), other, status="failed", error="no")
    assert not claims.settle(wanted(), other, claimed_at=None, error="again")
    found = Document.objects.order_by("language").values_list("status", "claimed_at", "attempts", "error")
    assert list(found) == [("wanted", None, 1, "it's late, 100%"), ("failed", AT, 1, "no")]
    assert [(one.status, one.claimed_at, one.attempts, one.error) for one in (row, other)] == list(found)


def test_what_has_ended_as_many_processes_as_it_has_tries_is_parked(row):
    at = AT
    for _ in range(claims.ATTEMPTS):
        assert claims.claim_or_park(free(at), row, at=at)
        at += claims.LASTS + SECOND
    assert not claims.claim_or_park(free(at), row, at=at)
    row.refresh_from_db()
    assert (row.status, row.error) == ("failed", "The process that worked on it was ended.")


def test_work_that_failed_is_given_back_and_parked_after_the_last_try(row):
    seen = []
    while claims.claim(free(AT), row, at=AT):
        claims.give_back(wanted(), row, claims.reason(ValueError("no font")))
        row.refresh_from_db()
        seen.append((row.status, row.claimed_at, row.error))
    error = "ValueError: no font"
    assert seen == [("wanted", None, error), ("wanted", None, error), ("failed", None, error)]


def test_what_has_no_hope_is_parked_at_once(row):
    claims.claim(free(AT), row, at=AT)
    claims.give_back(wanted(), row, "gone", is_hopeless=True)
    assert (row.status, row.attempts) == ("failed", 1)


def test_what_somebody_else_has_settled_is_left_as_it_is(row):
    Document.objects.update(status="stored")
    assert not claims.settle(wanted(), row, status="failed", error="late")
    assert (row.status, row.error) == ("stored", "")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_processes_one_has_the_row(row):
    barrier, got = threading.Barrier(2), []

    def work():
        mine = Document.objects.get()
        barrier.wait()
        try:
            got.append(claims.claim(free(AT), mine, at=AT))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False, True]
    assert Document.objects.get().attempts == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_row_that_somebody_has_locked_is_passed_over(row):
    if not connection.features.has_select_for_update_skip_locked:
        pytest.skip("SQLite has one writer at a time")
    got = []

    def work():
        try:
            got.append(claims.claim(free(AT), Document.objects.get(), at=AT))
        finally:
            connections.close_all()

    with transaction.atomic():
        Document.objects.select_for_update().get()
        thread = threading.Thread(target=work)
        thread.start()
        thread.join(20)
        assert got == [False]
    assert claims.claim(free(AT), row, at=AT)
