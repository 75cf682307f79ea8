"""Which questions about open points have any answer: asked in one statement, which is composed once.

A start page asks forty questions, of which most have no answer. To write their SQL takes Django a tenth of a
second on every request, to answer it the database some milliseconds. So that statement is kept, with the
places of its values. Nothing that was read is kept: the database is asked each time.
"""

import contextlib
import datetime as dt
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, models, router
from django.db.models import QuerySet, Value
from django.utils.translation import get_language

from plans.models import ConceptPaper

# A question is made of `Place` values. It reads no clock, no setting and no row.
Question = Callable[..., QuerySet[Any, Any]]
Values = Mapping[str, dt.datetime | int]

_FIELDS: dict[type, "models.Field[Any, Any]"] = {
    dt.datetime: models.DateTimeField(),
    int: models.BigIntegerField(),
}


class Place(Value):
    """The place of a value that is known only when the question is asked: it stands wherever one may."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [self]


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its parameters, and the keys of the questions that it asks."""

    sql: str
    params: Sequence[Any]
    keys: Sequence[Hashable]


_statements: dict[Hashable, Statement] = {}


def find_answered(
    key: Hashable, questions: Callable[[], Mapping[Hashable, Question]], values: Values
) -> set[Hashable]:
    """Return the keys of the questions that have any answer; their statement is composed once a `key`."""
    connection = connections[router.db_for_read(ConceptPaper)]
    whole = (key, connection.vendor, get_language())
    if whole not in _statements:
        places = {name: Place(name, output_field=_FIELDS[type(value)]) for name, value in values.items()}
        with asking_nothing(connection):
            _statements[whole] = _compose(connection, questions(), places)
    statement = _statements[whole]
    if not statement.keys:
        return set()
    known = {
        name: _FIELDS[type(value)].get_db_prep_value(value, connection) for name, value in values.items()
    }
    params = [known[one.value] if isinstance(one, Place) else one for one in statement.params]
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, params)
        answers = cursor.fetchone()
    return {one for one, is_answered in zip(statement.keys, answers, strict=True) if is_answered}


def _compose(
    connection: Any, questions: Mapping[Hashable, Question], places: Mapping[str, Place]
) -> Statement:
    """Write `SELECT EXISTS(…), EXISTS(…)`, without the questions that can have no answer."""
    keys: list[Hashable] = []
    parts: list[str] = []
    params: list[Any] = []
    for key, question in questions.items():
        with contextlib.suppress(EmptyResultSet):
            sql, its = question(**places).query.exists().get_compiler(connection=connection).as_sql()
            keys.append(key)
            parts.append(f"EXISTS({sql})")
            params += its
    return Statement(f"SELECT {', '.join(parts)}", params, keys)


@contextlib.contextmanager
def asking_nothing(connection: Any) -> Iterator[None]:
    """Let any question to the database fail: what is composed once must not depend on what was read."""
    # Django asks SQLite once, where the first query needs it, whether it reads JSON.
    bool(connection.features.supports_json_field)

    def refuse(*_args: Any) -> Any:
        raise RuntimeError("A question that is composed once asks the database for nothing beforehand.")

    with connection.execute_wrapper(refuse):
        yield
