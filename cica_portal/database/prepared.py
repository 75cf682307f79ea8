"""Statements of which only some values differ: PostgreSQL plans each once on a connection, SQLite anew.

To plan a statement of thirty questions takes it 40 ms, to answer it 6. What is composed once
(`composed`) is prepared when it is first asked on a connection; from then on its values are sent.

SQLite plans a statement twice where a text that is sent beside it is compared with a column that an index
with a condition names: once without it, and again once it knows it. So texts that never differ stand in the
statement: the question of thirty kinds of open points takes it 1.9 ms, not 3.4. What is sent beside it has a
name there: Django then finds its places in a statement of 13,000 characters in 11 microseconds, not in 136.
"""

import itertools
import re
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

# What PostgreSQL is told of a value. What a text is, a key or a word, it sees from where it stands.
_TYPES = {
    "DateTimeField": "timestamptz",
    "DateField": "date",
    "BigIntegerField": "bigint",
    "TextField": "unknown",
    "UUIDField": "uuid",
}
_numbers = itertools.count(1)

# Where SQLite is sent a parameter, as Django's backend finds it.
_PARAMETER = re.compile(r"(?<!%)%s")

# By connection, the names of what is prepared there; a connection that is gone takes its own along.
_prepared: "weakref.WeakKeyDictionary[Any, set[str]]" = weakref.WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a value goes among the parameters of a statement."""

    name: str
    field: "models.Field[Any, Any]"

    def value(self, values: Mapping[str, Any], connection: Any) -> Any:
        return self.field.get_db_prep_value(values[self.name], connection)


def _name() -> str:
    return f"portal_{next(_numbers)}"


def statement(sql: str, params: Sequence[Any], vendor: str, *, updates: str = "") -> "Statement":
    """Return SQL that a compiler made for a database of this vendor as what is asked again and again.

    The name of one that `updates` a table says so: of what is prepared only the name is seen later.
    """
    if vendor != "sqlite":
        return Statement(sql, tuple(params), f"{_name()}_updates_{updates}" if updates else _name())
    first, *others = _PARAMETER.split(sql)
    pieces = [first]
    sent: list[tuple[str, Any]] = []
    names: dict[Slot | int, str] = {}
    for param, rest in zip(params, others, strict=True):
        if isinstance(param, str) and "\0" not in param:
            pieces += [_quoted(param), rest]
            continue
        # A value that is given later has one name wherever it stands, another one by its place.
        name = names.setdefault(param if isinstance(param, Slot) else len(sent), f"p{len(names)}")
        pieces += [f"%({name})s", rest]
        sent.append((name, param))
    return Statement(
        "".join(pieces), tuple(param for _name, param in sent), names=tuple(name for name, _param in sent)
    )


def _quoted(text: str) -> str:
    """Return a text as SQLite reads it, in a statement in which Django looks for parameters."""
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its parameters, some of them slots: a slot may stand among them many times."""

    sql: str
    params: Sequence[Any]
    name: str = field(default_factory=_name, compare=False)
    names: Sequence[str] = ()
    slots: Sequence[Slot] = field(init=False, compare=False)
    _places: Sequence[int | None] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        slots = list(dict.fromkeys(one for one in self.params if isinstance(one, Slot)))
        places = [slots.index(one) if isinstance(one, Slot) else None for one in self.params]
        object.__setattr__(self, "slots", slots)
        object.__setattr__(self, "_places", places)

    def asked(self, values: Mapping[str, Any], connection: Any) -> tuple[str, list[Any] | dict[str, Any]]:
        """Return what is to be sent on this connection, and its parameters, with the values put in."""
        given = [slot.value(values, connection) for slot in self.slots]
        if connection.vendor != "postgresql" or connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
            pairs = zip(self.params, self._places, strict=True)
            sent = [one if place is None else given[place] for one, place in pairs]
            if connection.vendor == "sqlite":
                return self.sql, dict(zip(self.names, sent, strict=True))
            return self.sql, sent
        self._prepare(connection)
        places = f"({', '.join(['%s'] * len(given))})" if given else ""
        return f"EXECUTE {self.name}{places}", given

    def _prepare(self, connection: Any) -> None:
        connection.validate_no_broken_transaction()
        connection.close_if_health_check_failed()
        connection.ensure_connection()
        names = _prepared.setdefault(connection.connection, set())
        if self.name in names:
            return
        places = {slot: _Place(number) for number, slot in enumerate(self.slots, start=1)}
        types = ", ".join(_TYPES[slot.field.get_internal_type()] for slot in self.slots)
        # As Django makes a connection ready: by no cursor that counts and logs it as a question.
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            sql = cursor.mogrify(self.sql, [places.get(one, one) for one in self.params]).decode()
            cursor.execute(f"PREPARE {self.name}{f' ({types})' if types else ''} AS {sql}")
        names.add(self.name)


class _Place:
    """Stands among the parameters where PostgreSQL is to find a value: psycopg2 asks it how it is written."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __conform__(self, _protocol: Any) -> "_Place":
        return self

    def getquoted(self) -> bytes:
        return b"$%d" % self.number
