import base64
import datetime as dt
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.urls import reverse

from cica_portal.languages import LANGUAGES
from cica_portal.spaces import ordinary
from comments.models import CompilationRelease
from comments.procedure import consultations
from initiatives.enums import InitiativeStatus
from initiatives.implementation import records
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


# The page of addresses ----------------------------------------------------------------------------------
@pytest.mark.good_path
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


def test_the_database_holds_no_token():
    person = members.contact_point()
    token = feed_keys.token(feed_keys.make(person, at=AT))
    (row,) = FeedKey.objects.values()
    assert feed_keys.person_of(token) == person
    assert token not in str(row) and token[32:] not in str(row)
    assert feed_keys.person_of(row["id"].hex) is None and feed_keys.person_of("not-a-token") is None


# By password, with no secret in an address ------------------------------------------------------------------
OWN = [("dashboard:own-feed", []), ("comments:own-calendar", [])]


def basic(password: str, user: str = "anybody") -> dict[str, str]:
    given = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"Basic {given}"}


@pytest.fixture
def by_password(settings):
    cache.clear()
    settings.CALENDARS_BY_PASSWORD = True


@pytest.mark.parametrize(("name", "arguments"), OWN)
def test_programs_show_a_password_and_nothing_secret_stands_in_the_address(
    client, by_password, name, arguments
):
    person, other = members.officer(), members.contact_point()
    token = feed_keys.token(feed_keys.make(person, at=AT))
    feed_keys.make(other, at=AT)
    url = reverse(name, args=arguments)
    answer = client.get(url, headers=basic(token))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-cache")
    assert token not in answer.content.decode()
    again = client.get(url, headers=basic(token) | {"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304

    for wrong in ("", token[:-1], feed_keys.current(other).pk.hex, person.password):
        refused = client.get(url, headers=basic(wrong))
        assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (
            401,
            'Basic realm="calendars", charset="UTF-8"',
        )
    assert client.get(url, headers={"Authorization": "Basic ÿ"}).status_code == 401
    feed_keys.revoke(person, at=AT)
    assert client.get(url, headers=basic(token)).status_code == 401


def test_a_session_is_no_password_and_a_password_no_session(client, by_password):
    person = members.officer()
    token = feed_keys.token(feed_keys.make(person, at=AT))
    client.force_login(person)
    assert client.get(reverse("dashboard:own-feed")).status_code == 401
    client.logout()
    client.get(reverse("dashboard:own-feed"), headers=basic(token))
    assert client.get(reverse("dashboard:subscriptions"), headers=basic(token)).status_code == 302
    assert client.get(reverse("api:me"), headers=basic(token)).status_code == 401


def test_a_secret_address_is_not_there_where_a_password_is_asked_for(client, by_password, settings):
    person = members.officer()
    token = feed_keys.token(feed_keys.make(person, at=AT))
    url = reverse("dashboard:feed", args=[token])
    assert client.get(url).status_code == 404
    assert client.get(reverse("comments:person-calendar", args=[token])).status_code == 404
    settings.CALENDARS_BY_PASSWORD = False
    assert client.get(url).status_code == 200


def test_who_guesses_passwords_is_slowed_down_and_nobody_else_with_them(client, by_password):
    token = feed_keys.token(feed_keys.make(members.officer(), at=AT))
    url = reverse("dashboard:own-feed")
    answers = [client.get(url, headers=basic("guess")).status_code for _ in range(31)]
    assert answers == [401] * 30 + [429]
    assert client.get(url, headers=basic(token)).status_code == 200


def test_the_page_shows_the_password_apart_from_the_addresses(client, by_password):
    person = members.drafter()
    url = reverse("dashboard:subscriptions")
    client.force_login(person)
    client.post(url, {"act": "make"})
    token = feed_keys.token(feed_keys.current(person))
    page = client.get(url).content.decode()
    assert f'value="{token}"' in page and f"/{token}" not in page
    assert all(f'{reverse(name, args=arguments)}"' in page for name, arguments in OWN)
    client.post(url, {"act": "revoke"})
    assert token not in client.get(url).content.decode()
