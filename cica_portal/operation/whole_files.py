"""Files that are there whole or not at all: written aside, synced, renamed."""

import os
import uuid
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import Storage


def save_whole(storage: Storage, name: str, content: bytes) -> str:
    """Save a file under this name in a storage, and return the name that it has there."""
    try:
        path = Path(storage.path(name))
    except NotImplementedError:  # an object storage puts a file whole by itself
        return storage.save(name, ContentFile(content))
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content)
    return name


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in the place of what may be there: whoever reads it sees the one or the other."""
    aside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        with open(aside, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
