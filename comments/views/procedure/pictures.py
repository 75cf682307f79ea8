"""Pictures of a consultation: its course on a line of days with the responses received on each, and how many
comments each paragraph has. Days are those of the clock of the consultation; places are in per cent."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cica_portal import formats
from cica_portal.deadlines import local_date
from cica_portal.languages import reader_language
from comments.compilation.filters import WHOLE
from comments.enums import Position
from comments.models import Comment, Consultation, ConsultationExtension, Response
from comments.procedure.replies import ledger
from members.models import User
from plans.enums import LINE_KINDS, BlockKind
from plans.labels import labelled, marked

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


class Course(NamedTuple):
    """The course of a consultation as a picture."""

    first: dt.date
    total: int
    opened: dt.date
    deadline: dt.date
    today: dt.date | None
    moves: list[Move]
    days: list[Day]
    weekends: list[tuple[float, float]]
    is_over: bool

    def place(self, day: dt.date) -> float:
        return round(((day - self.first).days + 0.5) * 100 / self.total, 2)

    def holds(self, day: dt.date) -> bool:
        return 0 <= (day - self.first).days < self.total

    @property
    def x_opened(self) -> float:
        return self.place(self.opened)

    @property
    def x_deadline(self) -> float:
        return self.place(self.deadline)

    @property
    def x_today(self) -> float:
        return self.place(self.today) if self.today else 0

    @property
    def x_run(self) -> float:
        """How far the course has come: to today, or to the deadline."""
        return self.x_deadline if self.is_over or self.today is None else self.x_today

    @property
    def height(self) -> int:
        return max((min(day.number, STACK) for day in self.days), default=0) * SQUARE + SQUARE

    @property
    def words(self) -> str:
        """What the squares show: by day, how many responses came."""
        language = reader_language()
        return "; ".join(f"{formats.day_month(day.on, language)}: {day.number}" for day in self.days)

    @property
    def is_deadline_right(self) -> bool:
        """Whether the name of the deadline is on its left: it stands in the second half."""
        return self.x_deadline > 50


def course(
    consultation: Consultation,
    rows: Iterable[ledger.LedgerRow],
    extensions: Iterable[ConsultationExtension],
    at: dt.datetime,
) -> Course:
    """Return the course of a consultation; `rows` are those of its ledger."""
    zone = consultation.time_zone
    opened = local_date(consultation.opens_at, zone)
    deadline = _last_day(consultation.closes_at, zone)
    today = local_date(at, zone)
    is_over = at >= consultation.closes_at
    answers = [row.last for row in rows if row.last is not None and row.withdrawal is None]
    of_day: dict[dt.date, list[Response]] = {}
    for answer in answers:
        of_day.setdefault(local_date(answer.received_at, zone), []).append(answer)
    limit = deadline + dt.timedelta(days=LATEST)
    last = max([deadline, *(day for day in of_day if day <= limit)])
    first = opened - dt.timedelta(days=BEFORE)
    total = (last - first).days + 1 + AFTER
    moved = [one for one in extensions if not getattr(one, "was_wrong", False)]
    made = Course(first, total, opened, deadline, today, [], [], [], is_over)
    return made._replace(
        today=today if made.holds(today) else None,
        moves=[
            Move(
                made.place(_last_day(one.old_closes_at, zone)),
                made.place(_last_day(one.new_closes_at, zone)),
                _last_day(one.old_closes_at, zone),
                local_date(one.at, zone),
            )
            for one in moved
        ],
        days=[_day(day, made.place(day), of_day[day]) for day in sorted(of_day) if made.holds(day)],
        weekends=_weekends(made) if total <= SHORT else [],
    )


def _last_day(closes_at: dt.datetime, zone: str) -> dt.date:
    return local_date(formats.last_moment(closes_at), zone)


def _day(on: dt.date, x: float, answers: Sequence[Response]) -> Day:
    commented = sum(one.position == Position.COMMENTS for one in answers)
    shown = min(len(answers), STACK)
    full = min(commented, shown)
    # The lowest square first, from the axis up: the template draws in pixels below the top.
    places = [-(place + 1) * SQUARE for place in range(shown)]
    return Day(on, x, places[:full], places[full:], len(answers))


def _weekends(made: Course) -> list[tuple[float, float]]:
    found = []
    for number in range(made.total):
        if (made.first + dt.timedelta(days=number)).weekday() >= 5:
            found.append((round(number * 100 / made.total, 2), round(100 / made.total, 2)))
    return found


class Heat(NamedTuple):
    """A paragraph with the number of its comments, and how dark it is; `key` finds it in the compilation."""

    label: str
    words: str
    number: int
    step: int
    key: str


class HeatGroup(NamedTuple):
    """The paragraphs under one heading."""

    label: str
    cells: tuple[Heat, ...]


def heat(consultation: Consultation, user: User, at: dt.datetime, language: str) -> list[HeatGroup]:
    """Return the paragraphs of the circulated text under their headings, each with how many comments `user`
    may read on it, first the text as a whole (two queries)."""
    found = _counted(consultation, user, at)
    counts = Counter({str(key) if key else WHOLE: number for key, number in found})
    blocks = list(consultation.revision.frozen_blocks)
    labels = labelled([block.kind for block in blocks])
    whole = str(_("Whole text"))
    groups = [(whole, [_cell(whole, whole, counts[WHOLE], WHOLE)])]
    number = 0
    for block, label in zip(blocks, labels, strict=True):
        key, text = str(block.key), str(block.texts.get(language) or "")
        if block.kind == BlockKind.TITLE and not counts[key]:
            continue
        if block.kind in LINE_KINDS:
            name = f"{label[language]} {text}".strip()
            short = label[language] if block.kind == BlockKind.HEADING else ""
            groups.append((name, [_cell(short or "–", name, counts[key], key)]))
            number = 0
            continue
        number += 1
        own = marked(label, language) if label[language] else f"{number}"
        name, cells = groups[-1]
        cells.append(_cell(own, f"{name}, {own}", counts[key], key))
    return [HeatGroup(name, tuple(cells)) for name, cells in groups]


def heat_markup(group: HeatGroup, consultation: int) -> SafeString:
    """Return a group as the picture shows it."""
    compilation = reverse("comments:consultation-compilation", args=[consultation])
    return render_to_string("comments/_heat_group.html", {"group": group, "compilation": compilation})


def _counted(consultation: Consultation, user: User, at: dt.datetime) -> QuerySet[Comment, Any]:
    """Return how many comments there are on each block, the whole text included."""
    read = Response.objects.visible_to(user, at).standing().filter(consultation=consultation)
    by_block = Comment.objects.filter(response__in=read).order_by().values_list("block_key")
    counted: QuerySet[Comment, Any] = by_block.annotate(number=Count("pk"))
    return counted


def _cell(label: str, words: str, number: int, key: str) -> Heat:
    return Heat(label, words, number, max((step for least, step in STEPS if number >= least), default=0), key)
