"""Words stored beside their texts on PostgreSQL: computed once, as a text is written, and not as it is asked for.

SQLite has its words in tables of full text, which are made after the migrations (search/stores.py).
"""

from django.db import migrations

WORDINGS = " || ' ' || ".join(f"COALESCE((wordings ->> '{code}'), '')" for code in ("en", "ru", "kk"))
SAID = f"remark || ' ' || proposed_text || ' ' || rationale || ' ' || {WORDINGS}"
COLUMNS = [
    *(
        ("plans_revisionblock", code, f"texts ->> '{code}'", f"search_revision_{code}")
        for code in ("en", "ru", "kk")
    ),
    ("plans_blocktext", "words", "text", "search_draft_of_plan"),
    ("comments_comment", "words", SAID, "search_comment"),
    ("comments_disposition", "words", "reply", "search_disposition"),
    ("notes_notetext", "words", "jsonb_path_query_array(pieces, '$[*].lines[*]')::text", "search_note"),
]


def forwards(apps, schema_editor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    for table, column, said, index in COLUMNS:
        schema_editor.execute(f"DROP INDEX IF EXISTS {index}", params=None)
        schema_editor.execute(
            f"ALTER TABLE {table} ADD COLUMN search_{column} tsvector"
            f" GENERATED ALWAYS AS (portal_search_vector({said})) STORED",
            params=None,
        )
        schema_editor.execute(f"CREATE INDEX {index} ON {table} USING gin (search_{column})", params=None)


def backwards(apps, schema_editor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    for table, column, said, index in COLUMNS:
        schema_editor.execute(f"ALTER TABLE {table} DROP COLUMN search_{column}", params=None)
        schema_editor.execute(
            f"CREATE INDEX {index} ON {table} USING gin (portal_search_vector(({said})))", params=None
        )


class Migration(migrations.Migration):
    dependencies = [("search", "0001_full_text")]

    operations = [migrations.RunPython(forwards, backwards)]
