"""Seals: the hash of every official row, kept in the chain of the record of acts (rule 40).

What an act makes official is sealed by the next sweep: each row with the hash of all that stands in it, and
an entry of the chain with the hash of these seals. From then on a change of any field shows, as does a row or
a file that is gone. A row is sealed once: the database refuses to change it afterwards (rule 16).

Each app says in `audit_content.py` which of its rows are `OFFICIAL`, and what else can be computed again:
`contradictions`.
"""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Replace
from django.utils.module_loading import module_has_submodule

from cica_portal.text import sha256
from members.audit.chain import record
from members.models import AuditEntry, AuditHead, Seal

ACT = "checksum.add"
# So many rows at most are sealed by one entry.
MOST = 2000
_MODULE = "audit_content"


class Contradiction(Exception):
    """What is stored is not what the record of acts says was stored."""


@dataclass(frozen=True)
class Official:
    """The official rows of a table: all of them, or those that meet a condition.

    `file` and `file_sha256` name the columns of the file that a row stands for and of its hash; `but` those
    that are not sealed, as they came to rows that had been.
    """

    model: type[models.Model]
    when: Q = Q()
    file: str = ""
    file_sha256: str = ""
    but: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    def rows(self) -> models.QuerySet[Any]:
        """Return the rows of the table, official or not, each with the key by which a seal names it."""
        written = Cast("pk", models.TextField())
        rows: models.QuerySet[Any] = self.model._base_manager.order_by("pk").annotate(
            written_key=Replace(written, Value("-"), Value(""), output_field=models.TextField())
        )
        return rows

    def columns(self) -> list[str]:
        names = [column.attname for column in self.model._meta.concrete_fields]
        return [name for name in names if name not in self.but]


def _modules() -> Iterator[Any]:
    for app in apps.get_app_configs():
        if module_has_submodule(app.module, _MODULE):
            yield import_module(f"{app.name}.{_MODULE}")


def official() -> list[Official]:
    """Return the official rows of all apps."""
    return [one for module in _modules() for one in module.OFFICIAL]


def digest(values: dict[str, Any]) -> str:
    """Return the SHA-256 of a row by its columns. What is empty goes without saying, so that a column that a
    later version adds leaves the seals of earlier rows as they are."""
    return sha256({name: _plain(value) for name, value in values.items() if value})


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    if isinstance(value, dt.date | dt.time | uuid.UUID):
        return str(value)
    return value


def _together(seals: list[Seal]) -> str:
    ordered = sorted((seal.model, seal.key, seal.sha256) for seal in seals)
    return sha256([list(one) for one in ordered])


# Sealing ---------------------------------------------------------------------------------------------
def seal(at: dt.datetime) -> int:
    """Seal what has become official since; return how many rows."""
    waiting = _waiting()
    return sum(_seal(one, at) for one in official() if one.label in waiting) if waiting else 0


def _waiting() -> set[str]:
    """Return the tables with rows to seal, asked of all in one statement: there are some eighty, and in most
    minutes nothing has become official."""
    statement, values = _question()
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {label for (label,) in cursor.fetchall()}


@cache  # the same in every minute: 80 ms to compose
def _question() -> tuple[str, tuple[Any, ...]]:
    asked = [
        _unsealed(one).order_by().values_list(Value(one.label))[:1].query.sql_with_params()
        for one in official()
    ]
    statement = " UNION ALL ".join(
        f"SELECT * FROM ({sql}) AS of_{place}"  # noqa: S608 - composed by Django
        for place, (sql, _values) in enumerate(asked)
    )
    return statement, tuple(value for _sql, values in asked for value in values)


def _seal(one: Official, at: dt.datetime) -> int:
    """Seal what is not sealed of a table. It is read under the head's lock: of two sweeps at once the later
    one finds what the other has left."""
    sealed = 0
    while True:
        with transaction.atomic():
            head = AuditHead.objects.select_for_update().get_or_create(id=1)[0]
            found = list(_unsealed(one)[:MOST])
            if not found:
                return sealed
            seals = [Seal(model=one.label, key=row.pop("written_key"), sha256=digest(row)) for row in found]
            after = {"table": one.label, "rows": len(seals), "sha256": _together(seals)}
            entry = record("checksum.add", subject=head, by=None, at=at, after=after)
            for made in seals:
                made.entry = entry
            Seal.objects.bulk_create(seals)
        sealed += len(seals)


def _unsealed(one: Official) -> models.QuerySet[Any]:
    is_sealed = Exists(Seal.objects.filter(model=one.label, key=OuterRef("written_key")))
    return one.rows().filter(one.when).filter(~is_sealed).values("written_key", *one.columns())


# Checking --------------------------------------------------------------------------------------------
def verify(*, with_files: bool = True) -> int:
    """Compute all that was sealed again, from rows and files; return how many rows there are.

    Raises Contradiction with the first thing that is not as it was.
    """
    _verify_seals()
    checked = sum(_verify_rows(one, with_files=with_files) for one in official())
    for module in _modules():
        for contradiction in getattr(module, "contradictions", tuple)():
            raise Contradiction(contradiction)
    return checked


def _verify_seals() -> None:
    """Find the first entry whose seals are not those that it was made with."""
    strange = Seal.objects.exclude(entry__action=ACT).first()
    if strange is not None:
        raise Contradiction(f"The seal of {strange.model} {strange.key} is in no entry that seals.")
    for entry in AuditEntry.objects.filter(action=ACT).order_by("sequence"):
        if _together(list(entry.seals.all())) != (entry.after or {}).get("sha256"):
            raise Contradiction(f"The seals of entry {entry.sequence} are not those that it was made with.")


def damaged_files() -> Iterator[str]:
    """Yield what is wrong with each file of an official row that was altered or cannot be read."""
    for one in official():
        if not one.file:
            continue
        kept = one.rows().filter(one.when).exclude(**{one.file: ""})
        for key, name, wanted in kept.values_list("written_key", one.file, one.file_sha256).iterator():
            try:
                _verify_file(f"{one.label} {key}", name, wanted)
            except Contradiction as contradiction:
                yield str(contradiction)


def _verify_rows(one: Official, *, with_files: bool = True) -> int:
    sealed = dict(Seal.objects.filter(model=one.label).values_list("key", "sha256"))
    checked = 0
    for row in one.rows().values("written_key", *one.columns()).iterator(chunk_size=500):
        key = row.pop("written_key")
        wanted = sealed.pop(key, None)
        if wanted is None:
            continue
        if digest(row) != wanted:
            raise Contradiction(f"{one.label} {key} is not what was sealed: a value of it was changed.")
        if with_files and one.file and row[one.file]:
            _verify_file(f"{one.label} {key}", row[one.file], row[one.file_sha256])
        checked += 1
    for key in sealed:
        raise Contradiction(f"{one.label} {key} was sealed and is no longer there.")
    return checked


def _verify_file(what: str, name: str, wanted: str) -> None:
    try:
        with default_storage.open(name, "rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Contradiction(f"The file of {what} cannot be read: {name}.") from error
    if found != wanted:
        raise Contradiction(f"The file of {what} is not the one that was stored: {name}.")
