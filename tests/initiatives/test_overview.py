import datetime as dt
import re

import pytest
from django.urls import reverse

from cica_portal.languages import LANGUAGES
from initiatives.models import Initiative
from initiatives.overview import tallies, timeline
from plans.models import ConceptPaper
from tests.factories import initiatives, members, plans

TODAY = dt.date(2023, 5, 20)


@pytest.fixture
def adopted(paper, set_clock):
    set_clock(dt.datetime(2023, 5, 20, 6, tzinfo=dt.UTC))
    ConceptPaper.objects.filter(pk=paper.pk).update(status="adopted")
    paper.refresh_from_db()
    return paper


def url(name, *args):
    return reverse(f"initiatives:{name}", args=args)


def known(**fields):
    return Initiative(**{"status": "planned"} | fields)


# Numbers ------------------------------------------------------------------------------------------------
def test_events_are_counted_by_status_and_by_what_they_lack(adopted):
    held = initiatives.initiative(adopted, status="held", year=2022, date_from=dt.date(2022, 9, 1))
    late = initiatives.initiative(adopted, status="planned", year=2022)
    open_one = initiatives.initiative(adopted, status="planned")
    (tally,) = tallies.per_plan([held, late, open_one], TODAY)
    assert (tally.total, tally.undated, tally.overdue, tally.unreported) == (3, 2, 1, 1)
    assert tally.by_status == [0, 2, 0, 1, 0, 0]
    assert [(one.key, one.total) for one in tallies.per_year([held, late, open_one], TODAY)] == [
        (2022, 2),
        (None, 1),
    ]


def test_a_state_counts_what_it_hosts_and_attends_but_not_what_was_cancelled(adopted):
    host = members.member_state("KZ")
    found = [
        initiatives.initiative(adopted, status="held", host=host, participants={"KZ": 3, "TR": 2}),
        initiatives.initiative(adopted, status="planned", host=host, co_hosts=["TR"]),
        initiatives.initiative(adopted, status="cancelled", host=host, co_hosts=["TR"]),
    ]
    kz, tr = sorted(tallies.per_state(found), key=lambda one: one.code)
    assert (kz.hosted, kz.co_hosted, kz.attended, kz.people) == (2, 0, 1, 3)
    assert (tr.hosted, tr.co_hosted, tr.attended, tr.people) == (0, 1, 1, 2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_overview_opens_the_list_of_what_it_counts(adopted, client, language):
    initiatives.initiative(adopted, status="planned", year=2023, host=members.member_state("KZ"))
    hidden = plans.paper(slug="drafted")
    initiatives.initiative(hidden, status="planned", year=2024)
    reader = members.user("reader", members.member_state("TR"), language=language)
    client.force_login(reader)
    page = client.get(url("overview")).content.decode()
    for query in (f"plan={adopted.slug}", f"measure={adopted.measure.code}", "year=2023", "state=KZ"):
        assert f"?{query}" in page
        listed = client.get(f"{url('initiative-list')}?{query}")
        assert len(listed.context["groups"]) == 1
    assert "drafted" not in page and "2024" not in page
    words = {"en": "Progress of events", "ru": "Ход выполнения", "kk": "орындалу барысы"}
    assert words[language] in page


# The picture --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "days"),
    [
        ({"date_from": dt.date(2023, 5, 12), "date_to": dt.date(2023, 5, 14)}, ((5, 12), (5, 14))),
        ({"date_from": dt.date(2023, 5, 12)}, ((5, 12), (5, 12))),
        ({"year": 2023}, ((1, 1), (12, 31))),
        ({"year": 2023, "quarter": 2}, ((4, 1), (6, 30))),
        ({"year": 2023, "month": 2}, ((2, 1), (2, 28))),
        ({}, None),
    ],
)
def test_an_event_spans_its_days_or_the_time_in_which_it_may_fall(fields, days):
    expected = days and tuple(dt.date(2023, *day) for day in days)
    assert timeline.span(known(**fields)) == expected


