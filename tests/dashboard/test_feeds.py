import datetime as dt
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from cica_portal.languages import LANGUAGES
from cica_portal.spaces import ordinary
from comments.models import CompilationRelease
from comments.procedure import consultations
from initiatives import records
from initiatives.enums import InitiativeStatus
from members import audit
from members.accounts import feed_keys
from members.models import AuditEntry, FeedKey
from plans.models import PaperEvent
from tests.factories import initiatives, members, notes, plans

pytestmark = pytest.mark.django_db

AT = notes.AT
ATOM = "{http://www.w3.org/2005/Atom}"


def feed(client, person):
    key = feed_keys.current(person) or feed_keys.make(person, at=AT)
    answer = client.get(reverse("dashboard:feed", args=[feed_keys.token(key)]))
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return answer


def entries(answer):
    """Return the entries of a feed, held to what RFC 4287 demands of it and of each entry."""
    root = ElementTree.fromstring(answer.content)
    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (found,) = element.findall(f"{ATOM}{name}")
            assert found.text
        assert dt.datetime.fromisoformat(element.find(f"{ATOM}updated").text).utcoffset() is not None
    assert root.find(f"{ATOM}author/{ATOM}name").text
    found = root.findall(f"{ATOM}entry")
    ids = [entry.find(f"{ATOM}id").text for entry in found]
    assert len(set(ids)) == len(ids) and all(entry.find(f"{ATOM}link").get("href") for entry in found)
    times = [entry.find(f"{ATOM}updated").text for entry in found]
    assert times == sorted(times, reverse=True)
    return found


def titles(answer):
    return [entry.find(f"{ATOM}title").text for entry in entries(answer)]


def english(person):
    person.language = "en"
    person.save(update_fields=["language"])
    return person


def test_the_feed_tells_of_what_its_person_may_know(client, set_clock):
    notes.delegations()
    consultation = notes.circulated()
    addressed = english(members.contact_point(members.member_state("KZ")))
    stranger = english(members.contact_point(members.member_state("JP")))
    note = notes.note_of(consultation)
    assert titles(feed(client, addressed)) == [f"Note {note.number}: circulation"]
    assert titles(feed(client, stranger)) == []
    after = set_clock(notes.CLOSES_AT + dt.timedelta(minutes=1))
    consultations.close(consultation, at=after)
    CompilationRelease.objects.create(
        consultation=consultation, by=members.signatory(), at=after + dt.timedelta(minutes=1)
    )
    assert titles(feed(client, addressed))[:2] == [
        f"Consultation {consultation.reference}: compilation distributed",
        f"Consultation {consultation.reference}: closed",
    ]
    assert titles(feed(client, stranger)) == []


def test_events_and_adopted_plans_are_told_to_every_state_but_no_plan_in_preparation(client):
    officer = members.officer()
    adopted = plans.paper(slug="adopted", status="adopted")
    PaperEvent.objects.create(paper=adopted, from_status="before_swg", to_status="adopted", at=AT)
    drafted = plans.paper(slug="drafted")
    PaperEvent.objects.create(paper=drafted, from_status="drafting", to_status="circulated", at=AT)
    event = initiatives.initiative(adopted, status="planned", year=2022, date_from=dt.date(2022, 7, 1))
    records.move(event, InitiativeStatus.ANNOUNCED, by=officer, at=AT + dt.timedelta(hours=1))
    stranger = english(members.contact_point(members.member_state("JP")))
    found = titles(feed(client, stranger))
    assert found == ["Plan: in implementation", "Event, announced: workshop", "Plan: adopted"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_feed_is_in_the_language_of_its_person(client, language):
    notes.delegations()
    consultation = notes.circulated()
    person = members.officer(language=language)
    (entry,) = entries(feed(client, person))
    number = notes.note_of(consultation).number
    assert (
        ordinary(entry.find(f"{ATOM}title").text)
        == {
            "en": f"Note {number}: circulation",
            "ru": f"Нота № {number}: распространение",
            "kk": f"№ {number} нота: тарату",
        }[language]
    )


def test_a_feed_takes_as_many_queries_for_three_acts_as_for_one(client, django_assert_num_queries):
    notes.delegations()
    notes.circulated()
    adopted, officer = plans.paper(slug="adopted", status="adopted"), members.officer()
    key = feed_keys.make(officer, at=AT)
    url = reverse("dashboard:feed", args=[feed_keys.token(key)])

    def announced():
        day = dt.date(2022, 7, 1)
        event = initiatives.initiative(adopted, status="planned", year=2022, date_from=day)
        records.move(event, InitiativeStatus.ANNOUNCED, by=officer, at=AT)

    announced()
    with django_assert_num_queries(8):
        client.get(url)
    announced()
    announced()
    with django_assert_num_queries(8):
        client.get(url)


# The page of addresses ----------------------------------------------------------------------------------
def test_addresses_are_made_shown_replaced_and_closed(client):
    person = members.drafter()
    url = reverse("dashboard:subscriptions")
    client.force_login(person)
    assert "/feeds/" not in client.get(url).content.decode()
    client.post(url, {"act": "make"})
    first = feed_keys.token(feed_keys.current(person))
    page = client.get(url).content.decode()
    assert reverse("dashboard:feed", args=[first]) in page
    assert reverse("comments:person-calendar", args=[first]) in page
    client.post(url, {"act": "make"})
    second = feed_keys.token(feed_keys.current(person))
    page = client.get(url).content.decode()
    assert second in page and first not in page
    client.post(url, {"act": "revoke"})
    assert feed_keys.person_of(first) is feed_keys.person_of(second) is None
    acts = AuditEntry.objects.filter(subject_type="members.feedkey").values_list("action", flat=True)
    assert list(acts) == ["feed_key.make", "feed_key.revoke", "feed_key.make", "feed_key.revoke"]
    assert audit.verify()


def test_the_page_names_only_plans_that_the_person_knows(client):
    notes.delegations()
    consultation = notes.circulated()
    plans.paper(slug="drafted", measure=plans.measure(code="secret"))
    addressed = members.contact_point(members.member_state("KZ"))
    feed_keys.make(addressed, at=AT)
    client.force_login(addressed)
    page = client.get(reverse("dashboard:subscriptions")).content.decode()
    assert f"/plans/{consultation.revision.paper.slug}.ics" in page
    assert "drafted" not in page and "secret" not in page


def test_the_database_holds_no_token():
    person = members.contact_point()
    token = feed_keys.token(feed_keys.make(person, at=AT))
    (row,) = FeedKey.objects.values()
    assert feed_keys.person_of(token) == person
    assert token not in str(row) and token[32:] not in str(row)
    assert feed_keys.person_of(row["id"].hex) is None and feed_keys.person_of("not-a-token") is None
