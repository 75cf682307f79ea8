import datetime as dt
import uuid

import pytest

from cica_portal.errors import DomainError, NotAllowed, Refusal
from comments.enums import ClosingDecision, ConsultationStatus, Outcome, Position, Standing
from comments.models import Consultation, HeldClosing, Response
from comments.procedure import consultations, outcomes, reaching, silence
from comments.procedure.deadlines import grants
from comments.refusals import ObjectionsClosed
from comments.writing import responses
from members.models import AuditEntry, MemberState
from plans.enums import DecisionKind, PaperStatus
from plans.life import decisions
from plans.models import ConceptPaper
from tests.factories import comments as made
from tests.factories import members, plans
from tests.threads import at_once

REASON = {"reason": "Paragraph 2 names a body that does not exist."}
DURING = made.OPENS_AT + dt.timedelta(days=1)
LAST = made.CLOSES_AT - dt.timedelta(milliseconds=1)


@pytest.fixture
def running(db, set_clock):
    set_clock(DURING)
    paper = plans.paper(status=PaperStatus.RECOMMENDED)
    return made.consultation(revision=made.revision(paper), ground={"decision": 1})


def person(code):
    return members.contact_point(MemberState.objects.get(code=code))


def objected(consultation, by, **said):
    return responses.submit(
        consultation,
        position=Position.OBJECTION,
        objection=REASON | said,
        by=by,
        request_key=uuid.uuid4(),
    )


def object_to(consultation, code, **said):
    return objected(consultation, person(code), **said)


def end(consultation, set_clock, after=dt.timedelta(minutes=1)):
    at = set_clock(made.CLOSES_AT + after)
    consultations.close(consultation, at=at)
    return at


def confirm(consultation, at, outcome=Outcome.ADOPTED):
    return outcomes.confirm(consultation, outcome=outcome, by=members.signatory(), at=at)


def status(consultation):
    return ConceptPaper.objects.get(revisions__consultations=consultation).status


def test_unbroken_silence_is_adopted_at_the_instant_once_a_signatory_confirms(running, set_clock):
    at = end(running, set_clock)
    assert (running.outcome, outcomes.label(running), status(running)) == (
        Outcome.ADOPTED,
        "time ended, no objection recorded, being confirmed",
        PaperStatus.RECOMMENDED,
    )

    confirm(running, at)

    decided = running.revision.paper.decisions.get()
    assert (decided.kind, decided.effective_at, decided.held_on) == (
        DecisionKind.APPROVED,
        made.CLOSES_AT,
        made.RESPOND_BY,
    )
    assert (status(running), outcomes.label(running)) == (
        PaperStatus.ADOPTED,
        "no objection received: the decision is adopted",
    )


def test_objection_breaks_the_silence_at_once_and_for_good(running, set_clock):
    filed = object_to(running, "TR", wording="Omit the body.")
    assert outcomes.label(running) == "objection received: the decision is not adopted"
    assert filed.receipt.content["answer"]["objection"] == REASON | {"wording": "Omit the body."}

    responses.submit(running, position=Position.WITHDRAWN, by=person("TR"), request_key=uuid.uuid4())
    object_to(running, "KZ")
    at = end(running, set_clock)

    assert running.outcome == Outcome.NOT_ADOPTED
    assert dict(running.ledger.values_list("member_state__code", "standing")) == {
        "TR": Standing.WITHDRAWN,
        "KZ": Standing.OBJECTED,
    }
    with pytest.raises(Refusal) as refused:
        confirm(running, at)
    assert refused.value.code == "comments.outcome_changed"
    assert status(running) == PaperStatus.RECOMMENDED
    assert not outcomes.unconfirmed().exists()


def test_objection_of_the_last_millisecond_breaks_and_one_at_the_instant_is_kept_as_late(
    running, monkeypatch
):
    monkeypatch.setattr("comments.writing.responses.clock.arrived", lambda: LAST)
    object_to(running, "TR")
    monkeypatch.setattr("comments.writing.responses.clock.arrived", lambda: made.CLOSES_AT)
    with pytest.raises(ObjectionsClosed) as refused:
        object_to(running, "KZ")

    assert "The time for objections has ended" in str(refused.value)
    assert [(one.is_late, one.objection) for one in Response.objects.order_by("received_at")] == [
        (False, REASON),
        (True, REASON),
    ]


def test_late_objection_breaks_nothing(running, set_clock):
    set_clock(made.CLOSES_AT)
    with pytest.raises(ObjectionsClosed):
        object_to(running, "KZ")
    confirm(running, end(running, set_clock))
    assert status(running) == PaperStatus.ADOPTED


def test_objection_that_waited_for_the_lock_counts_though_the_closing_was_recorded(
    running, set_clock, monkeypatch
):
    at = end(running, set_clock)
    monkeypatch.setattr("comments.writing.responses.clock.arrived", lambda: LAST)

    object_to(running, "TR")

    assert outcomes.current(running) == Outcome.NOT_ADOPTED
    assert running.addenda.get().response.position == Position.OBJECTION
    with pytest.raises(Refusal):
        confirm(running, at)
    assert status(running) == PaperStatus.RECOMMENDED


@pytest.mark.parametrize("said", [{}, {"reason": " \u200b"}])
def test_objection_without_a_reason_is_refused(running, said):
    with pytest.raises(Refusal) as refused:
        responses.submit(
            running, position=Position.OBJECTION, objection=said, by=person("TR"), request_key=uuid.uuid4()
        )
    assert refused.value.code == "comments.objection_reason_needed"
    assert not Response.objects.exists()


