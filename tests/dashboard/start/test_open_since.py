"""Since when points are open: from when something was asked of somebody, whatever its plan did before."""

import datetime as dt

import pytest
from django.db import transaction

from comments.answering import dispositions
from comments.models import Comment, HeldClosing
from initiatives.models import ProposedEvent
from initiatives.proposed import decisions
from notes.acts import free_notes
from notes.delivery import attempts
from notes.enums import AddressFate
from notes.models import AddressFinding, Dispatch, VerbalNote
from plans import blocks, open_points
from plans.checks import reviews
from plans.enums import PaperStatus
from plans.life import papers
from plans.models import Block, Coordinator
from tests.factories import members, notes, packages, plans

pytestmark = pytest.mark.django_db

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
LATER = packages.CLOSED + 3 * DAY


def since(kind, at=LATER + DAY):
    return [one.since for one in open_points.every(at) if one.kind == kind]


@pytest.fixture
def closed(people, set_clock):
    """A closed consultation: KZ commented, TR proposed an event, RU was not reached; nobody has done more."""
    return packages.commented(people, set_clock, event=True)


def answer(closed, by, at, kind="accepted", **seen):
    comment = Comment.objects.get(response__consultation=closed)
    said = {"kind": kind, "reply": "A reply", "language": "en", "seen": {comment.pk: seen.get("version", 0)}}
    dispositions.record(closed, [comment], **said, by=by, at=at)


def test_texts_wait_since_they_were_written_emptied_or_left_behind_and_not_since_their_plan_is_there(officer):
    paper = plans.paper(source_language="en", created_at=notes.AT - 30 * DAY, blocks=3)
    first, second, third = paper.blocks.filter(position__gt=1)
    blocks.edit(first, "en", "Changed", version=1, by=officer, at=notes.AT)
    blocks.edit(second, "en", "Changed", version=1, by=officer, at=notes.AT + DAY)
    blocks.edit(third, "kk", "", version=1, by=officer, at=notes.AT - DAY)
    blocks.edit(first, "en", "Changed again", version=2, by=officer, at=notes.AT + 2 * DAY)
    assert since("translation") == [notes.AT - DAY, notes.AT]
    assert since("review") == [notes.AT]
    reader = members.officer()
    reviews.review(first, "en", version=3, by=reader, at=notes.AT + 3 * DAY)
    assert since("review") == [notes.AT + DAY]
    blocks.edit(first, "en", "Once more", version=3, by=officer, at=notes.AT + 4 * DAY)
    reviews.review(second, "en", version=2, by=reader, at=notes.AT + 4 * DAY)
    assert since("review") == [notes.AT + 4 * DAY]


def test_texts_left_open_when_a_plan_was_circulated_wait_since_it_came_back(people, set_clock, officer):
    set_clock(notes.AT)
    paper = notes.paper()
    block = paper.blocks.last()
    blocks.edit(block, "kk", "Other words", version=1, by=officer, at=notes.AT - DAY)
    reviews.review(block, "kk", version=2, by=members.officer(), at=notes.AT - HOUR)
    notes.circulated(paper=paper)
    paper.refresh_from_db()
    papers.move(paper, PaperStatus.UNDER_CONSOLIDATION, by=officer, at=LATER)
    block.texts.filter(language="kk").update(text="")
    assert since("translation") == [LATER]


def test_comments_wait_for_each_act_since_the_one_before(closed, officer, people, settings):
    settings.DISPOSITIONS_CONFIRMED = True
    coordinator = members.coordinator(people["RU"].member_state)
    measure = closed.revision.paper.measure
    Coordinator.objects.create(measure=measure, member_state=coordinator.member_state).people.add(coordinator)
    assert since("comment_undisposed") == [closed.closed_at]
    answer(closed, coordinator, LATER)
    answer(closed, coordinator, LATER + HOUR, version=1)
    assert since("disposition_unconfirmed") == [LATER]
    answer(closed, officer, LATER + 2 * HOUR, version=2)
    assert since("wording_untaken") == since("reply_unsent") == [LATER + 2 * HOUR]
    answer(closed, officer, LATER + 3 * HOUR, version=3, kind="for_swg")
    assert since("for_swg") == [LATER + 3 * HOUR]


def test_an_event_waits_since_it_was_deferred_to_a_plan_that_was_there_before(closed, officer):
    event = ProposedEvent.objects.get()
    earlier = plans.paper(measure=event.paper.measure, period_from=2024, period_to=2025, created_at=notes.AT)
    said = {"reason": "Next period", "language": "en", "by": officer, "at": LATER}
    decisions.answer(event, "later", **said)
    assert since("event_deferred") == [LATER]
    type(earlier).objects.filter(pk=earlier.pk).update(created_at=LATER + HOUR)
    assert since("event_deferred") == [LATER + HOUR]


def test_an_accepted_event_waits_for_its_line_since_that_was_removed(closed, officer):
    made = decisions.accept(ProposedEvent.objects.get(), by=officer, at=LATER)
    line = Block.objects.get(key=made.initiative.block_key)
    blocks.remove(line, by=officer, at=LATER + HOUR)
    assert since("event_without_line") == [LATER + HOUR]


def test_a_state_that_no_proof_says_was_reached_is_to_be_reached_since_the_closing(closed):
    assert since("state_not_reached") == [closed.closed_at]


def test_a_closing_waits_since_the_portal_found_it(people, set_clock):
    set_clock(notes.AT)
    made, found_at = notes.circulated(), notes.CLOSES_AT + 5 * HOUR
    times = {"closes_at": made.closes_at, "away_since": made.closes_at - HOUR, "held_at": found_at}
    HeldClosing.objects.create(consultation=made, **times)
    assert since("closing_held") == [found_at]


def test_a_message_waits_since_it_was_found_not_to_have_arrived(people, set_clock):
    set_clock(notes.AT)
    notes.circulated()
    message = Dispatch.objects.first()
    Dispatch.objects.filter(pk=message.pk).update(status="unknown")
    with transaction.atomic():
        attempts.record_unknown(message, at=notes.AT + 2 * DAY)
    assert since("message_unknown", notes.AT + 3 * DAY) == [notes.AT + 2 * DAY]


def test_a_note_waits_for_its_signature_since_it_was_sent_for_it(officer, people):
    note = notes.free_note(by=officer)
    free_notes.hand_over(note, by=officer, at=notes.AT + DAY)
    assert since("free_note_unsigned") == [notes.AT + DAY]


def test_a_note_that_is_changed_while_it_waits_does_so_since_it_was_prepared(people):
    notes.prepared()
    VerbalNote.objects.update(drafted_at=notes.AT + DAY)
    assert since("note_unsigned", notes.AT + 2 * DAY) == [notes.AT]


def test_a_state_is_to_get_an_address_since_the_note_waits_or_the_last_address_was_lost(people):
    note = notes.prepared()
    address = people["KZ"].email
    assert since("state_unreachable", notes.AT) == []
    lost = {"address": address, "fate": AddressFate.LOST, "member_state": people["KZ"].member_state}
    dispatch = Dispatch.objects.create(
        note=note,
        member_state=people["KZ"].member_state,
        address=address,
        message_id="x",
        not_before=notes.AT,
    )
    AddressFinding.objects.create(**lost, dispatch=dispatch, at=notes.AT + DAY)
    assert since("state_unreachable", notes.AT + 2 * DAY) == [notes.AT + DAY]
