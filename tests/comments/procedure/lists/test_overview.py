"""What a list of consultations says of the own State's answer, whatever the keys of other rows."""

import datetime as dt

import pytest
from django.urls import reverse

from cica_portal import clock
from comments.models import Consultation, Receipt
from comments.procedure.deadlines import grants
from comments.procedure.lists import counts, overview
from comments.views import reading_page
from tests.factories import comments

pytestmark = pytest.mark.django_db


def _own(user):
    return {
        one.reference: (one.own_position, one.own_receipt, one.own_received_at)
        for one in overview.listed(user, clock.now())
    }


def test_each_consultation_has_the_last_answer_of_the_own_state(consultation, contact, other):
    second, third = comments.consultation(slug="second"), comments.consultation(slug="third")
    comments.answer(third, contact, "no_objection")
    comments.answer(second, other, "no_objection")
    comments.draft(consultation, contact)
    comments.answer(consultation, contact, "comments")
    comments.answer(consultation, contact, "withdrawn")
    receipts = {one.number: one.issued_at for one in Receipt.objects.all()}
    first_receipt, third_receipt = f"{consultation.reference}-KZ-2", f"{third.reference}-KZ-1"
    assert _own(contact) == {
        consultation.reference: ("withdrawn", first_receipt, receipts[first_receipt]),
        second.reference: (None, None, None),
        third.reference: ("no_objection", third_receipt, receipts[third_receipt]),
    }
    receipt = f"{second.reference}-TR-1"
    assert _own(other) == {
        consultation.reference: (None, None, None),
        second.reference: ("no_objection", receipt, receipts[receipt]),
        third.reference: (None, None, None),
    }


def test_how_much_was_filed_is_counted_for_all_rounds_at_once(
    consultation, contact, other, officer, django_assert_num_queries
):
    second = comments.consultation(slug="second")
    comments.draft(consultation, contact)
    comments.draft(consultation, contact)
    comments.answer(consultation, contact, "comments")
    comments.answer(second, other, "no_objection")
    now = clock.now()
    with django_assert_num_queries(2):
        found = {one.pk: one for one in counts.add(overview.listed(officer, now), officer, now)}
    for one in (consultation, second):
        addressed = one.addressees.count()
        numbers = [getattr(found[one.pk], name) for name in counts.COUNTED]
        filed = 2 if one == consultation else 0
        assert numbers == [addressed, 1, filed, filed, 0]
    for number in range(3):
        comments.consultation(slug=f"further-{number}")
    with django_assert_num_queries(2):
        assert len(counts.add(overview.listed(officer, now), officer, now)) == 5
    assert not hasattr(overview.listed(contact, now)[0], "comment_count")


@pytest.fixture
def many(db, request, set_clock):
    """Rounds that ended and rounds that run, some with the same end; KZ has time of its own in one that
    ended. One that runs addressed TR alone, for KZ is a Member State since."""
    comments.consultation(slug="foreign", states=("TR",), respond_by=comments.RESPOND_BY + dt.timedelta(9))
    contact, other, signatory = (request.getfixturevalue(name) for name in ("contact", "other", "signatory"))
    days = [4, 1, 1, 3, 8, 8, 9]
    made = [
        comments.consultation(slug=f"round-{place}", respond_by=comments.RESPOND_BY + dt.timedelta(days=day))
        for place, day in enumerate(days)
    ]
    comments.draft(made[5], contact)
    comments.answer(made[5], contact, "comments")
    comments.answer(made[6], other, "no_objection")
    now = set_clock(comments.CLOSES_AT + dt.timedelta(days=3, hours=1))
    until = now + dt.timedelta(hours=6)
    grants.give(made[1], contact.member_state, until=until, reason="A holiday", by=signatory, at=now)
    return made


READERS = ("officer", "contact", "other", "signatory")


@pytest.mark.parametrize("name", READERS)
def test_a_part_of_the_list_is_what_the_whole_list_has_there(many, request, name):
    user, now = request.getfixturevalue(name), clock.now()
    current, past = overview.split(counts.add(overview.listed(user, now), user, now), now)
    whole = [*current, *past]
    assert current and past
    listed = overview.listed(user, now)
    assert listed.count() == len(whole)
    for asked in (slice(None, 3), slice(0, 2), slice(2, 4), slice(4, 6), slice(6, 20)):
        assert list(listed[asked]) == whole[asked]


