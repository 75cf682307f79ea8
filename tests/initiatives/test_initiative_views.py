import datetime as dt

import pytest
from django.urls import reverse

from initiatives import proposals
from initiatives.models import Initiative
from initiatives.proposed import decisions
from plans.enums import PaperStatus
from tests.factories import members, plans
from tests.factories.comments import revision
from tests.factories.initiatives import initiative, proposed_event

AT = dt.datetime(2023, 5, 20, 6, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def the_day(set_clock):
    return set_clock(AT)


def url(name, *args):
    return reverse(f"initiatives:{name}", args=args)


def text(response):
    return " ".join(response.content.decode().split())


def listed(response):
    return [item.initiative for group in response.context["groups"] for item in group["items"]]


def test_delegates_read_adopted_plans_and_what_their_state_proposed(
    paper, contact, officer, coordinator, client
):
    adopted = plans.paper(status=PaperStatus.ADOPTED, titles={"en": "Adopted"})
    open_to_all, drafted = initiative(adopted), initiative(paper)
    event = proposals.mark_filed(proposed_event(paper, contact, title="Our forum"), by=contact, at=AT)
    own = decisions.accept(event, by=officer, at=AT).initiative
    seen = {}
    people = {
        "own": contact,
        "other": members.contact_point(members.member_state("TR")),
        "officer": officer,
        "coordinator": coordinator,
        "elsewhere": members.coordinator(),
    }
    for name, person in people.items():
        page = client.signed_in(person).get(url("initiative-list"))
        seen[name] = set(listed(page))
        if name == "own":
            assert "Our forum" in text(page) and "Holding the" not in text(page)
    everything = {open_to_all, drafted, own}
    assert seen == {
        "own": {open_to_all, own},
        "other": {open_to_all},
        "officer": everything,
        "coordinator": everything,
        "elsewhere": {open_to_all},
    }


def test_the_list_is_narrowed_by_plan_state_year_and_need(adopted, officer, client):
    host = members.member_state("KZ")
    dated = initiative(adopted, host=host, status="planned", year=2023, date_from=dt.date(2023, 9, 1))
    overdue = initiative(adopted, status="planned", year=2022)
    client.force_login(officer)

    def found(**query):
        return listed(client.get(url("initiative-list"), query))

    assert found() == [dated, overdue]
    assert found(state="KZ") == [dated]
    assert found(year="2022") == [overdue]
    assert found(show="overdue") == [overdue]
    assert found(show="undated") == [overdue]
    assert found(plan="no-such-plan") == []
    assert found(show="nonsense") == [dated, overdue]


def test_the_matrix_shows_what_no_event_serves(adopted, objective, officer, client):
    unserved = plans.block(adopted, kind="objective", texts={"en": "Nobody serves this"})
    initiative(adopted, objectives=[str(objective.key)])
    page = client.signed_in(officer).get(url("plan-matrix", adopted.slug))
    assert [(row["text"], row["cells"]) for row in page.context["rows"]] == [
        ("Sharing information", [True]),
        ("Nobody serves this", [False]),
    ]
    assert unserved.key and "1 objective has no event" in text(page)


def test_the_calendar_shows_the_days_of_its_month(adopted, officer, client):
    texts = {"en": "The event of May"}
    across = initiative(
        adopted, texts=texts, year=2023, date_from=dt.date(2023, 5, 30), date_to=dt.date(2023, 6, 1)
    )
    later = initiative(adopted, year=2023, quarter=2)
    initiative(adopted, year=2023, quarter=3)
    initiative(adopted, year=2023, status="cancelled")
    page = client.signed_in(officer).get(url("calendar"))
    assert page.context["here"] == dt.date(2023, 5, 1)
    days = [day for week in page.context["weeks"] for day in week if day["items"]]
    assert [day["day"].isoformat() for day in days] == ["2023-05-30", "2023-05-31", "2023-06-01"]
    assert [item.initiative for item in page.context["agenda"]] == [across]
    assert [item.initiative for item in page.context["undated"]] == [later]
    page = client.get(url("calendar"), {"month": "2022-07"})
    assert (page.context["agenda"], page.context["undated"]) == ([], [])


@pytest.mark.parametrize("month", ["2023", "2023-13", "x", "0001-01"])
def test_a_month_that_is_none_is_not_found(officer, client, month):
    assert client.signed_in(officer).get(url("calendar"), {"month": month}).status_code == 404


def form(**fields):
    return {
        "kind": "workshop",
        "format": "online",
        "version": "0",
        "time_zone": "Asia/Almaty",
        "host": "",
    } | fields


def test_the_record_is_kept_to_the_hour(adopted, contact, client):
    one = initiative(adopted, host=contact.member_state, status="planned")
    client.force_login(contact)
    data = form(
        host="KZ",
        date_from="2023-09-14",
        date_to="2023-09-15",
        time_from="10:00",
        time_to="17:30",
        people_KZ="12",
    )
    answer = client.post(url("initiative-edit", one.block_key), data, follow=True)
    assert "Thursday, 14 September 2023, 10:00 (UTC+06:00)" in text(answer)
    stored = Initiative.objects.get(pk=one.pk)
    assert stored.starts_at == dt.datetime(2023, 9, 14, 4, tzinfo=dt.UTC)
    assert stored.participants == {"KZ": 12}
    page = client.get(url("initiative-edit", one.block_key))
    assert '<option value="Asia/Almaty" selected>Astana time</option>' in page.content.decode()
    assert page.context["form"]["time_from"].value() == dt.time(10)


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"time_from": "10:00"}, {"time_from": ["Enter the date as well as the time."]}),
        (
            {"date_from": "2023-09-14", "time_to": "10:00"},
            {"time_to": ["Enter the start time as well as the end time."]},
        ),
        (
            {"date_from": "2023-09-14", "date_to": "2023-09-16", "time_from": "10:00"},
            {"time_to": ["Enter the end time as well: the event lasts several days."]},
        ),
        (
            {"date_from": "2023-09-14", "time_from": "10:00", "time_to": "09:00"},
            {"__all__": ["The event ends before it starts. Correct the times."]},
        ),
    ],
)
def test_unsound_hours_are_refused_and_kept(adopted, officer, client, fields, errors):
    one = initiative(adopted)
    page = client.signed_in(officer).post(
        url("initiative-edit", one.block_key), form(**fields) | {"place_en": "Kept place"}
    )
    assert (page.status_code, dict(page.context["form"].errors)) == (422, errors)
    assert "Kept place" in text(page)


