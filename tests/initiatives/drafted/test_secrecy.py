"""A draft is read by nobody but those who prepare it: on no page, in no calendar, feed, answer or search."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils.translation import override

from cica_portal.spaces import ordinary
from dashboard.telling import feeds
from initiatives import proposals
from initiatives.drafted import events
from initiatives.implementation import records
from initiatives.models import Initiative
from initiatives.overview import calendars
from initiatives.proposed import decisions
from members.accounts import feed_keys
from members.models import User
from plans.enums import PaperStatus
from plans.models import ConceptPaper
from search import finding
from tests.cica_portal.calendar.test_calendars import parsed
from tests.factories import api, comments, members
from tests.factories.initiatives import proposed_event
from tests.initiatives.drafted.conftest import AT

SECRET = "Kupiya"
DAY = dt.date(2023, 5, 12)
STATUSES = [
    PaperStatus.DRAFTING,
    PaperStatus.CIRCULATED,
    PaperStatus.UNDER_CONSOLIDATION,
    PaperStatus.BEFORE_SWG,
    PaperStatus.RECOMMENDED,
    PaperStatus.WITHDRAWN,
]
PAGES = (
    reverse("initiatives:initiative-list"),
    reverse("initiatives:calendar") + "?month=2023-05",
    "/",
    reverse("dashboard:subscriptions"),
)


def everything(client, person):
    """Return all that a person reads of events, as one text."""
    said = [client.signed_in(person).get(url).content.decode() for url in PAGES]
    key = feed_keys.token(feed_keys.make(person, at=AT))
    said.append(client.page("comments:person-calendar", key))
    said.append(client.page("dashboard:feed", key))
    said.append(api.client(person).get("/api/v1/initiatives/").content.decode())
    groups = finding.find(SECRET, user=person, at=AT, reader="en")
    said += [hit.excerpt for group in groups for hit in group.hits]
    said.append(feeds.written(person, "en", address="https://portal.example/feed").decode())
    with override("en"):
        found = Initiative.objects.visible_to(person).with_plan()
        said += [str(one) for one in calendars.events(found, person, "en")]
    return "\n".join(said)


@pytest.fixture
def secret(paper, officer, terms):
    fields = terms | {"titles": {"en": SECRET}, "places": {"en": SECRET}, "quarter": None, "date_from": DAY}
    return events.add(paper, key=uuid.uuid4(), by=officer, at=AT, contact=SECRET, **fields)


@pytest.mark.parametrize("status", STATUSES)
def test_before_the_adoption_no_state_learns_of_an_event_that_is_being_prepared(
    secret, paper, uzbekistan, contact, officer, client, status
):
    ConceptPaper.objects.filter(pk=paper.pk).update(status=status)
    # Not even the State that is to hold it, nor the coordinator of another measure.
    elsewhere = members.coordinator(members.member_state("TR"))
    for person in (contact, members.contact_point(uzbekistan), elsewhere):
        assert SECRET not in everything(client, person)
        assert (
            client.get(reverse("initiatives:initiative-detail", args=[secret.block_key])).status_code == 404
        )
        assert api.client(person).get(f"/api/v1/initiatives/{secret.block_key}/").status_code == 404
        assert client.get(reverse("initiatives:plan-matrix", args=[paper.slug])).status_code == 404
    assert SECRET in everything(client, officer)


@pytest.mark.parametrize(("language", "place"), [("en", "Tashkent"), ("ru", "Ташкент"), ("kk", "Бішкек")])
def test_a_place_is_found_in_each_language(paper, officer, contact, terms, language, place):
    fields = terms | {"places": {"en": "Tashkent", "kk": "Бішкек"}}
    made = events.add(paper, key=uuid.uuid4(), by=officer, at=AT, **fields)
    # The line says it, too: what the record says is found without the line.
    made.paper.blocks.get(key=made.block_key).texts.update(text="A line")

    def found(person):
        groups = finding.find(place, user=person, at=AT, reader=language)
        return [hit.excerpt for group in groups if group.kind == "initiatives" for hit in group.hits]

    assert found(officer) == [f"<mark>{place}</mark>"]
    assert found(contact) == []


def test_an_adopted_event_is_read_by_every_state(secret, paper, contact, client):
    ConceptPaper.objects.filter(pk=paper.pk).update(status=PaperStatus.ADOPTED)
    assert SECRET in everything(client, contact)


@pytest.fixture
def accepted(paper, contact, officer):
    """Return the record of an event that KZ proposed, which the draft has changed since."""
    day = dt.date(2023, 5, 3)
    proposed = proposed_event(paper, contact, title="Ours", place="Almaty", date_from=day)
    made = decisions.accept(proposals.mark_filed(proposed, by=contact, at=AT), by=officer, at=AT).initiative
    fields = {"titles": {"en": SECRET}, "places": {"en": SECRET}, "date_from": DAY, "contact": SECRET}
    records.revise(made, version=0, by=officer, at=AT, **fields, kind="seminar", format="hybrid")
    return made


def test_what_the_draft_makes_of_a_proposal_is_not_told_to_its_state(accepted, contact, officer, client):
    said = everything(client, contact)
    assert SECRET not in said and "12 May 2023" not in said
    assert "Ours" in said and "3 May 2023" in said and "Almaty" in said
    page = client.page("initiatives:initiative-detail", accepted.block_key)
    assert SECRET not in page and "seminar" not in page and "3 May 2023" in page
    item = api.client(contact).get(f"/api/v1/initiatives/{accepted.block_key}/").json()
    assert (item["place"], item["kind"], item["when"]["first_day"]) == ("Almaty", "workshop", "2023-05-03")
    assert (item["is_draft"], item["titles"]["en"], item["text"]) == (True, "Ours", None)
    assert "Ours" not in everything(client, members.contact_point(members.member_state("TR")))
    assert SECRET in everything(client, officer)


def test_the_calendar_of_a_state_has_its_proposal_on_the_day_that_it_proposed(accepted, contact):
    with override("en"):
        found = Initiative.objects.visible_to(contact).with_plan()
        (event,) = calendars.events(found, contact, "en")
    assert (event.begins, event.summary) == (dt.date(2023, 5, 3), "Draft: Ours")


def test_the_next_four_weeks_have_a_proposal_on_the_day_that_its_state_proposed(
    accepted, contact, officer, client, set_clock
):
    set_clock("2023-05-01T12:00:00+06:00")
    said = ordinary(client.signed_in(contact).get("/").content.decode())
    assert "3 May" in said and "12 May" not in said
    assert "12 May" in ordinary(client.signed_in(officer).get("/").content.decode())


# Circulated events -----------------------------------------------------------------------------------
@pytest.fixture
def circulated(paper, officer, terms):
    """Have a plan with an event before KZ and TR; return the record of the event."""
    fields = terms | {"places": {"en": "Tashkent"}, "quarter": None, "date_from": DAY, "date_to": None}
    made = events.add(paper, key=uuid.uuid4(), by=officer, at=AT, contact=SECRET, **fields)
    ConceptPaper.objects.filter(pk=paper.pk).update(status=PaperStatus.CIRCULATED)
    comments.consultation(revision=comments.revision(paper))
    return made


def calendar_of(client, person, language="en"):
    User.objects.filter(pk=person.pk).update(language=language)
    key = feed_keys.token(feed_keys.make(person, at=AT))
    found = parsed(client.get(reverse("comments:person-calendar", args=[key])).content).walk("VEVENT")
    return [one for one in found if str(one["UID"]).startswith("initiative-")]


@pytest.mark.parametrize(("language", "title"), [("en", "Draft: "), ("ru", "Проект: "), ("kk", "Жоба: ")])
def test_circulated_event_is_in_the_calendars_of_the_states_it_was_sent_to(
    circulated, contact, client, language, title
):
    (told,) = calendar_of(client, contact, language)
    line = circulated.paper.blocks.get(key=circulated.block_key).texts.get(language=language).text
    assert str(told["SUMMARY"]) == f"{title}{line}"
    assert (told["DTSTART"].dt, str(told["STATUS"])) == (DAY, "TENTATIVE")
    assert "/consultations/" in str(told["URL"])
    assert SECRET not in str(told["DESCRIPTION"])
    stranger = members.contact_point(members.member_state("JP"))
    assert calendar_of(client, stranger) == []


def test_circulated_event_that_the_draft_changes_is_told_no_more(circulated, paper, contact, officer, client):
    ConceptPaper.objects.filter(pk=paper.pk).update(status=PaperStatus.UNDER_CONSOLIDATION)
    assert len(calendar_of(client, contact)) == 1
    fields = {"titles": {"en": SECRET, "ru": SECRET, "kk": SECRET}}
    records.revise(circulated, version=0, by=officer, at=AT, **fields)
    assert calendar_of(client, contact) == []


MONTH = reverse("initiatives:calendar") + "?month=2023-05"


def test_circulated_event_is_on_the_calendar_page_of_the_states_it_was_sent_to(circulated, contact, client):
    page = client.signed_in(contact).get(MONTH, HTTP_ACCEPT_LANGUAGE="en")
    (item,) = page.context["agenda"]
    line = circulated.paper.blocks.get(key=circulated.block_key).texts.get(language="en").text
    assert (item.title, item.initiative.date_from) == (line, DAY)
    said = ordinary(page.content.decode())
    assert "draft, not binding" in said and SECRET not in said
    assert item.link in said and "/consultations/" in item.link
    assert reverse("initiatives:initiative-detail", args=[circulated.block_key]) not in said
    assert client.get(item.link).status_code == 200
    assert client.get(reverse("initiatives:calendar") + "?month=2023-07").context["agenda"] == []
    client.force_login(members.contact_point(members.member_state("JP")))
    assert client.get(MONTH).context["agenda"] == []


def test_circulated_event_that_the_draft_changes_leaves_the_calendar_page(
    circulated, paper, contact, officer, client
):
    ConceptPaper.objects.filter(pk=paper.pk).update(status=PaperStatus.UNDER_CONSOLIDATION)
    assert len(client.signed_in(contact).get(MONTH).context["agenda"]) == 1
    records.revise(circulated, version=0, by=officer, at=AT, date_from=dt.date(2023, 5, 20))
    page = client.get(MONTH)
    assert page.context["agenda"] == [] and "20 May" not in page.content.decode()
    ConceptPaper.objects.filter(pk=paper.pk).update(status=PaperStatus.WITHDRAWN)
    assert client.get(MONTH).context["agenda"] == []


def test_hour_of_a_circulated_event_is_not_told(circulated, contact, officer, client, paper):
    hours = {"starts_at": dt.datetime(2023, 5, 12, 4, tzinfo=dt.UTC), "time_zone": "Asia/Tashkent"}
    Initiative.objects.filter(pk=circulated.pk).update(**hours)
    (told,) = calendar_of(client, contact)
    assert told["DTSTART"].dt == DAY

    ConceptPaper.objects.filter(pk=paper.pk).update(status=PaperStatus.WITHDRAWN)
    assert calendar_of(client, contact) == []
