"""How a remark stands to a text that has moved on since it was made: nothing here moves it in silence.

A wording is carried over three ways where the words that it changes still stand. A remark that a person has
to read again, beside the text as it was and as it is, says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.safestring import SafeString

from cica_portal.languages import LANGUAGES
from cica_portal.text import seen
from comments.enums import Operation
from comments.models import RemarkFields
from comments.reading.extents import Extent, Places
from comments.refusals import RangeBackwards, UnknownBlock
from plans.comparison import merging
from plans.comparison.merging import Standing
from plans.comparison.redline import redline
from plans.outline import OutlineRow


class Difference(NamedTuple):
    """A text under a remark, as it was and as it is: empty where the paragraph is gone."""

    language: str
    label: str
    before: str
    after: str

    @property
    def redline(self) -> SafeString:
        return redline(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Since:
    """What became of the text under a remark; `wordings` is its proposal on the text of today, where that can
    be told without a person."""

    standing: Standing
    differences: tuple[Difference, ...] = ()
    is_gone: bool = False
    wordings: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_changed(self) -> bool:
        return self.is_gone or bool(self.differences)

    @property
    def is_clean(self) -> bool:
        """Tell whether the remark can be made of the text of today as it stands."""
        return self.standing in {Standing.UNCHANGED, Standing.REBASED}


def since(remark: RemarkFields, then: Places, now: Places) -> Since:
    """Return how a remark on the text `then` stands to the text `now`."""
    if remark.block_key is None:
        return Since(Standing.UNCHANGED)
    before = then.extent(remark.block_key, remark.until_key)
    known = {row.key: row for row in now.rows}
    found = [known.get(row.key) for row in before.rows]
    languages = [code for code in LANGUAGES if code == remark.language or code in remark.proposals]
    differences = tuple(_differences(before.rows, found, languages))
    if None in found:
        is_done = remark.operation == Operation.SUPPRESS and not any(found)
        return Since(Standing.CONTAINED if is_done else Standing.RECHECK, differences, is_gone=True)
    after = _same(before, now)
    if after is None:
        return Since(Standing.RECHECK, differences)
    if remark.operation == Operation.MODIFY:
        standing, wordings = _reworded(remark, before, after, is_changed=bool(differences))
        return Since(standing, differences, wordings=wordings)
    if _is_done(remark, before, then, now):
        return Since(Standing.CONTAINED, differences)
    is_lost = remark.operation == Operation.MOVE and not _has(now, remark.after_key)
    standing = Standing.RECHECK if differences or is_lost else Standing.UNCHANGED
    return Since(standing, differences, wordings=remark.proposals if standing == Standing.UNCHANGED else {})


def _same(extent: Extent, now: Places) -> Extent | None:
    """Return the same range in the text of today: none where others stand in it, or in another order."""
    try:
        found = now.extent(extent.rows[0].key, extent.rows[-1].key)
    except (UnknownBlock, RangeBackwards):
        return None
    return found if [row.key for row in found.rows] == [row.key for row in extent.rows] else None


def _has(places: Places, key: object) -> bool:
    return any(row.key == key for row in places.rows)


def _differences(
    before: Sequence[OutlineRow], after: Sequence[OutlineRow | None], languages: Sequence[str]
) -> Iterator[Difference]:
    for old, new in zip(before, after, strict=True):
        for code in languages:
            text = new.text(code) if new else ""
            if text != old.text(code):
                yield Difference(code, old.cited(code), old.text(code), text)


def _reworded(
    remark: RemarkFields, before: Extent, after: Extent, *, is_changed: bool
) -> tuple[Standing, Mapping[str, str]]:
    """Carry the wordings over, paragraph by paragraph; a range with another number of them stays whole."""
    if not is_changed:
        return Standing.UNCHANGED, remark.proposals
    standings: set[Standing] = set()
    wordings: dict[str, str] = {}
    for code, wording in remark.proposals.items():
        parts = wording.split("\n\n") if before.is_range else [wording]
        if len(parts) != len(before.rows):
            return Standing.RECHECK, {}
        carried = [
            merging.rebase(part, made_on=old.text(code), now=new.text(code))
            for part, old, new in zip(parts, before.rows, after.rows, strict=True)
        ]
        # A paragraph that the proposal leaves as it was has nothing to carry, whatever became of it since.
        standings |= {
            found.standing
            for found, part, old in zip(carried, parts, before.rows, strict=True)
            if seen(part) != seen(old.text(code))
        }
        wordings[code] = "\n\n".join(
            found.text if seen(part) != seen(old.text(code)) else new.text(code)
            for found, part, old, new in zip(carried, parts, before.rows, after.rows, strict=True)
        )
    for standing in (Standing.RECHECK, Standing.REBASED, Standing.UNCHANGED):
        if standing in standings:
            return standing, {} if standing == Standing.RECHECK else wordings
    return Standing.CONTAINED, {}


def _is_done(remark: RemarkFields, extent: Extent, then: Places, now: Places) -> bool:
    """Tell whether the text of today does already what the remark asks for, where blocks come or move."""
    if remark.operation == Operation.ADD:
        known = {row.key for row in then.rows}
        new = [row for row in now.rows if row.key not in known]
        return any(
            all(seen(row.text(code)) == seen(text) for code, text in remark.proposals.items()) for row in new
        )
    if remark.operation == Operation.MOVE and _has(now, remark.after_key):
        return now.position(extent.rows[0].key) == now.position(remark.after_key) + 1
    return False
