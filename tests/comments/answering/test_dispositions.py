import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cica_portal.errors import NotAllowed
from comments import closed_refusals, refusals
from comments.answering import dispositions
from comments.enums import DispositionKind, DispositionStage, Position
from comments.models import Comment, Consultation, Disposition
from comments.procedure.deadlines import grants
from members.models import AuditEntry, User
from plans.enums import PaperStatus
from tests.comments.given import AFTER
from tests.factories import comments, members, plans
from tests.refusing import refused


@pytest.fixture
def closed(db, set_clock) -> tuple[Consultation, list[Comment], User]:
    """Return a closed round with one comment of KZ and one of TR on the same block, and its coordinator."""
    filed = {code: {"proposed_text": f"Wording of {code}"} for code in ("KZ", "TR")}
    consultation = comments.closed(set_clock, **filed)
    coordinator = plans.coordinating(consultation.revision.paper)
    filed = list(Comment.objects.order_by("response__member_state__code"))
    return consultation, filed, coordinator


def _record(consultation, chosen, by, **fields):
    values = {
        "kind": DispositionKind.NOT_ACCEPTED,
        "reply": "The wording was agreed in 2021.",
        "language": "en",
        "seen": {comment.pk: 0 for comment in chosen},
    } | fields
    return dispositions.record(consultation, chosen, by=by, at=AFTER, **values)


def _current(comment: Comment) -> tuple[str, str, str, int]:
    found = dispositions.current([comment])[comment.pk]
    return found.kind, found.stage, found.reply, found.version


def test_an_officer_answers_several_comments_in_one_act(closed):
    consultation, filed, _coordinator = closed
    officer = members.officer()

    made = _record(consultation, filed, officer)

    assert len({disposition.act for disposition in made}) == 1
    expected = ("not_accepted", "confirmed", "The wording was agreed in 2021.", 1)
    assert [_current(comment) for comment in filed] == [expected, expected]
    entries = AuditEntry.objects.filter(action="disposition.record", actor=officer)
    assert {entry.subject_id for entry in entries} == {str(comment.pk) for comment in filed}


@pytest.mark.parametrize(("confirmed", "stage"), [(True, "proposed"), (False, "confirmed")])
def test_what_a_coordinator_decides_is_proposed_where_the_policy_is_set_so(
    closed, settings, confirmed, stage
):
    settings.DISPOSITIONS_CONFIRMED = confirmed
    consultation, filed, coordinator = closed

    _record(consultation, filed[:1], coordinator, kind=DispositionKind.ACCEPTED, reply="")

    assert _current(filed[0]) == ("accepted", stage, "", 1)
    assert dispositions.current(filed[1:]) == {}


def test_the_secretariat_confirms_a_proposed_disposition_word_for_word(closed, settings):
    settings.DISPOSITIONS_CONFIRMED = True
    consultation, filed, coordinator = closed
    _record(consultation, filed[:1], coordinator, reply="Уже согласовано.", language="ru")

    with pytest.raises(NotAllowed):
        dispositions.confirm(consultation, filed, seen={}, by=coordinator, at=AFTER)
    dispositions.confirm(consultation, filed, seen={filed[0].pk: 1}, by=members.officer(), at=AFTER)

    assert _current(filed[0]) == ("not_accepted", "confirmed", "Уже согласовано.", 2)
    with refused("comments.nothing_to_confirm"):
        dispositions.confirm(consultation, filed, seen={filed[0].pk: 2}, by=members.officer(), at=AFTER)


def test_a_reply_that_the_coordinator_rewrote_since_is_not_confirmed_unread(closed, settings):
    settings.DISPOSITIONS_CONFIRMED = True
    consultation, filed, coordinator = closed
    _record(consultation, filed[:1], coordinator, reply="A polite reply.")
    _record(consultation, filed[:1], coordinator, reply="Quite another.", seen={filed[0].pk: 1})
    with pytest.raises(dispositions.StaleDisposition):
        dispositions.confirm(consultation, filed[:1], seen={filed[0].pk: 1}, by=members.officer(), at=AFTER)
    assert _current(filed[0]) == ("not_accepted", "proposed", "Quite another.", 2)


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", [kind for kind in DispositionKind if kind != DispositionKind.ACCEPTED])
def test_a_reply_is_needed_unless_accepted_by_the_act_and_by_the_database(closed, kind):
    consultation, filed, _coordinator = closed
    officer = members.officer()

    with pytest.raises(closed_refusals.ReplyNeeded):
        _record(consultation, filed, officer, kind=kind, reply=" \u200b\n")
    with pytest.raises(IntegrityError), transaction.atomic():
        Disposition.objects.create(
            comment=filed[0],
            version=1,
            kind=kind,
            stage=DispositionStage.CONFIRMED,
            reply="",
            language="en",
            act=uuid.uuid4(),
            by=officer,
            at=AFTER,
        )


