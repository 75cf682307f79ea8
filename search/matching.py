"""Asking the database for texts in which a query is found: by their stored words, or one by one."""

from collections.abc import Sequence
from typing import Any

from django.db.models import BooleanField, Expression, F, Func, TextField, Value

from search import stores, words
from search.stores import Store
from search.words import Query

_TEXT = TextField()


class Stored(Func):
    """The condition that `query` is found in the stored words of a row, in one of the columns named."""

    output_field = BooleanField()

    def __init__(
        self,
        store: Store,
        query: Query,
        columns: Sequence[str] = ("words",),
        *,
        is_scanned: bool = False,
    ) -> None:
        """`is_scanned` lets SQLite go through an index of all rows, and not fetch each that is found: it is
        less for frequent words, and little for rare ones, where the index has all that is asked for."""
        super().__init__(F("pk"))
        self.store, self.query, self.columns, self.is_scanned = store, query, tuple(columns), is_scanned

    @property
    def identity(self) -> tuple[Any, ...]:
        return (type(self), self.store.name, self.query.words, self.columns, self.is_scanned)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        sql, params = compiler.compile(self.source_expressions[0])
        asked = self.query.fts_in(self.columns)
        return f"{'+' if self.is_scanned else ''}{sql} IN ({self.store.found('%s')})", [*params, asked]

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        row = compiler.quote_name_unless_alias(self.source_expressions[0].alias)
        asked = [f"{row}.search_{column} @@ to_tsquery('simple', %s)" for column in self.columns]
        return f"({' OR '.join(asked)})", [self.query.tsquery] * len(asked)


class Matches(Func):
    """The condition that `query` is found in the text that the expression `said` gives: for texts of which
    there are few, or few in a person's own scope."""

    function = "portal_search"
    output_field = BooleanField()

    def __init__(self, said: Expression | F | str, query: Query) -> None:
        super().__init__(said, Value(query.words, _TEXT))
        self.query = query

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        sql, params = compiler.compile(self.source_expressions[0])
        return f"(portal_search_vector({sql}) @@ to_tsquery('simple', %s))", [*params, self.query.tsquery]


class Joined(Func):
    """Several texts of a row as one."""

    template = "(%(expressions)s)"
    arg_joiner = " || ' ' || "
    output_field = TextField()


def install(connection: Any, **kwargs: Any) -> None:
    """Give a new connection to SQLite the functions; PostgreSQL has its own."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("portal_search", 2, _is_found, deterministic=True)
        stores.add_functions(connection)


def _is_found(text: str | None, typed: str) -> int:
    query = words.parse(typed)
    return int(bool(text) and query is not None and query.matches(text))
