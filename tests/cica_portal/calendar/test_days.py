import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from cica_portal.calendar.days import DayField, TooFarAhead, check_deadline


@pytest.mark.parametrize("typed", ["1992-01-01", "2099-12-31"])
def test_day_that_the_portal_can_know_passes(typed):
    assert DayField().clean(typed) == dt.date.fromisoformat(typed)


@pytest.mark.parametrize("typed", ["0001-01-01", "1991-12-31", "2100-01-01", "9999-12-31"])
def test_day_at_the_ends_of_the_calendar_is_refused_and_the_limits_are_said(typed):
    with pytest.raises(ValidationError) as refused:
        DayField().clean(typed)
    assert refused.value.messages == ["Choose a day from 1 January 1992 to 31 December 2099."]


def test_day_may_be_left_out_where_it_is_not_needed():
    assert DayField(required=False).clean("") is None


def test_deadline_is_at_most_a_year_ahead():
    given = dt.date(2022, 5, 26)

    check_deadline(dt.date(2023, 5, 27), on=given)
    with pytest.raises(TooFarAhead) as refused:
        check_deadline(dt.date(2023, 5, 28), on=given)
    said = {}
    for language in ("en", "ru", "kk"):
        with translation.override(language):
            said[language] = str(refused.value)
    assert said["en"] == "A deadline is at most one year ahead: choose 27 May 2023 or an earlier day."
    assert len(set(said.values())) == 3