def test_a_stale_record_keeps_what_was_typed(adopted, officer, client):
    one = initiative(adopted, version=3)
    page = client.signed_in(officer).post(url("initiative-edit", one.block_key), form(place_en="My place"))
    assert page.status_code == 409
    assert "My place" in text(page) and page.context["form"]["version"].value() == "3"


def test_the_hours_stay_where_they_were_set_when_no_state_has_their_zone_any_more(adopted, officer, client):
    starts_at = dt.datetime(2023, 9, 14, 4, tzinfo=dt.UTC)
    one = initiative(adopted, starts_at=starts_at, time_zone="Asia/Qyzylorda", date_from=starts_at.date())
    shown = client.signed_in(officer).get(url("initiative-edit", one.block_key)).context["form"]
    chosen = {name: shown[name].value() for name in ("date_from", "time_from", "time_zone")}
    assert f'<option value="{one.time_zone}" selected>' in str(shown["time_zone"])
    client.post(url("initiative-edit", one.block_key), form(**chosen, place_en="Astana"))
    stored = Initiative.objects.get(pk=one.pk)
    assert (stored.place, stored.starts_at, stored.time_zone) == ("Astana", starts_at, "Asia/Qyzylorda")


def test_who_changes_the_days_need_not_change_the_year(adopted, officer, client):
    one = initiative(adopted, year=2022, date_from=dt.date(2022, 9, 14))
    start = client.signed_in(officer).get(url("initiative-edit", one.block_key)).context["form"].initial
    client.post(url("initiative-edit", one.block_key), form(date_from="2023-09-14", year=start["year"] or ""))
    assert Initiative.objects.get(pk=one.pk).year == 2023


def test_an_event_is_put_off_with_its_reason(adopted, officer, client):
    one = initiative(adopted, status="planned")
    address = url("initiative-move", one.block_key, "postponed")
    assert client.signed_in(officer).post(address, {"reason": ""}).status_code == 422
    page = text(client.post(address, {"reason": "The host asked so."}, follow=True))
    assert "postponed" in page and "The host asked so." in page


def test_delegates_read_the_line_as_it_was_frozen(adopted, contact, client):
    one = initiative(adopted, texts={"en": "The frozen line"})
    revision(adopted)
    one.paper.blocks.get(key=one.block_key).texts.filter(language="en").update(text="Secret wording")
    page = text(client.signed_in(contact).get(url("initiative-detail", one.block_key)))
    assert "The frozen line" in page and "Secret wording" not in page
