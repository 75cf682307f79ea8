import uuid

import pytest
from django.db import IntegrityError, transaction

from cica_portal.text import sha256
from comments import refusals
from comments.models import DraftComment
from comments.writing import drafts
from tests.factories import comments, plans
from tests.factories.comments import revision as frozen
from tests.refusing import refused


@pytest.fixture
def blocks(consultation):
    """Return title and paragraphs of the text, in order."""
    return list(consultation.revision.blocks.order_by("position"))


@pytest.fixture
def save(consultation, drafter, blocks):
    def save_draft(**fields):
        values = {"block_key": blocks[1].key, "remark": "", "proposed_text": ""} | fields
        return comments.draft(consultation, drafter, **values)

    return save_draft


def _said(draft):
    draft.refresh_from_db()
    return draft.operation, draft.proposed_text, draft.wordings, draft.until_key, draft.after_key


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"proposed_text": "Better"}, ("MOD", "Better", None)),
        ({"remark": "Agreed."}, ("", "", None)),
        ({"remark": "Why?", "proposed_text": " Paragraph 0 en\n"}, ("", "", None)),
        ({"remark": "Why?", "proposed_text": "Para\u00adgraph\u2060 0\u200b en\ufeff"}, ("", "", None)),
        ({"remark": "Why?", "wordings": {"ru": "Paragraph 0\u2063 ru", "kk": "\u2800"}}, ("", "", None)),
        ({"proposed_text": "Para\u00adgraph 1"}, ("MOD", "Para\u00adgraph 1", None)),
        ({"wordings": {"kk": "Жақсырақ"}}, ("MOD", "", {"kk": "Жақсырақ"})),
        (
            {"proposed_text": "Better", "wordings": {"ru": "Paragraph 0 ru", "kk": "Жақсырақ"}},
            ("MOD", "Better", {"kk": "Жақсырақ"}),
        ),
        ({"operation": "SUP"}, ("SUP", "", None)),
        ({"operation": "ADD", "proposed_text": "More"}, ("ADD", "More", None)),
        ({"operation": "ADD", "proposed_text": "Paragraph 0 en"}, ("ADD", "Paragraph 0 en", None)),
        ({"operation": "NOC", "remark": "Agreed."}, ("NOC", "", None)),
    ],
)
def test_operation_follows_from_what_is_written_unless_it_is_named(save, fields, expected):
    assert _said(save(**fields)) == (*expected, None, None)


def test_a_range_and_a_move_name_their_blocks(save, blocks):
    assert _said(save(until_key=blocks[2].key, operation="SUP"))[3] == blocks[2].key
    assert _said(save(until_key=blocks[1].key, operation="SUP"))[3] is None

    assert _said(save(operation="MOVE", after_key=blocks[2].key)) == (
        "MOVE",
        "",
        None,
        None,
        blocks[2].key,
    )
    assert _said(save(operation="SUP", after_key=blocks[2].key))[4] is None


def test_wording_of_a_range_is_compared_with_all_of_it(save, blocks):
    whole = "Paragraph 0 en\n\nParagraph 1 en"
    with refused("comments.wording_unchanged"):
        save(until_key=blocks[2].key, operation="MOD", proposed_text=whole)
    assert _said(save(until_key=blocks[2].key, proposed_text="Paragraph 0 en"))[:2] == (
        "MOD",
        "Paragraph 0 en",
    )


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"operation": "MOD"}, "comments.wording_unchanged"),
        ({"operation": "MOD", "remark": "Only words"}, "comments.wording_unchanged"),
        ({"operation": "ADD"}, "comments.wording_needed"),
        ({"operation": "SUP", "proposed_text": "Better"}, "comments.wording_not_for_this"),
        (
            {"operation": "NOC", "remark": "Fine", "wordings": {"ru": "Иначе"}},
            "comments.wording_not_for_this",
        ),
        ({"operation": "NOC"}, refusals.NothingSaid),
        ({"remark": "\u2800\u3164", "proposed_text": "**\u200b**"}, refusals.NothingSaid),
        ({"operation": "MOD", "proposed_text": "Paragraph 0 en\u2800"}, "comments.wording_unchanged"),
        ({"operation": "ADD", "proposed_text": "\U000e0061\ufe0f"}, "comments.wording_needed"),
        ({"operation": "MOVE"}, "comments.nowhere_to_move"),
        ({"operation": "MOVE", "after_key": uuid.uuid4()}, refusals.UnknownBlock),
        ({"operation": "SUP", "until_key": uuid.uuid4()}, refusals.UnknownBlock),
        ({"operation": "SUP", "block_key": None}, "comments.paragraph_needed"),
        ({"block_key": None, "proposed_text": "Everything anew"}, "comments.paragraph_needed"),
    ],
)
def test_operation_is_refused_without_what_it_needs(save, fields, refusal):
    with refused(refusal):
        save(**fields)
    assert DraftComment.objects.count() == 0


