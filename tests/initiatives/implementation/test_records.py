import datetime as dt

import pytest

from cica_portal.errors import AlreadyMoved, NotAllowed, StaleVersion
from initiatives import proposals
from initiatives.implementation import records
from initiatives.models import Initiative, InitiativeEvent
from members.models import AuditEntry
from plans.enums import PaperStatus
from plans.models import Block, ConceptPaper
from tests.factories import members, plans
from tests.factories.comments import revision
from tests.factories.initiatives import initiative
from tests.refusing import refused

AT = dt.datetime(2023, 5, 20, 6, tzinfo=dt.UTC)
DAY = {"date_from": dt.date(2023, 5, 12), "year": 2023}


@pytest.fixture
def planned(adopted, contact):
    return initiative(adopted, status="planned", host=contact.member_state, **DAY)


def revise(one, by, *, version=0, **fields):
    return records.revise(one, version=version, by=by, at=AT, **fields)


def move(one, to_status, by, reason=""):
    return records.move(one, to_status, by=by, at=AT, reason=reason)


def test_exact_hours_give_the_days_on_the_clock_of_the_place(planned, officer):
    saved = revise(
        planned,
        officer,
        starts_at=dt.datetime(2023, 5, 11, 20, tzinfo=dt.UTC),
        ends_at=dt.datetime(2023, 5, 12, 12, tzinfo=dt.UTC),
        time_zone="Asia/Almaty",
        date_from=dt.date(2023, 1, 1),
        month=None,
        quarter=None,
        participants={"KZ": 4},
    )
    assert (saved.date_from, saved.date_to, saved.year) == (dt.date(2023, 5, 12), dt.date(2023, 5, 12), 2023)
    assert (saved.participants, saved.version) == ({"KZ": 4}, 1)
    entry = AuditEntry.objects.get(action="initiative.revise")
    assert entry.before["starts_at"] is None and entry.after["starts_at"] == "2023-05-11T20:00:00+00:00"


def test_a_save_that_changes_nothing_leaves_no_trace(planned, officer):
    assert revise(planned, officer, place="").version == 0
    assert not AuditEntry.objects.filter(action="initiative.revise").exists()

    revise(planned, officer, place="Astana")
    with pytest.raises(StaleVersion):
        revise(planned, officer, place="Almaty")
    assert Initiative.objects.get(pk=planned.pk).place == "Astana"


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"date_from": dt.date(2023, 5, 2), "date_to": dt.date(2023, 5, 1)}, "initiatives.days_out_of_order"),
        ({"month": 5, "quarter": 2, "year": 2023}, "initiatives.month_and_quarter"),
        (
            {"starts_at": AT, "ends_at": AT - dt.timedelta(hours=1), "time_zone": ""},
            "initiatives.hours_out_of_order",
        ),
        ({"participants": {"XX": 1}}, "initiatives.unknown_participant"),
        ({"co_hosts": ["XX"]}, "initiatives.unknown_state"),
    ],
)
def test_unsound_terms_are_refused(planned, officer, fields, refusal):
    with refused(refusal):
        revise(planned, officer, **fields)


def test_an_event_may_be_put_off_beyond_the_period_of_its_plan(planned, officer):
    assert revise(planned, officer, date_from=dt.date(2024, 2, 1), date_to=None).year == 2024


def test_the_host_keeps_the_record_and_others_do_not(planned, contact, coordinator):
    revise(planned, contact, place="Astana")
    revise(planned, coordinator, version=1, place="Almaty")
    others = (members.drafter(), members.coordinator(), members.contact_point(members.member_state("TR")))
    for person in others:
        with pytest.raises(NotAllowed):
            revise(planned, person, version=2, place="Elsewhere")
        with pytest.raises(NotAllowed):
            move(planned, "announced", person)
    assert Initiative.objects.get(pk=planned.pk).place == "Almaty"


def test_the_plan_follows_its_events(adopted, planned, officer):
    second = initiative(adopted, status="planned")
    move(planned, "announced", officer)
    adopted.refresh_from_db()
    assert adopted.status == PaperStatus.IMPLEMENTING
    move(planned, "held", officer)
    adopted.refresh_from_db()
    assert adopted.status == PaperStatus.IMPLEMENTING
    move(second, "cancelled", officer, reason="No host was found.")
    adopted.refresh_from_db()
    assert adopted.status == PaperStatus.COMPLETED
    assert list(InitiativeEvent.objects.values_list("from_status", "to_status", "reason")) == [
        ("planned", "announced", ""),
        ("announced", "held", ""),
        ("planned", "cancelled", "No host was found."),
    ]