def test_bars_lie_within_the_picture_in_the_order_of_time():
    events = [
        known(year=2022, date_from=dt.date(2022, 1, 1)),
        known(year=2022, quarter=3),
        known(),
        known(year=2023, date_from=dt.date(2023, 12, 31)),
        known(year=2024, date_from=dt.date(2024, 2, 1)),
    ]
    picture = timeline.drawn(events, first=2022, last=2023, today=TODAY)
    first, quarter, nothing, last, beyond = picture.bars
    assert nothing is None and (first.is_exact, quarter.is_exact) == (True, False)
    assert first.x == timeline.GUTTER
    assert first.x < quarter.x < picture.today < last.x < beyond.x
    assert all(bar.x + bar.width <= picture.width for bar in picture.bars if bar)
    assert all(bar.width >= timeline.NARROWEST for bar in picture.bars if bar)
    assert [tick.year for tick in picture.ticks if tick.year] == [2022, 2023, 2024]


@pytest.mark.parametrize(
    ("bar", "place"),
    [((200, 60), "after"), ((900, 50), "before"), ((64, 896), "on")],
)
def test_name_of_an_event_stands_at_its_bar_within_the_picture(bar, place):
    x, width = bar
    name = timeline.Bar(x, 40, width, 52, is_exact=True).named("Seminar on small enterprises " * 9)
    room = name.x - timeline.GUTTER if place == "before" else timeline.WIDTH - name.x
    assert name.place == place and name.text.endswith("…")
    assert len(name.text) * timeline.LETTER <= room


def test_timeline_names_events_and_groups_them_by_state_and_month(adopted, client):
    host = members.member_state("KZ")
    initiatives.initiative(adopted, status="planned", host=host, year=2023, date_from=dt.date(2023, 9, 12))
    initiatives.initiative(adopted, status="planned", year=2023)
    initiatives.initiative(adopted, status="planned")
    client.force_login(members.officer())

    def groups(by):
        drawn = client.get(url("timeline"), {"by": by}).context["drawn"]
        return [(one.title, len(one.rows), one.picture is not None) for one in drawn]

    assert groups("plan") == groups("other") == [(adopted.short_title, 3, True)]
    assert groups("state") == [(host.name, 1, True), ("No host State yet", 2, True)]
    assert groups("month") == [
        ("September 2023", 1, False),
        ("2023: no month yet", 1, False),
        ("no date yet", 1, False),
    ]
    page = client.get(url("timeline")).content.decode()
    assert page.count("timeline-name is-") == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_timeline_is_a_picture_with_the_same_in_words(adopted, client, language):
    initiatives.initiative(adopted, status="planned", year=2023, date_from=dt.date(2023, 9, 12))
    initiatives.initiative(adopted, status="planned")
    client.force_login(members.officer(language=language))
    page = client.get(url("timeline")).content.decode()
    (picture,) = re.findall(r'<svg[^>]*role="img".*?</svg>', page, re.DOTALL)
    assert picture.count("<rect") == 1 and "<title" in picture
    assert "style=" not in picture
    # Numbers in a picture are no texts: no language puts spaces or commas into them.
    assert all(value.isdigit() for value in re.findall(r' (?:x|y|width|height|x1|y2)="([^"]*)"', picture))
    when = {"en": "12 September 2023", "ru": "12 сентября 2023 г.", "kk": "2023 жылғы 12 қыркүйек"}
    assert when[language] in page


@pytest.mark.parametrize("name", ["overview", "timeline"])
def test_pages_take_as_many_queries_for_three_plans_as_for_one(
    adopted, client, django_assert_num_queries, name
):
    client.force_login(members.officer())
    initiatives.initiative(adopted, status="planned", year=2023, host=members.member_state("KZ"))
    client.get(url(name))
    with django_assert_num_queries(6 if name == "overview" else 5) as first:
        client.get(url(name))
    for slug in ("second", "third"):
        other = plans.paper(slug=slug, status="adopted")
        initiatives.initiative(other, status="planned", year=2023, host=members.member_state("TR"))
    with django_assert_num_queries(len(first)):
        client.get(url(name))


def test_a_cancelled_event_serves_no_objective(adopted, objective, client):
    initiatives.initiative(adopted, status="cancelled", objectives=[str(objective.key)])
    client.force_login(members.officer())
    assert client.get(url("plan-matrix", adopted.slug)).context["unserved"] == 1
