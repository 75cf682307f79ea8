import uuid

import pytest

from cica_portal.errors import NotAllowed
from comments import refusals
from comments.enums import CommentType
from comments.models import DraftComment
from comments.writing import drafts
from members.models import AuditEntry
from tests.factories import comments, members


def _values(consultation, **fields):
    return {
        "block_key": comments.first_paragraph(consultation).key,
        "type": CommentType.SUBSTANTIVE,
        "language": "kk",
        "remark": "Ескертпе",
        "proposed_text": "Жаңа мәтін",
        "rationale": "Себебі",
    } | fields


def test_draft_is_saved_for_the_own_delegation_without_a_trace(consultation, drafter, at):
    entries = AuditEntry.objects.count()
    values = _values(consultation)
    draft = drafts.save(consultation, by=drafter, at=at, draft=None, version=0, **values)
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


def test_stale_draft_is_refused_with_both_texts(consultation, contact, drafter, at):
    draft = comments.draft(consultation, drafter)
    drafts.save(
        consultation, by=contact, at=at, draft=draft, version=1, **_values(consultation, remark="First")
    )
    with pytest.raises(drafts.StaleDraft) as caught:
        drafts.save(
            consultation,
            by=drafter,
            at=at,
            draft=draft,
            version=1,
            **_values(consultation, remark="Second"),
        )
    assert (caught.value.current.remark, caught.value.mine["remark"]) == ("First", "Second")
    assert DraftComment.objects.get().remark == "First"


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"remark": " ", "proposed_text": "\u200b"}, refusals.NothingSaid),
        ({"block_key": uuid.uuid4()}, refusals.UnknownBlock),
    ],
)
def test_draft_is_refused(consultation, drafter, at, fields, refusal):
    with pytest.raises(refusal):
        drafts.save(consultation, by=drafter, at=at, draft=None, version=0, **_values(consultation, **fields))
    assert DraftComment.objects.count() == 0


def test_only_a_substantive_draft_lacks_its_reason(consultation, drafter, at):
    for type_ in CommentType:
        values = _values(consultation, type=type_, rationale="")
        drafts.save(consultation, by=drafter, at=at, draft=None, version=0, **values)
    assert [one.type for one in DraftComment.objects.all() if one.lacks_reason] == [CommentType.SUBSTANTIVE]


@pytest.mark.parametrize("role", ["reader", "officer", "signatory", "coordinator"])
def test_draft_is_refused_to_who_does_not_write(consultation, at, role):
    with pytest.raises(NotAllowed):
        drafts.save(
            consultation, by=members.user(role), at=at, draft=None, version=0, **_values(consultation)
        )


def test_draft_of_another_state_is_neither_changed_nor_removed(consultation, drafter, other, at):
    draft = comments.draft(consultation, drafter)
    with pytest.raises(NotAllowed):
        drafts.save(consultation, by=other, at=at, draft=draft, version=1, **_values(consultation))
    with pytest.raises(NotAllowed):
        drafts.remove(draft, by=other, at=at)
    assert DraftComment.objects.get().remark == "A remark"

    stranger = members.contact_point(members.member_state("JP"))
    with pytest.raises(NotAllowed):
        drafts.save(consultation, by=stranger, at=at, draft=None, version=0, **_values(consultation))


def test_drafts_of_a_state_come_in_document_order(consultation, drafter, other):
    blocks = list(consultation.revision.blocks.filter(kind="paragraph"))
    second = comments.draft(consultation, drafter, block_key=blocks[1].key)
    first = comments.draft(consultation, drafter, block_key=blocks[0].key)
    whole = comments.draft(consultation, drafter, block_key=None)
    comments.draft(consultation, other)
    assert drafts.of_state(consultation, drafter.member_state_id) == [whole, first, second]
