"""Guards in the database: rows that nobody, not even the application, can change or delete (rule 16).

Installed by migrations as triggers, on PostgreSQL and SQLite alike. A later migration that alters a
guarded table must install its guard again: SQLite rebuilds the table without its triggers. `when` narrows
a guard to rows that have become official, as an SQL condition on OLD. `kept` refuses DELETE alone, `fixed` a
change of the columns that say what a row is, `never` a change of one sort.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.management.base import CommandError
from django.db import connections, migrations

MESSAGE = "official rows are never changed or deleted"


def _names(table: str) -> tuple[str, str]:
    return f"{table}_no_update", f"{table}_no_delete"


def install(schema_editor: Any, table: str, *, when: str = "") -> None:
    """Create the triggers that refuse UPDATE and DELETE on `table`."""
    no_update, no_delete = _names(table)
    _refuse(schema_editor, no_update, "UPDATE", table, when=when)
    _refuse(schema_editor, no_delete, "DELETE", table, when=when)


def _refuse(schema_editor: Any, name: str, act: str, table: str, *, when: str = "") -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION cica_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}: %', TG_TABLE_NAME; END $$",
            params=None,
        )
        condition = f" WHEN ({when})" if when else ""
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW{condition} "
            "EXECUTE FUNCTION cica_refuse_change()"
        )
    else:
        condition = f" WHEN {when}" if when else ""
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW{condition} "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}: {table}'); END"
        )


def remove(schema_editor: Any, table: str) -> None:
    """Drop the triggers of `table`."""
    for name in _names(table):
        _drop(schema_editor, name, table)


def _drop(schema_editor: Any, name: str, table: str) -> None:
    on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


class Guard(migrations.RunPython):
    """The operation that installs a guard: undone only while nothing is official."""

    def __init__(self, table: str, when: str, forwards: Any, backwards: Any) -> None:
        super().__init__(forwards, backwards)
        self.table, self.when = table, when


def refuse_way_back(plan: Iterable[tuple[Any, bool]], using: str, **kwargs: Any) -> None:
    """Refuse, before anything is changed, to undo migrations that protect rows which are official by now."""
    undone = [one for migration, is_undone in plan if is_undone for one in reversed(migration.operations)]
    last: dict[str, Guard] = {}
    for one in undone:
        if isinstance(one, Guard):
            last.setdefault(one.table, one)
    held = sorted(table for table, one in last.items() if _has_official(connections[using], one))
    if held:
        raise CommandError(
            f"Nothing was changed: there are official rows in {', '.join(held)}, and undoing these migrations"
            " would take them away, or what protects them. To go back, restore a backup."
        )


def _has_official(connection: Any, guard: Guard) -> bool:
    if guard.table not in connection.introspection.table_names():
        return False
    condition = f" WHERE {guard.when}" if guard.when else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {guard.table} AS old{condition} LIMIT 1")  # noqa: S608 - of migrations
        return cursor.fetchone() is not None


def guard(table: str, *, when: str = "") -> "Guard":
    """Return the migration operation that installs the guard of `table`, and removes it on the way back.

    After an operation that altered the table it installs it again: SQLite lost it with the table that was
    there before, PostgreSQL kept it.
    """

    def forwards(apps: Any, schema_editor: Any) -> None:
        remove(schema_editor, table)
        install(schema_editor, table, when=when)

    def backwards(apps: Any, schema_editor: Any) -> None:
        remove(schema_editor, table)

    return Guard(table, when, forwards, backwards)


def guard_again(table: str, *, when: str = "") -> migrations.RunPython:
    """Return the operation that installs the guard of `table` anew, on the way forth and back: it stands
    before and after what alters the table."""

    def anew(apps: Any, schema_editor: Any) -> None:
        remove(schema_editor, table)
        install(schema_editor, table, when=when)

    return migrations.RunPython(anew, anew)


def fixed(table: str, columns: Iterable[str]) -> migrations.RunPython:
    """Return the migration operation that refuses to change these columns of `table`, and no others."""
    names = tuple(columns)

    def forwards(apps: Any, schema_editor: Any) -> None:
        differs = "IS DISTINCT FROM" if schema_editor.connection.vendor == "postgresql" else "IS NOT"
        changed = " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in names)
        _drop(schema_editor, f"{table}_fixed", table)
        _refuse(schema_editor, f"{table}_fixed", "UPDATE", table, when=changed)

    def backwards(apps: Any, schema_editor: Any) -> None:
        _drop(schema_editor, f"{table}_fixed", table)

    return migrations.RunPython(forwards, backwards)


def never(table: str, change: str) -> migrations.RunPython:
    """Return the migration operation that refuses an UPDATE of `table` by which `change` would come true, an
    SQL condition on OLD and NEW that may ask other tables."""

    def forwards(apps: Any, schema_editor: Any) -> None:
        _drop_asking(schema_editor, f"{table}_never", table)
        _refuse_asking(schema_editor, f"{table}_never", "UPDATE", table, change)

    def backwards(apps: Any, schema_editor: Any) -> None:
        _drop_asking(schema_editor, f"{table}_never", table)

    return migrations.RunPython(forwards, backwards)


def frozen_with(table: str, owner: str) -> migrations.RunPython:
    """Return the migration operation that refuses UPDATE and DELETE on rows of `table` whose owner is
    official: `owner` is the SQL of a question with OLD in it, as "SELECT 1 FROM … WHERE …"."""
    acts = ("UPDATE", "DELETE")

    def forwards(apps: Any, schema_editor: Any) -> None:
        backwards(apps, schema_editor)
        for act in acts:
            _refuse_asking(schema_editor, f"{table}_frozen_{act.lower()}", act, table, f"EXISTS ({owner})")

    def backwards(apps: Any, schema_editor: Any) -> None:
        for act in acts:
            _drop_asking(schema_editor, f"{table}_frozen_{act.lower()}", table)

    return migrations.RunPython(forwards, backwards)


def _refuse_asking(schema_editor: Any, name: str, act: str, table: str, condition: str) -> None:
    if schema_editor.connection.vendor != "postgresql":
        _refuse(schema_editor, name, act, table, when=condition)
        return
    # A trigger's own condition cannot ask another table there: its function does.
    back = "NEW" if act == "UPDATE" else "OLD"
    schema_editor.execute(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{MESSAGE}: %', TG_TABLE_NAME; END IF; "
        f"RETURN {back}; END $$",
        params=None,
    )
    schema_editor.execute(
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )


def _drop_asking(schema_editor: Any, name: str, table: str) -> None:
    _drop(schema_editor, name, table)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}()")


def kept(table: str) -> migrations.RunPython:
    """Return the migration operation that refuses DELETE on `table`: its rows are moved to a last status."""

    def forwards(apps: Any, schema_editor: Any) -> None:
        _refuse(schema_editor, f"{table}_kept", "DELETE", table)

    def backwards(apps: Any, schema_editor: Any) -> None:
        _drop(schema_editor, f"{table}_kept", table)

    return migrations.RunPython(forwards, backwards)


def kept_again(table: str) -> migrations.RunPython:
    """Return the operation that installs anew what `kept` does: like `guard_again` it stands before and after
    what alters the table."""

    def anew(apps: Any, schema_editor: Any) -> None:
        _drop(schema_editor, f"{table}_kept", table)
        _refuse(schema_editor, f"{table}_kept", "DELETE", table)

    return migrations.RunPython(anew, anew)


def filled(app: str, model: str, column: str, value: Callable[[], Any]) -> migrations.RunPython:
    """Return the migration operation that gives each row of a table a value of its own in a new column. It
    takes the guard away: `guard_again` stands after it."""

    def forwards(apps: Any, schema_editor: Any) -> None:
        rows = apps.get_model(app, model)._base_manager
        remove(schema_editor, f"{app}_{model}")
        for key in rows.values_list("pk", flat=True):
            rows.filter(pk=key).update(**{column: value()})

    return migrations.RunPython(forwards, migrations.RunPython.noop)
