import datetime as dt

import pytest

from initiatives.implementation import follow_up
from initiatives.models import Initiative

TODAY = dt.date(2023, 6, 1)


def one(**fields) -> Initiative:
    return Initiative(**{"kind": "workshop", "format": "online", "status": "planned"} | fields)


@pytest.mark.parametrize(
    ("terms", "last"),
    [
        ({}, None),
        ({"year": 2023}, dt.date(2023, 12, 31)),
        ({"year": 2023, "quarter": 1}, dt.date(2023, 3, 31)),
        ({"year": 2024, "month": 2}, dt.date(2024, 2, 29)),
        ({"date_from": dt.date(2023, 5, 1)}, dt.date(2023, 5, 1)),
        ({"date_from": dt.date(2023, 5, 1), "date_to": dt.date(2023, 5, 3)}, dt.date(2023, 5, 3)),
    ],
)
def test_the_last_day_is_as_exact_as_what_is_known(terms, last):
    assert follow_up.last_day(one(**terms)) == last


def test_what_is_past_and_not_over_is_overdue():
    past, coming = {"year": 2023, "quarter": 1}, {"year": 2023, "quarter": 2}
    assert follow_up.is_overdue(one(**past), TODAY)
    assert not follow_up.is_overdue(one(**coming), TODAY)
    assert not follow_up.is_overdue(one(status="held", **past), TODAY)
    assert not follow_up.is_overdue(one(status="cancelled", **past), TODAY)
    assert not follow_up.is_overdue(one(), TODAY)


def test_undated_and_unreported_events_are_told():
    assert follow_up.is_undated(one(year=2023)) and not follow_up.is_undated(one(date_from=TODAY))
    assert not follow_up.is_undated(one(status="cancelled"))
    put_off = one(status="postponed", date_from=dt.date(2023, 5, 1))  # that day is not its day any more
    assert follow_up.is_undated(put_off) and not follow_up.is_overdue(put_off, TODAY)
    assert not follow_up.is_undated(one(status="proposed"))
    assert follow_up.wants_report(one(status="held")) and not follow_up.wants_report(one())
    assert not follow_up.wants_report(one(status="held", outcome="Agreed"))


@pytest.mark.parametrize(
    ("fields", "texts", "said"),
    [
        ({"year": 2022}, {"en": "An online-workshop in 2022.", "ru": "Онлайн-семинар в 2022 г."}, []),
        (
            {"year": 2023},
            {"en": "An online-workshop in 2022."},
            ["The English text of the plan says 2022, the record of the event says 2023."],
        ),
        ({"year": None}, {"en": "An online-workshop in 2022."}, []),
        ({"year": 2024}, {"en": "From 2023 to 2024.", "ru": "Без года."}, []),
    ],
)
def test_a_line_that_names_another_year_is_a_finding(fields, texts, said):
    assert [finding.sentence for finding in follow_up.contradictions(one(**fields), texts)] == said
