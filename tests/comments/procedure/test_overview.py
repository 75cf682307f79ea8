"""What a list of consultations says of the own State's answer, whatever the keys of other rows."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.safestring import SafeString

from cica_portal import clock
from comments.models import Receipt
from comments.procedure import overview
from comments.views import base, reading_page
from comments.views.writing import answers
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
        found = {one.pk: one for one in overview.listed(officer, now)}
    for one in (consultation, second):
        addressed = one.addressees.count()
        counts = [getattr(found[one.pk], name) for name in overview.COUNTED]
        filed = 2 if one == consultation else 0
        assert counts == [addressed, 1, filed, filed, 0]
    for number in range(3):
        comments.consultation(slug=f"further-{number}")
    with django_assert_num_queries(2):
        assert len(overview.listed(officer, now)) == 5
    assert not hasattr(overview.listed(contact, now)[0], "comment_count")


def test_past_consultations_fill_pages_and_open_ones_are_all_there(client, officer, set_clock, monkeypatch):
    monkeypatch.setattr(reading_page.ConsultationList, "size", 2)
    for number in range(5):
        comments.consultation(slug=f"past-{number}")
    set_clock(comments.CLOSES_AT + dt.timedelta(days=1))
    client.force_login(officer)
    shown = []
    for number in (1, 2, 3):
        answer = client.get(reverse("comments:consultation-list"), {"page": number})
        shown.append([one.reference for one in answer.context["past"]])
    assert [len(page) for page in shown] == [2, 2, 1]
    assert len({reference for page in shown for reference in page}) == 5


def test_past_consultations_are_sorted_by_the_heads_of_their_columns(client, officer, contact, set_clock):
    first = comments.consultation(slug="first", respond_by=comments.RESPOND_BY)
    second = comments.consultation(slug="second", respond_by=comments.RESPOND_BY - dt.timedelta(days=1))
    set_clock(comments.CLOSES_AT - dt.timedelta(days=2))
    comments.answer(second, contact)
    set_clock(comments.CLOSES_AT + dt.timedelta(days=1))

    def listed(user, sort):
        client.force_login(user)
        answer = client.get(reverse("comments:consultation-list"), {"sort": sort})
        assert 'aria-sort="' in answer.content.decode()
        return [one for one in answer.context["past"] if one in (first, second)]

    assert listed(officer, "deadline") == [second, first]
    assert listed(officer, "-deadline") == listed(officer, "responses") == [first, second]
    assert listed(officer, "-responses") == [second, first]
    assert listed(contact, "response") == [second, first]


def test_own_responses_fill_pages(client, contact, consultation, monkeypatch):
    monkeypatch.setattr(answers.AnswerList, "size", 2)
    for _number in range(3):
        comments.answer(consultation, contact)
    client.force_login(contact)
    shown = [
        [
            one.number
            for one in client.get(reverse("comments:answer-list"), {"page": page}).context["receipts"]
        ]
        for page in (1, 2)
    ]
    assert [len(page) for page in shown] == [2, 1]
    assert len({*shown[0], *shown[1]}) == 3


def test_markup_that_is_kept_forgets_first_what_was_asked_for_longest_ago(monkeypatch):
    monkeypatch.setattr(base.Kept, "MOST", 2)
    kept, made = base.Kept(), []

    def ask(key):
        return kept.get(key, lambda: made.append(key) or SafeString(key))

    for key in ("a", "b", "a", "c", "a", "b"):
        assert ask(key) == key
    assert made == ["a", "b", "c", "b"]
