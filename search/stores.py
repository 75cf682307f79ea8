"""Where the words of texts are stored for searching, beside the texts themselves.

PostgreSQL computes a column of words for each text as it is written, and has an index on it
(`search/migrations`). SQLite has a table of full text (FTS5) for each kind, which triggers fill; a migration
that rebuilds a table drops its triggers, so that they are looked for, and made again, after every migration.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from cica_portal.languages import LANGUAGES
from search import words

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Store:
    """The stored words of one table: in each column those of one SQL expression of SQLite over the row.

    A row is known by its whole number, or by `key` where it has another one: the numbers that SQLite gives to
    such rows by itself do not outlive a copy of the database.
    """

    name: str
    table: str
    columns: dict[str, str]
    key: str = ""


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
)
REPLIES = Store("search_disposition", "comments_disposition", {"words": "{row}.reply"})
NOTES = Store("search_note", "notes_notetext", {"words": "portal_lines({row}.pieces)"})
STORES = (FROZEN, DRAFTED, FILED, REPLIES, NOTES)


def add_functions(connection: Any, **kwargs: Any) -> None:
    """Give a new connection to SQLite the functions of the triggers; PostgreSQL has its own."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("portal_words", 1, _words, deterministic=True)
        connection.connection.create_function("portal_lines", 1, _lines, deterministic=True)


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
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        triggers = {name for (name,) in cursor.fetchall()}
    for store in STORES:
        if store.table in tables and not set(_triggers(store)) <= triggers:
            _make(connection, store)


def _make(connection: BaseDatabaseWrapper, store: Store) -> None:
    columns = ", ".join(store.columns)
    known = "key UNINDEXED, " if store.key else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {store.name}")
        cursor.execute(
            f"CREATE VIRTUAL TABLE {store.name} USING fts5({known}{columns},"
            " tokenize = 'unicode61 remove_diacritics 0')"
        )
        filled = f"{_into(store)} SELECT {_values(store, store.table)} FROM {store.table}"  # noqa: S608
        cursor.execute(filled)
        for name, statement in _triggers(store).items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(statement)


def _triggers(store: Store) -> dict[str, str]:
    """Return what keeps the words true: made and dropped with the row, and made anew when it changes."""
    made = f"{_into(store)} SELECT {_values(store, 'NEW')};"
    row, number = ("key", store.key) if store.key else ("rowid", "id")
    dropped = f"DELETE FROM {store.name} WHERE {row} = OLD.{number};"  # noqa: S608 - names of the stores
    acts = {"insert": made, "update": dropped + made, "delete": dropped}
    return {
        f"{store.name}_{act}": f"CREATE TRIGGER {store.name}_{act} AFTER {act} ON {store.table} "
        f"BEGIN {statements} END"
        for act, statements in acts.items()
    }


def _into(store: Store) -> str:
    return f"INSERT INTO {store.name} ({'key' if store.key else 'rowid'}, {', '.join(store.columns)})"


def _values(store: Store, row: str) -> str:
    number = f"{row}.{store.key or 'id'}"
    return ", ".join([number, *(f"portal_words({said.format(row=row)})" for said in store.columns.values())])
