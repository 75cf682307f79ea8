"""Full text on PostgreSQL: one function that folds a text into its words, and an index on each kind of text.

SQLite has a function of the same meaning in the process (search/matching.py) and no index.
"""

from django.db import migrations

# What search.words.fold and search.words.plain do, spelt out: no database folds these letters everywhere.
CAPITALS = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯӘҒҚҢӨҰҮҺІё"
SMALL = "абвгдеежзийклмнопрстуфхцчшщъыьэюяәғқңөұүһіе"
PLAIN = "абвгдеежзийклмнопрстуфхцчшщъыьэюяагкноуухие"
KAZAKH, RUSSIAN = "әғқңөұүһі", "агкноуухи"
# Signs that end a word: PostgreSQL would take some of them for parts of addresses, paths and numbers.
SIGNS = "/\\-_.,:;!?()[]{}<>«»\"'“”„’‘*—–…%№+&@#=|~^`$\u00a0\u202f\u00ad"

WORDINGS = " || ' ' || ".join(f"COALESCE((wordings ->> '{code}'), '')" for code in ("en", "ru", "kk"))
SAID = f"(remark || ' ' || proposed_text || ' ' || rationale || ' ' || {WORDINGS})"
INDEXES = {
    "search_revision_en": ("plans_revisionblock", "(texts ->> 'en')"),
    "search_revision_ru": ("plans_revisionblock", "(texts ->> 'ru')"),
    "search_revision_kk": ("plans_revisionblock", "(texts ->> 'kk')"),
    "search_draft_of_plan": ("plans_blocktext", "text"),
    "search_comment": ("comments_comment", SAID),
    "search_disposition": ("comments_disposition", "reply"),
    "search_note": ("notes_notetext", "(jsonb_path_query_array(pieces, '$[*].lines[*]')::text)"),
}


def _function() -> str:
    blanks, signs = " " * len(SIGNS), SIGNS.replace("'", "''")
    kept = f"translate(said, '{CAPITALS}{signs}', '{SMALL}{blanks}')"
    plain = f"translate(said, '{CAPITALS}{KAZAKH}{signs}', '{PLAIN}{RUSSIAN}{blanks}')"
    return (
        "CREATE OR REPLACE FUNCTION portal_search_vector(said text) RETURNS tsvector LANGUAGE sql "
        "IMMUTABLE PARALLEL SAFE AS $function$ "
        f"SELECT to_tsvector('pg_catalog.simple', {kept}) || to_tsvector('pg_catalog.simple', {plain}) "
        "$function$"
    )


def forwards(apps, schema_editor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(_function(), params=None)
    for name, (table, said) in INDEXES.items():
        schema_editor.execute(
            f"CREATE INDEX {name} ON {table} USING gin (portal_search_vector({said}))", params=None
        )


def backwards(apps, schema_editor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    for name in INDEXES:
        schema_editor.execute(f"DROP INDEX IF EXISTS {name}", params=None)
    schema_editor.execute("DROP FUNCTION IF EXISTS portal_search_vector(text)", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0002_initial"),
        ("notes", "0001_initial"),
        ("plans", "0001_initial"),
    ]

    operations = [migrations.RunPython(forwards, backwards)]
