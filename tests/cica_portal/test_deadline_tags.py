"""The deadline on pages: kept as it was put together, and never as it was for somebody or some day else."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import translation

from cica_portal import organization
from cica_portal.messages import overlay

# Monday, 6 June 2022, ends then in the Secretariat's zone.
CLOSES_AT = dt.datetime(2022, 6, 6, 18, tzinfo=dt.UTC)
LONG_BEFORE = CLOSES_AT - dt.timedelta(days=11)
PAGE = Template('{% include "components/_deadline.html" %}')
ANKARA = SimpleNamespace(user=SimpleNamespace(member_state=SimpleNamespace(time_zone="Europe/Istanbul")))


def consultation(ends_at=CLOSES_AT, *, is_withdrawn=False):
    return SimpleNamespace(
        ends_at=ends_at, closes_at=CLOSES_AT, time_zone="Asia/Almaty", is_withdrawn=is_withdrawn
    )


def shown(**context):
    return PAGE.render(Context(context)).replace("\u00a0", " ")


@pytest.fixture(autouse=True)
def long_before(set_clock):
    set_clock(LONG_BEFORE)


@pytest.fixture
def closing():
    """As a consultation whose State has no additional time."""
    return consultation()


def test_it_is_of_the_day_on_which_it_is_read(closing, set_clock):
    found = []
    for hours in (11 * 24, 6 * 24, 30, 2, 0):
        set_clock(CLOSES_AT - dt.timedelta(hours=hours))
        assert shown(consultation=closing) == shown(consultation=closing)
        found.append(shown(consultation=closing))
    assert len(set(found)) == 5
    words = ("deadline-open", "deadline-open", "deadline-near", "deadline-near", "deadline-past")
    assert [word in page for word, page in zip(words, found, strict=True)] == [True] * 5
    assert "10 days left" in found[0] and "5 days left" in found[1]


def test_of_a_plan_that_was_withdrawn_no_days_are_counted(closing):
    before, ended = shown(consultation=closing), shown(consultation=consultation(is_withdrawn=True))
    said = [word in ended for word in ("deadline-past", "ended: the plan was withdrawn", "days left")]
    assert "days left" in before and said == [True, True, False]


def test_it_is_of_its_reader(closing):
    for _again in range(2):
        assert "Time in your capital: Monday, 6 June 2022, 20:59" in shown(
            consultation=closing, request=ANKARA
        )
        assert "Time in your capital" not in shown(consultation=closing)
        with translation.override("ru"):
            assert "понедельник, 6 июня 2022" in shown(consultation=closing)
        assert "Monday, 6 June 2022, 23:59" in shown(consultation=closing)


def test_it_is_of_its_consultation(closing):
    longer = consultation(CLOSES_AT + dt.timedelta(days=2))
    for _again in range(2):
        assert "Additional time" in shown(consultation=longer, earlier=[CLOSES_AT])
        assert "<s>Monday, 6 June 2022" in shown(consultation=longer, earlier=[CLOSES_AT])
        assert "<s>" not in shown(consultation=longer)
        assert "Additional time" not in shown(consultation=closing)
        assert 'href="/a.ics"' in shown(consultation=closing, calendar_url="/a.ics")
        assert "href" not in shown(consultation=closing)
        assert "21:00" in shown(closes_at=CLOSES_AT + dt.timedelta(minutes=1), zone="Europe/Istanbul")


def test_it_is_forgotten_with_the_words_and_the_seat_of_before(closing):
    assert "Deadline" in shown(consultation=closing) and "Nur-Sultan time" in shown(closes_at=CLOSES_AT)
    overlay.put({"en": {overlay.key("Deadline", "consultation"): "Closing time"}}, "corrected")
    organization.put({"time_zone": "Europe/Istanbul"})
    try:
        assert "Closing time" in shown(consultation=closing)
        assert "20:59" in shown(closes_at=CLOSES_AT) and "Nur-Sultan" not in shown(closes_at=CLOSES_AT)
    finally:
        overlay.put({}, "")
        organization.put({})
    assert "Deadline" in shown(consultation=closing) and "Nur-Sultan time" in shown(closes_at=CLOSES_AT)
