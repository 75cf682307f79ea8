import datetime as dt

import pytest

from cica_portal.languages import LANGUAGES
from cica_portal.spaces import ordinary
from initiatives.implementation import news, records
from initiatives.models import Initiative, Participant
from members.mailing import letters, personal
from members.models import PersonalMail, User
from plans.models import ConceptPaper
from tests.factories import initiatives, members

AT = dt.datetime(2023, 5, 20, 6, tzinfo=dt.UTC)
HOURS = {
    "starts_at": dt.datetime(2023, 9, 13, 5, tzinfo=dt.UTC),
    "ends_at": dt.datetime(2023, 9, 13, 7, tzinfo=dt.UTC),
    "time_zone": "Asia/Almaty",
}
DAY = {"date_from": dt.date(2023, 9, 13)}


@pytest.fixture
def event(paper, set_clock):
    set_clock(AT)
    ConceptPaper.objects.filter(pk=paper.pk).update(status="adopted")
    host = members.member_state("RU")
    day = {"year": 2023, "date_from": dt.date(2023, 9, 12)}
    places = {"place": "Astana", "places": {"en": "Astana", "ru": "Астана", "kk": "Астана"}}
    return initiatives.initiative(paper, status="announced", host=host, format="in_person", **day, **places)


@pytest.fixture
def host(event):
    return members.contact_point(event.host)


@pytest.fixture
def attending(event, contact):
    initiatives.participant(event, contact)
    return contact


def change(event, host, *, at=AT, **fields):
    version = Initiative.objects.get(pk=event.pk).version
    return records.revise(event, version=version, by=host, at=at, **fields)


def mails():
    return list(PersonalMail.objects.filter(kind=news.CHANGED).order_by("written_at", "pk"))


def later(minutes):
    return AT + dt.timedelta(minutes=minutes)


def test_who_registered_people_is_told_of_new_hours_with_the_former_ones(event, host, attending):
    words = "When\n  Before: 12 September 2023\n  Now: Wednesday, 13 September 2023, 11:00–13:00 (UTC+06:00)"
    User.objects.filter(pk=attending.pk).update(language="en")
    gone = members.contact_point(members.member_state("JP"))
    withdrawn = {"withdrawn_at": AT, "withdrawn_by": gone}
    Participant.objects.filter(pk=initiatives.participant(event, gone).pk).update(**withdrawn)
    change(event, host, **HOURS)
    (mail,) = mails()
    assert mail.recipient == attending
    letter = letters.compose(mail, AT)
    body = ordinary(letter.body)
    assert words in body
    assert f"/initiatives/{event.block_key}/" in body
    assert ordinary(letter.subject).startswith("Event changed: ")
    assert "Place" not in body and "again" not in body


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"places": dict.fromkeys(LANGUAGES, "Almaty & “Hall 2”")},
            "Place\n  Before: Astana\n  Now: Almaty & “Hall 2”",
        ),
        ({"places": {}}, "Place\n  Before: Astana\n  Now: not decided"),
        ({"format": "online"}, "Format\n  Before: in person\n  Now: online"),
        ({"date_from": None, "year": None}, "When\n  Before: 12 September 2023\n  Now: not decided"),
    ],
)
def test_the_letter_names_what_changed(event, host, attending, fields, words):
    change(event, host, **fields)
    (mail,) = mails()
    assert words in ordinary(letters.compose(mail, AT).body)


@pytest.mark.parametrize(
    ("stored", "fields"),
    [
        ({}, {"contact": "Ms Bek"}),
        ({}, {"titles": {"en": "A title"}}),
        ({"status": "held"}, DAY),
        ({"status": "cancelled"}, DAY),
        ({"date_from": dt.date(2023, 5, 10)}, {"date_from": dt.date(2023, 5, 11)}),  # over, and not recorded
    ],
)
def test_nobody_is_told_of_what_no_journey_hangs_on(event, host, attending, stored, fields):
    Initiative.objects.filter(pk=event.pk).update(**stored)
    change(event, host, **fields)
    assert mails() == []


def test_of_a_draft_nobody_is_told(event, attending, coordinator):
    ConceptPaper.objects.filter(pk=event.paper_id).update(status="under_consolidation")
    change(event, coordinator, **DAY)
    assert mails() == []


