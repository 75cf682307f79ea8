"""Noto Serif for the reading pages, served from the system's own fonts: the project holds no copy."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, overload

from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage

SYSTEM_FOLDERS = (Path("/usr/share/fonts/truetype/noto"), Path("/usr/share/fonts/noto"))
FACES = tuple(f"NotoSerif-{face}.ttf" for face in ("Regular", "Bold", "Italic", "BoldItalic"))
STYLE_SHEETS = Path(__file__).parent.parent / "font_faces"
PREFIX = "portal/fonts"


def font_folder(folders: Iterable[Path] = SYSTEM_FOLDERS) -> Path | None:
    """Return the first folder that holds all four faces."""
    return next((folder for folder in folders if all((folder / face).is_file() for face in FACES)), None)


class SystemFontFinder(BaseFinder):
    """Find the four faces and `faces.css`; of a system without the fonts, only a `faces.css` that names them.

    The style sheet must not refer to files that are not there: the manifest storage refuses it.
    """

    def __init__(self, *args: Any, folders: Iterable[Path] = SYSTEM_FOLDERS, **kwargs: Any) -> None:
        folder = font_folder(folders)
        self.storages = {"faces.css": _storage(STYLE_SHEETS / ("served" if folder else "local"))}
        if folder:
            self.storages |= {face: _storage(folder) for face in FACES}
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return []

    @overload
    def find(self, path: str, find_all: Literal[False] = False) -> str | None: ...

    @overload
    def find(self, path: str, find_all: Literal[True]) -> list[str]: ...

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> str | list[str] | None:
        prefix, _, name = path.rpartition("/")
        found = prefix == PREFIX and name in self.storages
        location = self.storages[name].path(name) if found else ""
        if find_all:
            return [location] if location else []
        return location

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        yield from self.storages.items()


class _PrefixedStorage(FileSystemStorage):
    """Its files are found below the prefix."""

    prefix = PREFIX


def _storage(folder: Path) -> FileSystemStorage:
    return _PrefixedStorage(location=folder)
