import datetime as dt

import pytest
from django.urls import reverse

from cica_portal.deadlines import closing_instant
from cica_portal.languages import LANGUAGES
from dashboard.start import agenda
from initiatives.models import Initiative
from plans.models import Block, ConceptPaper
from tests.factories import comments, initiatives, members, plans

pytestmark = pytest.mark.django_db

AT = dt.datetime(2023, 10, 9, 4, tzinfo=dt.UTC)
CLOSES_AT = closing_instant(dt.date(2023, 11, 1), "Asia/Almaty")


@pytest.fixture
def paper(set_clock):
    set_clock(AT)
    return plans.paper(slug="adopted")


def adopt(paper):
    comments.revision(paper)
    ConceptPaper.objects.filter(pk=paper.pk).update(status="adopted")


def announced(paper, **fields):
    values = {
        "texts": dict.fromkeys(LANGUAGES, "A workshop on trust"),
        "status": "announced",
        "year": 2023,
        "date_from": dt.date(2023, 11, 20),
        "registration_closes_at": CLOSES_AT,
    } | fields
    return initiatives.initiative(paper, **values)


def test_a_contact_point_finds_the_events_that_take_names_until_then(paper, client):
    event = announced(paper)
    adopt(paper)
    contact, reader = members.contact_point(language="en"), members.user("reader")
    client.force_login(contact)
    page = client.get("/").content.decode()
    assert (
        "A workshop on trust" in page
        and reverse("initiatives:participant-list", args=[event.block_key]) in page
    )
    assert "Wednesday, 1\u00a0November\u00a02023, 23:59" in page
    client.force_login(reader)
    assert "A workshop on trust" not in client.get("/").content.decode()
    assert agenda.registrations(contact, CLOSES_AT, "en") == []
    Initiative.objects.filter(pk=event.pk).update(status="cancelled")
    assert agenda.registrations(contact, AT, "en") == []


def test_the_secretariat_finds_what_events_want(paper, client):
    initiatives.initiative(paper, status="planned", year=2023, date_from=dt.date(2023, 10, 1))
    initiatives.initiative(paper, status="planned", year=2023)
    initiatives.initiative(paper, status="held", year=2023, date_from=dt.date(2023, 9, 20))
    adopt(paper)
    officer = members.officer(language="en")
    assert agenda.wanting(officer, AT) == [(kind, 1) for kind in agenda.ORDER]
    client.force_login(officer)
    page = client.get("/").content.decode()
    for kind in agenda.ORDER:
        assert f"{reverse('initiatives:initiative-list')}?due={kind}" in page
    assert "Record the outcome of 1 past event" in page
    assert "Set the date of 1 event" in page
    assert "Obtain the report on 1 event" in page


def test_the_list_behind_a_number_has_as_many_events_as_it_says(paper, client):
    initiatives.initiative(paper, status="planned", year=2023, date_from=dt.date(2023, 10, 1))
    initiatives.initiative(paper, status="planned", year=2023, date_from=dt.date(2023, 10, 8))
    initiatives.initiative(paper, status="planned", year=2023)
    initiatives.initiative(paper, status="planned", year=2024)
    initiatives.initiative(paper, status="planned", year=2023, quarter=1)
    initiatives.initiative(paper, status="cancelled", year=2023, date_from=dt.date(2023, 10, 1))
    taken_out = initiatives.initiative(paper, status="planned", year=2023, date_from=dt.date(2023, 10, 1))
    Block.objects.filter(key=taken_out.block_key).update(removed_at=AT)
    adopt(paper)
    officer = members.officer(language="en")
    client.force_login(officer)
    numbers = dict(agenda.wanting(officer, AT))
    assert numbers == {"event_overdue": 1, "event_day_wanted": 1}
    for kind, number in numbers.items():
        shown = client.get(reverse("initiatives:initiative-list"), {"due": kind}).context
        assert (shown["total"], shown["is_filtered"]) == (number, True)
    assert client.get(reverse("initiatives:initiative-list"), {"due": "nonsense"}).context["total"] == 0


def test_who_keeps_a_record_finds_what_its_event_wants_and_nobody_else_does(paper, client):
    contact, coordinator = members.contact_point(), members.coordinator()
    elsewhere = members.contact_point(members.member_state("TR"))
    plans.coordinator_of(paper.measure, coordinator, state=coordinator.member_state)
    past = {"status": "planned", "year": 2023, "date_from": dt.date(2023, 10, 1)}
    hosted = initiatives.initiative(paper, host=contact.member_state, **past)
    other = initiatives.initiative(paper, host=elsewhere.member_state, **past)
    adopt(paper)
    address = f"{reverse('initiatives:initiative-list')}?due=event_overdue"
    for person, events in ((contact, [hosted]), (elsewhere, [other]), (coordinator, [hosted, other])):
        client.force_login(person)
        assert address in client.get("/").content.decode()
        groups = client.get(address).context["groups"]
        assert [item.initiative for group in groups for item in group["items"]] == events
    for person in (members.drafter(contact.member_state), members.coordinator(members.member_state("JP"))):
        client.force_login(person)
        assert address not in client.get("/").content.decode()