def test_of_a_change_that_was_made_while_the_plan_was_adopted_no_letter_leaves_for_a_draft(
    event, host, attending
):
    change(event, host, **DAY)
    ConceptPaper.objects.filter(pk=event.paper_id).update(status="under_consolidation")
    (mail,) = mails()
    assert letters.compose(mail, AT) is None


def test_two_changes_before_the_mail_leaves_are_told_in_one_letter(event, host, attending, mailoutbox):
    change(event, host, **DAY)
    change(event, host, at=later(1), date_from=dt.date(2023, 9, 14))
    personal.deliver_due(later(2))
    (letter,) = mailoutbox
    assert "Before: 12 September 2023\n  Now: 14 September 2023" in ordinary(letter.body)
    change(event, host, at=later(3), date_from=dt.date(2023, 9, 15))
    personal.deliver_due(later(4))
    assert "Before: 14 September 2023\n  Now: 15 September 2023" in ordinary(mailoutbox[1].body)
    personal.deliver_due(later(5))
    assert len(mailoutbox) == 2


def test_a_change_that_was_undone_before_the_mail_left_is_not_told(event, host, attending, mailoutbox):
    change(event, host, **DAY)
    change(event, host, at=later(1), date_from=dt.date(2023, 9, 12))
    personal.deliver_due(later(2))
    assert not mailoutbox


def test_a_new_day_of_an_event_that_was_put_off_says_that_it_is_not_announced_again(event, host, attending):
    records.move(event, "postponed", by=host, at=AT, reason="The host asked so.")
    change(event, host, **DAY)
    (mail,) = mails()
    assert "has not been announced again" in letters.compose(mail, AT).body
    records.move(event, "announced", by=host, at=AT)
    assert "has not been announced again" not in letters.compose(mail, AT).body


def test_who_no_longer_sends_anybody_is_not_told(event, host, attending):
    change(event, host, **DAY)
    (mail,) = mails()
    Participant.objects.update(withdrawn_at=AT, withdrawn_by=attending)
    assert letters.compose(mail, AT) is None


def test_who_was_told_that_an_event_is_put_off_is_told_that_it_is_announced_again_and_when(
    event, host, attending, mailoutbox
):
    User.objects.filter(pk=attending.pk).update(language="en")
    records.move(event, "postponed", by=host, at=AT, reason="The host asked so.")
    personal.deliver_due(AT)
    change(event, host, at=later(1), **DAY)
    records.move(event, "planned", by=host, at=later(1))
    records.move(event, "announced", by=host, at=later(2))
    personal.deliver_due(later(3))

    _postponed, _changed, again = mailoutbox
    assert again.to == [attending.email] and "Event announced again: " in ordinary(again.subject)
    lines = ordinary(again.body).splitlines()
    assert all(line in lines for line in ("When: 13 September 2023", "Place: Astana"))
    assert f"/initiatives/{event.block_key}/" in again.body


def test_who_withdrew_or_reads_that_it_is_put_off_once_more_is_not_told_that_it_is_announced(
    event, host, attending
):
    records.move(event, "postponed", by=host, at=AT, reason="The host asked so.")
    personal.deliver_due(AT)
    records.move(event, "announced", by=host, at=later(1))
    mail = PersonalMail.objects.get(kind=news.ANNOUNCED_AGAIN)
    assert letters.compose(mail, later(1)) is not None
    records.move(event, "postponed", by=host, at=later(2), reason="It asked once more.")
    assert letters.compose(mail, later(2)) is None
    # Announced before that was said: of the second postponement nobody knows, and nobody is told of its end.
    records.move(event, "announced", by=host, at=later(3))
    personal.deliver_due(later(3))
    assert [one.status for one in PersonalMail.objects.filter(kind=news.ANNOUNCED_AGAIN)] == [
        "sent",
        "cancelled",
    ]
    Participant.objects.update(withdrawn_at=AT, withdrawn_by=attending)
    assert letters.compose(mail, later(3)) is None


def test_an_event_that_is_announced_for_the_first_time_tells_nobody_by_personal_mail(event, host):
    Initiative.objects.filter(pk=event.pk).update(status="planned")
    records.move(event, "announced", by=host, at=AT)
    assert not PersonalMail.objects.exists()