def test_a_decision_made_meanwhile_is_shown_and_nothing_is_overwritten(closed):
    consultation, filed, _coordinator = closed
    _record(consultation, filed[:1], members.officer(), reply="The first answer.")

    with pytest.raises(dispositions.StaleDisposition) as refused:
        _record(consultation, filed, members.officer(), reply="The second answer.")

    assert [found.reply for found in refused.value.current] == ["The first answer."]
    assert dispositions.current(filed[1:]) == {}
    _record(consultation, filed, members.officer(), reply="Third.", seen={filed[0].pk: 1, filed[1].pk: 0})
    assert [_current(comment)[2:] for comment in filed] == [("Third.", 2), ("Third.", 1)]


@pytest.mark.both_databases
def test_decisions_are_never_changed_or_deleted(closed):
    consultation, filed, _coordinator = closed
    [made, _other] = _record(consultation, filed, members.officer())
    for act in (lambda: made.delete(), lambda: Disposition.objects.update(reply="Other")):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_a_duplicate_is_answered_with_its_original(closed):
    consultation, filed, _coordinator = closed
    officer = members.officer()
    dispositions.answer_with(filed[1], filed[0], by=officer, at=AFTER)

    with refused("comments.group_grew"):
        _record(consultation, filed[:1], officer)
    assert dispositions.current(filed) == {}
    _record(consultation, filed[:1], officer, seen={comment.pk: 0 for comment in filed})
    assert _current(filed[1]) == _current(filed[0])

    dispositions.answer_with(filed[1], None, by=officer, at=AFTER)
    _record(consultation, filed[:1], officer, reply="Only to KZ.", seen={filed[0].pk: 1})
    assert (_current(filed[0])[2], _current(filed[1])[2]) == (
        "Only to KZ.",
        "The wording was agreed in 2021.",
    )

    dispositions.answer_with(filed[1], filed[0], by=officer, at=AFTER)
    with refused("comments.not_a_duplicate"):
        dispositions.answer_with(filed[0], filed[1], by=officer, at=AFTER)


def test_a_linked_comment_that_its_state_has_replaced_keeps_no_answer_back(closed, set_clock):
    consultation, filed, _coordinator = closed
    officer, contact = members.officer(), members.contact_point(members.member_state("TR"))
    dispositions.answer_with(filed[1], filed[0], by=officer, at=AFTER)
    until = AFTER + dt.timedelta(days=1)
    grants.give(
        consultation, contact.member_state, until=until, reason="Why", by=members.signatory(), at=AFTER
    )
    set_clock(AFTER + dt.timedelta(hours=1))
    comments.answer(consultation, contact, Position.COMMENTS)

    [made] = _record(consultation, filed[:1], officer)

    assert (made.comment, dispositions.current(filed)) == (filed[0], {filed[0].pk: made})


def test_comments_are_answered_only_when_the_consultation_is_closed(db, set_clock):
    at = set_clock(comments.OPENS_AT + dt.timedelta(days=1))
    consultation = comments.consultation()
    person = members.contact_point()
    comments.answer(consultation, person, Position.COMMENTS)
    with pytest.raises(refusals.ConsultationStillOpen, match="given after the deadline"):
        comments.reply_to(*list(Comment.objects.all()), by=members.officer(), at=at)


@pytest.mark.parametrize("who", ["delegate", "elsewhere"])
def test_nobody_else_answers(closed, who):
    consultation, filed, _coordinator = closed
    by = members.contact_point() if who == "delegate" else members.coordinator()
    with pytest.raises(NotAllowed):
        _record(consultation, filed, by)
    assert Disposition.objects.count() == 0


def test_comments_of_another_consultation_or_on_a_withdrawn_plan_are_not_answered(closed, set_clock):
    consultation, filed, _coordinator = closed
    other = comments.consultation(opens_at=AFTER - dt.timedelta(hours=1), respond_by=dt.date(2022, 7, 1))
    comments.answer(other, members.contact_point(), Position.COMMENTS)
    stranger = Comment.objects.get(response__consultation=other)
    with pytest.raises(NotAllowed):
        _record(consultation, [filed[0], stranger], members.officer())

    type(consultation.revision.paper).objects.update(status=PaperStatus.WITHDRAWN)
    with refused("comments.paper_withdrawn"):
        _record(consultation, filed, members.officer())
