"""The compilation as one reader may see it: one list behind the page, its numbers and every export."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from cica_portal import formats
from comments.models import Consultation, Disposition, OutsideRemark, Response
from comments.procedure.lists import overview
from comments.reading import outside, stances, supports
from comments.reading.decisions import KNOWN
from comments.reading.extents import Places
from comments.reading.filed import for_reading, in_order, joint
from comments.reading.readings import (
    GRANTED,
    LATE,
    ON_TIME,
    Reading,
    how_changes_show,
)
from members.models import User
from plans.models import PaperDecision
from plans.outline import revision_outline


@dataclass(frozen=True, slots=True)
class Compilation:
    """What was filed in document order, with working translations into `language`, joint proposals as one.
    Those who answer the comments see what became of each, a document for every State what of it was sent, and
    a delegate what its own State was sent (`is_own`). `stated` are the responses that state a position.
    `reader` is whom it was made for; a document of the house has none."""

    consultation: Consultation
    language: str
    places: Places
    readings: tuple[Reading, ...]
    has_dispositions: bool
    is_sent: bool = False
    is_own: bool = False
    stated: tuple[Response, ...] = ()
    reader: User | None = None

    @property
    def remarks(self) -> list[OutsideRemark]:
        """Return what observers and partners said, as far as it was shown to Member States."""
        return outside.released(self.consultation, self.reader)

    @property
    def has_every_disposition(self) -> bool:
        return self.has_dispositions and not self.is_own


def is_open_to(consultation: Consultation, user: User, at: dt.datetime) -> bool:
    """Tell whether `user` may read the compilation of a round of `overview.for_reader` by now: a delegate
    once States read what others filed, a coordinator then too, and at the latest from the deadline on."""
    if user.is_secretariat or (user.is_coordinator and overview.is_over(consultation, at)):
        return True
    return overview.is_read_by_states(consultation, at)


def for_user(consultation: Consultation, user: User, *, at: dt.datetime, language: str) -> Compilation:
    """Return what `user` may read at `at`: a delegate what counts of what is visible, others all."""
    reader = user if user.is_delegate else None
    answers = user.has_perm("comments.record_disposition", consultation)
    return _compiled(consultation, language, reader, at, has_dispositions=answers)


def for_states(consultation: Consultation, language: str, *, with_replies: bool) -> Compilation:
    """Return what every State of a closed round may read, once States read what others filed: what counts,
    with the replies as they were sent."""
    return _compiled(consultation, language, has_dispositions=with_replies, with_late=False, is_sent=True)


def entire(consultation: Consultation, language: str, *, as_filed: bool = False) -> Compilation:
    """Return all that was filed with what became of it, for a document that the house itself makes; or
    `as_filed`, without what the Secretariat did with it."""
    return _compiled(consultation, language, has_dispositions=not as_filed, as_filed=as_filed)


def _compiled(
    consultation: Consultation,
    language: str,
    user: User | None = None,
    at: dt.datetime | None = None,
    *,
    has_dispositions: bool,
    with_late: bool = True,
    as_filed: bool = False,
    is_sent: bool = False,
) -> Compilation:
    places = Places(revision_outline(consultation.revision))
    found = for_reading(consultation, user, at, "" if as_filed else language, with_late=with_late)
    single, joining = joint(in_order(found, places, language))
    is_own = user is not None
    # Of a consultation for a reader it is known; else it is asked.
    is_distributed = vars(consultation).get("released_at", True) is not None
    supported = supports.in_force(consultation) if is_distributed and not as_filed else {}
    for number, one in enumerate(single, start=1):
        one.number, one.others, one.is_lost = number, joining.get(one.key, ()), bool(one.joined)
        one.supported_by = tuple(supported.get(one.comment.pk, ()))
        for mine in (one, *one.others) if is_own else (one,):
            known = vars(mine.comment)
            if known.get("disposition_kind") and (is_own or (has_dispositions and not is_sent)):
                given = {name: known[f"disposition_{name}"] for name in KNOWN}
                one.answer = Disposition(comment=mine.comment, **given)
                one.taken_into = known["taken_into"]
        one.is_told = not is_own or one.answer is not None
    _find_superseding(single, single)
    has_dispositions |= any(one.answer for one in single)
    said = stances.stated(consultation, user, at, with_late=with_late)
    return Compilation(
        consultation,
        language,
        places,
        tuple(single),
        has_dispositions,
        is_sent,
        is_own,
        tuple(said),
        user,
    )


def with_replies(found: Compilation, chosen: Sequence[Reading]) -> Sequence[Reading]:
    """Return the chosen comments with the replies to them, where these are shown (one query)."""
    if not found.has_every_disposition:
        return chosen
    given = Disposition.objects.filter(comment__response__consultation=found.consultation)
    sent_at = F("comment__response__consultation__answers_release__at")
    last: dict[uuid.UUID, Disposition] = {}
    told: dict[uuid.UUID, tuple[Disposition, dt.datetime]] = {}
    for one, at in (
        (one, vars(one)["sent_at"]) for one in given.annotate(sent_at=sent_at).order_by("version")
    ):
        if one.is_confirmed or not found.is_sent:
            last[one.comment_id] = one
        if one.is_confirmed and at is not None and (one.at <= at or one.comment_id not in told):
            told[one.comment_id] = one, max(one.at, at)
    for one in chosen:
        one.answer = last.get(one.comment.pk)
        before, at = told.get(one.comment.pk, (None, None))
        if before and one.answer and one.answer.is_confirmed:
            is_changed = before.is_changed_by(one.answer.kind, one.answer.told)
            one.told, one.told_at = (before, at) if is_changed else (None, None)
    _find_superseding(chosen, found.readings)
    return chosen


def _find_superseding(chosen: Sequence[Reading], every: Sequence[Reading]) -> None:
    """Find what superseded comments: of other comments those of the same list, which its reader reads."""
    rows = {one.comment.pk: row for row in every for one in (row, *row.others)}
    answered = [(one, one.answer) for one in chosen if one.answer]
    keys = {answer.superseded_by_decision_id for _one, answer in answered} - {None}
    decisions = PaperDecision.objects.in_bulk(keys) if keys else {}
    for one, answer in answered:
        one.superseding = rows.get(answer.superseded_by_id)
        answer.superseded_by_decision = decisions.get(answer.superseded_by_decision_id)


def head_lines(
    consultation: Consultation,
    found: Sequence[Reading],
    language: str,
    stated: Sequence[Response] = (),
) -> list[str]:
    """Return what a compilation or table says at its head, in the active language, which is `language`."""
    closing = formats.closing(consultation.closes_at, consultation.time_zone, language)
    return [
        _("Circulated under note %(number)s") % {"number": consultation.reference},
        _("Comments received until: %(closing)s") % {"closing": closing},
        *stances.lines(stated),
        *how_changes_show(one.proposals for one in found),
    ]


def place_words() -> dict[str, str]:
    """Return what each part of a compilation is called."""
    return {
        ON_TIME: _("Comments received by the deadline"),
        GRANTED: _("Comments received in additional time"),
        LATE: _("Comments received after the deadline"),
    }
