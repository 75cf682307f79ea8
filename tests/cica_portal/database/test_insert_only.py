import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from cica_portal.database import insert_only
from tests.factories import comments, members

pytestmark = pytest.mark.django_db(transaction=True)

TABLE = "guarded_for_test"


@pytest.fixture
def table():
    """A table with two rows of which one is official."""
    run(f"CREATE TABLE {TABLE} (id integer PRIMARY KEY, word text, official boolean)")
    run(f"INSERT INTO {TABLE} VALUES (1, 'draft', false), (2, 'official', true)")
    yield TABLE
    run(f"DROP TABLE {TABLE}")


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def rows() -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, word FROM {TABLE} ORDER BY id")
        return cursor.fetchall()


def forth(operation) -> None:
    """Migrate; that an operation is given no states of the models shows that it asks for none."""
    with connection.schema_editor() as editor:
        operation.database_forwards("", editor, None, None)


def back(operation) -> None:
    with connection.schema_editor() as editor:
        operation.database_backwards("", editor, None, None)


def refused(statement: str) -> bool:
    try:
        run(statement)
    except DatabaseError as error:
        assert f"{insert_only.MESSAGE}: {TABLE}" in str(error)
        return True
    return False


def test_a_guarded_table_takes_new_rows_and_keeps_them(table):
    forth(insert_only.guard(TABLE))

    run(f"INSERT INTO {TABLE} VALUES (3, 'new', true)")

    assert refused(f"UPDATE {TABLE} SET word = 'changed' WHERE id = 1")
    assert refused(f"DELETE FROM {TABLE} WHERE id = 3")
    assert rows() == [(1, "draft"), (2, "official"), (3, "new")]


def test_a_condition_guards_only_what_has_become_official(table):
    forth(insert_only.guard(TABLE, when="OLD.official"))

    assert not refused(f"UPDATE {TABLE} SET word = 'changed' WHERE id = 1")
    assert refused(f"UPDATE {TABLE} SET word = 'changed' WHERE id = 2")
    assert refused(f"DELETE FROM {TABLE} WHERE id = 2")
    assert not refused(f"DELETE FROM {TABLE} WHERE id = 1")
    assert rows() == [(2, "official")]


def test_a_guard_is_taken_away_on_the_way_back(table):
    operation = insert_only.guard(TABLE)
    forth(operation)
    assert refused(f"DELETE FROM {TABLE}")

    back(operation)

    assert not refused(f"DELETE FROM {TABLE}")
    assert rows() == []


@pytest.mark.parametrize("again", [insert_only.guard_again, insert_only.kept_again])
def test_a_guard_is_installed_again_by_what_alters_its_table_on_the_way_forth_and_back(table, again):
    forth(again(TABLE))
    forth(again(TABLE))
    assert refused(f"DELETE FROM {TABLE}")

    back(again(TABLE))

    assert refused(f"DELETE FROM {TABLE}")


def way_back(app):
    return MigrationExecutor(connection).migration_plan([(app, None)])


@pytest.mark.parametrize(
    ("app", "target", "holding"),
    [("comments", "zero", "comments_response"), ("members", "0001", "members_auditentry")],
)
def test_migrations_that_protect_official_rows_are_not_undone(set_clock, app, target, holding):
    insert_only.refuse_way_back(way_back(app), "default")  # nothing is official yet
    set_clock("2022-06-01T12:00:00+06:00")
    comments.answer(comments.consultation(), members.contact_point(members.member_state("KZ")))
    applied = MigrationExecutor(connection).loader.applied_migrations.keys()

    with pytest.raises(CommandError, match=rf"^Nothing was changed: .*\b{holding}\b.*restore a backup"):
        call_command("migrate", app, target, verbosity=0, interactive=False)

    assert MigrationExecutor(connection).loader.applied_migrations.keys() == applied
    assert connection.introspection.table_names().count(holding) == 1
