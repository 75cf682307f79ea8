"""Noto Serif for the reading pages, cut out of the system's own fonts: the project holds no copy.

A face of the system weighs some 300 kB; what a page in one of the portal's languages needs of it, some 25.
So the faces are cut when static files are collected, and kept until the system's face is a newer one. A sign
that was cut away (of a name in its own script, say) is drawn in the next font of the page.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, overload

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage

SYSTEM_FOLDERS = (Path("/usr/share/fonts/truetype/noto"), Path("/usr/share/fonts/noto"))
FACES = tuple(f"NotoSerif-{face}.ttf" for face in ("Regular", "Bold", "Italic", "BoldItalic"))
STYLE_SHEETS = Path(__file__).parent.parent / "font_faces"
PREFIX = "portal/fonts"

# Latin with the accents of names, Cyrillic with the Kazakh letters, punctuation, the signs of note and table.
KEPT_SIGNS = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    0x218, 0x219, 0x21A, 0x21B, 0x2BC,
    *range(0x400, 0x460),
    *range(0x490, 0x514),
    *range(0x2010, 0x2028),
    0x202F, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044, 0x2060,
    0x20AC, 0x20B8, 0x20BD, 0x2116, 0x2122, 0x2190, 0x2192, 0x2212, 0x25CC,
)  # fmt: skip
KEPT_FEATURES = ("kern", "mark", "mkmk", "ccmp", "locl")


def font_folder(folders: Iterable[Path] = SYSTEM_FOLDERS) -> Path | None:
    """Return the first folder that holds all four faces."""
    return next((folder for folder in folders if all((folder / face).is_file() for face in FACES)), None)


def served_name(face: str) -> str:
    """Return the name under which a face of the system is served."""
    return f"{face.removesuffix('.ttf')}.woff2"


class SystemFontFinder(BaseFinder):
    """Find the four faces as they are served, with `faces.css`; without the system's only a `faces.css`.

    The style sheet must not refer to files that are not there: the manifest storage refuses it.
    """

    def __init__(
        self, *args: Any, folders: Iterable[Path] = SYSTEM_FOLDERS, kept: Path | None = None, **kwargs: Any
    ) -> None:
        folder = font_folder(folders)
        self.storages: dict[str, _PrefixedStorage] = {
            "faces.css": _PrefixedStorage(location=STYLE_SHEETS / ("served" if folder else "local"))
        }
        if folder:
            cut = _CutFaces(folder, kept or settings.DATA_DIR / "fonts")
            self.storages |= {served_name(face): cut for face in FACES}
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


class _CutFaces(_PrefixedStorage):
    """The faces of a folder of the system, cut the first time that somebody asks for them."""

    def __init__(self, system: Path, kept: Path) -> None:
        self.system = system
        super().__init__(location=kept)

    def path(self, name: str) -> str:
        made = Path(super().path(name))
        source = self.system / f"{made.stem}.ttf"
        if source.name in FACES and _is_older(made, source):
            made.parent.mkdir(parents=True, exist_ok=True)
            _cut(source, made)
        return str(made)


def _is_older(made: Path, source: Path) -> bool:
    newest = max(source.stat().st_mtime, Path(__file__).stat().st_mtime)
    return not made.exists() or made.stat().st_mtime < newest


def _cut(source: Path, made: Path) -> None:
    """Write what the pages need of a face, as WOFF2: whole, or not at all."""
    # Only those who collect static files need the library, and no web worker shall carry it.
    from fontTools.subset import Options, Subsetter, load_font, save_font  # type: ignore[import-untyped] # noqa: PLC0415

    options = Options(
        flavor="woff2",
        hinting=False,
        layout_features=list(KEPT_FEATURES),
        notdef_outline=True,
        drop_tables=["DSIG"],
    )
    handle, unfinished = tempfile.mkstemp(dir=made.parent, suffix=".woff2")
    os.close(handle)
    with load_font(str(source), options) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=KEPT_SIGNS)
        subsetter.subset(font)
        save_font(font, unfinished, options)
    Path(unfinished).chmod(0o644)
    os.replace(unfinished, made)
