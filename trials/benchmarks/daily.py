"""Pages that people open every day, in a small portal and in one that has grown."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import brotli
from django.test import Client
from django.urls import reverse

from cica_portal.operation import garbage
from comments.models import Consultation
from members.models import User
from trials.benchmarks import growth
from trials.benchmarks.data import Filled
from trials.benchmarks.measure import Limit, Median, Row, in_turns, kilobytes
from trials.benchmarks.pages import BROTLI_QUALITY, FLOORS, PORTAL, _queries, _sign_in
from trials.benchmarks.servers import running

START, GROWN, SEARCH_MILLISECONDS = 1.5, 1.3, 100
LIST_QUERIES, LIST_KILOBYTES = 5, 20
# Plans more than there are, and the notes on them with their messages. From the second on the lists are full:
# what comes later is not on their first page.
GROWTH = ((8, 0, 0), (53, 101, 101), (98, 10_000, 100_000))
NOTES, TIMES = 10_000, 9
COMMENTS_TIMES, STATES, LINEAR = (20, 200), 200, 1.15

# What names a row of each list, in its address.
ROWS = {
    "list of plans": r'href="/plans/([\w-]+)/"',
    "list of consultations": r'href="/consultations/(\d+)/',
    "register of notes": r'href="/notes/(\d+)/"',
}

Taken = tuple[Median, int]


@dataclass(frozen=True, slots=True)
class Page:
    """A page, whose it is, and what it must not exceed beside its floor."""

    job: str
    reader: str
    path: str
    floor: str
    most: float
    limits: tuple[tuple[str, float], ...] = ()


class Opened(NamedTuple):
    """What a page took, and how many rows of a list it showed."""

    taken: Taken
    rows: int


def _pages(consultation: Consultation) -> Iterator[Page]:
    """The floor of each shows the States of the consultation, or its comments, and nothing derived."""
    states, comments = f"/rounds/{consultation.pk}/en/states/", f"/rounds/{consultation.pk}/en/comments/"
    lists = (("queries", LIST_QUERIES), ("kB", LIST_KILOBYTES))
    yield Page("start page, officer", "officer", reverse("home"), states, START)
    yield Page("start page, delegate", "delegate", reverse("home"), states, START)
    for job, name in (
        ("list of plans", "plans:paper-list"),
        ("list of consultations", "comments:consultation-list"),
        ("register of notes", "notes:note-list"),
    ):
        yield Page(job, "officer", reverse(name), states, GROWN, lists)
    pictures = reverse("comments:consultation-pictures", args=[consultation.pk])
    yield Page("pictures of a board", "officer", pictures, states, START)
    answers = reverse("comments:disposition-list", args=[consultation.pk])
    yield Page("dispositions, 500 comments", "officer", answers, comments, 2, (("kB", 40),))


def rows(filled: Filled, environment: dict[str, str]) -> list[Row]:
    """Measure the pages of a portal with two plans, beside floors under the same server."""
    found = []
    with running(*FLOORS, environment) as floor, running(*PORTAL, environment) as portal:
        for page in _pages(filled.consultations[500]):
            session = _sign_in(getattr(filled, page.reader), floor, portal)
            weight = kilobytes(len(brotli.compress(portal.get(page.path), quality=BROTLI_QUALITY)))
            queries = _queries(session, page.path)
            measured = {"queries": queries, "kB": weight}
            times = in_turns(
                lambda p=page: floor.get(p.floor),
                lambda p=page: portal.get(p.path),
                clocks=(floor.processor, portal.processor),
            )
            limits = tuple(Limit(name, measured[name], most) for name, most in page.limits)
            found.append(Row(page.job, *times, page.most, queries=queries, kilobytes=weight, limits=limits))
    return found


# Growth ----------------------------------------------------------------------------------------------
def growth_rows(filled: Filled, environment: dict[str, str]) -> list[Row]:
    """Measure what grows with the portal, and ought not to: the same page before and after, in seconds of
    processor of one process, and as many queries; and the search of what has grown.

    This process has done all other rows: it passes over their garbage, as one that serves pages has none."""
    garbage.look_seldom()
    people = {"officer": filled.officer, "delegate": filled.delegate}
    found = [*_plan_rows(filled.consultations[100], people)]
    found += _comment_rows(filled, people)
    for job, word in (("frequent", "wording"), ("mistyped", "wordimg"), ("rare", growth.RARE)):
        for reader, user in people.items():
            small, _queries_of_small = _taken(user, "/search/?q=nothingofthekind")
            taken, queries = _taken(user, f"/search/?q={word}")
            limits = (Limit("ms", 1000 * taken, SEARCH_MILLISECONDS),)
            found.append(Row(f"search, {job} word, {NOTES} notes, {reader}", small, taken, 10,
                             queries=queries, limits=limits))  # fmt: skip
    # Last: from then on there are so many States for every page.
    found += _state_rows(filled.consultations[100], people)
    return found


def _plan_rows(source: Consultation, people: dict[str, User]) -> Iterator[Row]:
    """Measure the pages of everybody's day by the plans in consultation: start pages within their budget,
    lists at most linear in the rows that they show, and flat in what they do not show."""
    begun, first = Consultation.objects.count(), _opened(people)
    steps: list[tuple[int, dict[str, Opened]]] = []
    made: list[Consultation] = []
    for plans, notes, messages in GROWTH:
        made += growth.plans(source, 1 + len(made), plans - len(made))
        if notes:
            growth.notes(made, notes, messages)
        large = _opened(people)
        for job, one in large.items():
            shown = max(1, one.rows) / max(1, first[job].rows)
            most = round(LINEAR * shown, 1) if job in ROWS else GROWN
            yield _grown(f"{job}: {plans} plans more than {begun}", first[job].taken, one.taken,
                         (begun + plans) / begun, most)  # fmt: skip
        steps.append((begun + plans, large))
    (few, small), (many, large) = steps[-2:]
    for job, one in large.items():
        assert one.rows == small[job].rows, f"{job} shows {small[job].rows} and then {one.rows} rows"
        yield _grown(f"{job}: {many} plans beside {few}, as many rows", small[job].taken, one.taken,
                     many / few, GROWN)  # fmt: skip


def _opened(people: dict[str, User]) -> dict[str, Opened]:
    """Open each page of everybody's day, and count the rows of the lists."""
    pages = (
        ("start page, officer", "officer", "home"),
        ("start page, delegate", "delegate", "home"),
        ("list of plans", "officer", "plans:paper-list"),
        ("list of consultations", "officer", "comments:consultation-list"),
        ("register of notes", "officer", "notes:note-list"),
    )
    return {job: _opened_by(people[reader], reverse(name), ROWS.get(job)) for job, reader, name in pages}


