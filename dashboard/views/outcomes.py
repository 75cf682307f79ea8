"""What became of a State's comments, as its start page tells it until the SWG decides."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.safestring import SafeString

from comments.answering import dialogue
from comments.enums import DispositionKind
from comments.models import AnswersRelease, Consultation, Disposition, Reaction
from comments.procedure.lists import overview
from comments.reading.decisions import MARKS
from comments.reading.extents import Places
from comments.reading.filed import for_reading, in_order
from comments.reading.gists import gist
from comments.reading.readings import Reading
from members.models import User
from plans.outline import revision_outline


class Decided(NamedTuple):
    """A comment with the decision on it, and the State's word on that; `is_open`: there can still be one."""

    row: Reading
    disposition: Disposition
    reaction: Reaction | None

    @property
    def mark(self) -> str:
        return MARKS[DispositionKind(self.disposition.kind)]

    @property
    def gist(self) -> SafeString:
        return gist(self.row)

    @property
    def is_open(self) -> bool:
        return self.reaction is None and self.disposition.kind == DispositionKind.NOT_ACCEPTED


class Outcomes(NamedTuple):
    """The decisions on the comments in one round, and when they were told."""

    consultation: Consultation
    told_at: dt.datetime
    rows: list[Decided]


def latest(past: Iterable[Consultation], user: User, language: str) -> Outcomes | None:
    """Return the decisions that were told to the State last, what it can still react to first; of rounds of
    `overview.for_reader`."""
    rounds = {one.pk: one for one in past if overview.has_outcome(one) and dialogue.is_before_decision(one)}
    sent = AnswersRelease.objects.filter(consultation__in=rounds).order_by("-at", "-pk").first()
    if sent is None:
        return None
    consultation = rounds[sent.consultation_id]
    own = for_reading(consultation).filter(response__member_state=user.member_state_id)
    counted = own.filter(Q(response__is_late=False) | Q(response__grant__isnull=False))
    found = in_order(counted, Places(revision_outline(consultation.revision)), language)
    threads: dict[Any, dialogue.Thread] = dialogue.threads([row.comment for row in found], is_told=True)
    rows = [
        Decided(row, thread.disposition, thread.reaction)
        for row in found
        if (thread := threads[row.comment.pk]).disposition
    ]
    return Outcomes(consultation, sent.at, sorted(rows, key=lambda one: not one.is_open))
