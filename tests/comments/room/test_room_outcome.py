"""What leaves the room: it is confirmed by the States that have to, and written into the draft."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from cica_portal.errors import AlreadyMoved, NotAllowed
from comments.enums import Operation, ParagraphState, VariantSource
from comments.models import Acceptance
from comments.room import acts, answers, closing, outcome
from comments.taking.tracing import trace
from plans import blocks
from plans.editing import editor_rows
from plans.enums import PaperStatus
from plans.models import ConceptPaper
from plans.outline import draft_outline
from tests.comments.room.conftest import AT, DAY
from tests.factories import comments, members
from tests.refusing import refused

pytestmark = pytest.mark.django_db

LATER = AT + dt.timedelta(days=9)


def end(hall):
    closing.close(hall.room, by=hall.by, at=AT)
    closing.sign(hall.room, by=members.signatory(), at=AT)


def reopen(hall):
    """The body returned the text with remarks: it is open again."""
    ConceptPaper.objects.filter(pk=hall.room.revision.paper_id).update(status=PaperStatus.UNDER_CONSOLIDATION)


def texts(hall):
    return [row.text("en") for row in draft_outline(hall.room.revision.paper)]


def test_the_outcome_becomes_the_draft_in_one_act(hall):
    title, first, second = texts(hall)
    added = uuid.uuid4()
    hall.variant("Agreed words", source=VariantSource.CHAIR)
    hall.act("agreed", variant=1)
    hall.variant(f"{second} More.", number=2, states=["IN"])
    hall.variant("New words", block_key=added, after_key=hall.keys[2], operation=Operation.ADD, states=["TR"])
    hall.act("agreed", variant=1, block_key=added)
    end(hall)
    assert [one.key for one in outcome.unwritten(hall.now)] == [hall.keys[1], hall.keys[2], added]
    with pytest.raises(blocks.NotEditable):
        outcome.write_into_draft(hall.room, by=hall.by, at=LATER)
    reopen(hall)
    made = outcome.write_into_draft(hall.room, by=hall.by, at=LATER)

    drawn = hall.place(2).drawn.text
    assert "[" in drawn
    assert texts(hall) == [title, "Agreed words", drawn, "New words"]
    assert [act.edit.after for act in made] == texts(hall)[1:]
    rows = editor_rows.rows(hall.room.revision.paper)
    assert all(cell.is_stale for cell in rows[1].cells if cell.language != "en")
    with pytest.raises(AlreadyMoved):
        outcome.write_into_draft(hall.room, by=hall.by, at=LATER)


def test_a_deletion_and_the_comment_behind_a_variant_are_traced(hall, set_clock):
    set_clock(comments.OPENS_AT + dt.timedelta(days=1))
    consultation = comments.consultation(revision=hall.room.revision, states=("IN", "TH"))
    person = members.contact_point(members.member_state("IN"))
    comments.draft(consultation, person, block_key=hall.keys[1], proposed_text="Words of India")
    comment = comments.answer(consultation, person, "comments").comments.get()
    hall.variant("Words of India", source=VariantSource.COMMENT, comment=comment)
    hall.act("agreed", variant=1)
    hall.variant("", number=2, operation=Operation.SUPPRESS, states=["TH"])
    hall.act("agreed", number=2, variant=1)
    end(hall)
    reopen(hall)
    outcome.write_into_draft(hall.room, by=hall.by, at=LATER)
    assert texts(hall)[1:] == ["Words of India"]
    (taken,) = Acceptance.objects.all()
    assert (taken.comment, taken.is_whole, taken.own_wording) == (comment, True, "")
    ((_block, note),) = trace.of_draft(hall.room.revision.paper, "en").notes
    (origin,) = note.origins
    assert (origin.comment, origin.agreed) == (comment, "agreed: SWG meeting, 23 December 2026")


def test_a_text_that_went_on_is_not_overwritten(hall, officer):
    hall.variant("Agreed words", source=VariantSource.CHAIR)
    hall.act("agreed", variant=1)
    end(hall)
    reopen(hall)
    block = hall.room.revision.paper.blocks.get(key=hall.keys[1])
    blocks.edit(block, "en", "Other words", version=1, by=officer, at=LATER)
    with refused("comments.recheck_needed"):
        outcome.write_into_draft(hall.room, by=hall.by, at=LATER)
    assert outcome.unwritten(hall.now)


@pytest.fixture
def referred(hall):
    """Return a room in which India and Thailand have to confirm the first paragraph."""
    hall.variant("Agreed words", source=VariantSource.CHAIR)
    hall.act("ad_referendum", variant=1, states=("IN", "TH"), until=LATER.date())
    end(hall)
    return hall


def answer(hall, code, **said):
    person = members.contact_point(members.member_state(code))
    return answers.answer(hall.room, hall.keys[1], by=person, at=LATER, **{"confirms": True} | said)


def test_each_state_confirms_and_silence_is_no_confirmation(referred):
    answer(referred, "IN")
    assert [one.code for one in answers.awaited(referred.place(), acts.members_on(DAY))] == ["TH"]
    assert referred.place().state == ParagraphState.AD_REFERENDUM
    for code in ("IN", "TR"):
        with pytest.raises(AlreadyMoved):
            answer(referred, code)
    with pytest.raises(NotAllowed):
        answers.answer(referred.room, referred.keys[1], confirms=True, by=referred.by, at=LATER)
    answer(referred, "TH")
    assert referred.place().state == ParagraphState.AGREED


def test_a_decline_needs_its_reason_and_puts_the_paragraph_back_in_brackets(referred, client):
    client.force_login(members.contact_point(members.member_state("TH")))
    record = reverse("comments:room", args=[referred.room.pk])
    act = reverse("comments:room-answer", args=[referred.room.pk])
    assert act in client.get(record).content.decode()
    sent = {"block": referred.keys[1], "answer": "decline"}
    for nothing in (" ", "long " * 2000):
        refused_page = client.post(act, sent | {"reason": nothing}, follow=True).content.decode()
        assert nothing.strip() in refused_page
        assert referred.place().state == ParagraphState.AD_REFERENDUM
    assert client.post(act, sent | {"block": "none"}).status_code == 404
    client.post(act, sent | {"reason": "Not our policy"})
    page = client.get(record).content.decode()
    assert referred.place().state == ParagraphState.IN_BRACKETS
    assert "Not our policy" in page
    assert act not in page


@pytest.mark.parametrize("operation", [Operation.MODIFY, Operation.SUPPRESS, Operation.ADD])
def test_what_is_declined_after_it_was_written_is_bracketed_in_the_draft(hall, operation):
    key = uuid.uuid4() if operation == Operation.ADD else hall.keys[1]
    words = "" if operation == Operation.SUPPRESS else "Agreed words"
    after = hall.keys[2] if operation == Operation.ADD else None
    hall.variant(words, block_key=key, after_key=after, operation=operation, states=["TR"])
    hall.act("ad_referendum", variant=1, block_key=key, states=("IN", "TH"), until=LATER.date())
    end(hall)
    reopen(hall)
    outcome.write_into_draft(hall.room, by=hall.by, at=LATER)
    before = texts(hall)
    person = members.contact_point(members.member_state("IN"))
    answers.answer(hall.room, key, confirms=False, reason="No", by=person, at=LATER)
    assert [one.key for one in outcome.unwritten(hall.now)] == [key]
    outcome.write_into_draft(hall.room, by=hall.by, at=LATER)
    (changed,) = set(texts(hall)) - set(before)
    assert changed == hall.now.paragraph(key).drawn.text
    assert "[" in changed
    assert not outcome.unwritten(hall.now)


def test_a_delegation_finds_the_record_where_it_was_consulted(referred, client):
    consultation = comments.consultation(revision=referred.room.revision, states=("IN",))
    record = reverse("comments:room", args=[referred.room.pk])
    client.force_login(members.contact_point(members.member_state("IN")))
    page = reverse("comments:consultation-detail", args=[consultation.pk])
    assert record in client.get(page).content.decode()
    members.MemberState.objects.filter(code="IN").update(joined_on=LATER.date())
    assert record not in client.get(page).content.decode()
