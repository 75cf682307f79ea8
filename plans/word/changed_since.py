"""What was changed in a draft after a file of it was made: the file that comes back knows nothing of it."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import NamedTuple

from cica_portal.text import composed
from members.models import User
from plans.enums import EditKind
from plans.models import ConceptPaper, Edit
from plans.word.reading import Reading

# A file says to the second when it was made.
SECOND = dt.timedelta(seconds=1)


class Changed(NamedTuple):
    """A text as the file was given it, by which edit, and who changed it last here since."""

    given: str
    given_by: Edit | None
    by: User | None
    at: dt.datetime

    def is_given(self, text: str) -> bool:
        """Tell whether the file left the text as it was."""
        return composed(text) == composed(self.given)


# By block and language, the texts that were changed since.
Since = Mapping[tuple[uuid.UUID, str], Changed]


def texts(paper: ConceptPaper, found: Reading) -> Since:
    """Return what was changed since the file was made (two queries; none of a file from elsewhere)."""
    keys = {item.key for item in found.items if item.key is not None}
    if found.made_at is None or not keys:
        return {}
    edits = Edit.objects.filter(block__paper=paper, block__key__in=keys).exclude(version=None)
    edits = edits.exclude(kind__in=[EditKind.CONFIRMED, EditKind.WEIGHED]).order_by("pk")
    since = found.made_at + SECOND
    newer = list(edits.filter(at__gte=since).select_related("block", "by"))
    earlier = edits.filter(at__lt=since, block__in={edit.block_id for edit in newer})
    given_by = {(edit.block_id, edit.language): edit for edit in earlier.only("block", "language")}
    made: dict[tuple[uuid.UUID, str], Changed] = {}
    for edit in newer:
        text = edit.block.key, edit.language
        given = made[text].given if text in made else edit.before
        made[text] = Changed(given, given_by.get((edit.block_id, edit.language)), edit.by, edit.at)
    return made
