import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from members import audit
from members.audit import chain
from members.models import AuditEntry, AuditHead
from tests.factories import members as people

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 5, 26, 3, 0, tzinfo=dt.UTC)


def record(action: str = "state.note", by=None, **fields) -> AuditEntry:
    with transaction.atomic():
        return audit.record(action, subject=people.member_state(), by=by, at=AT, **fields)


def tamper(statement: str) -> None:
    """Change the table behind the guard's back, as one who owns the database could."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE members_auditentry DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE members_audithead DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER IF EXISTS members_auditentry_no_update")
            cursor.execute("DROP TRIGGER IF EXISTS members_auditentry_no_delete")
            cursor.execute("DROP TRIGGER IF EXISTS members_audithead_never")
        cursor.execute(statement)


def test_an_entry_says_who_what_when_and_for_which_state():
    person = people.contact_point(people.member_state("IN"))

    entry = record("response.submit", by=person, before={"a": 1}, after={"ә": "қ"})

    stored = AuditEntry.objects.get()
    assert entry == stored
    assert (stored.sequence, stored.at, stored.actor, stored.actor_label) == (1, AT, person, person.username)
    assert (stored.member_state.code, stored.action) == ("IN", "response.submit")
    assert (stored.subject_type, stored.before, stored.after) == (
        "members.memberstate",
        {"a": 1},
        {"ә": "қ"},
    )
    assert AuditHead.objects.get().hash == stored.hash


def test_the_portal_itself_is_named_when_nobody_acted():
    assert (record().actor, record().actor_label) == (None, "portal")


def test_entries_are_chained_and_the_chain_holds():
    first, second, third = record(), record(), record()

    assert (first.previous_hash, second.previous_hash, third.previous_hash) == (
        "0" * 64,
        first.hash,
        second.hash,
    )
    assert audit.verify() == (3, third.hash)


def test_an_entry_goes_with_its_act_or_not_at_all():
    record()

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.record("state.note", subject=people.member_state(), by=None, at=AT)
        raise ZeroDivisionError

    assert AuditEntry.objects.count() == 1
    assert audit.verify()[0] == 1


@pytest.mark.django_db(transaction=True)
def test_an_entry_without_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="transaction"):
        audit.record("state.note", subject=people.member_state(), by=None, at=AT)
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    "statement", ["UPDATE members_auditentry SET action = 'other'", "DELETE FROM members_auditentry"]
)
def test_the_database_refuses_to_change_or_delete_an_entry(statement):
    record()

    with (
        pytest.raises(DatabaseError, match="official rows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert AuditEntry.objects.get().action == "state.note"


@pytest.mark.parametrize(
    ("statement", "sequence", "what"),
    [
        ("UPDATE members_auditentry SET action = 'other' WHERE sequence = 2", 2, "content"),
        ("DELETE FROM members_auditentry WHERE sequence = 2", 2, "missing"),
        ("DELETE FROM members_auditentry WHERE sequence = 3", 3, "head"),
        ("UPDATE members_audithead SET sequence = 2", 2, "head"),
    ],
)
def test_tampering_shows(statement, sequence, what):
    for _ in range(3):
        record()
    tamper(statement)

    with pytest.raises(audit.BrokenChain, match=what) as fault:
        audit.verify()
    assert fault.value.sequence == sequence


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "'2022-05-26 03:00:01'"),
        ("actor_id", "NULL"),
        ("actor_label", "'another'"),
        ("member_state_id", "NULL"),
        ("action", "'other'"),
        ("subject_type", "'plans.conceptpaper'"),
        ("subject_id", "'0'"),
        ("before", "NULL"),
        ("after", "'{\"until\": 3}'"),
        ("previous_hash", f"'{'0' * 64}'"),
        ("hash", f"'{'0' * 64}'"),
    ],
)
def test_tampering_with_any_column_of_an_entry_shows(column, value):
    record()
    record(by=people.contact_point(), before={"until": 1}, after={"until": 2})
    record()
    held = audit.verify()[0]
    tamper(f"UPDATE members_auditentry SET {column} = {value} WHERE sequence = 2")

    with pytest.raises(audit.BrokenChain) as fault:
        audit.verify()
    assert (held, fault.value.sequence) == (3, 2)


def test_a_rewritten_entry_with_a_fitting_hash_breaks_the_chain_at_the_next():
    record(), record()
    forged = AuditEntry.objects.get(sequence=1)
    forged.action = "other"
    new_hash = chain.sha256(chain._content(forged))
    tamper(f"UPDATE members_auditentry SET action = 'other', hash = '{new_hash}' WHERE sequence = 1")

    with pytest.raises(audit.BrokenChain, match="does not follow") as fault:
        audit.verify()
    assert fault.value.sequence == 2