def test_a_line_taken_out_before_the_adoption_does_not_hold_up_the_completion(adopted, planned, officer):
    taken_out = initiative(adopted)
    Block.objects.filter(key=taken_out.block_key).update(removed_at=AT)
    move(planned, "held", officer)
    adopted.refresh_from_db()
    assert adopted.status == PaperStatus.COMPLETED


@pytest.mark.parametrize("to_status", ["postponed", "cancelled"])
def test_putting_off_and_cancelling_need_a_reason(planned, officer, to_status):
    with refused("initiatives.records_reason_needed"):
        move(planned, to_status, officer, reason=" ")


@pytest.mark.parametrize("to_status", ["announced", "held"])
def test_announcing_and_holding_need_a_day(adopted, officer, to_status):
    with refused("initiatives.day_needed"):
        move(initiative(adopted, status="planned", year=2023), to_status, officer)


def test_what_was_put_off_is_announced_again_with_a_new_day_alone(adopted, officer):
    put_off = initiative(adopted, status="postponed", **DAY)
    with refused("initiatives.new_day_needed"):
        move(put_off, "announced", officer)
    revise(put_off, officer, date_from=AT.date(), year=2023)
    assert move(put_off, "announced", officer).status == "announced"

    coming = initiative(
        adopted, status="planned", date_from=dt.date(2023, 5, 19), date_to=dt.date(2023, 5, 21)
    )
    with refused("initiatives.not_over"):
        move(coming, "held", officer)


def test_events_of_a_plan_that_is_not_adopted_do_not_move(paper, officer):
    with refused("initiatives.not_adopted"):
        move(initiative(paper), "planned", officer)


@pytest.mark.parametrize(("status", "to_status"), [("held", "cancelled"), ("cancelled", "planned")])
def test_what_has_ended_stays_ended(adopted, officer, status, to_status):
    with pytest.raises(AlreadyMoved):
        move(initiative(adopted, status=status, **DAY), to_status, officer, reason="Why")


def test_the_lines_of_an_adopted_plan_are_followed(paper):
    proposed = initiative(paper)
    plans.block(paper, kind="initiative", texts={"en": "Only in the draft of the next plan"})
    list(records.follow_adopted(AT))
    assert Initiative.objects.get().status == "proposed"

    first_line = paper.blocks.filter(kind="initiative").first()
    revision(paper)
    ConceptPaper.objects.filter(pk=paper.pk).update(status=PaperStatus.ADOPTED)
    list(records.follow_adopted(AT))
    assert set(Initiative.objects.values_list("status", flat=True)) == {"planned"}
    assert Initiative.objects.count() == paper.blocks.filter(kind="initiative").count()
    assert Initiative.objects.filter(block_key=first_line.key, kind="other").exists()
    assert proposed.block_key in Initiative.objects.values_list("block_key", flat=True)
    assert list(records.follow_adopted(AT)) == []


def test_an_event_that_cannot_be_followed_keeps_no_other_waiting(adopted, monkeypatch, caplog):
    first, other = initiative(adopted), initiative(adopted)
    begin = records.begin

    def failing(one, **details):
        if one == first:
            raise ValueError("broken")
        begin(one, **details)

    monkeypatch.setattr(records, "begin", failing)
    with pytest.raises(ValueError, match="broken"):
        list(records.follow_adopted(AT))
    for one in (first, other):
        one.refresh_from_db()
    assert (first.status, other.status) == ("proposed", "planned")


def test_days_outside_the_period_are_refused_while_the_plan_is_a_draft(paper, officer):
    ConceptPaper.objects.filter(pk=paper.pk).update(status=PaperStatus.DRAFTING)
    paper.refresh_from_db()
    one = initiative(paper, host=None, **DAY)
    late = dt.date(paper.period_to + 2, 3, 1)
    with pytest.raises(proposals.YearOutsidePeriod):
        revise(one, officer, date_from=late, date_to=late)
    ConceptPaper.objects.filter(pk=paper.pk).update(status=PaperStatus.ADOPTED)
    assert revise(one, officer, date_from=late, date_to=late).date_from == late