def _opened_by(user: User, path: str, row: str | None) -> Opened:
    shown = _session(user).get(path).content.decode()
    return Opened(_taken(user, path), len(set(re.findall(row, shown))) if row else 0)


def _comment_rows(filled: Filled, people: dict[str, User]) -> Iterator[Row]:
    """Measure pages of one consultation by the number of its comments: at most linear in what they show."""
    few = filled.consultations[100]
    pages = (
        ("plan page, delegate", "delegate", "comments:consultation-detail"),
        ("compilation", "officer", "comments:consultation-compilation"),
        ("dispositions", "officer", "comments:disposition-list"),
        ("board", "officer", "comments:consultation-board"),
    )
    for place, times in enumerate(COMMENTS_TIMES):
        (many,) = growth.plans(few, 500 + place, 1, times=times)
        for job, reader, name in pages:
            small, large = (
                _taken(people[reader], reverse(name, args=[one.pk]), times=3) for one in (few, many)
            )
            yield _grown(f"{job}: {100 * times} comments beside 100", small, large, times, LINEAR * times)


def _state_rows(few: Consultation, people: dict[str, User]) -> Iterator[Row]:
    """Measure pages of one consultation by the Member States that it addressed: those that show each State
    are at most linear in them, the others flat."""
    begun = few.addressees.count()
    times = STATES / begun
    linear = round(LINEAR * times, 1)
    pages = (
        ("board", "officer", "comments:consultation-board", linear),
        ("pictures of a board", "officer", "comments:consultation-pictures", linear),
        ("compilation", "officer", "comments:consultation-compilation", GROWN),
        ("plan page, delegate", "delegate", "comments:consultation-detail", GROWN),
    )
    before = [_taken(people[reader], reverse(name, args=[few.pk])) for _job, reader, name, _most in pages]
    many = growth.states(few, 900, STATES)
    for (job, reader, name, most), small in zip(pages, before, strict=True):
        large = _taken(people[reader], reverse(name, args=[many.pk]))
        yield _grown(f"{job}: {STATES} States beside {begun}", small, large, times, most)


def _grown(job: str, small: Taken, large: Taken, times: float, most: float) -> Row:
    """Set a page beside itself before there was so many times as much: more time, and no more queries."""
    limits = (Limit("queries", large[1], small[1]),)
    return Row(job, small[0], large[0], most, queries=large[1], limits=limits, times=times)


def _taken(user: User, path: str, *, times: int = TIMES) -> Taken:
    """Return the seconds of processor that a page takes in this process once it is warm, and its queries."""
    session = _session(user)
    queries, taken = _queries(session, path), []
    for _ in range(times):
        start = time.process_time()
        session.get(path)
        taken.append(time.process_time() - start)
    return Median.of(taken), queries


def _session(user: User) -> Client:
    session = Client(headers={"host": "127.0.0.1"})
    session.force_login(user, backend="members.accounts.backends.PortalBackend")
    return session
