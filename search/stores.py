"""Where the words of texts are stored for searching, beside the texts themselves.

PostgreSQL computes a column of words for each text as it is written, and has an index on it
(`search/migrations`). SQLite has a table of full text (FTS5) for each kind, which triggers fill; a migration
that rebuilds a table drops its triggers, so that they are looked for, and made again, after every migration.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper

from cica_portal.languages import LANGUAGES
from search import words

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Store:
    """The stored words of one table: in each column those of one SQL expression of SQLite over the row.

    A row is known by its whole number. Rows that have another key get a number of their own in the table
    `numbered`: those that SQLite gives to such rows by itself do not outlive a copy of the database. Beside
    key and number that table has what `sorted_by` names, under an index: by it, what is found is put in order
    without fetching each of the rows.
    """

    name: str
    table: str
    columns: dict[str, str]
    key: str = ""
    sorted_by: tuple[str, ...] = ()

    @property
    def numbered(self) -> str:
        return f"{self.name}_numbered"

    def found(self, match: str) -> str:
        """Return the question of SQLite for the keys of the rows of which the words satisfy `match`."""
        numbers = self.numbers(match)
        return f"SELECT key FROM {self.numbered} WHERE number IN ({numbers})" if self.key else numbers  # noqa: S608 - names of the stores

    def numbers(self, match: str) -> str:
        """Return the question of SQLite for the numbers of these rows."""
        return f"SELECT rowid FROM {self.name} WHERE {self.name} MATCH {match}"  # noqa: S608 - names of the stores


WORDINGS = tuple(f"COALESCE(json_extract({{row}}.wordings, '$.{code}'), '')" for code in LANGUAGES)
FROZEN = Store(
    "search_revision",
    "plans_revisionblock",
    {code: f"json_extract({{row}}.texts, '$.{code}')" for code in LANGUAGES},
)
DRAFTED = Store("search_draft_of_plan", "plans_blocktext", {"words": "{row}.text"})
FILED = Store(
    "search_comment",
    "comments_comment",
    {
        "words": " || ' ' || ".join(
            ("{row}.remark", "{row}.proposed_text", "{row}.rationale", *WORDINGS),
        )
    },
    key="id",
    sorted_by=("response_id", "position", "language"),
)
REPLIES = Store("search_disposition", "comments_disposition", {"words": "{row}.reply"})
NOTES = Store("search_note", "notes_notetext", {"words": "portal_lines({row}.pieces)"})
STORES = (FROZEN, DRAFTED, FILED, REPLIES, NOTES)


def add_functions(connection: Any, **kwargs: Any) -> None:
    """Give a new connection to SQLite the functions of the triggers; PostgreSQL has its own."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("portal_words", 1, _words, deterministic=True)
        connection.connection.create_function("portal_lines", 1, _lines, deterministic=True)


def being_read() -> BaseDatabaseWrapper:
    """Return the line to the rows that are read at this moment: whoever takes the walk through the case reads
    others than everybody else."""
    return connections[router.db_for_read(apps.get_model("plans", "RevisionBlock"))]


def _words(text: str | None) -> str:
    """Return the words of a text, folded, and those that Kazakh ones are also written as."""
    folded = _WORD.findall(words.fold(text or ""))
    return " ".join([*folded, *(words.plain(word) for word in folded if words.is_kazakh(word))])


def _lines(pieces: str | None) -> str:
    """Return the lines of a note's pieces as one text."""
    return "\n".join(_strings(json.loads(pieces or "[]")))


def _strings(pieces: list[dict[str, Any]]) -> Iterator[str]:
    for piece in pieces:
        yield from piece.get("lines", ())


def keep(using: str = "default", **kwargs: Any) -> None:
    """Make what SQLite lacks of the stores, and fill it from the texts. PostgreSQL needs nothing."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = dict(cursor.fetchall())
    for store in STORES:
        # Its triggers are gone, or made by a former version.
        if store.table in tables and not _triggers(store).items() <= triggers.items():
            _make(connection, store)


def _make(connection: BaseDatabaseWrapper, store: Store) -> None:
    columns = ", ".join(store.columns)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {store.name}")
        cursor.execute(
            f"CREATE VIRTUAL TABLE {store.name} USING fts5({columns},"
            " tokenize = 'unicode61 remove_diacritics 0')"
        )
        if store.key:
            _number(cursor, store)
        cursor.execute(f"{_filled(store, store.table)} FROM {store.table}")
        for name, statement in _triggers(store).items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(statement)


def _number(cursor: Any, store: Store) -> None:
    """Number the rows of a store whose keys are no numbers."""
    columns, table = ", ".join(store.sorted_by), store.numbered
    cursor.execute(f"DROP TABLE IF EXISTS {table}")
    cursor.execute(f"CREATE TABLE {table} (number INTEGER PRIMARY KEY, key UNIQUE, {columns})")
    cursor.execute(f"CREATE INDEX {table}_in_order ON {table} ({columns})")
    cursor.execute(f"INSERT INTO {table} (key, {columns}) SELECT {store.key}, {columns} FROM {store.table}")  # noqa: S608 - names of the stores


def _triggers(store: Store) -> dict[str, str]:
    """Return what keeps the words true: made and dropped with the row, and made anew when it changes."""
    made = f"{_filled(store, 'NEW')};"
    dropped = f"DELETE FROM {store.name} WHERE rowid = {_number_of(store, 'OLD')};"  # noqa: S608 - names of the stores
    if store.key:
        named, given = ", ".join(store.sorted_by), ", ".join(f"NEW.{one}" for one in store.sorted_by)
        made = f"INSERT INTO {store.numbered} (key, {named}) SELECT NEW.{store.key}, {given}; {made}"
        dropped += f"DELETE FROM {store.numbered} WHERE key = OLD.{store.key};"  # noqa: S608 - names of the stores
    acts = {"insert": made, "update": dropped + made, "delete": dropped}
    return {
        f"{store.name}_{act}": f"CREATE TRIGGER {store.name}_{act} AFTER {act} ON {store.table} "
        f"BEGIN {statements} END"
        for act, statements in acts.items()
    }


def fingerprint() -> str:
    """Return the hash of what keeps the words on SQLite. Where it changes, a migration is due that names it:
    only what is migrated gets its stores anew."""
    statements = (statement for store in STORES for statement in _triggers(store).values())
    return hashlib.sha256("\n".join(statements).encode()).hexdigest()


def _filled(store: Store, row: str) -> str:
    """Return what stores the words of a row, or of each row of the table that it names."""
    columns = ", ".join(store.columns)
    said = ", ".join(f"portal_words({said.format(row=row)})" for said in store.columns.values())
    return f"INSERT INTO {store.name} (rowid, {columns}) SELECT {_number_of(store, row)}, {said}"


def _number_of(store: Store, row: str) -> str:
    """Return the number under which the words of a row are."""
    if not store.key:
        return f"{row}.id"
    return f"(SELECT number FROM {store.numbered} WHERE key = {row}.{store.key})"  # noqa: S608 - names of the stores