@pytest.mark.parametrize(
    ("reason", "is_due"), [("\u115f\u1160", True), (" ", True), ("", True), ("It is out of date.", False)]
)
def test_a_substantive_draft_is_saved_before_its_reason_is_given(save, reason, is_due):
    assert save(operation="SUP", rationale=reason).lacks_reason == is_due


@pytest.mark.parametrize("goal", [0, 1, 2])
def test_range_does_not_move_into_itself_nor_to_where_it_stands(save, blocks, goal):
    with refused("comments.nowhere_to_move"):
        save(operation="MOVE", until_key=blocks[2].key, after_key=blocks[goal].key)


def test_blocks_of_another_text_and_a_range_backwards_are_refused(save, blocks, consultation):
    with pytest.raises(refusals.RangeBackwards):
        save(operation="SUP", until_key=blocks[0].key)

    other = frozen(plans.paper()).blocks.first()
    with pytest.raises(refusals.UnknownBlock):
        save(block_key=other.key, proposed_text="Better")


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "values",
    [
        {"operation": "MOVE", "after_key": None},
        {"operation": "SUP", "after_key": uuid.uuid4()},
        {"operation": "SUP", "proposed_text": "Better"},
        {"operation": "NOC", "wordings": {"ru": "Иначе"}},
        {"operation": "ADD", "block_key": None},
        {"until_key": uuid.uuid4(), "block_key": None},
    ],
)
def test_database_refuses_what_no_remark_can_say(save, values):
    draft = save(operation="ADD", proposed_text="More")
    DraftComment.objects.filter(pk=draft.pk).update(operation="NOC", proposed_text="")
    with pytest.raises(IntegrityError), transaction.atomic():
        DraftComment.objects.filter(pk=draft.pk).update(**values)


def test_content_of_a_plain_remark_is_what_it_always_was(save, blocks):
    draft = save(proposed_text="Better", remark="Because")
    always = {
        "block_key": str(blocks[1].key),
        "type": "substantive",
        "language": "en",
        "remark": "Because",
        "proposed_text": "Better",
        "rationale": "A reason",
    }
    assert drafts.content([draft]) == [always]
    assert draft.sha256 == sha256(always)


def test_content_names_what_does_not_go_without_saying(save, blocks):
    moved = save(operation="MOVE", until_key=blocks[2].key, after_key=blocks[0].key, block_key=blocks[2].key)
    assert "until_key" not in drafts.content([moved])[0]
    added = save(operation="ADD", until_key=blocks[2].key, wordings={"kk": "Тағы"})
    found = drafts.content([added])[0]
    assert (found["operation"], found["until_key"], found["wordings"]) == (
        "ADD",
        str(blocks[2].key),
        {"kk": "Тағы"},
    )


def test_filed_comment_says_all_that_its_draft_said(save, consultation, contact, blocks):
    draft = save(operation="ADD", until_key=blocks[2].key, proposed_text="More", wordings={"kk": "Тағы"})
    filed = comments.answer(consultation, contact, "comments").comments.get()
    assert drafts.copied(filed) == drafts.copied(draft)
    assert drafts.content([filed]) == drafts.content([draft])
