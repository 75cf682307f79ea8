"""What was said on a remark, once its State has replaced or withdrawn its response in additional time."""

import datetime as dt

import pytest
from django.urls import reverse

from comments.consolidation import dialogue, dispositions
from comments.enums import Position
from comments.models import Comment
from comments.procedure import consultations, grants
from notes.packages import positions
from plans import open_points, point_kinds
from plans.models import ConceptPaper
from search import finding
from tests.factories import comments

AFTER = dt.datetime(2022, 6, 7, 3, tzinfo=dt.UTC)
UNTIL = AFTER + dt.timedelta(days=2)


@pytest.fixture
def asked(consultation, contact, signatory, officer, set_clock):
    """Return the comment on which the State asked something after the close, with additional time for it."""
    comment = comments.answer(consultation, contact, Position.COMMENTS).comments.get()
    consultations.close(consultation, at=set_clock(AFTER))
    dispositions.record(consultation, [comment], kind="for_swg", reply="A matter for the SWG", language="en",
                        seen={}, by=officer, at=AFTER)  # fmt: skip
    dialogue.clarify(comment, text="Why so?", language="en", by=contact, at=AFTER)
    grants.give(consultation, contact.member_state, until=UNTIL, reason="Why", by=signatory, at=AFTER)
    return comment


def questions():
    found = open_points.of(ConceptPaper.objects.all(), AFTER)
    return [point.page.args for point in found if point.kind == "question_to_secretariat"]


def found(user, typed):
    groups = finding.find(typed, user=user, at=AFTER, reader="en")
    return [hit.url for group in groups for hit in group.hits]


def test_of_a_comment_that_was_withdrawn_nothing_waits_for_an_answer(asked, consultation, contact, officer):
    assert questions() == [(consultation.pk, asked.pk)]
    assert len(found(officer, "Why so")) == len(found(officer, "matter for the SWG")) == 1

    comments.answer(consultation, contact, Position.WITHDRAWN)

    assert questions() == []
    assert found(officer, "Why so") == found(officer, "matter for the SWG") == []
    assert not dialogue.passed_on(consultation).exists()
    assert positions.of(consultation) == []


def test_a_question_on_a_comment_that_was_submitted_again_is_answered_there(
    asked, consultation, contact, officer, client
):
    comments.draft(consultation, contact, remark="Another remark")
    comments.answer(consultation, contact, Position.COMMENTS)
    again = Comment.objects.get(response__version=2, draft_id=asked.draft_id)

    assert questions() == [(consultation.pk, again.pk)]
    client.force_login(officer)
    page = client.get(reverse("comments:disposition-detail", args=[consultation.pk, again.pk]))
    assert "Why so?" in page.content.decode()
    assert found(officer, "Why so") == [
        reverse("comments:disposition-detail", args=[consultation.pk, again.pk])
    ]
    client.force_login(contact)
    url = reverse("comments:own-comments", args=[consultation.pk])
    assert "Why so?" in client.get(url).content.decode()

    client.force_login(officer)
    message = dialogue.threads([again])[again.pk].asked
    client.post(reverse("comments:comment-settle", args=[consultation.pk, again.pk, message.pk]))
    assert questions() == []


@pytest.mark.parametrize("number", [1, 3])
def test_questions_take_the_same_queries_whatever_their_number(
    consultation, contact, set_clock, number, django_assert_num_queries
):
    for part in range(number):
        comments.draft(consultation, contact, remark=f"Remark {part}")
    filed = list(comments.answer(consultation, contact, Position.COMMENTS).comments.all())
    consultations.close(consultation, at=set_clock(AFTER))
    for comment in filed:
        dialogue.clarify(comment, text="Why so?", language="en", by=contact, at=AFTER)
    kind = point_kinds.kinds()["question_to_secretariat"]
    with django_assert_num_queries(2):
        assert len(list(kind.find(point_kinds.Scope(ConceptPaper.objects.all(), AFTER)))) == number
    with django_assert_num_queries(2):
        dialogue.threads(filed)
