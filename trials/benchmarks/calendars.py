"""A thousand events: a month of them as a page, all of them as a calendar to subscribe to."""

import datetime as dt
import itertools
import uuid

from django.test import Client
from django.urls import reverse

from cica_portal import clock, organization
from cica_portal.languages import LANGUAGES
from initiatives.models import Initiative
from members.accounts import feed_keys
from members.models import MemberState, User
from plans.enums import BlockKind, PaperStatus
from plans.models import ConceptPaper, ConfidenceBuildingMeasure, Revision, RevisionBlock
from trials.benchmarks.measure import Limit, Row, in_turns
from trials.benchmarks.pages import FLOORS, PORTAL, _queries, _sign_in
from trials.benchmarks.servers import running

EVENTS, PLANS, YEAR = 1_000, 10, 2150
# A month says each event twice, on its day and in the agenda with its marks; the floor lists it once. A
# calendar says each event in words besides: when, where, by whom and how far it is.
MONTH, SUBSCRIPTION = 4, 3
QUERIES = 8
LINE = {
    "en": "Holding the online-seminar “International information security” in {year}.",
    "ru": "Проведение в {year} г. онлайн-семинара «Международная информационная безопасность».",
    "kk": "{year} жылы «Халықаралық ақпараттық қауіпсіздік» онлайн-семинарын өткізу.",
}


def fill() -> None:
    """Make adopted plans whose events lie on the days of two years, to the hour every third."""
    now, hosts = clock.now(), itertools.cycle(MemberState.objects.all())
    measure = ConfidenceBuildingMeasure.objects.first()
    texts = {language: line.format(year=YEAR) for language, line in LINE.items()}
    for plan in range(PLANS):
        paper = ConceptPaper.objects.create(
            slug=f"of-{YEAR}-{plan}",
            measure=measure,
            period_from=YEAR + plan * 2,
            period_to=YEAR + plan * 2 + 1,
            status=PaperStatus.IMPLEMENTING,
            titles=dict.fromkeys(LANGUAGES, f"Plan {plan}"),
            created_at=now,
        )
        revision = Revision.objects.create(
            paper=paper, number=0, titles=paper.titles, text_status={}, frozen_at=now, sha256="0" * 64
        )
        keys = [uuid.uuid4() for _number in range(EVENTS // PLANS)]
        RevisionBlock.objects.bulk_create(
            RevisionBlock(
                revision=revision, key=key, kind=BlockKind.INITIATIVE, position=position, texts=texts
            )
            for position, key in enumerate(keys, start=1)
        )
        Initiative.objects.bulk_create(_event(paper, key, number, next(hosts), now) for number, key in
                                       enumerate(keys))  # fmt: skip


def _event(
    paper: ConceptPaper, key: uuid.UUID, number: int, host: MemberState, now: dt.datetime
) -> Initiative:
    day = dt.date(YEAR, 1, 1) + dt.timedelta(days=number * 7 % 730)
    hours = {}
    if number % 3 == 0:
        begins = dt.datetime.combine(day, dt.time(5), dt.UTC)
        hours = {
            "starts_at": begins,
            "ends_at": begins + dt.timedelta(hours=6),
            "time_zone": organization.time_zone(),
        }
    return Initiative(
        paper=paper,
        block_key=key,
        kind="seminar",
        format="online",
        status="announced",
        year=day.year,
        date_from=day,
        host=host,
        changed_at=now,
        **hours,
    )


def rows(delegate: User, environment: dict[str, str]) -> list[Row]:
    fill()
    token = feed_keys.token(feed_keys.make(delegate, at=clock.now()))
    with running(*FLOORS, environment) as floor, running(*PORTAL, environment) as portal:
        session = _sign_in(delegate, floor, portal)
        month = f"{reverse('initiatives:calendar')}?month={YEAR}-03"
        whole = reverse("comments:person-calendar", args=[token])
        stranger = Client(headers={"host": "127.0.0.1"})  # a calendar programme does not sign in
        found = []
        for job, path, floor_path, most, client in (
            ("month of a calendar of 1,000 events", month, f"/calendar/{YEAR}/3/", MONTH, session),
            ("calendar of 1,000 events to subscribe to", whole, "/calendar/", SUBSCRIPTION, stranger),
        ):
            queries = _queries(client, path)
            floor_time, portal_time = in_turns(
                lambda path=floor_path: floor.get(path),
                lambda path=path: portal.get(path),
                clocks=(floor.processor, portal.processor),
            )
            limits = (Limit("queries", queries, QUERIES),)
            found.append(Row(job, floor_time, portal_time, most, queries=queries, limits=limits))
    return found
