"""Queries that are composed once.

To make SQL of a long query takes Django longer than the database takes to answer it. A query asked again and
again, of which only some values differ, is composed at its first use in each language and kept; afterwards
the values are put in. Nothing that was read is kept: the database is asked each time.
"""

import contextlib
import datetime as dt
import uuid
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, models, router, transaction
from django.db.models import Q, QuerySet, Subquery, Value
from django.db.models.expressions import Col
from django.db.models.sql import UpdateQuery
from django.utils.translation import get_language

from cica_portal.database import row_keys
from cica_portal.database.prepared import Slot, Statement, statement

Row = TypeVar("Row")
Known = dt.datetime | dt.date | int | str | uuid.UUID
Compose = Callable[..., QuerySet[Any, Any]]

# One field for all keys: fields are equal only to themselves, and so are the statements that name them.
NUMBER = models.BigIntegerField()
_FIELDS: dict[type, "models.Field[Any, Any]"] = {
    dt.datetime: models.DateTimeField(),
    dt.date: models.DateField(),
    int: NUMBER,
    str: models.TextField(),
    uuid.UUID: models.UUIDField(),
}


class Given(Value):
    """A value that is known only when the query is asked: it stands wherever a value may."""

    def __init__(self, name: str, output_field: "models.Field[Any, Any]") -> None:
        super().__init__(name, output_field=output_field)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [Slot(self.value, self.output_field)]


class Number(Subquery):
    """How many rows a query has, as a column of another."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = models.IntegerField()


def value(one: Any, output_field: "models.Field[Any, Any]") -> Value:
    """Return a value, known or given later, as a column."""
    return one if isinstance(one, Given) else Value(one, output_field)


@dataclass(frozen=True, slots=True)
class _Composed:
    """A query with the statement that it was made into."""

    queryset: QuerySet[Any, Any]
    compiler: Any
    vendor: str
    statement: Statement
    converted: Sequence[int]

    def is_like(self, other: "_Composed") -> bool:
        return self.statement == other.statement and _form(self) == _form(other)


def _form(one: _Composed) -> tuple[Any, ...]:
    """Return what a query makes of the rows of its statement."""
    found: Any = one.queryset
    return found.model, found._iterable_class, found._fields, found._prefetch_related_lookups, one.vendor


_kept: dict[Hashable, _Composed] = {}
# Queries that can have no row, whatever they are given: of what a role never reads.
_without_rows: set[Hashable] = set()


def rows(key: Hashable, compose: Callable[..., QuerySet[Any, Row]], **values: Known) -> list[Row]:
    """Return the rows of the query that `compose` makes, which is composed once for each `key`.

    `compose` is given a `Given` for each of the values, and reads nothing else that may change: no clock, no
    row, no setting. What decides on the form of the query is in the key. Asking the database in it fails.
    """
    try:
        found = _statement(key, compose, values)
    except EmptyResultSet:
        return []
    connection = connections[found.queryset.db]
    _refuse_lock_that_ends(found.queryset, connection)
    with connection.cursor() as cursor:
        cursor.execute(*found.statement.asked(values, connection))
        read = cursor.fetchall()
    return list(_read(found, read, connection)) if read else []


def first(key: Hashable, compose: Callable[..., QuerySet[Any, Row]], **values: Known) -> Row | None:
    """Return the first row of such a query, if it has any."""
    return next(iter(rows(key, compose, **values)), None)


def get(key: Hashable, compose: Callable[..., QuerySet[Any, Row]], **values: Known) -> Row:
    """Return the one row of such a query. Where it is not there, refuse as `QuerySet.get` does."""
    for row in rows(key, compose, **values):
        return row
    raise _statement(key, compose, values).queryset.model.DoesNotExist


def named(keys: Iterable[int], size: int) -> dict[str, int]:
    """Return keys of rows as values to be given, so many whatever there are, for one statement to serve them:
    0 is the key of no row."""
    found = list(keys)
    return {f"row_{place}": key for place, key in enumerate([*found, *[0] * (size - len(found))])}


def among(field: str, keys: Iterable[Any]) -> Q:
    """Return the condition that a field is one of these keys, which may be given later."""
    found = list(keys)
    if not any(isinstance(key, Given) for key in found):
        return Q(**{f"{field}__in": found})
    return reduce(or_, (Q(**{field: key}) for key in found))  # `in` takes no key of a relation that is given


def answered(
    key: Hashable, queries: Callable[[], Mapping[Hashable, Compose]], **values: Known
) -> set[Hashable]:
    """Return of which of these queries there is any row, by their keys: all in one statement, composed once
    for each `key` as those of `rows` are.

    Where most find nothing, to ask so first costs less than to ask them all. No column is named in it: the
    statement is a third as long, and SQLite, which reads it anew on each connection, takes half the time.
    """
    whole = (key, get_language(), *sorted(values))
    asked = _asked.get(whole)
    if asked is None or asked.connection.vendor != asked.vendor:
        asked = _asked[whole] = _joined(queries(), values)
    if not asked.keys:
        return set()
    connection = asked.connection
    with connection.cursor() as cursor:
        cursor.execute(*asked.statement.asked(values, connection))
        found = cursor.fetchone()
    return {one for one, is_answered in zip(asked.keys, found, strict=True) if is_answered}


def exists(key: Hashable, compose: Compose, **values: Known) -> bool:
    """Tell whether such a query has any row."""
    return bool(answered(key, lambda: {key: compose}, **values))


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whether several queries have any row, as a statement; without the keys of those that can have none."""

    keys: Sequence[Hashable]
    statement: Statement
    model: type[models.Model] | None
    vendor: str

    @property
    def connection(self) -> Any:
        """The line to the rows of this moment: whoever takes the walk through the case reads others."""
        return connections[DEFAULT_DB_ALIAS if self.model is None else router.db_for_read(self.model)]


