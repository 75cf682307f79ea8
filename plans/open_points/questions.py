"""Questions about open points, which are composed once.

A start page asks forty questions, of which most have no answer. To write their SQL takes Django a tenth of a
second on every request, to answer it the database some milliseconds. So statements are kept, with the places
of their values. Nothing that was read is kept: the database is asked each time.
"""

import contextlib
import copy
import datetime as dt
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections, models, router
from django.db.models import QuerySet, Value
from django.utils.translation import get_language

from plans.models import ConceptPaper

Row = TypeVar("Row")
# A question is made of `Given` values. It reads no clock, no setting and no row.
Question = Callable[..., QuerySet[Any, Any]]
Values = Mapping[str, dt.datetime | int]

_FIELDS: dict[type, "models.Field[Any, Any]"] = {
    dt.datetime: models.DateTimeField(),
    int: models.BigIntegerField(),
}


class Given(Value):
    """A value that is known only when the question is asked: it stands wherever a value may."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [self]


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its parameters; without any where there can be no answer. `asked` is what stands behind it."""

    sql: str = ""
    params: Sequence[Any] = ()
    asked: Any = None

    def execute(self, connection: Any, values: Values) -> list[tuple[Any, ...]]:
        if not self.sql:
            return []
        known = {name: _field(value).get_db_prep_value(value, connection) for name, value in values.items()}
        params = [known[one.value] if isinstance(one, Given) else one for one in self.params]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


_statements: dict[Hashable, Statement] = {}


def find_answered(
    key: Hashable, questions: Callable[[], Mapping[Hashable, Question]], values: Values
) -> set[Hashable]:
    """Return the keys of the questions that have any answer: all asked in one statement, which is composed
    once for each `key`."""

    def compose(connection: Any, given: Mapping[str, Given]) -> Statement:
        keys: list[Hashable] = []
        parts: list[str] = []
        params: list[Any] = []
        for one, question in questions().items():
            with contextlib.suppress(EmptyResultSet):
                compiler = question(**given).query.exists().get_compiler(connection=connection)
                sql, its = compiler.as_sql()
                keys.append(one)
                parts.append(f"EXISTS({sql})")
                params += its
        return Statement(f"SELECT {', '.join(parts)}" if parts else "", params, keys)

    statement, connection = _kept(key, compose, values)
    return {
        one
        for row in statement.execute(connection, values)
        for one, is_answered in zip(statement.asked, row, strict=True)
        if is_answered
    }


def read_answers(key: Hashable, question: Callable[..., QuerySet[Any, Row]], values: Values) -> list[Row]:
    """Return the rows of a question, whose statement is composed once for each `key`."""

    def compose(connection: Any, given: Mapping[str, Given]) -> Statement:
        queryset = question(**given)
        compiler = queryset.query.get_compiler(connection=connection)
        try:
            return Statement(*compiler.as_sql(), asked=(queryset, compiler))
        except EmptyResultSet:
            return Statement()

    statement, connection = _kept(key, compose, values)
    read = statement.execute(connection, values)
    if not read:
        return []
    queryset, compiler = statement.asked[0].all(), copy.copy(statement.asked[1])
    compiler.connection = connection  # threads share what was composed, and no line to the database
    read = [row[: compiler.col_count] for row in read]
    compiler.execute_sql = lambda *_args, **_more: [read]
    queryset.query.get_compiler = lambda *_args, **_more: compiler
    return list(queryset)


def _kept(
    key: Hashable, compose: Callable[[Any, Mapping[str, Given]], Statement], values: Values
) -> tuple[Statement, Any]:
    connection = connections[router.db_for_read(ConceptPaper)]
    whole = (key, connection.vendor, get_language())
    if whole not in _statements:
        given = {name: Given(name, output_field=_field(value)) for name, value in values.items()}
        with asking_nothing(connection):
            _statements[whole] = compose(connection, given)
    return _statements[whole], connection


def _field(value: dt.datetime | int) -> "models.Field[Any, Any]":
    return _FIELDS[type(value)]


@contextlib.contextmanager
def asking_nothing(connection: Any) -> Iterator[None]:
    """Let any question to the database fail: what is composed once must not depend on what was read."""
    # Django asks SQLite once, where the first query needs it, whether it reads JSON.
    bool(connection.features.supports_json_field)

    def refuse(*_args: Any) -> Any:
        raise RuntimeError("A question that is composed once asks the database for nothing beforehand.")

    with connection.execute_wrapper(refuse):
        yield
