import uuid

import pytest

from cica_portal.errors import NotAllowed
from comments import refusals
from comments.enums import CommentType
from comments.models import DraftComment
from comments.writing import drafts
from members.models import AuditEntry
from tests.factories import comments, members


def _values(comment_round, **fields):
    return {
        "block_key": comments.first_paragraph(comment_round).key,
        "type": CommentType.SUBSTANTIVE,
        "language": "kk",
        "remark": "Ескертпе",
        "proposed_text": "Жаңа мәтін",
        "rationale": "Себебі",
    } | fields


def test_draft_is_saved_for_the_own_delegation_without_a_trace(comment_round, drafter, at):
    entries = AuditEntry.objects.count()
    values = _values(comment_round)
    draft = drafts.save(comment_round, by=drafter, at=at, draft=None, version=0, **values)
    stored = DraftComment.objects.get()
    assert {name: getattr(stored, name) for name in values} == values
    assert (stored.member_state.code, stored.version, stored.created_by, stored.updated_at) == (
        "KZ",
        1,
        drafter,
        at,
    )
    assert stored.pk == draft.pk and isinstance(stored.pk, uuid.UUID)
    assert AuditEntry.objects.count() == entries


def test_draft_is_edited_by_any_writer_of_the_delegation(comment_round, contact, drafter, at):
    draft = comments.draft(comment_round, drafter)
    drafts.save(
        comment_round, by=contact, at=at, draft=draft, version=1, **_values(comment_round, remark="Better")
    )
    stored = DraftComment.objects.get()
    assert (stored.remark, stored.version, stored.created_by, stored.updated_by) == (
        "Better",
        2,
        drafter,
        contact,
    )


def test_stale_draft_is_refused_with_both_texts(comment_round, contact, drafter, at):
    draft = comments.draft(comment_round, drafter)
    drafts.save(
        comment_round, by=contact, at=at, draft=draft, version=1, **_values(comment_round, remark="First")
    )
    with pytest.raises(drafts.StaleDraft) as caught:
        drafts.save(
            comment_round,
            by=drafter,
            at=at,
            draft=draft,
            version=1,
            **_values(comment_round, remark="Second"),
        )
    assert (caught.value.current.remark, caught.value.mine["remark"]) == ("First", "Second")
    assert DraftComment.objects.get().remark == "First"


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"remark": " ", "proposed_text": "\u200b"}, refusals.NothingSaid),
        ({"rationale": ""}, refusals.RationaleNeeded),
        ({"block_key": uuid.uuid4()}, refusals.UnknownBlock),
    ],
)
def test_draft_is_refused(comment_round, drafter, at, fields, refusal):
    with pytest.raises(refusal):
        drafts.save(
            comment_round, by=drafter, at=at, draft=None, version=0, **_values(comment_round, **fields)
        )
    assert DraftComment.objects.count() == 0


def test_only_a_substantive_draft_needs_a_reason(comment_round, drafter, at):
    for type_ in (CommentType.EDITORIAL, CommentType.TECHNICAL, CommentType.TRANSLATION):
        drafts.save(
            comment_round,
            by=drafter,
            at=at,
            draft=None,
            version=0,
            **_values(comment_round, type=type_, rationale=""),
        )
    assert DraftComment.objects.count() == 3


@pytest.mark.parametrize("role", ["reader", "officer", "signatory", "coordinator"])
def test_draft_is_refused_to_who_does_not_write(comment_round, at, role):
    with pytest.raises(NotAllowed):
        drafts.save(
            comment_round, by=members.user(role), at=at, draft=None, version=0, **_values(comment_round)
        )


def test_draft_is_refused_to_a_state_not_addressed(comment_round, at):
    stranger = members.contact_point(members.member_state("JP"))
    with pytest.raises(NotAllowed):
        drafts.save(comment_round, by=stranger, at=at, draft=None, version=0, **_values(comment_round))


def test_draft_of_another_state_is_neither_changed_nor_removed(comment_round, drafter, other, at):
    draft = comments.draft(comment_round, drafter)
    with pytest.raises(NotAllowed):
        drafts.save(comment_round, by=other, at=at, draft=draft, version=1, **_values(comment_round))
    with pytest.raises(NotAllowed):
        drafts.remove(draft, by=other, at=at)
    assert DraftComment.objects.get().remark == "A remark"


def test_draft_is_saved_after_the_deadline_too(comment_round, drafter, set_clock):
    after = set_clock("2022-06-07T09:00:00+06:00")
    drafts.save(comment_round, by=drafter, at=after, draft=None, version=0, **_values(comment_round))
    assert DraftComment.objects.get().created_at == after


def test_draft_is_removed(comment_round, drafter, contact, at):
    drafts.remove(comments.draft(comment_round, drafter), by=contact, at=at)
    assert DraftComment.objects.count() == 0


def test_drafts_of_a_state_come_in_document_order(comment_round, drafter, other):
    blocks = list(comment_round.revision.blocks.filter(kind="paragraph"))
    second = comments.draft(comment_round, drafter, block_key=blocks[1].key)
    first = comments.draft(comment_round, drafter, block_key=blocks[0].key)
    whole = comments.draft(comment_round, drafter, block_key=None)
    comments.draft(comment_round, other)
    assert drafts.of_state(comment_round, drafter.member_state_id) == [whole, first, second]
