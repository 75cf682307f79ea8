import datetime as dt

import pytest
from django.urls import reverse

from cica_portal.deadlines import closing_instant
from cica_portal.errors import AlreadyMoved, NotAllowed
from cica_portal.spaces import ordinary
from cica_portal.spreadsheets import reading
from initiatives.implementation import news, records
from initiatives.models import Initiative, Participant
from initiatives.participation import registration
from members.mailing import letters
from members.models import AuditEntry, PersonalMail, User
from plans.models import ConceptPaper
from tests.cica_portal.test_spreadsheets import cells
from tests.factories import initiatives, members, plans
from tests.refusing import refused

AT = dt.datetime(2023, 5, 20, 6, tzinfo=dt.UTC)
CLOSES_AT = closing_instant(dt.date(2023, 9, 1), "Asia/Almaty")
PERSON = {
    "name": "Aigerim  Bek ",
    "post": "First Secretary",
    "email": "a@example.org",
    "attendance": "online",
}


@pytest.fixture
def event(paper, set_clock):
    set_clock(AT)
    ConceptPaper.objects.filter(pk=paper.pk).update(status="adopted")
    return initiatives.initiative(
        paper,
        status="announced",
        year=2023,
        date_from=dt.date(2023, 9, 12),
        host=members.member_state("RU"),
        registration_closes_at=CLOSES_AT,
    )


@pytest.fixture
def host(event):
    return members.contact_point(event.host)


@pytest.fixture
def other(event):
    return members.contact_point(members.member_state("TR"))


def url(name, *args):
    return reverse(f"initiatives:{name}", args=args)


def names(response):
    return [one.name for _state, people in response.context["groups"] for one in people]


def test_a_delegation_registers_people_and_withdraws_them(event, contact, client):
    assert client.signed_in(contact).post(url("participant-list", event.block_key), PERSON).status_code == 302
    (made,) = Participant.objects.all()
    assert (made.name, made.registered_by) == ("Aigerim Bek", contact)
    assert made.member_state == contact.member_state
    assert names(client.get(url("participant-list", event.block_key))) == ["Aigerim Bek"]
    client.post(url("participant-withdraw", event.block_key, made.pk))
    assert names(client.get(url("participant-list", event.block_key))) == []
    made.refresh_from_db()
    assert made.withdrawn_by == contact
    with pytest.raises(AlreadyMoved):
        registration.withdraw(made, by=contact, at=AT)
    acts = AuditEntry.objects.filter(action__startswith="participant.").values_list("action", flat=True)
    assert list(acts) == ["participant.register", "participant.withdraw"]


def test_the_same_person_is_registered_once_and_again_after_a_withdrawal(event, contact):
    person = PERSON | {"by": contact, "at": AT}
    made = registration.register(event, **person)
    with refused("initiatives.registered_already"):
        registration.register(event, **person)
    registration.withdraw(made, by=contact, at=AT)
    registration.register(event, **person)
    assert Participant.objects.standing().count() == 1


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({}, CLOSES_AT),
        ({"status": "planned"}, AT),
        ({"status": "held"}, AT),
        ({"status": "cancelled"}, AT),
        ({"registration_closes_at": None}, AT),
    ],
)
def test_registration_is_open_for_an_announced_event_until_its_instant(event, contact, fields, at):
    standing = initiatives.participant(event, contact, name="Somebody Else")
    registration.register(event, **PERSON, by=contact, at=CLOSES_AT - dt.timedelta(microseconds=1))
    Initiative.objects.filter(pk=event.pk).update(**fields)
    with refused("initiatives.registration_closed"):
        registration.register(event, **PERSON | {"name": "Third Person"}, by=contact, at=at)
    with refused("initiatives.registration_closed"):
        registration.withdraw(standing, by=contact, at=at)


def test_only_who_submits_for_a_state_registers_and_only_the_own_people(
    event, contact, drafter, other, client
):
    made = initiatives.participant(event, contact)
    for person in (drafter, members.officer(), members.coordinator()):
        with pytest.raises(NotAllowed):
            registration.register(event, **PERSON, by=person, at=AT)
        client.force_login(person)
        assert client.post(url("participant-list", event.block_key), PERSON).status_code == 403
    with pytest.raises(NotAllowed):
        registration.withdraw(made, by=other, at=AT)
    client.force_login(other)
    assert client.post(url("participant-withdraw", event.block_key, made.pk)).status_code == 404


