import datetime as dt

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from cica_portal import formats
from cica_portal.calendar.days import DayField, TooFarAhead, check_deadline
from cica_portal.languages import LANGUAGES


@pytest.mark.parametrize("typed", ["1992-01-01", "2099-12-31"])
def test_day_that_the_portal_can_know_passes(typed):
    assert DayField().clean(typed) == dt.date.fromisoformat(typed)


@pytest.mark.parametrize("typed", ["0001-01-01", "1991-12-31", "2100-01-01", "9999-12-31"])
def test_day_at_the_ends_of_the_calendar_is_refused_and_the_limits_are_said(typed):
    with pytest.raises(ValidationError) as refused:
        DayField().clean(typed)
    assert refused.value.messages == [
        "Choose a date from 1\u00a0January\u00a01992 to 31\u00a0December\u00a02099."
    ]


def test_day_may_be_left_out_where_it_is_not_needed():
    assert DayField(required=False).clean("") is None


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "Monday, 7 December 2026"),
        ("ru", "понедельник, 7 декабря 2026 г."),
        ("kk", "2026 жылғы 7 желтоқсан, дүйсенбі"),
    ],
)
@pytest.mark.parametrize("value", [dt.date(2026, 12, 7), "2026-12-07"])
def test_day_of_a_date_box_is_written_out_under_it(language, written, value):
    class Form(forms.Form):
        respond_by = DayField()

    with translation.override(language):
        markup = str(Form(initial={"respond_by": value})["respond_by"])

    assert f">{written}</output>" in markup and 'for="id_respond_by"' in markup


@pytest.mark.parametrize("typed", ["06/07/2022", "6 June 2022", "06.06.2022", "2022-06-31", "soon"])
def test_only_what_a_date_box_sends_is_read(typed):
    with pytest.raises(ValidationError):
        DayField().clean(typed)


@pytest.mark.parametrize("typed", ["", "soon", "2026-02-30", '"><b>'])
def test_what_is_no_day_is_not_written_out(typed):
    class Form(forms.Form):
        respond_by = DayField(required=False)

    markup = str(Form({"respond_by": typed})["respond_by"])

    assert "></output>" in markup and "<b>" not in markup


@pytest.mark.parametrize("language", LANGUAGES)
def test_script_writes_a_day_as_the_server_does(language):
    words = formats.weekday_date_words(language)
    for number in range(366):
        day = dt.date(2028, 1, 1) + dt.timedelta(days=number)
        written = words["pattern"].format(
            day=day.day,
            month=words["months"].split("|")[day.month - 1],
            weekday=words["weekdays"].split("|")[day.weekday()],
            year=day.year,
        )
        assert written == formats.weekday_date(day, language)


def test_deadline_is_at_most_a_year_ahead():
    given = dt.date(2022, 5, 26)

    check_deadline(dt.date(2023, 5, 27), on=given)
    with pytest.raises(TooFarAhead) as refused:
        check_deadline(dt.date(2023, 5, 28), on=given)
    said = {}
    for language in ("en", "ru", "kk"):
        with translation.override(language):
            said[language] = str(refused.value)
    assert (
        said["en"]
        == "The deadline can be at most one year ahead. Choose 27\u00a0May\u00a02023 or an earlier day."
    )
    assert len(set(said.values())) == 3
