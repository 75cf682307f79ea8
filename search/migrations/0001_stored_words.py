"""Words stored beside their texts on PostgreSQL: computed once, as a text is written, and not as it is asked for.

One function folds a text into its words, and each kind of text has a column of them with an index. SQLite has
its words in tables of full text, which are made after the migrations (search/stores.py).
"""

from django.db import migrations

# The hash of what keeps SQLite's stores (`stores.fingerprint`) as this version has it.
KEPT_BY = "d4738db3d499027f29c631f19284a8dfff34b8c96e28ab3b3b6978149be81e02"

# What search.words.fold and search.words.plain do, spelt out: no database folds these letters everywhere.
CAPITALS = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯӘҒҚҢӨҰҮҺІё"
SMALL = "абвгдеежзийклмнопрстуфхцчшщъыьэюяәғқңөұүһіе"
PLAIN = "абвгдеежзийклмнопрстуфхцчшщъыьэюяагкноуухие"
KAZAKH, RUSSIAN = "әғқңөұүһі", "агкноуухи"
# Signs that end a word: PostgreSQL would take some of them for parts of addresses, paths and numbers.
SIGNS = "/\\-_.,:;!?()[]{}<>«»\"'“”„’‘*—–…%№+&@#=|~^`$\u00a0\u202f\u00ad"

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
    for table, column, said, index in COLUMNS:
        schema_editor.execute(
            f"ALTER TABLE {table} ADD COLUMN search_{column} tsvector"
            f" GENERATED ALWAYS AS (portal_search_vector({said})) STORED",
            params=None,
        )
        schema_editor.execute(f"CREATE INDEX {index} ON {table} USING gin (search_{column})", params=None)


def backwards(apps, schema_editor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    for table, column, _said, _index in COLUMNS:
        schema_editor.execute(f"ALTER TABLE {table} DROP COLUMN search_{column}", params=None)
    schema_editor.execute("DROP FUNCTION IF EXISTS portal_search_vector(text)", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0001_initial"),
        ("notes", "0001_initial"),
        ("plans", "0001_initial"),
    ]

    operations = [migrations.RunPython(forwards, backwards)]
