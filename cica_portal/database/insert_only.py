"""Guards in the database: rows that nobody, not even the application, can change or delete (rule 16).

Installed by migrations as triggers, on PostgreSQL and SQLite alike. A later migration that alters a
guarded table must install its guard again: SQLite rebuilds the table without its triggers. `when` narrows
a guard to rows that have become official, as an SQL condition on OLD. `kept` refuses DELETE alone, `fixed` a
change of the columns that say what a row is, `never` a change of one sort.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.management.base import CommandError
from django.db import connections
from django.db.migrations.operations.base import Operation

MESSAGE = "official rows are never changed or deleted"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A trigger: by what name, which act it refuses, and of which rows."""

    name: str
    act: str
    when: str = ""
    # Whether the condition asks other tables, as no condition of a trigger itself can on PostgreSQL.
    asks: bool = False

    def install(self, schema_editor: Any, table: str) -> None:
        if schema_editor.connection.vendor != "postgresql":
            when = f" WHEN {self.when.replace('IS DISTINCT FROM', 'IS NOT')}" if self.when else ""
            schema_editor.execute(
                f"CREATE TRIGGER {self.name} BEFORE {self.act} ON {table} FOR EACH ROW{when} "
                f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}: {table}'); END"
            )
            return
        function = self.name if self.asks else "cica_refuse_change"
        refused = f"RAISE EXCEPTION '{MESSAGE}: %', TG_TABLE_NAME;"
        if self.asks:
            refused = (
                f"IF {self.when} THEN {refused} END IF; RETURN {'NEW' if self.act == 'UPDATE' else 'OLD'};"
            )
        when = f" WHEN ({self.when})" if self.when and not self.asks else ""
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {refused} END $$",
            params=None,
        )
        schema_editor.execute(
            f"CREATE TRIGGER {self.name} BEFORE {self.act} ON {table} FOR EACH ROW{when} "
            f"EXECUTE FUNCTION {function}()"
        )

    def remove(self, schema_editor: Any, table: str) -> None:
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        on = f" ON {table}" if is_postgresql else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.name}{on}")
        if self.asks and is_postgresql:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {self.name}()")


class Refusals(Operation):
    """The operation that installs triggers on a table, and removes them on the way back.

    It asks for no state of the models: each that asks has all of them made anew.
    """

    reduces_to_sql = True

    def __init__(self, table: str, refusals: Sequence[Refusal], *, stays: bool = False) -> None:
        self.table, self.refusals, self.stays = table, refusals, stays

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Triggers are nothing that models know of."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Install the triggers, also where an operation before has altered their table."""
        for one in self.refusals:
            one.remove(schema_editor, self.table)
            one.install(schema_editor, self.table)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Remove the triggers; those that stay are installed anew."""
        if self.stays:
            self.database_forwards(app_label, schema_editor, from_state, to_state)
            return
        for one in self.refusals:
            one.remove(schema_editor, self.table)

    def describe(self) -> str:
        return f"Refuse changes of {self.table}"


class Guard(Refusals):
    """The operation that installs a guard: undone only while nothing is official."""

    def __init__(self, table: str, when: str = "", *, stays: bool = False) -> None:
        acts = ("UPDATE", "DELETE")
        super().__init__(
            table, [Refusal(f"{table}_no_{act.lower()}", act, when) for act in acts], stays=stays
        )
        self.when = when


def refuse_way_back(plan: Iterable[tuple[Any, bool]], using: str, **kwargs: Any) -> None:
    """Refuse, before anything is changed, to undo migrations that protect rows which are official by now."""
    undone = [one for migration, is_undone in plan if is_undone for one in reversed(migration.operations)]
    last: dict[str, Guard] = {}
    for one in undone:
        if isinstance(one, Guard) and not one.stays:
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


def guard(table: str, *, when: str = "") -> Guard:
    """Return the migration operation that refuses UPDATE and DELETE on `table`."""
    return Guard(table, when)


def guard_again(table: str, *, when: str = "") -> Guard:
    """Return the operation that installs the guard of `table` anew, on the way forth and back: it stands
    before and after what alters the table."""
    return Guard(table, when, stays=True)


def fixed(table: str, columns: Iterable[str], *, stays: bool = False) -> Refusals:
    """Return the migration operation that refuses to change these columns of `table`, and no others."""
    changed = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in columns)
    return Refusals(table, [Refusal(f"{table}_fixed", "UPDATE", changed)], stays=stays)


def fixed_again(table: str, columns: Iterable[str]) -> Refusals:
    """Return the operation that installs anew what `fixed` does, as `kept_again`."""
    return fixed(table, columns, stays=True)


def never(table: str, change: str) -> Refusals:
    """Return the migration operation that refuses an UPDATE of `table` by which `change` would come true, an
    SQL condition on OLD and NEW that may ask other tables."""
    return Refusals(table, [Refusal(f"{table}_never", "UPDATE", change, asks=True)])


def frozen_with(table: str, owner: str) -> Refusals:
    """Return the migration operation that refuses UPDATE and DELETE on rows of `table` whose owner is
    official: `owner` is the SQL of a question with OLD in it, as "SELECT 1 FROM … WHERE …"."""
    acts, when = ("UPDATE", "DELETE"), f"EXISTS ({owner})"
    return Refusals(table, [Refusal(f"{table}_frozen_{act.lower()}", act, when, asks=True) for act in acts])


def kept(table: str) -> Refusals:
    """Return the migration operation that refuses DELETE on `table`: its rows are moved to a last status."""
    return Refusals(table, [Refusal(f"{table}_kept", "DELETE")])


def kept_again(table: str) -> Refusals:
    """Return the operation that installs anew what `kept` does: like `guard_again` it stands before and after
    what alters the table."""
    return Refusals(table, [Refusal(f"{table}_kept", "DELETE")], stays=True)
