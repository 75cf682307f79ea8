"""Keys of rows, read from a database: each is made once in a process for as long as it is asked for."""

import uuid
from functools import lru_cache
from typing import Any

from django.db import connection

# What PostgreSQL calls the type of a key.
UUID_TYPE = 2950


@lru_cache(4096)  # a page of 100 comments has 400, and to make them anew was a twentieth of it
def made(text: str) -> uuid.UUID:
    """Return the key that is written so; the same is found among others without comparing it."""
    return uuid.UUID(text)


def read_from_postgresql() -> None:
    """Let psycopg2 make keys so on every line, in the place of what Django has it do."""
    extensions = connection.Database.extensions  # type: ignore[attr-defined] # psycopg2, of this vendor
    extensions.register_type(extensions.new_type((UUID_TYPE,), "UUID", _read))


def _read(text: str | None, _cursor: Any) -> uuid.UUID | None:
    return None if text is None else made(text)
