"""Where admitted files are kept: under names that tell nothing of them."""

import uuid

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


def store(content: bytes, suffix: str) -> str:
    """Keep an admitted file under a random name, and return that name."""
    return default_storage.save(f"uploads/{uuid.uuid4().hex}{suffix}", ContentFile(content))


def stored(name: str) -> bytes:
    with default_storage.open(name, "rb") as file:
        content: bytes = file.read()
    return content


def drop(name: str) -> None:
    """Delete a stored file; once gone, it stays gone."""
    default_storage.delete(name)
