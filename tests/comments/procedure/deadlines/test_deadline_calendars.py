import datetime as dt

import pytest
from django.urls import reverse

from cica_portal.calendar import calendars as files
from cica_portal.languages import LANGUAGES
from comments.procedure import consultations
from comments.procedure.deadlines import deadline_calendars
from comments.procedure.deadlines.grants import give as grant
from comments.writing import internal_deadlines
from members.accounts import feed_keys
from members.directory import people
from plans.life import papers
from tests.cica_portal.calendar.test_calendars import parsed as strictly
from tests.factories import comments, initiatives, members, plans

PROPERTIES = {
    "UID",
    "SEQUENCE",
    "DTSTAMP",
    "DTSTART",
    "DTEND",
    "SUMMARY",
    "DESCRIPTION",
    "STATUS",
    "TRANSP",
    "URL",
}


def parsed(content: bytes):
    """Return the one event of a calendar file."""
    calendar = strictly(content)
    assert calendar["METHOD"] == "PUBLISH"
    (event,) = calendar.walk("VEVENT")
    assert set(event) == PROPERTIES and not event.subcomponents
    return event


def deadline(consultation, language="en"):
    return parsed(files.written([deadline_calendars.deadline(consultation, language)]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_is_strictly_a_calendar_in_every_language(consultation, language):
    from django.utils.translation import override  # noqa: PLC0415 - only here a language is active

    with override(language):
        event = deadline(consultation, language)
    assert consultation.reference in event["SUMMARY"]
    assert event["URL"].endswith(f"/consultations/{consultation.pk}/")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (
        dt.datetime(2022, 6, 6, 17, 59, tzinfo=dt.UTC),
        comments.CLOSES_AT,
    )


def test_an_extension_raises_the_sequence_of_the_same_event(consultation, signatory, at):
    before = deadline(consultation)
    consultations.extend(consultation, dt.date(2022, 6, 10), reason="Why", by=signatory, at=at)
    after = deadline(consultation)
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert before["DTSTAMP"].dt < after["DTSTAMP"].dt
    assert after["DTEND"].dt == dt.datetime(2022, 6, 10, 18, tzinfo=dt.UTC)


def test_a_withdrawn_plan_cancels_the_event(consultation, signatory, at):
    papers.withdraw(consultation.revision.paper, reason="Why", by=signatory, at=at)
    consultations.stop(consultation, at=at)
    event = deadline(consultation)
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)


def test_whoever_sees_the_consultation_takes_its_deadline_along(consultation, contact, client):
    page = client.signed_in(contact).page("comments:consultation-detail", consultation.pk)
    url = reverse("comments:consultation-calendar", args=[consultation.pk])
    assert url in page
    answer = client.get(url)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert parsed(answer.content)["DTEND"].dt == comments.CLOSES_AT
    assert client.signed_in(members.contact_point(members.member_state("JP"))).get(url).status_code == 404


# Subscribed to ------------------------------------------------------------------------------------------
def subscribed(client, person, **headers):
    key = feed_keys.current(person) or feed_keys.make(person, at=comments.CLOSES_AT)
    url = reverse("comments:person-calendar", args=[feed_keys.token(key)])
    return client.get(url, headers=headers)


def due(consultation, what="Comments due"):
    """Return what an entry says of itself, read alone among the entries of other matters."""
    return f"{what}: {consultation.revision.titles['en']} ({consultation.reference})"


def names(answer):
    return {str(event["SUMMARY"]) for event in strictly(answer.content).walk("VEVENT")}


def test_a_subscription_is_read_without_signing_in_and_holds_what_its_person_may_see(consultation, client):
    adopted = plans.paper(slug="adopted", status="adopted")
    initiatives.initiative(adopted, status="announced", date_from=dt.date(2023, 5, 12), year=2023)
    initiatives.initiative(adopted, status="planned", year=2023)
    addressed = members.contact_point(language="en")
    stranger = members.contact_point(members.member_state("JP"), language="en")
    consultation_name = due(consultation)
    # Without a frozen text a delegate reads no line of it: the event goes by its kind.
    assert names(subscribed(client, addressed)) == {consultation_name, "workshop"}
    assert names(subscribed(client, stranger)) == {"workshop"}


def test_a_revoked_or_foreign_token_and_one_of_a_removed_person_open_nothing(consultation, client, contact):
    assert subscribed(client, contact).status_code == 200
    token = feed_keys.token(feed_keys.current(contact))
    feed_keys.make(contact, at=comments.CLOSES_AT)
    old, forged = (reverse("comments:person-calendar", args=[one]) for one in (token, token[:-1] + "x"))
    assert client.get(old).status_code == client.get(forged).status_code == 404
    assert subscribed(client, contact).status_code == 200
    members.contact_point()  # a successor, or nobody could remove the contact point
    people.remove(contact, by=members.officer(), at=comments.CLOSES_AT)
    new = reverse("comments:person-calendar", args=[feed_keys.token(feed_keys.current(contact))])
    assert client.get(new).status_code == 404


def test_an_unchanged_calendar_is_not_sent_again(consultation, client, contact):
    first = subscribed(client, contact)
    again = subscribed(client, contact, if_none_match=first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["Cache-Control"] == "private, no-cache" and not first.cookies


def test_the_own_deadline_stays_in_the_calendars_of_those_who_write_for_the_state(
    consultation, client, contact, at
):
    internal_deadlines.put(consultation, at + dt.timedelta(days=1), by=contact, at=at)
    own = due(consultation, "Internal deadline for comments")
    reader = members.user("reader", contact.member_state)
    other = members.contact_point(members.member_state("TJ"))
    for person, is_there in ((contact, True), (reader, False), (other, False), (members.officer(), False)):
        person.language = "en"
        person.save(update_fields=["language"])
        assert (own in names(subscribed(client, person))) is is_there


def test_the_own_deadline_is_at_its_hour_and_each_setting_of_it_counts(consultation, client, contact, at):
    entries = []
    for seconds in (0, 1):
        due_at = at.replace(hour=12, minute=0, second=0) + dt.timedelta(days=1)
        internal_deadlines.put(consultation, due_at, by=contact, at=at + dt.timedelta(seconds=seconds))
        events = strictly(subscribed(client, contact).content).walk("VEVENT")
        entries += [one for one in events if str(one["UID"]).startswith("own-deadline-")]
    first, second = entries
    assert (first["DTSTART"].dt, "DTEND" in first) == (due_at, False)
    assert (first["UID"], second["SEQUENCE"] - first["SEQUENCE"]) == (second["UID"], 1)


def test_time_granted_to_a_state_is_in_the_calendars_of_its_people_alone(
    consultation, client, contact, other, signatory, at
):
    until = comments.CLOSES_AT + dt.timedelta(days=3)
    grant(consultation, contact.member_state, until=until, reason="Why", by=signatory, at=at)
    file = client.signed_in(contact).get(reverse("comments:consultation-calendar", args=[consultation.pk]))
    event = parsed(file.content)
    assert (event["DTEND"].dt, event["SEQUENCE"]) == (until, 1)
    later = until + dt.timedelta(days=2)
    grant(consultation, contact.member_state, until=later, reason="Why", by=signatory, at=at)
    moved = (due(consultation, "Comments due in additional time"), later, 2)
    unmoved = (due(consultation), comments.CLOSES_AT, 0)
    found = {}
    for person, expected in ((contact, moved), (other, unmoved), (members.officer(), unmoved)):
        person.language = "en"
        person.save(update_fields=["language"])
        (event,) = strictly(subscribed(client, person).content).walk("VEVENT")
        assert (str(event["SUMMARY"]), event["DTEND"].dt, event["SEQUENCE"]) == expected
        found[person] = str(event["UID"])
    assert len(set(found.values())) == 1
