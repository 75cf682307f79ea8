"""What came back in a form, line by line, whether it is a workbook or a Word file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from comments.models.remarks import is_reason_due

# As many as a person can look through.
MOST = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the form with something in it: `cells` as they stand there, `said` if it is a comment,
    `errors` if it is not; `sha256` is that of the comment. Of a Word file it says whose the change is,
    whether it was tracked, and whether it is offered: neither type alone nor a thread that is done is. Of a
    kept form it says whether it is a draft as it stands, whether one was made of it before, and whether the
    delegation has another draft on the paragraph."""

    number: int
    cells: Mapping[str, str]
    said: dict[str, Any] | None = None
    sha256: str = ""
    errors: tuple[str, ...] = ()
    authors: Sequence[str] = ()
    is_tracked: bool = True
    is_offered: bool = True
    is_draft: bool = False
    is_taken: bool = False
    is_beside_another: bool = False

    @property
    def can_be_taken(self) -> bool:
        return self.said is not None and not self.is_draft

    @property
    def lacks_reason(self) -> bool:
        return self.said is not None and is_reason_due(self.said["type"], self.said["rationale"])


class Returned(NamedTuple):
    """What a form says: its lines in order, how many paragraphs stand as they were circulated, and what
    cannot be taken over, by its kind with an excerpt of each."""

    entries: Sequence[Entry]
    unchanged: int = 0
    losses: Mapping[str, Sequence[str]] = {}
