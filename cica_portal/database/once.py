"""Rows that a form makes once, however often it is sent (rule 14)."""

import uuid
from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import Manager, Model

Made = TypeVar("Made", bound=Model)


def create(rows: Manager[Made], key: uuid.UUID | None, values: Mapping[str, Any]) -> tuple[Made, bool]:
    """Return the row of the form whose key this is, and whether it was made now; without a key a new one."""
    if key is None:
        return rows.create(**values), True
    return rows.get_or_create(pk=key, defaults=values)
