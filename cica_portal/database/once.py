"""Rows that a form makes once, however often it is sent (rule 14)."""

import uuid
from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Manager, Model, Q

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
