"""The compilation as one reader may see it: one list behind the page, its numbers and every export."""

import datetime as dt
from dataclasses import dataclass, replace

from comments.compilation import lines
from comments.compilation.lines import Line
from comments.models import Consultation
from comments.procedure.lists import overview
from comments.remarks.ranges import Places
from members.models import User


@dataclass(frozen=True, slots=True)
class Matrix:
    """The compilation in document order, with working translations into `language`. Only those who answer the
    comments see what became of each, and others what of it was `sent`."""

    consultation: Consultation
    language: str
    places: Places
    lines: tuple[Line, ...]
    has_dispositions: bool
    is_sent: bool = False


def is_open_to(consultation: Consultation, user: User, at: dt.datetime) -> bool:
    """Tell whether `user` may read the compilation of a round of `overview.for_reader` by now: a delegate
    once States read what others filed, a coordinator then too, and at the latest from the deadline on."""
    if user.is_secretariat or (user.is_coordinator and overview.is_over(consultation, at)):
        return True
    return overview.is_read_by_states(consultation, at)


def of(consultation: Consultation, user: User, *, at: dt.datetime, language: str) -> Matrix:
    """Return what `user` may read at `at`: a delegate what counts of what is visible, others all."""
    if user.is_delegate:
        found = lines.seen(consultation, user, at, with_late=False, language=language)
    else:
        found = lines.every(consultation, language=language)
    answers = user.has_perm("comments.record_disposition", consultation)
    return _made(consultation, found, language, has_dispositions=answers)


def for_states(consultation: Consultation, language: str, *, with_replies: bool) -> Matrix:
    """Return what every State of a closed round may read, once States read what others filed: what counts,
    with the replies as they were sent."""
    found = lines.every(consultation, with_late=False, language=language)
    made = _made(consultation, found, language, has_dispositions=with_replies)
    return replace(made, is_sent=True)


def entire(consultation: Consultation, language: str) -> Matrix:
    """Return all that was filed with what became of it, for a document that the house itself makes."""
    return _made(consultation, lines.every(consultation, language=language), language, has_dispositions=True)


def _made(consultation: Consultation, found: list[Line], language: str, *, has_dispositions: bool) -> Matrix:
    places, in_order = lines.placed(consultation, found)
    single, joining = lines.joint(in_order)
    return Matrix(
        consultation=consultation,
        language=language,
        places=places,
        lines=tuple(
            line.numbered(number, tuple(joining.get(line.key, ())))
            for number, line in enumerate(single, start=1)
        ),
        has_dispositions=has_dispositions,
    )