@pytest.mark.parametrize("number", [1, 2, 20])
@pytest.mark.parametrize("name", READERS)
def test_a_start_page_has_the_first_of_the_same_and_how_many_there_are(many, request, name, number):
    user, now = request.getfixturevalue(name), clock.now()
    current, past = overview.split(counts.add(overview.listed(user, now), user, now), now)
    found = overview.leading(user, now, number)
    assert found.past == past[:number]
    assert (found.open_number, found.further) == (len(current), max(len(current) - number, 0))
    if not user.is_delegate:
        assert found.current == current[:number]
        numbers = [[getattr(one, name) for name in counts.COUNTED] for one in found.current]
        assert numbers == [[getattr(one, name) for name in counts.COUNTED] for one in current[:number]]


def test_a_delegation_has_first_what_still_waits_for_it(many, contact):
    now = clock.now()
    for place in (0, 6):
        comments.answer(many[place], contact, "no_objection")
    # Both that wait, though one that was answered ends between them.
    assert overview.leading(contact, now, 2).current == [many[1], many[4]]
    assert overview.leading(contact, now, 3).current == [many[1], many[0], many[4]]
    comments.draft(many[6], contact)
    assert overview.leading(contact, now, 3).current == [many[1], many[4], many[6]]


def test_nobody_reads_a_round_of_others_on_a_start_page(many, contact, other):
    now = clock.now()
    for user in (contact, other):
        seen = set(Consultation.objects.visible_to(user))
        found = overview.leading(user, now, 20)
        assert {*found.current, *found.past} == set(overview.listed(user, now)) == seen
    assert len(seen) == Consultation.objects.count() == 1 + Consultation.objects.visible_to(contact).count()


def test_open_consultations_lead_the_list_and_past_ones_follow_page_by_page(
    client, officer, set_clock, monkeypatch
):
    monkeypatch.setattr(reading_page.ConsultationList, "size", 2)
    for number in range(5):
        comments.consultation(slug=f"past-{number}")
    set_clock(comments.CLOSES_AT + dt.timedelta(days=1))
    client.force_login(officer)
    for number in range(3):
        comments.consultation(slug=f"open-{number}", opens_at=clock.now(), respond_by=dt.date(2022, 6, 30))
    shown = []
    for number in (1, 2, 3, 4):
        answer = client.get(reverse("comments:consultation-list"), {"page": number})
        page = answer.content.decode()
        assert (">Open now<" in page) == (number < 3) and "No consultation is open" not in page
        shown.append([[one.reference for one in answer.context[name]] for name in ("current", "past")])
    assert [(len(current), len(past)) for current, past in shown] == [(2, 0), (1, 1), (0, 2), (0, 2)]
    assert len({reference for page in shown for part in page for reference in part}) == 8
    sorted_by = client.get(reverse("comments:consultation-list"), {"sort": "deadline", "page": 2})
    assert [len(sorted_by.context[name]) for name in ("current", "past")] == [1, 1]


def test_past_consultations_are_sorted_by_the_heads_of_their_columns(client, officer, contact, set_clock):
    first = comments.consultation(slug="first", respond_by=comments.RESPOND_BY)
    second = comments.consultation(slug="second", respond_by=comments.RESPOND_BY - dt.timedelta(days=1))
    set_clock(comments.CLOSES_AT - dt.timedelta(days=2))
    comments.answer(second, contact)
    set_clock(comments.CLOSES_AT + dt.timedelta(days=1))

    def listed(user, sort):
        answer = client.signed_in(user).get(reverse("comments:consultation-list"), {"sort": sort})
        assert 'aria-sort="' in answer.content.decode()
        return [one for one in answer.context["past"] if one in (first, second)]

    assert listed(officer, "deadline") == [second, first]
    assert listed(officer, "-deadline") == listed(officer, "responses") == [first, second]
    assert listed(officer, "-responses") == [second, first]
    assert listed(contact, "response") == [second, first]