def test_no_state_learns_whom_another_one_registered_but_the_host(
    event, contact, drafter, other, host, officer, client
):
    initiatives.participant(event, contact, name="Of Kazakhstan")
    initiatives.participant(event, other, name="Of Türkiye")
    coordinator = plans.coordinating(event.paper, members.member_state("UZ"))
    reader_of_host = members.user("reader", event.host)
    everybody = {"Of Kazakhstan", "Of Türkiye"}
    expected = {
        contact: {"Of Kazakhstan"},
        drafter: {"Of Kazakhstan"},
        other: {"Of Türkiye"},
        host: everybody,
        reader_of_host: set(),
        officer: everybody,
        coordinator: everybody,
        members.coordinator(members.member_state("TJ")): set(),
    }
    for person, seen in expected.items():
        page = client.signed_in(person).get(url("participant-list", event.block_key))
        assert set(names(page)) == seen
        table = client.get(url("participant-export", event.block_key, "csv")).content.decode()
        assert {name for name in everybody if name in table} == seen
        detail = client.get(url("initiative-detail", event.block_key)).content.decode()
        assert not any(name in detail for name in everybody)


def test_the_way_to_take_part_follows_the_format(event, contact):
    Initiative.objects.filter(pk=event.pk).update(format="in_person")
    event.refresh_from_db()
    assert list(registration.ways(event)) == ["in_person"]
    with refused("initiatives.name_needed"):
        registration.register(event, **PERSON, by=contact, at=AT)


def test_the_table_keeps_text_as_text(event, contact, officer, client):
    initiatives.participant(event, contact, name="=HYPERLINK(1)", post="+1")
    answer = client.signed_in(officer).get(url("participant-export", event.block_key, "xlsx"))
    assert answer.headers["Content-Disposition"].endswith('participants.xlsx"')
    (table,) = reading.tables(answer.content).values()
    assert table[1][1:3] == ["=HYPERLINK(1)", "+1"]
    assert {cells(answer.content)[name].get("t") for name in ("B2", "C2")} == {"s"}
    assert "'=HYPERLINK(1)" in client.get(url("participant-export", event.block_key, "csv")).content.decode()
    assert client.get(url("participant-export", event.block_key, "exe")).status_code == 404


def test_registering_ends_no_later_than_the_first_day(event, officer):
    with refused("initiatives.registration_too_late"):
        records.revise(
            event,
            version=0,
            by=officer,
            at=AT,
            date_from=dt.date(2023, 8, 31),
            registration_closes_at=CLOSES_AT,
        )


@pytest.mark.parametrize(("language", "place"), [("en", "Astana"), ("ru", "Астана"), ("kk", "Астана қаласы")])
def test_the_place_of_the_event_is_in_the_readers_language(event, host, client, language, place):
    places = {"en": "Astana", "ru": "Астана", "kk": "Астана қаласы"}
    Initiative.objects.filter(pk=event.pk).update(place="Astana", places=places)
    host.language = language
    host.save(update_fields=["language"])
    page = client.signed_in(host).get(url("participant-list", event.block_key)).content.decode()
    assert f' · <bdi dir="auto">{place}</bdi></p>' in ordinary(page)


def test_who_registered_people_is_told_that_the_event_is_not_held(event, host, other):
    person = registration.register(event, **PERSON, by=other, at=AT)
    gone = members.contact_point(members.member_state("JP"))
    registration.withdraw(registration.register(event, **PERSON, by=gone, at=AT), by=gone, at=AT)
    User.objects.filter(pk=other.pk).update(language="en")
    records.move(event, "postponed", by=host, at=AT, reason="The hall has burnt down.")
    mail = PersonalMail.objects.get()
    assert (mail.kind, mail.recipient) == (news.CALLED_OFF, other)
    letter = letters.compose(mail, AT)
    assert "Event postponed: " in ordinary(letter.subject)
    assert f"/initiatives/{event.block_key}/" in letter.body
    assert "The hall" not in letter.body
    Participant.objects.filter(pk=person.pk).update(withdrawn_at=AT, withdrawn_by=other)
    assert letters.compose(mail, AT) is None


def test_a_message_that_the_event_is_put_off_is_overtaken_by_its_new_day(event, host, other):
    registration.register(event, **PERSON, by=other, at=AT)
    records.move(event, "postponed", by=host, at=AT, reason="The host asked so.")
    records.move(event, "announced", by=host, at=AT + dt.timedelta(minutes=1))
    assert [letters.compose(mail, AT) for mail in PersonalMail.objects.all()] == [None, None]
