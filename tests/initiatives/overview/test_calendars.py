import datetime as dt

import pytest
from django.utils.translation import override

from cica_portal.calendar import calendars as files
from initiatives.enums import InitiativeStatus
from initiatives.implementation import records
from initiatives.models import Initiative
from initiatives.overview import calendars
from plans.models import ConceptPaper
from tests.cica_portal.calendar.test_calendars import parsed
from tests.factories import initiatives

AT = dt.datetime(2022, 7, 1, 6, tzinfo=dt.UTC)


@pytest.fixture
def event(paper):
    ConceptPaper.objects.filter(pk=paper.pk).update(status="adopted")
    return initiatives.initiative(
        paper, status="planned", year=2022, date_from=dt.date(2022, 9, 12), place="Almaty", changed_at=AT
    )


def written(user, language="en"):
    found = Initiative.objects.visible_to(user).with_plan()
    with override(language):
        return parsed(files.written(calendars.events(found, user, language))).walk("VEVENT")


def test_an_event_keeps_its_name_and_rises_with_each_change(event, officer):
    (before,) = written(officer)
    starts, ends = (dt.datetime(2022, 9, 12, hour, tzinfo=dt.UTC) for hour in (4, 10))
    records.revise(
        event, version=0, by=officer, at=AT, starts_at=starts, ends_at=ends, time_zone="Asia/Almaty"
    )
    (settled,) = written(officer)
    event.refresh_from_db()
    records.move(event, InitiativeStatus.ANNOUNCED, by=officer, at=AT + dt.timedelta(hours=1))
    (announced,) = written(officer)
    event.refresh_from_db()
    records.move(event, InitiativeStatus.CANCELLED, by=officer, at=AT + dt.timedelta(hours=2), reason="Why")
    (cancelled,) = written(officer)
    found = [before, settled, announced, cancelled]
    assert len({str(one["UID"]) for one in found}) == 1
    assert [one["SEQUENCE"] for one in found] == [0, 1, 2, 3]
    assert [str(one["STATUS"]) for one in found] == ["TENTATIVE", "TENTATIVE", "CONFIRMED", "CANCELLED"]
    assert (before["DTSTART"].dt, before["DTEND"].dt) == (dt.date(2022, 9, 12), dt.date(2022, 9, 13))
    assert (settled["DTSTART"].dt, settled["DTEND"].dt) == (starts, ends)
    assert settled["DTSTART"].params["TZID"] == "Asia/Almaty"
    assert cancelled["DTSTAMP"].dt == AT + dt.timedelta(hours=2)
    assert str(cancelled["SUMMARY"]).startswith("cancelled: ")


def test_what_has_no_day_is_in_no_calendar(event, paper, officer):
    initiatives.initiative(paper, status="planned", year=2023, quarter=2)
    assert [str(one["LOCATION"]) for one in written(officer)] == ["Almaty"]
