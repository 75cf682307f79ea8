"""What a State's own comments propose against each other: several wordings of one paragraph, in one name."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from comments.enums import Operation
from comments.models import DraftComment
from comments.remarks.ranges import Extent, Places
from plans.outline import OutlineRow

# Added text and another place go with any wording; these say each alone how a paragraph is to read.
WORDINGS = frozenset({Operation.MODIFY, Operation.SUPPRESS, Operation.NONE})


class Rivals(NamedTuple):
    """Drafts that propose different wordings, and the paragraphs that all of them are on."""

    extent: Extent
    drafts: Sequence[DraftComment]


def find_rivals(written: Iterable[DraftComment], places: Places) -> list[Rivals]:
    """Return the paragraphs of which drafts propose wordings that differ, in document order."""
    on: dict[OutlineRow, list[DraftComment]] = defaultdict(list)
    for draft in written:
        if draft.operation in WORDINGS:
            for row in places.extent(draft.block_key, draft.until_key).rows:
                on[row].append(draft)
    rows: dict[tuple[DraftComment, ...], list[OutlineRow]] = defaultdict(list)
    for row in places.rows:
        if len({_wording(draft) for draft in on[row]}) > 1:
            rows[tuple(on[row])].append(row)
    return [Rivals(Extent(tuple(found)), drafts) for drafts, found in rows.items()]


def _wording(draft: DraftComment) -> tuple[str, frozenset[tuple[str, str]]]:
    return draft.operation, frozenset(draft.proposals.items())
