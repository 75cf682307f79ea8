"""The sides from which a compilation is looked at: what each is called, its values, and how many have each.

A filter is a value for some of the sides. Beside every value stands how many comments it would show beside
the other filters, so that no choice leads to an empty page unawares.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from cica_portal.alphabet import sort_key
from cica_portal.languages import TITLED, pick, reader_language
from comments.enums import CommentType, DispositionKind, Operation, TranslationStatus
from comments.procedure.lists import answering
from comments.procedure.lists.answering import Waiting
from comments.reading.compilation import Compilation
from comments.reading.extents import Extent
from comments.reading.readings import LATE, Reading, first_words

WHOLE = "whole"
REMARK = "remark"
OWN, NONE = "own", "none"
WORDS_OF_A_BLOCK = 6

Values = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A side by itself: what it and all of its values are called, which a comment has, the words for them."""

    label: Any
    everything: Any
    values: Callable[[Reading], Values]
    words: Callable[[Compilation], Mapping[str, Any]]


def _of_block(row: Reading) -> Values:
    return tuple(str(block.key) for block in row.extent.rows) or (WHOLE,)


def _of_disposition(row: Reading) -> Values:
    kind, stage = (row.answer.kind, row.answer.stage) if row.answer else ("", "")
    return tuple(filter(None, (kind, str(answering.waiting(counts=row.place != LATE, stage=stage)))))


def _of_translation(row: Reading) -> Values:
    if row.language == row.reader:
        return (OWN,)
    return (row.rendition.status,) if row.rendition else (NONE,)


def _states(matrix: Compilation) -> Mapping[str, Any]:
    reader = reader_language()
    names = {one.code: pick(one.state_names, reader) for row in matrix.readings for one in (row, *row.others)}
    return dict(sorted(names.items(), key=lambda pair: sort_key(pair[1], reader)))


def _blocks(matrix: Compilation) -> Mapping[str, Any]:
    words = {str(row.key): first_words(Extent((row,)), WORDS_OF_A_BLOCK) for row in matrix.places.rows}
    return {WHOLE: _("The text as a whole"), **words}


def _dispositions(_matrix: Compilation) -> Mapping[str, Any]:
    return {
        str(Waiting.OPEN): pgettext("comment", "no reply yet"),
        str(Waiting.PROPOSED): pgettext("disposition", "to be confirmed"),
        str(Waiting.LATE): pgettext("comment", "late, no reply needed"),
        **dict(DispositionKind.choices),
    }


def _translations(_matrix: Compilation) -> Mapping[str, Any]:
    return {
        OWN: pgettext("translation", "submitted in this language"),
        NONE: pgettext("translation", "no translation"),
        **dict(TranslationStatus.choices),
    }


SIDES: dict[str, Kind] = {
    "state": Kind(
        gettext_lazy("Member State"),
        gettext_lazy("All Member States"),
        lambda row: tuple(one.code for one in (row, *row.others)),
        _states,
    ),
    "block": Kind(pgettext_lazy("label", "Paragraph"), gettext_lazy("All paragraphs"), _of_block, _blocks),
    "type": Kind(
        pgettext_lazy("label", "Type"),
        gettext_lazy("All types"),
        lambda row: (row.comment.type,),
        lambda _matrix: dict(CommentType.choices),
    ),
    "operation": Kind(
        pgettext_lazy("label", "Proposal"),
        gettext_lazy("All proposals"),
        lambda row: (row.comment.operation or REMARK,),
        lambda _matrix: (
            dict(Operation.choices) | {REMARK: pgettext_lazy("change", "comment without a proposal")}
        ),
    ),
    "language": Kind(
        pgettext_lazy("column", "Language"),
        gettext_lazy("All languages"),
        lambda row: (row.language,),
        lambda _matrix: dict(TITLED),
    ),
    "disposition": Kind(
        pgettext_lazy("label", "Disposition"),
        gettext_lazy("All dispositions"),
        _of_disposition,
        _dispositions,
    ),
    "translation": Kind(
        gettext_lazy("Working translation"),
        pgettext_lazy("translation", "Any"),
        _of_translation,
        _translations,
    ),
}


@dataclass(frozen=True, slots=True)
class Sifted:
    """The comments that the filters leave, and the filters with their numbers; `query` brings them back."""

    readings: tuple[Reading, ...]
    sides: tuple[dict[str, Any], ...]
    query: str

    @property
    def is_filtered(self) -> bool:
        return bool(self.query)


def sift(matrix: Compilation, asked: Mapping[str, str]) -> Sifted:
    """Filter by what is asked, of the known sides and values only; anything else filters nothing."""
    names = [name for name in SIDES if name != "disposition" or matrix.has_every_disposition]
    found = [{name: SIDES[name].values(row) for name in names} for row in matrix.readings]
    present = {name: {value for values in found for value in values[name]} for name in names}
    wanted = {name: asked.get(name, "") for name in names if asked.get(name, "") in present[name]}
    counted: dict[str, list[str]] = {name: [] for name in names}
    kept = []
    for row, values in zip(matrix.readings, found, strict=True):
        failing = [name for name, value in wanted.items() if value not in values[name]]
        if not failing:
            kept.append(row)
        for name in names if not failing else failing if len(failing) == 1 else ():
            counted[name].extend(values[name])
    counts = {name: Counter(values) for name, values in counted.items()}
    return Sifted(
        readings=tuple(kept),
        sides=tuple(_side(name, matrix, present[name], counts[name], wanted.get(name, "")) for name in names),
        query=urlencode(wanted),
    )


def _side(
    name: str, matrix: Compilation, present: set[str], counts: Counter[str], chosen: str
) -> dict[str, Any]:
    side = SIDES[name]
    return {
        "name": name,
        "label": str(side.label),
        "everything": str(side.everything),
        "options": tuple(
            {"value": value, "label": str(word), "count": counts[value], "is_chosen": value == chosen}
            for value, word in side.words(matrix).items()
            if value in present
        ),
        "chosen": chosen,
    }


def chosen(matrix: Compilation, sifted: Sifted) -> list[tuple[str, str]]:
    """Return each filter and its value in the active language, in whichever language they were chosen."""
    asked = parse_qsl(sifted.query)
    return [(str(SIDES[name].label), str(SIDES[name].words(matrix)[value])) for name, value in asked]


def _is_part(matrix: Compilation, sifted: Sifted) -> bool:
    return len(sifted.readings) < len(matrix.readings)


def file_stem(matrix: Compilation, sifted: Sifted) -> str:
    """Return what a file is called: one that lacks comments does not bear the name of the whole."""
    return "compilation-filtered" if _is_part(matrix, sifted) else "compilation"


def head_lines(matrix: Compilation, sifted: Sifted) -> list[str]:
    """Return what a file says at its head of the filters; nothing where it holds all comments."""
    if not _is_part(matrix, sifted):
        return []
    counted = _("Only the comments that match the filters are included: %(shown)s of %(total)s.") % {
        "shown": len(sifted.readings),
        "total": len(matrix.readings),
    }
    return [counted, "; ".join(f"{label}: {value}" for label, value in chosen(matrix, sifted))]
