"""Where admitted files are kept: under names that tell nothing of them."""

import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction

from cica_portal.operation.whole_files import save_whole


@contextmanager
def kept(content: bytes, kind: str) -> Iterator[dict[str, Any]]:
    """Keep an admitted file in one transaction with its row, and yield what the row says of it; where the row
    does not come about, the file goes."""
    stored_as = save_whole(default_storage, f"uploads/{uuid.uuid4().hex}.{kind}", content)
    try:
        with transaction.atomic():
            sha256 = hashlib.sha256(content).hexdigest()
            yield {"stored_as": stored_as, "size": len(content), "sha256": sha256}
    except BaseException:
        drop(stored_as)
        raise


class AlteredFile(Exception):
    """A stored file is not the one that was stored: it is given to nobody."""


class MissingFile(AlteredFile, FileNotFoundError):
    """A stored file is gone."""


def stored(name: str, sha256: str) -> bytes:
    """Return a stored file, compared with the hash that was recorded when it came."""
    try:
        with default_storage.open(name, "rb") as file:
            content: bytes = file.read()
    except FileNotFoundError as error:
        raise MissingFile(f"The stored file {name} is missing.") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise AlteredFile(f"The stored file {name} is not the one that was stored.")
    return content


def drop(name: str) -> None:
    """Delete a stored file; once gone, it stays gone."""
    default_storage.delete(name)
