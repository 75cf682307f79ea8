import datetime as dt

from comments.reading.filed import read_all
from comments.refusals import ConsultationClosed
from tests.factories import comments


def _rows(consultation):
    return [
        (row.is_late, row.block and row.block.texts["en"], row.member_state.code, row.comment.remark)
        for row in read_all(consultation)
    ]


def test_compilation_follows_the_document_and_sets_late_answers_apart(
    consultation, contact, other, set_clock
):
    blocks = list(consultation.revision.blocks.filter(kind="paragraph"))
    comments.draft(consultation, other, block_key=blocks[1].key, remark="TR on 1")
    comments.draft(consultation, other, block_key=None, remark="TR on all")
    comments.draft(consultation, contact, block_key=blocks[1].key, remark="KZ on 1")
    comments.draft(consultation, contact, block_key=blocks[0].key, remark="KZ on 0")
    comments.answer(consultation, other, "comments")
    comments.answer(consultation, contact, "comments")
    set_clock(comments.CLOSES_AT + dt.timedelta(hours=1))
    comments.draft(consultation, contact, block_key=None, remark="KZ too late")
    for _ in range(2):
        try:
            comments.answer(consultation, contact, "comments")
        except ConsultationClosed:
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
    assert _rows(consultation) == on_time + late


def test_compilation_holds_the_last_version_only_and_no_drafts(consultation, contact, other):
    comments.draft(consultation, other, remark="Not filed")
    comments.answer(consultation, contact, "comments", remark="First")
    comments.answer(consultation, contact, "comments", block_key=None, remark="Second")
    assert _rows(consultation) == [
        (False, None, "KZ", "Second"),
        (False, "Paragraph 0 en", "KZ", "First"),
    ]
