"""Bringing a long Word file in, beside python-docx opening it and walking its paragraphs and no more."""

import io
import uuid
from functools import partial

import docx

from cica_portal import clock, uploads
from cica_portal.languages import LANGUAGES
from plans.enums import BlockKind
from plans.labels import labelled
from plans.outline import OutlineRow
from plans.word import house, reading, writing
from plans.word.alignment import align
from trials.benchmarks.measure import Row, in_turns

BLOCKS = 600
# What is over the floor: the gate, styles and lists of every run, and the alignment with as long a draft.
IMPORT = 8
KINDS = (
    BlockKind.HEADING,
    BlockKind.PARAGRAPH,
    BlockKind.OBJECTIVE,
    BlockKind.OBJECTIVE,
    BlockKind.INITIATIVE,
)
TEXT = "Мүше мемлекеттер қауіпсіздік мәселелері бойынша тәжірибе алмасады және іс-шаралар өткізеді. " * 4


def outline() -> list[OutlineRow]:
    kinds = [BlockKind.TITLE, *(KINDS[index % len(KINDS)] for index in range(BLOCKS - 1))]
    return [
        OutlineRow(uuid.UUID(int=index), kind, dict.fromkeys(LANGUAGES, _text(index, kind)), label)
        for index, (kind, label) in enumerate(zip(kinds, labelled(kinds), strict=True))
    ]


def _text(index: int, kind: str) -> str:
    return f"{index}-бөлім" if kind in {BlockKind.TITLE, BlockKind.HEADING} else f"{index} {TEXT}"


def from_elsewhere(rows: list[OutlineRow]) -> bytes:
    """Return the text as other people write it: typed labels, the styles of Word, nothing of the portal's."""
    document = docx.Document()
    styles = {BlockKind.TITLE: "Title", BlockKind.HEADING: "Heading 1"}
    for row in rows:
        document.add_paragraph(f"{row.label['kk']} {row.text('kk')} ө", style=styles.get(row.kind, "Normal"))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def floor(content: bytes) -> list[str]:
    return [found.text for found in docx.Document(io.BytesIO(content)).paragraphs]


def brought_in(content: bytes, rows: list[OutlineRow]) -> None:
    uploads.kind_of(content, uploads.WORD)
    found = reading.read(content, "kk")
    if len(align(rows, found.items)) < BLOCKS:
        raise ValueError("Something was lost.")


def rows() -> list[Row]:
    plan = outline()
    meta = house.Meta({"kk": "Жоспар"}, {}, "Rev.1", clock.now())
    made = []
    for job, content in (
        ("DOCX import", from_elsewhere(plan)),
        ("the same, exported before", writing.one_language(plan, "kk", meta)),
    ):
        times = in_turns(partial(floor, content), partial(brought_in, content, plan), warm_up=1, seconds=4)
        made.append(Row(f"{job}, {BLOCKS} blocks", *times, IMPORT))
    return made
