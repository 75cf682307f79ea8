"""Three texts kept apart: what a State proposed, what the Secretariat put in its place, what the text says.

Each stands beside the words that it was made on, so that nobody has to take one for another.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from comments.compilation.rows import Row
from comments.consolidation.merges import wordings
from comments.models import Acceptance
from comments.remarks.ranges import Places
from plans.comparison.redline import redline


@dataclass(frozen=True, slots=True)
class Texts:
    """A proposal for one paragraph in one language, the Secretariat's wording if any, and the text now."""

    key: uuid.UUID
    language: str
    label: str
    made_on: str
    proposed: str
    own_wording: str
    now: str
    is_taken: bool
    is_whole: bool

    @property
    def proposal(self) -> SafeString:
        return redline(self.made_on, self.proposed)

    @property
    def counter(self) -> SafeString | str:
        return redline(self.made_on, self.own_wording) if self.own_wording else ""

    @property
    def final(self) -> SafeString | str:
        return redline(self.made_on, self.now) if self.now != self.made_on else ""


def of(row: Row, then: Places, now: Places, taken: Iterable[Acceptance]) -> list[Texts]:
    """Return the texts of one comment, for every paragraph and language that it proposes a wording for."""
    last = _last(taken)
    today = {one.key: one for one in now.rows}
    found = []
    for key, proposed in wordings(row, then).items():
        before, after = then.row(key), today.get(key)
        for language, wording in proposed.items():
            acceptance = last.get((key, language))
            found.append(
                Texts(
                    key=key,
                    language=language,
                    label=before.marked(language),
                    made_on=before.text(language),
                    proposed=wording,
                    own_wording=acceptance.own_wording if acceptance else "",
                    now=after.text(language) if after else "",
                    is_taken=acceptance is not None,
                    is_whole=acceptance is not None and acceptance.is_whole,
                )
            )
    return found


def _last(taken: Iterable[Acceptance]) -> Mapping[tuple[uuid.UUID, str], Acceptance]:
    return {(one.edit.block.key, one.edit.language): one for one in sorted(taken, key=lambda one: one.pk)}
