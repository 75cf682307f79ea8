"""Queries do not grow with rows."""

import pytest
from django.urls import reverse

from comments.models import Comment
from tests.factories import comments, members

CODES = tuple(f"{first}{second}" for first in "ABCD" for second in "ABCDEFG")


def _answers(consultation, codes, *, each):
    """File `each` comments for every State, without the act: only the number of rows matters here."""
    block = comments.first_paragraph(consultation)
    for code in codes:
        response = comments.response_row(consultation, members.contact_point(members.member_state(code)))
        Comment.objects.bulk_create(
            Comment(
                response=response,
                position=number,
                block_key=block.key,
                operation="MOD",
                language="en",
                remark=f"Remark {number}",
                proposed_text=f"Paragraph 0 en {number}",
                rationale="A reason",
            )
            for number in range(each)
        )


def _person(role):
    if role == "officer":
        return members.officer()
    return members.user(role, members.member_state("AA"))


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["officer", "contact_point", "reader"])
@pytest.mark.parametrize(("codes", "each"), [(CODES[:1], 1), (CODES[:3], 1), (CODES, 18)])
def test_consultation_page_takes_seven_queries_at_most(
    client, set_clock, django_assert_max_num_queries, role, codes, each
):
    consultation = comments.consultation(states=CODES, visibility="at_once")
    set_clock("2022-06-01T12:00:00+06:00")
    _answers(consultation, codes, each=each)
    url = reverse("comments:consultation-detail", args=[consultation.pk])
    client.signed_in(_person(role)).get(url)
    with django_assert_max_num_queries(7):
        page = client.get(url)
    assert page.content.count(b"data-comment") == len(codes) * each


@pytest.mark.django_db
# The Secretariat's list counts for all consultations in one question of its own: joined to the list, the
# counts were asked again for each of them (620 ms at a hundred plans on PostgreSQL in place of 164).
@pytest.mark.parametrize(("role", "queries"), [("officer", 4), ("contact_point", 3)])
@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_as_many_queries_for_three_as_for_one(
    client, set_clock, django_assert_num_queries, role, queries, count
):
    for _ in range(count):
        consultation = comments.consultation(states=CODES[:3])
        _answers(consultation, CODES[:count], each=count)
    set_clock("2022-06-01T12:00:00+06:00")
    url = reverse("comments:consultation-list")
    client.signed_in(_person(role)).get(url)
    with django_assert_num_queries(queries):
        page = client.get(url)
    assert page.content.count(b'<li class="item">') == count


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("consultation-board", 6), ("consultation-compilation", 7)])
def test_pages_of_the_secretariat_take_a_constant_number(
    client, set_clock, django_assert_num_queries, name, queries, count
):
    consultation = comments.consultation(states=CODES[:3])
    _answers(consultation, CODES[:count], each=count)
    set_clock("2022-06-01T12:00:00+06:00")
    url = reverse(f"comments:{name}", args=[consultation.pk])
    client.signed_in(_person("officer")).get(url)
    with django_assert_num_queries(queries):
        client.get(url)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"), [("response-submit", 9), ("answer-list", 4), ("event-create", 7)]
)
def test_pages_of_a_delegation_take_a_constant_number(
    client, set_clock, django_assert_num_queries, name, queries, count
):
    consultation = comments.consultation(states=CODES[:1])
    set_clock("2022-06-01T12:00:00+06:00")
    contact = _person("contact_point")
    for _ in range(count):
        comments.draft(consultation, contact)
        comments.answer(consultation, contact, "comments")
    url = reverse(f"comments:{name}", args=[] if name == "answer-list" else [consultation.pk])
    client.signed_in(contact).get(url)
    with django_assert_num_queries(queries):
        client.get(url)


@pytest.mark.django_db
def test_saving_a_comment_takes_eight_queries_at_most(client, set_clock, django_assert_max_num_queries):
    consultation = comments.consultation(states=CODES)
    set_clock("2022-06-01T12:00:00+06:00")
    client.force_login(_person("drafter"))
    block = comments.first_paragraph(consultation)
    url = reverse("comments:draft-create", args=[consultation.pk]) + f"?block={block.key}"
    client.get(url)
    data = {
        "type": "editorial",
        "language": "en",
        "version": "0",
        "remark": "A",
        "rationale": "",
    }
    with django_assert_max_num_queries(8):
        answer = client.post(url, data)
    assert answer.status_code == 302
