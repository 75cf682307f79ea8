import datetime as dt

from comments.compilation import lines
from comments.models import CommentRound
from comments.refusals import RoundClosed
from tests.factories import comments


def _rows(comment_round):
    return [
        (row.is_late, row.block and row.block.texts["en"], row.member_state.code, row.comment.remark)
        for row in lines.rows(comment_round)
    ]


def test_compilation_follows_the_document_and_sets_late_answers_apart(
    comment_round, contact, other, set_clock
):
    blocks = list(comment_round.revision.blocks.filter(kind="paragraph"))
    comments.draft(comment_round, other, block_key=blocks[1].key, remark="TR on 1")
    comments.draft(comment_round, other, block_key=None, remark="TR on all")
    comments.draft(comment_round, contact, block_key=blocks[1].key, remark="KZ on 1")
    comments.draft(comment_round, contact, block_key=blocks[0].key, remark="KZ on 0")
    comments.answer(comment_round, other, "comments")
    comments.answer(comment_round, contact, "comments")
    set_clock(comments.CLOSES_AT + dt.timedelta(hours=1))
    comments.draft(comment_round, contact, block_key=None, remark="KZ too late")
    for _ in range(2):
        try:
            comments.answer(comment_round, contact, "comments")
        except RoundClosed:
            continue
    on_time = [
        (False, None, "TR", "TR on all"),
        (False, "Paragraph 0 en", "KZ", "KZ on 0"),
        (False, "Paragraph 1 en", "KZ", "KZ on 1"),
        (False, "Paragraph 1 en", "TR", "TR on 1"),
    ]
    late = [
        (True, None, "KZ", "KZ too late"),
        (True, "Paragraph 0 en", "KZ", "KZ on 0"),
        (True, "Paragraph 1 en", "KZ", "KZ on 1"),
    ]
    assert _rows(comment_round) == on_time + late


def test_compilation_holds_the_last_version_only_and_no_drafts(comment_round, contact, other):
    comments.draft(comment_round, other, remark="Not filed")
    comments.draft(comment_round, contact, remark="First")
    comments.answer(comment_round, contact, "comments")
    comments.draft(comment_round, contact, block_key=None, remark="Second")
    comments.answer(comment_round, contact, "comments")
    assert _rows(comment_round) == [
        (False, None, "KZ", "Second"),
        (False, "Paragraph 0 en", "KZ", "First"),
    ]


def test_compilation_takes_a_constant_number_of_queries(
    comment_round, contact, other, django_assert_num_queries
):
    for count in (1, 3):
        for _ in range(count):
            comments.draft(comment_round, contact)
        comments.answer(comment_round, contact, "comments")
        comments.answer(comment_round, other, "comments")
        comment_round = CommentRound.objects.select_related("revision").get(pk=comment_round.pk)
        with django_assert_num_queries(2):
            assert all(row.member_state.name for row in lines.rows(comment_round))
