"""Rows that are made once: by a form however often it is sent (rule 14), and of two people by the quicker."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Manager, Model, Q

from cica_portal.errors import DomainError

Made = TypeVar("Made", bound=Model)


def create(
    rows: Manager[Made], key: uuid.UUID | None, values: Mapping[str, Any], *, same: Q | None = None
) -> tuple[Made, bool]:
    """Return the row of the form whose key this is, and whether it was made now; without a key a new one.

    Where there is none of that key, a row that is the `same` by other marks stands for it.
    """
    if key is None:
        return rows.create(**values), True
    if same is None:
        return rows.get_or_create(pk=key, defaults=values)
    found = list(rows.filter(Q(pk=key) | same).order_by("pk"))
    if found:
        return min(found, key=lambda row: row.pk != key), False
    try:
        with transaction.atomic():
            return rows.create(pk=key, **values), True
    except IntegrityError:
        return rows.get(pk=key), False


@contextmanager
def refuse_second(refusal: DomainError) -> Iterator[None]:
    """Refuse what a constraint stops: of two who write the same row at once, one was quicker."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise refusal from error