def test_nobody_comments_on_a_decision_or_objects_to_a_text_for_comments(running, set_clock):
    other = made.consultation()
    for consultation, position in ((running, Position.COMMENTS), (other, Position.OBJECTION)):
        with pytest.raises(Refusal) as refused:
            responses.submit(
                consultation,
                position=position,
                objection=REASON,
                by=person("TR"),
                request_key=uuid.uuid4(),
            )
        assert refused.value.code == "comments.not_asked_for"
    assert not person("TR").has_perm("comments.draft_comment", running)
    assert person("TR").has_perm("comments.draft_comment", other)


# Held ---------------------------------------------------------------------------------------------------
@pytest.fixture
def unreached(running, set_clock):
    running.addressees.filter(member_state__code="TR").update(reached_at=None)
    end(running, set_clock)
    return running


def test_silence_is_held_while_a_state_was_not_reached(unreached, set_clock):
    end(unreached, set_clock, dt.timedelta(hours=1))

    assert (unreached.status, unreached.outcome) == (ConsultationStatus.OPEN, "")
    assert [one.cause for one in HeldClosing.objects.waiting()] == ["not_reached"]
    held = AuditEntry.objects.get(action="closing.hold")
    assert held.after["member_states"] == ["TR"]
    with pytest.raises(DomainError):
        confirm(unreached, DURING)


@pytest.mark.parametrize(
    ("day", "outcome"), [(made.RESPOND_BY, Outcome.ADOPTED), (made.RESPOND_BY + dt.timedelta(days=1), "")]
)
def test_paper_of_a_day_before_the_instant_releases_it_and_a_later_one_does_not(
    unreached, set_clock, day, outcome
):
    at = set_clock(made.CLOSES_AT + dt.timedelta(days=2))
    turkey = MemberState.objects.get(code="TR")
    reaching.record_paper_note(
        unreached, turkey, handed_on=day, remark="Chancery", by=members.officer(), at=at
    )

    consultations.close(unreached, at=at)

    assert unreached.outcome == outcome


def test_held_silence_is_extended_for_all_and_what_came_meanwhile_is_in_time(unreached, set_clock):
    at = set_clock(made.CLOSES_AT + dt.timedelta(hours=2))
    with pytest.raises(ObjectionsClosed):
        object_to(unreached, "KZ")

    consultations.extend(
        unreached, dt.date(2022, 6, 20), reason="Not reached.", by=members.signatory(), at=at
    )
    responses.file_again(unreached, at=at)

    assert silence.is_broken(unreached)


def test_held_silence_is_ended_without_a_decision(unreached, set_clock):
    at = set_clock(made.CLOSES_AT + dt.timedelta(hours=2))
    with pytest.raises(NotAllowed):
        consultations.end_without_decision(unreached, reason="No proof.", by=members.officer(), at=at)
    with pytest.raises(Refusal):
        consultations.end_without_decision(unreached, reason=" ", by=members.signatory(), at=at)

    consultations.end_without_decision(unreached, reason="No proof.", by=members.signatory(), at=at)

    assert (unreached.outcome, outcomes.label(unreached)) == (
        Outcome.NOT_ADOPTED,
        "ended without a decision",
    )
    assert HeldClosing.objects.get().decision == ClosingDecision.END
    assert status(unreached) == PaperStatus.RECOMMENDED


# Time ---------------------------------------------------------------------------------------------------
def test_one_state_gets_no_more_time_than_the_others(running):
    with pytest.raises(Refusal) as refused:
        grants.give(
            running,
            MemberState.objects.get(code="TR"),
            until=made.CLOSES_AT + dt.timedelta(days=3),
            reason="Asked for.",
            by=members.signatory(),
            at=DURING,
        )
    assert refused.value.code == "comments.one_time_for_all"


def test_broken_silence_is_not_extended(running):
    object_to(running, "TR")
    with pytest.raises(Refusal) as refused:
        consultations.extend(
            running, dt.date(2022, 6, 20), reason="More time.", by=members.signatory(), at=DURING
        )
    assert refused.value.code == "comments.silence_over"


# Set aside ----------------------------------------------------------------------------------------------
def test_objection_known_after_the_adoption_sets_the_decision_aside(running, set_clock, monkeypatch):
    confirm(running, end(running, set_clock))
    monkeypatch.setattr("comments.writing.responses.clock.arrived", lambda: LAST)

    filed = object_to(running, "TR")

    paper = running.revision.paper
    assert [one.kind for one in paper.decisions.all()] == [DecisionKind.APPROVED, DecisionKind.SET_ASIDE]
    assert paper.decisions.last().reason == filed.receipt.number
    assert status(running) == PaperStatus.RECOMMENDED
    assert decisions.adopted_on(paper) is None
    assert outcomes.label(running) == "objection received: the decision is not adopted"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_objection_that_came_in_time_leaves_no_adoption_while_the_closing_runs(set_clock, monkeypatch):
    consultation = made.consultation(
        revision=made.revision(plans.paper(status=PaperStatus.RECOMMENDED)), ground={"decision": 1}
    )
    by, at = person("TR"), set_clock(made.CLOSES_AT + consultations.TIME_TO_WRITE)
    monkeypatch.setattr("comments.writing.responses.clock.arrived", lambda: LAST)

    found = at_once(
        lambda: objected(consultation, by),
        lambda: consultations.close(consultation, at=at),
    )

    assert isinstance(found[0], Response)
    assert found[1] is True
    assert outcomes.current(Consultation.objects.get()) == Outcome.NOT_ADOPTED
