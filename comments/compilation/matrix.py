"""The compilation as one reader may see it: one list behind the page, its numbers and every export."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import QuerySet

from cica_portal.languages import pick
from comments.compilation import lines
from comments.compilation.lines import Line
from comments.models import Consultation, Response
from comments.procedure import overview
from comments.remarks.presentation import together
from comments.remarks.ranges import Places
from members.models import User

ON_TIME, GRANTED, LATE = "on_time", "granted", "late"


def place_of(*, is_late: bool, is_granted: bool) -> str:
    """Return the part of a compilation in which a comment stands."""
    if not is_late:
        return ON_TIME
    return GRANTED if is_granted else LATE


class Entry(NamedTuple):
    """A filed comment with those that join it. Its number stays, whatever the filter."""

    number: int
    line: Line
    others: tuple[Line, ...]

    @property
    def place(self) -> str:
        return place_of(is_late=self.line.is_late, is_granted=self.line.grant_id is not None)

    @property
    def states(self) -> tuple[str, ...]:
        return tuple(line.state_code for line in (self.line, *self.others))

    def who(self, language: str) -> str:
        """Name the States that stand by the comment."""
        names = [pick(line.state_names, language) for line in (self.line, *self.others)]
        return together(names[0], names[1:])


@dataclass(frozen=True, slots=True)
class Matrix:
    """The compilation in document order, with working translations into `language`. Only those who answer the
    comments see what became of each."""

    consultation: Consultation
    language: str
    places: Places
    entries: tuple[Entry, ...]
    has_dispositions: bool


def is_open_to(consultation: Consultation, user: User, at: dt.datetime) -> bool:
    """Tell whether `user` may read the compilation of a round of `overview.for_reader` by now: a coordinator
    from the deadline on, a delegate once States read what others filed."""
    if user.is_coordinator:
        return at >= consultation.closes_at
    return not user.is_delegate or overview.is_read_by_states(consultation, at)


def of(consultation: Consultation, user: User, *, at: dt.datetime, language: str) -> Matrix:
    """Return what `user` may read at `at`: a delegate what counts of what is visible, others all."""
    read = Response.objects.visible_to(user, at) if user.is_delegate else None
    answers = user.has_perm("comments.record_disposition", consultation)
    return _made(consultation, read, language, has_dispositions=answers)


def entire(consultation: Consultation, language: str) -> Matrix:
    """Return all that was filed with what became of it, for a document that the house itself makes."""
    return _made(consultation, None, language, has_dispositions=True)


def _made(
    consultation: Consultation, read: QuerySet[Response] | None, language: str, *, has_dispositions: bool
) -> Matrix:
    places, found = lines.placed_lines(consultation, read, language=language)
    single, joining = lines.joint(found)
    return Matrix(
        consultation=consultation,
        language=language,
        places=places,
        entries=tuple(
            Entry(number, line, tuple(joining.get(line.key, ())))
            for number, line in enumerate(single, start=1)
        ),
        has_dispositions=has_dispositions,
    )
