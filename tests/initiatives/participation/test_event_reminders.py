import datetime as dt

import pytest

from dashboard import sweeps
from initiatives.implementation import records
from initiatives.models import Initiative
from initiatives.participation import event_reminders
from initiatives.participation.event_reminders import Kind
from members.mailing import letters, personal
from members.models import PersonalMail
from plans.models import ConceptPaper
from tests.factories import initiatives, members

# A Monday, at ten at the Secretariat; the plan is of 2022 and 2023.
AT = dt.datetime(2023, 10, 9, 4, tzinfo=dt.UTC)


@pytest.fixture
def adopted(paper, set_clock):
    set_clock(AT)
    ConceptPaper.objects.filter(pk=paper.pk).update(status="adopted")
    return paper


@pytest.fixture
def host(adopted):
    return members.contact_point(members.member_state("TR"))


def event(paper, host, **fields):
    values = {"status": "planned", "host": host.member_state, "year": 2023} | fields
    return initiatives.initiative(paper, **values)


def written():
    return [(mail.kind, mail.recipient) for mail in PersonalMail.objects.order_by("pk")]


def test_host_and_coordinator_are_reminded_once_of_a_day_that_is_not_settled(adopted, host, coordinator):
    event(adopted, host)
    for person in ("drafter", "reader"):
        members.user(person, host.member_state)
    members.contact_point(members.member_state("UZ"))
    assert event_reminders.remind_due(AT) == 2
    for _run in range(2):
        event_reminders.remind_due(AT + dt.timedelta(minutes=1))
    assert sorted(written(), key=str) == sorted(
        [(Kind.DAY_WANTED, host), (Kind.DAY_WANTED, coordinator)], key=str
    )
    event_reminders.remind_due(AT + dt.timedelta(days=56))  # 4 December: the step of thirty days
    assert len(written()) == 4


def test_an_event_that_nobody_can_be_reminded_of_keeps_no_other_waiting(adopted, host, monkeypatch, caplog):
    first, other = event(adopted, host), event(adopted, host)
    responsible = event_reminders.responsible

    def failing(one):
        if one == first:
            raise LookupError("broken")
        return responsible(one)

    monkeypatch.setattr(event_reminders, "responsible", failing)
    with pytest.raises(LookupError, match="broken"):
        event_reminders.remind_due(AT)
    assert {mail.values["initiative"] for mail in PersonalMail.objects.all()} == {other.pk}


@pytest.mark.parametrize(
    ("fields", "at", "kind"),
    [
        ({"date_from": dt.date(2023, 12, 1)}, AT, None),
        ({"date_from": dt.date(2023, 10, 5)}, AT, Kind.OVERDUE),
        ({"date_from": dt.date(2023, 10, 8)}, AT, None),  # but yesterday
        ({"year": 2022}, AT, None),  # so long ago that it is let alone
        ({"year": None}, AT, Kind.DAY_WANTED),
        ({"quarter": 3}, AT, Kind.OVERDUE),
        ({"status": "cancelled"}, AT, None),
        ({"status": "proposed"}, AT, None),
        ({"status": "postponed"}, AT, Kind.DAY_WANTED),
        ({"status": "postponed", "date_from": dt.date(2023, 10, 5)}, AT, Kind.DAY_WANTED),
        ({"status": "held", "date_from": dt.date(2023, 9, 20)}, AT, Kind.REPORT_WANTED),
        ({"status": "held", "date_from": dt.date(2023, 10, 5)}, AT, None),
        ({"status": "held", "date_from": dt.date(2023, 9, 20), "outcome": "Good"}, AT, None),
        ({}, AT - dt.timedelta(hours=2), None),  # eight in the morning
        ({}, AT - dt.timedelta(days=1), None),  # a Sunday
    ],
)
def test_an_event_wants_what_is_missing_of_it(adopted, host, fields, at, kind):
    event(adopted, host, **fields)
    event_reminders.remind_due(at)
    assert written() == ([(kind, host)] if kind else [])


def test_events_of_a_plan_in_preparation_remind_nobody(paper, coordinator):
    initiatives.initiative(paper, status="planned", year=2023)
    assert event_reminders.remind_due(AT) == 0


def test_a_reminder_that_is_no_longer_true_does_not_leave(adopted, host):
    one = event(adopted, host)
    event_reminders.remind_due(AT)
    (mail,) = PersonalMail.objects.all()
    assert letters.compose(mail, AT) is not None
    records.revise(one, version=0, by=host, at=AT, date_from=dt.date(2023, 12, 1))
    assert letters.compose(mail, AT) is None
    Initiative.objects.filter(pk=one.pk).update(date_from=None, host=members.member_state("UZ"))
    assert letters.compose(mail, AT) is None


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (Kind.DAY_WANTED, {}),
        (Kind.OVERDUE, {"date_from": dt.date(2023, 10, 5)}),
        (Kind.REPORT_WANTED, {"status": "held", "date_from": dt.date(2023, 9, 20)}),
    ],
)
def test_the_letter_is_in_the_language_of_its_reader(adopted, host, kind, fields):
    host.language = "en"
    host.save(update_fields=["language"])
    one = event(adopted, host, **fields)
    event_reminders.remind_due(AT)
    (mail,) = PersonalMail.objects.all()
    letter = letters.compose(mail, AT)
    words = {
        "event_day_wanted": "date has not been set",
        "event_overdue": "has passed",
        "event_report_wanted": "no outcome",
    }
    assert words[kind] in letter.body and letter.subject
    assert f"/initiatives/{one.block_key}/" in letter.body


def test_the_sweep_writes_and_sends_each_reminder_once(adopted, host, mailoutbox):
    event(adopted, host)
    list(sweeps.run(AT, {"personal": sweeps.deliver_personal}))
    list(sweeps.run(AT + dt.timedelta(minutes=1), {"personal": sweeps.deliver_personal}))
    assert [message.to for message in mailoutbox] == [[host.email]]
    assert not personal.deliver_due(AT + dt.timedelta(minutes=2))
