"""A compilation cut into parts: what each shows, as plain values, and the key by which it is found again.

The key holds everything that the part's pages follow from: its rows, its language, the templates, the style
sheets and the renderer. Whoever may read different rows is given different parts.
"""

import importlib.metadata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from cica_portal import state_names
from cica_portal.languages import pick
from cica_portal.messages import overlay
from cica_portal.text import sha256
from comments.reading import columns, compilation, outside
from comments.reading.columns import Placed
from comments.reading.compilation import Compilation
from comments.reading.readings import Reading

# So many comments make a part, unless those on one paragraph are more than that.
SIZE = 40
SOURCES = (
    "static/notes/pdf/document.css",
    "static/notes/pdf/compilation.css",
    "templates/documents/base.html",
    "templates/notes/pdf/matrix.html",
    "templates/notes/pdf/_comments.html",
    "templates/notes/pdf/_long.html",
)

Part = dict[str, Any]


@state_names.in_full()
def of(matrix: Compilation, lines: Sequence[Reading], of_filters: Sequence[str] = ()) -> list[Part]:
    """Return the parts in their order; the language of the matrix is active. There is always one.

    `of_filters` is what the head says where the lines are not all.
    """
    found = compilation.with_replies(matrix, lines)
    words = compilation.place_words()
    placed = columns.on_paper(has_dispositions=matrix.has_dispositions)
    begins = {row.place: row.number for row in reversed(found)}
    parts: list[Part] = [
        {
            "sections": [
                {
                    "heading": words[place] if rows_of_it[0].number == begins[place] else "",
                    "groups": _groups(rows_of_it, placed),
                }
                for place, rows_of_it in _by(chosen, lambda row: row.place)
            ],
            "first": chosen[0].number,
            "last": chosen[-1].number,
        }
        for chosen in _cut(found)
    ]
    if not parts:
        empty = _("No comments match this filter.") if matrix.readings else _("No comments were received.")
        parts = [{"sections": [{"heading": empty, "groups": []}], "first": 0, "last": 0}]
    if remarks := outside.on_paper(matrix.consultation, matrix.remarks, matrix.language):
        parts[-1]["outside"] = {"heading": outside.heading(), "remarks": remarks}
    about = {
        "language": matrix.language,
        "columns": [[one.heading, one.width] for one in placed],
        "title": title(matrix),
    }
    revision = matrix.consultation.revision
    parts[0]["head"] = {
        "subject": f"{pick(revision.titles, matrix.language)}, {revision.label}",
        "lines": [
            *compilation.head_lines(matrix.consultation, found, matrix.language, matrix.stated),
            *of_filters,
        ],
    }
    return [{"head": None, **part, **about} for part in parts]


def title(matrix: Compilation) -> str:
    return _("Compilation of comments: %(title)s") % {
        "title": pick(matrix.consultation.revision.titles, matrix.language)
    }


def dated(matrix: Compilation) -> str:
    """Return the day that the file bears: the last day to answer, whenever it is rendered."""
    return matrix.consultation.respond_by.isoformat()


def key(part: Part) -> str:
    worded = {"wording": overlay.edition()} if overlay.edition() else {}
    return sha256({"part": part, "style": style()} | worded)


def style() -> str:
    """Return the hash of all that the looks of a part follow from."""
    files = {name: (settings.BASE_DIR / name).read_text(encoding="utf-8") for name in SOURCES}
    return sha256({"files": files, "renderer": importlib.metadata.version("weasyprint")})


def _cut(found: list[Reading]) -> Iterator[list[Reading]]:
    """Yield rows in parts, the comments on one paragraph together where they are not too many."""
    part: list[Reading] = []
    for _block, waiting in _by(found, lambda row: (row.place, *row.heading)):
        if part and len(part) + len(waiting) > SIZE:
            yield part
            part = []
        while len(waiting) > SIZE:
            yield waiting[:SIZE]
            waiting = waiting[SIZE:]
        part += waiting
    if part:
        yield part


def _by(found: Iterable[Reading], key: Callable[[Reading], Any]) -> Iterator[tuple[Any, list[Reading]]]:
    return ((value, list(of_value)) for value, of_value in groupby(found, key=key))


def _groups(found: Iterable[Reading], placed: Sequence[Placed]) -> list[dict[str, Any]]:
    return [
        {"label": label, "text": text, "rows": [_plain(row, placed) for row in of_block]}
        for (label, text), of_block in _by(found, lambda row: row.heading)
    ]


def _plain(row: Reading, placed: Sequence[Placed]) -> dict[str, Any]:
    """Return a row as values that the database keeps: each cell its pieces."""
    return {
        "number": row.number,
        "is_long": row.is_long,
        "cells": [[list(piece) for piece in one.pieces(row)] for one in placed],
    }
