"""Guards in the database: rows that nobody, not even the application, can change or delete (rule 16).

Installed by migrations as triggers, on PostgreSQL and SQLite alike. A later migration that alters a
guarded table must install its guard again: SQLite rebuilds the table without its triggers. `when` narrows
a guard to rows that have become official, as an SQL condition on OLD.
"""

from typing import Any

from django.db import migrations

MESSAGE = "official rows are never changed or deleted"


def _names(table: str) -> tuple[str, str]:
    return f"{table}_no_update", f"{table}_no_delete"


def install(schema_editor: Any, table: str, *, when: str = "") -> None:
    """Create the triggers that refuse UPDATE and DELETE on `table`."""
    no_update, no_delete = _names(table)
    acts = ((no_update, "UPDATE"), (no_delete, "DELETE"))
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION cica_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}: %', TG_TABLE_NAME; END $$",
            params=None,
        )
        for name, act in acts:
            condition = f" WHEN ({when})" if when else ""
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW{condition} "
                "EXECUTE FUNCTION cica_refuse_change()"
            )
    else:
        for name, act in acts:
            condition = f" WHEN {when}" if when else ""
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW{condition} "
                f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}: {table}'); END"
            )


def remove(schema_editor: Any, table: str) -> None:
    """Drop the triggers of `table`."""
    on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
    for name in _names(table):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def guard(table: str, *, when: str = "") -> migrations.RunPython:
    """Return the migration operation that installs the guard of `table`, and removes it on the way back."""

    def forwards(apps: Any, schema_editor: Any) -> None:
        install(schema_editor, table, when=when)

    def backwards(apps: Any, schema_editor: Any) -> None:
        remove(schema_editor, table)

    return migrations.RunPython(forwards, backwards)
