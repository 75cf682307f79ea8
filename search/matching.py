"""Asking the database for texts in which a query is found: full text on PostgreSQL, a function on SQLite."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import BooleanField, Expression, F, Func, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from cica_portal.languages import LANGUAGES
from search import words
from search.words import Query


class Matches(Func):
    """The condition that `query` is found in the text that the expression `said` gives."""

    function = "portal_search"
    output_field = BooleanField()

    def __init__(self, said: Expression | F | str, query: Query) -> None:
        super().__init__(said, Value(query.words))
        self.query = query

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        sql, params = compiler.compile(self.source_expressions[0])
        return f"(portal_search_vector({sql}) @@ to_tsquery('simple', %s))", [*params, self.query.tsquery]


class Joined(Func):
    """Several texts of a row as one. The index has the same expression: `search/migrations`."""

    template = "(%(expressions)s)"
    arg_joiner = " || ' ' || "
    output_field = TextField()


class Lines(Func):
    """The lines of a note's pieces as one text."""

    function = "portal_lines"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        sql, params = compiler.compile(self.source_expressions[0])
        return f"(jsonb_path_query_array({sql}, '$[*].lines[*]')::text)", params


def by_language(column: str) -> Joined:
    """Return the texts of a column that holds them by language, as one."""
    return Joined(*(Coalesce(KT(f"{column}__{language}"), Value("")) for language in LANGUAGES))


def install(connection: Any, **kwargs: Any) -> None:
    """Give a new connection to SQLite the functions; PostgreSQL has its own."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("portal_search", 2, _is_found, deterministic=True)
        connection.connection.create_function("portal_lines", 1, _lines, deterministic=True)


def _is_found(text: str | None, typed: str) -> int:
    query = words.parse(typed)
    return int(bool(text) and query is not None and query.matches(text))


def _lines(pieces: str | None) -> str:
    return "\n".join(_strings(json.loads(pieces or "[]")))


def _strings(pieces: list[dict[str, Any]]) -> Iterator[str]:
    for piece in pieces:
        yield from piece.get("lines", ())
