import datetime as dt

import pytest
from django.urls import reverse
from icalendar import Calendar

from cica_portal.languages import LANGUAGES
from comments import calendars, rounds
from plans import papers
from tests.factories import comments, members

LINK = "https://portal.example.org/consultations/1/"
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
    """Return the one event of a calendar file, read as strictly as RFC 5545 asks."""
    lines = content.split(b"\r\n")
    assert lines.pop() == b"" and all(b"\n" not in line and len(line) <= 75 for line in lines)
    calendar = Calendar.from_ical(content, multiple=False)
    assert (calendar["VERSION"], calendar["METHOD"], bool(calendar["PRODID"])) == ("2.0", "PUBLISH", True)
    (event,) = calendar.walk("VEVENT")
    assert set(event) == PROPERTIES and event.errors == [] and not event.subcomponents
    return event


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_is_strictly_a_calendar_in_every_language(comment_round, language):
    from django.utils.translation import override  # noqa: PLC0415 - only here a language is active

    with override(language):
        event = parsed(calendars.deadline(comment_round, language, link=LINK))
    assert comment_round.reference in event["SUMMARY"] and event["URL"] == LINK
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (
        dt.datetime(2022, 6, 6, 17, 59, tzinfo=dt.UTC),
        comments.CLOSES_AT,
    )


def test_an_extension_raises_the_sequence_of_the_same_event(comment_round, signatory, at):
    before = parsed(calendars.deadline(comment_round, "en", link=LINK))
    rounds.extend(comment_round, dt.date(2022, 6, 10), reason="Why", by=signatory, at=at)
    after = parsed(calendars.deadline(comment_round, "en", link=LINK))
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert before["DTSTAMP"].dt < after["DTSTAMP"].dt
    assert after["DTEND"].dt == dt.datetime(2022, 6, 10, 18, tzinfo=dt.UTC)


def test_a_withdrawn_plan_cancels_the_event(comment_round, signatory, at):
    papers.withdraw(comment_round.revision.paper, reason="Why", by=signatory, at=at)
    rounds.stop(comment_round, at=at)
    event = parsed(calendars.deadline(comment_round, "en", link=LINK))
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)


def test_whoever_sees_the_round_takes_its_deadline_along(comment_round, contact, client):
    client.force_login(contact)
    page = client.get(reverse("comments:round-detail", args=[comment_round.pk])).content.decode()
    url = reverse("comments:round-calendar", args=[comment_round.pk])
    assert url in page
    answer = client.get(url)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert parsed(answer.content)["DTEND"].dt == comments.CLOSES_AT
    client.force_login(members.contact_point(members.member_state("JP")))
    assert client.get(url).status_code == 404