# As for `_kept`: statements, and nothing that was read.
_asked: dict[Hashable, _Asked] = {}


Change = Callable[..., tuple[QuerySet[Any, Any], Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class _Changed:
    """A change of rows as a statement, and the model whose rows it changes."""

    statement: Statement
    model: type[models.Model]
    vendor: str


# As for `_kept`: statements, and nothing that was read.
_changes: dict[Hashable, _Changed] = {}


def update(key: Hashable, compose: Change, **values: Known) -> int:
    """Change rows by a statement that is composed once for each `key`, as those of `rows` are, and return how
    many there were. `compose` returns the query of the rows, and what is set in them.

    It is one statement and a transaction by itself: what it locks to find its rows, it holds until they are
    changed.
    """
    whole = (key, *sorted(values))
    found = _changes.get(whole)
    if found is None or connections[router.db_for_write(found.model)].vendor != found.vendor:
        found = _changes[whole] = _change(compose, values)
    connection = connections[router.db_for_write(found.model)]
    with connection.cursor() as cursor:
        cursor.execute(*found.statement.asked(values, connection))
        return cast(int, cursor.rowcount)


def _change(compose: Change, values: Mapping[str, Known]) -> _Changed:
    # Django composes what locks rows within a transaction alone.
    with transaction.atomic(), asking_nothing():
        queryset, changes = compose(**_given(values))
        query: Any = queryset.query.chain(UpdateQuery)
        query.add_update_values(changes)
        compiler = query.get_compiler(using=router.db_for_write(queryset.model))
        sql, params = compiler.as_sql()
    vendor = compiler.connection.vendor
    table = queryset.model._meta.db_table
    return _Changed(statement(sql, params, vendor, updates=table), queryset.model, vendor)


def _joined(queries: Mapping[Hashable, Compose], values: Mapping[str, Known]) -> _Asked:
    given, keys, parts, params = _given(values), [], [], []
    vendor, model = connections[DEFAULT_DB_ALIAS].vendor, None
    for key, compose in queries.items():
        with asking_nothing(), contextlib.suppress(EmptyResultSet):
            queryset = compose(**given)
            compiler = queryset.query.exists().get_compiler(using=queryset.db)
            sql, its = compiler.as_sql()
            vendor, model = compiler.connection.vendor, queryset.model
            keys.append(key)
            parts.append(f"EXISTS({sql})")
            params += its
    return _Asked(keys, statement(f"SELECT {', '.join(parts)}", params, vendor), model, vendor)


def _statement(key: Hashable, compose: Compose, values: Mapping[str, Known]) -> _Composed:
    whole = (key, get_language(), *sorted(values))
    if whole in _without_rows:
        raise EmptyResultSet
    found = _kept.get(whole)
    if found is None or connections[found.queryset.db].vendor != found.vendor:
        try:
            found = _kept[whole] = _known(_composed(compose, values))
        except EmptyResultSet:
            _without_rows.add(whole)
            raise
    return found


def _known(made: _Composed) -> _Composed:
    """Return the same statement where it is kept: most are the same in every language, and for many roles."""
    if made.queryset._fields is not None:  # type: ignore[attr-defined] # values go by language
        return made
    return next((one for one in list(_kept.values()) if one.is_like(made)), made)


def _given(values: Mapping[str, Known]) -> dict[str, Given]:
    return {name: Given(name, _FIELDS[type(value)]) for name, value in values.items()}


def _composed(compose: Compose, values: Mapping[str, Known]) -> _Composed:
    with asking_nothing():
        queryset = compose(**_given(values))
        compiler = queryset.query.get_compiler(using=queryset.db)
        sql, params = compiler.as_sql()
    columns, vendor = [column for column, _sql, _alias in compiler.select], compiler.connection.vendor
    return _Composed(
        _light(queryset), _lightened(compiler), vendor, statement(sql, params, vendor),
        converted=tuple(compiler.get_converters(columns)),
    )  # fmt: skip


@contextlib.contextmanager
def asking_nothing() -> Iterator[None]:
    """Let any question to the database fail: what is composed once must not depend on what was read."""
    with contextlib.ExitStack() as stack:
        for one in connections.all(initialized_only=True):
            # Django asks SQLite once, where the first query needs it, whether it reads JSON.
            bool(one.features.supports_json_field)
            stack.enter_context(one.execute_wrapper(_refused))
        yield


def _light(queryset: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Return a query without what only composing asks for: of all languages and roles that is a lot."""
    made = _copied(queryset)
    made._query = query = _copied(queryset.query)
    query.where = None
    query.alias_map, query.table_map, query.alias_refcount = {}, {}, {}
    query.annotations = dict.fromkeys(query.annotations)
    query._annotation_select_cache = None
    query.combined_queries, query.order_by = (), ()
    return cast(QuerySet[Any, Any], made)


def _lightened(compiler: Any) -> Any:
    made = _copied(compiler)
    made.select = [
        (one if isinstance(one, Col) else _Column.of(one, compiler.connection), None, alias)
        for one, _sql, alias in compiler.select
    ]
    made.query = made.where = made.having = made.qualify = made._meta_ordering = None
    made.quote_cache = {}
    return made


@dataclass(frozen=True, slots=True)
class _Column:
    """What reading a column that is computed needs of its expression."""

    output_field: Any
    converters: Sequence[Any]

    @classmethod
    def of(cls, expression: Any, connection: Any) -> "_Column":
        return cls(expression.output_field, expression.get_db_converters(connection))

    def get_db_converters(self, _connection: Any) -> list[Any]:
        return list(self.converters)


def _refused(*_args: Any) -> Any:
    raise RuntimeError("A query that is composed once asks the database for nothing beforehand.")


def _read(composed: _Composed, read: list[Any], connection: Any) -> QuerySet[Any, Any]:
    """Return the query as it makes its rows of what was read."""
    queryset, compiler = _copied(composed.queryset), _copied(composed.compiler)
    # Threads share what was composed, and no line to the database.
    compiler.using, compiler.connection = queryset.db, connection
    if compiler.has_extra_select:  # what is read for the order alone
        read = [row[: compiler.col_count] for row in read]
    compiler.execute_sql = lambda *_args, **_more: [read]
    # Of a row of forty columns few are converted, and to ask each took longer than to read the row.
    compiler.get_converters = lambda columns: {
        place: (_of_database(columns[place], connection), columns[place]) for place in composed.converted
    }
    compiler.has_composite_fields = lambda _columns: False  # no key of the portal has several columns
    queryset._query = _copied(composed.queryset.query)
    queryset._query.get_compiler = lambda *_args, **_more: compiler
    return cast(QuerySet[Any, Any], queryset)


def _refuse_lock_that_ends(queryset: QuerySet[Any, Any], connection: Any) -> None:
    """Refuse a lock outside of a transaction, as Django does where it composes one."""
    if not queryset.query.select_for_update or connection.in_atomic_block:
        return
    if connection.features.has_select_for_update and connection.get_autocommit():
        raise transaction.TransactionManagementError("Rows are locked inside a transaction.")


def _of_database(column: Any, connection: Any) -> list[Any]:
    """Return what makes a value of what the database gives for a column."""
    if connection.vendor == "sqlite" and isinstance(column.output_field, models.UUIDField):
        return [_key_of_text]
    return [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]


def _key_of_text(text: str | None, _expression: Any, _connection: Any) -> uuid.UUID | None:
    return None if text is None else row_keys.made(text)


def _copied(one: Any) -> Any:
    """Return a copy that shares everything: what copies itself otherwise does more than that."""
    made = object.__new__(type(one))
    vars(made).update(vars(one))
    return made
