"""Pictures of a consultation: its course on a line of days with the responses received on each, and how many
comments each paragraph has. Days are those of the clock of the consultation; places are in per cent."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from cica_portal import formats
from cica_portal.deadlines import local_date
from cica_portal.languages import reader_language
from comments.enums import Position
from comments.models import Comment, Consultation, ConsultationExtension, Response
from comments.procedure.replies import ledger
from comments.reading.filters import WHOLE
from members.models import User
from plans.enums import BlockKind
from plans.outline import revision_outline

# Days before the circulation and after the last day, and so many after the deadline at most.
BEFORE, AFTER, LATEST = 1, 2, 14
# So many squares stand on each other; a day with more says its number.
STACK, SQUARE = 12, 14
# So few days show their weekends and every date.
SHORT = 75
# The darkest of a heat is for so many comments and more.
STEPS = ((1, 1), (2, 2), (3, 3), (5, 4))


class Day(NamedTuple):
    """The responses of a day: places of full squares (with comments) and of empty ones (no objection)."""

    on: dt.date
    x: float
    commented: list[int]
    others: list[int]
    number: int

    @property
    def more(self) -> bool:
        return self.number > STACK


class Move(NamedTuple):
    """A deadline that moved: from where to where, and when that was said."""

    x_from: float
    x_to: float
    former: dt.date
    on: dt.date

    @property
    def middle(self) -> float:
        return round((self.x_from + self.x_to) / 2, 2)


class Course:
    """The course of a consultation as a picture; `rows` are those of its ledger."""

    def __init__(
        self,
        consultation: Consultation,
        rows: Iterable[ledger.LedgerRow],
        extensions: Iterable[ConsultationExtension],
        at: dt.datetime,
    ) -> None:
        zone = consultation.time_zone
        came: dict[dt.date, list[Response]] = {}
        for row in rows:
            if row.last is not None and row.withdrawal is None:
                came.setdefault(local_date(row.last.received_at, zone), []).append(row.last)
        self.opened, today = local_date(consultation.opens_at, zone), local_date(at, zone)
        self.deadline = _last_day(consultation.closes_at, zone)
        self.first = self.opened - dt.timedelta(days=BEFORE)
        limit = self.deadline + dt.timedelta(days=LATEST)
        last = max([self.deadline, *(day for day in came if day <= limit)])
        self.total = (last - self.first).days + 1 + AFTER
        self.today = today if self.holds(today) else None
        self.x_opened, self.x_deadline = self.place(self.opened), self.place(self.deadline)
        self.x_today = self.place(today) if self.today else 0
        # How far the course has come: to today, or to the deadline.
        is_running = at < consultation.closes_at and self.today
        self.x_run = self.x_today if is_running else self.x_deadline
        # The name of the deadline is on its left where it stands in the second half.
        self.is_deadline_right = self.x_deadline > 50
        self.days = [self._day(day, came[day]) for day in sorted(came) if self.holds(day)]
        self.height = max((min(day.number, STACK) for day in self.days), default=0) * SQUARE + SQUARE
        self.moves = [
            Move(
                self.place(_last_day(one.old_closes_at, zone)),
                self.place(_last_day(one.new_closes_at, zone)),
                _last_day(one.old_closes_at, zone),
                local_date(one.at, zone),
            )
            for one in extensions
        ]

    def place(self, day: dt.date) -> float:
        return round(((day - self.first).days + 0.5) * 100 / self.total, 2)

    def holds(self, day: dt.date) -> bool:
        return 0 <= (day - self.first).days < self.total

    @property
    def words(self) -> str:
        """What the squares show: by day, how many responses came."""
        language = reader_language()
        return "; ".join(f"{formats.day_month(day.on, language)}: {day.number}" for day in self.days)

    @property
    def weekends(self) -> list[tuple[float, float]]:
        """Where each day of a weekend begins, and how wide a day is."""
        days = range(self.total) if self.total <= SHORT else ()
        free = [day for day in days if (self.first + dt.timedelta(days=day)).weekday() >= 5]
        return [(round(day * 100 / self.total, 2), round(100 / self.total, 2)) for day in free]

    def _day(self, on: dt.date, answers: Sequence[Response]) -> Day:
        shown = min(len(answers), STACK)
        full = min(sum(one.position == Position.COMMENTS for one in answers), shown)
        # The lowest square first, from the axis up: the template draws in pixels below the top.
        places = [-(place + 1) * SQUARE for place in range(shown)]
        return Day(on, self.place(on), places[:full], places[full:], len(answers))


def _last_day(closes_at: dt.datetime, zone: str) -> dt.date:
    return local_date(formats.last_moment(closes_at), zone)


class Heat(NamedTuple):
    """A paragraph with the number of its comments, and how dark it is; `key` finds it in the compilation."""

    label: str
    words: str
    number: int
    step: int
    key: str


def heat(
    consultation: Consultation, user: User, at: dt.datetime, language: str
) -> list[tuple[str, list[Heat]]]:
    """Return the paragraphs of the circulated text under their headings, each with how many comments `user`
    may read on it, first the text as a whole (two queries)."""
    read = Response.objects.visible_to(user, at).standing().filter(consultation=consultation)
    keys = Comment.objects.filter(response__in=read).values_list("block_key", flat=True)
    counts = Counter(str(key) if key else WHOLE for key in keys)
    whole = str(_("Whole text"))
    groups = [(whole, [_cell(whole, whole, counts, WHOLE)])]
    for row in revision_outline(consultation.revision):
        key = str(row.key)
        if row.kind == BlockKind.TITLE and not counts[key]:
            continue
        cell = _cell(str(row.number or "–"), row.label.name, counts, key)
        if row.is_line:
            groups.append((f"{row.label[language]} {row.text(language)}".strip(), [cell]))
        else:
            groups[-1][1].append(cell)
    return groups


def _cell(label: str, words: str, counts: Counter[str], key: str) -> Heat:
    number = counts[key]
    return Heat(label, words, number, max((step for least, step in STEPS if number >= least), default=0), key)
