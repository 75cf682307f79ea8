"""Accepted comments that a person took into the text by hand: which changes of the draft say what they ask.

Wording for a range with another number of paragraphs, and remarks on the text as a whole, cannot be placed by
the machine. Whoever wrote them into the draft names the changes, so that the trace leads to the State.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.safestring import SafeString

from cica_portal.errors import Refusal
from comments.answering import dispositions
from comments.closed_refusals import IntakeChanged
from comments.models import Acceptance, Consultation
from comments.procedure.lists import answering
from comments.reading.extents import Places
from comments.reading.readings import Reading
from comments.taking import take
from members.models import User
from plans.blocks import lock_draft
from plans.comparison.authorship import WORDS
from plans.comparison.redline import redline
from plans.models import Edit


@dataclass(frozen=True, slots=True)
class Written:
    """One text of the draft that has other words than the circulated one: its last edit, all that led there,
    and both texts."""

    edit: int
    edits: tuple[int, ...]
    key: uuid.UUID
    language: str
    label: str
    before: str
    after: str
    is_in_range: bool

    @property
    def redline(self) -> SafeString:
        return redline(self.before, self.after)


def written(consultation: Consultation, row: Reading, places: Places) -> list[Written]:
    """Return what was written into the draft since the circulation, in document order, the paragraphs that
    the comment is on first (one query)."""
    edits = Edit.objects.filter(
        block__paper=consultation.revision.paper_id,
        block__removed_at=None,
        at__gt=consultation.revision.frozen_at,
        kind__in=WORDS,
    ).exclude(language="")
    made: dict[tuple[uuid.UUID, str], list[Edit]] = {}
    for edit in edits.select_related("block").order_by("pk"):
        made.setdefault((edit.block.key, edit.language), []).append(edit)
    circulated = {one.key: (position, one) for position, one in enumerate(places.rows)}
    in_range = {part.key for part in row.extent.rows}
    found = []
    for (key, language), steps in made.items():
        edit = steps[-1]
        position, then = circulated.get(key, (len(circulated) + edit.block.position, None))
        before = then.text(language) if then else ""
        if before != edit.after:
            label = then.cited(language) if then else ""
            every = tuple(step.pk for step in steps)
            one = Written(edit.pk, every, key, language, label, before, edit.after, key in in_range)
            found.append((not one.is_in_range, position, language, one))
    return [one for *_, one in sorted(found, key=lambda entry: entry[:3])]


@transaction.atomic
def record(
    consultation: Consultation,
    row: Reading,
    places: Places,
    *,
    edits: Collection[int],
    by: User,
    at: dt.datetime,
) -> list[Acceptance]:
    """Record that the chosen changes of the draft say what the comment asks; refuse where the comment is not
    accepted any more, or a text has changed since. The wording is the Secretariat's own, beside the proposal
    of the State; all edits that led to it are traced to the comment, but those taken from others."""
    take.check(consultation, by)
    lock_draft(consultation.revision.paper_id)
    chosen = [one for one in written(consultation, row, places) if one.edit in edits]
    if not chosen:
        raise Refusal("comments.no_change_chosen")
    decided = dispositions.confirmed([row.comment]).get(row.comment.pk)
    if len(chosen) < len(set(edits)) or decided is None or decided.kind not in answering.ACCEPTING:
        raise IntakeChanged
    every = [edit for one in chosen for edit in one.edits]
    taken = set(Acceptance.objects.filter(edit__in=every).values_list("edit", flat=True))
    known = set(Acceptance.objects.filter(comment=row.comment).values_list("edit", flat=True))
    made = Edit.objects.select_related("block").in_bulk(every)
    return [
        take.record(row.comment, made[edit], own_wording=one.after, is_whole=False, by=by, at=at)
        for one in chosen
        for edit in one.edits
        if edit not in known and (edit == one.edit or edit not in taken)
    ]
