import datetime as dt

import pytest
from django.urls import reverse

from cica_portal.errors import NotAllowed
from cica_portal.spaces import ordinary
from comments import closed_refusals, refusals
from comments.answering import dispositions
from comments.enums import Outcome, Position, Visibility
from comments.models import Comment, CompilationRelease, OutcomeConfirmation, Response
from comments.procedure import certificates, consultations, outcomes
from comments.procedure.deadlines import grants
from comments.procedure.lists import overview
from dashboard.start import agenda
from members.models import AuditEntry, MemberState
from notes.reminders import ladders
from plans import open_points
from plans.enums import PaperStatus, PlanGate
from plans.life import carrying, papers
from plans.models import ConceptPaper
from tests.factories import comments, members, plans
from tests.refusing import refused

AFTER = dt.datetime(2022, 6, 7, 3, tzinfo=dt.UTC)
UNTIL = AFTER + dt.timedelta(days=2)


@pytest.fixture
def closed(consultation, set_clock):
    """Return the round, closed in silence."""
    consultations.close(consultation, at=set_clock(AFTER))
    return consultation


def confirm(consultation, by, outcome=Outcome.SILENCE, at=AFTER):
    return outcomes.confirm(consultation, outcome=outcome, by=by, at=at)


def test_a_signatory_confirms_once_the_outcome_that_was_shown(closed, signatory):
    with refused("comments.outcome_changed"):
        confirm(closed, signatory, Outcome.COMMENTS)
    with pytest.raises(NotAllowed):
        confirm(closed, members.officer())
    assert OutcomeConfirmation.objects.count() == 0

    assert not outcomes.is_confirmed(closed)
    confirm(closed, signatory)
    assert outcomes.is_confirmed(closed)
    entry = AuditEntry.objects.get(action="consultation.confirm")
    assert (entry.actor, entry.after) == (signatory, {"outcome": "silence", "ledger": closed.ledger_sha256})
    with refused("comments.already_confirmed"):
        confirm(closed, signatory)
    assert OutcomeConfirmation.objects.count() == 1


def test_an_open_consultation_has_nothing_to_confirm(consultation, signatory, at):
    with pytest.raises(refusals.ConsultationStillOpen, match="outcome can be confirmed once it has closed"):
        confirm(consultation, signatory, at=at)


def test_a_running_grant_keeps_the_confirmation_back(closed, contact, signatory):
    until = AFTER + dt.timedelta(hours=1)
    grants.give(closed, contact.member_state, until=until, reason="Why", by=signatory, at=AFTER)
    with pytest.raises(closed_refusals.GrantsRunning):
        confirm(closed, signatory)
    confirm(closed, signatory, at=until)


def test_a_request_that_nobody_decided_keeps_the_confirmation_back(closed, contact, signatory):
    comments.time_request(closed, contact, at=AFTER)
    with pytest.raises(closed_refusals.GrantsRunning):
        confirm(closed, signatory)
    assert outcomes.confirm(closed, outcome="silence", reason="Why", by=signatory, at=AFTER).reason == "Why"


def test_an_outcome_confirmed_early_for_a_reason_takes_what_still_comes_as_an_addendum(
    closed, contact, signatory, client
):
    until = AFTER + dt.timedelta(hours=1)
    grants.give(closed, contact.member_state, until=until, reason="Why", by=signatory, at=AFTER)
    url = reverse("comments:consultation-outcome", args=[closed.pk])
    page = client.signed_in(signatory).post(url, {"outcome": "silence", "reason": " "})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["reason"])
    client.post(url, {"outcome": "silence", "reason": "The SWG meets tomorrow"})
    entry = AuditEntry.objects.get(action="consultation.confirm")
    assert entry.after["reason"] == "The SWG meets tomorrow"
    assert "The SWG meets tomorrow" in client.get(url).content.decode()

    comments.answer(closed, contact)
    shown = client.get(url).content.decode()
    assert outcomes.is_confirmed(closed) and "Added after the record was locked" in shown
    assert closed.addenda.get().sha256 in shown


def test_a_silence_broken_after_its_confirmation_is_confirmed_anew(closed, contact, signatory, set_clock):
    paper = closed.revision.paper
    confirm(closed, signatory)
    assert [one.pk for one in outcomes.unconfirmed()] == []
    until = AFTER + dt.timedelta(hours=1)
    grants.give(closed, contact.member_state, until=until, reason="Why", by=signatory, at=AFTER)
    comments.answer(closed, contact, Position.COMMENTS)
    assert not outcomes.is_confirmed(closed)
    (waiting,) = outcomes.unconfirmed()
    assert (waiting.now, waiting.was_confirmed) == (Outcome.COMMENTS, True)
    points = open_points.of(ConceptPaper.objects.all(), until)
    assert [one.since for one in points if one.kind == "outcome_unconfirmed"] == [closed.addenda.get().at]
    with refused("comments.silence_was_broken"):
        outcomes.refuse_submission(closed)
    confirm(closed, signatory, Outcome.COMMENTS, at=until)
    paper.refresh_from_db()
    assert (paper.status, list(outcomes.unconfirmed())) == (PaperStatus.UNDER_CONSOLIDATION, [])


@pytest.fixture
def broken_after_a_later_one(closed, contact, signatory, set_clock):
    """Return a consultation that ended in silence and got comments in additional time, when the plan was
    before the SWG by the silence of a later one; that one; and when it closed."""
    paper = closed.revision.paper
    confirm(closed, signatory)
    until = AFTER + dt.timedelta(days=60)
    grants.give(closed, contact.member_state, until=until, reason="Why", by=signatory, at=AFTER)
    papers.move(paper, PaperStatus.UNDER_CONSOLIDATION, by=signatory, at=AFTER)
    papers.move(paper, PaperStatus.CIRCULATED, by=signatory, at=AFTER)
    opens, ends = AFTER + dt.timedelta(days=1), AFTER.date() + dt.timedelta(days=20)
    again = comments.consultation(revision=comments.revision(paper), opens_at=opens, respond_by=ends)
    later = AFTER + dt.timedelta(days=30)
    consultations.close(again, at=set_clock(later))
    confirm(again, signatory, at=later)
    comments.answer(closed, contact, Position.COMMENTS)
    paper.refresh_from_db()
    assert paper.status == PaperStatus.BEFORE_SWG
    return closed, again, later


def test_comments_on_an_earlier_text_leave_the_plan_where_a_later_consultation_has_brought_it(
    broken_after_a_later_one, signatory
):
    closed, again, later = broken_after_a_later_one
    (waiting,) = outcomes.unconfirmed()
    assert (waiting, waiting.now) == (closed, Outcome.COMMENTS)
    confirm(closed, signatory, Outcome.COMMENTS, at=later)
    paper = ConceptPaper.objects.get(pk=closed.revision.paper_id)
    assert (paper.status, list(outcomes.unconfirmed())) == (PaperStatus.BEFORE_SWG, [])
    assert outcomes.current(again) == Outcome.SILENCE and outcomes.is_confirmed(again)


@pytest.mark.parametrize("gate", list(PlanGate))
@pytest.mark.parametrize("is_confirmed", [False, True])
def test_comments_on_an_earlier_text_are_an_open_point_at_every_gate(
    broken_after_a_later_one, signatory, officer, gate, is_confirmed
):
    closed, _again, later = broken_after_a_later_one
    if is_confirmed:
        confirm(closed, signatory, Outcome.COMMENTS, at=later)
    paper = ConceptPaper.objects.get(pk=closed.revision.paper_id)
    comment = Comment.objects.get(response__consultation=closed)

    def points():
        found = carrying.before(paper, gate, at=later)
        return [point.subject for point in found if point.kind == "comment_undisposed"]

    assert points() == [str(comment.pk)]
    given = {"kind": "noted", "reply": "Noted.", "language": "en", "seen": {}}
    dispositions.record(closed, [comment], **given, by=officer, at=later)
    assert points() == []


def test_the_signatory_reads_that_a_plan_which_has_gone_on_does_not_come_back(
    closed, contact, signatory, client
):
    said = "The plan has moved on; its status is unchanged."
    paper = closed.revision.paper
    confirm(closed, signatory)
    grants.give(closed, contact.member_state, until=UNTIL, reason="Why", by=signatory, at=AFTER)
    papers.move(paper, PaperStatus.CONSIDERED, by=signatory, at=AFTER)
    comments.answer(closed, contact, Position.COMMENTS)
    client.force_login(signatory)
    url = reverse("comments:consultation-outcome", args=[closed.pk])

    assert said in ordinary(client.get(url).content.decode())

    client.post(url, {"outcome": Outcome.COMMENTS})
    paper.refresh_from_db()
    assert outcomes.is_confirmed(closed) and paper.status == PaperStatus.CONSIDERED


def said_of(consultation, client):
    """Return what each page that names the outcome of a consultation says, one after another."""
    names = ("consultation-board", "consultation-outcome", "consultation-compilation")
    urls = [reverse(f"comments:{name}", args=[consultation.pk]) for name in names]
    urls.append(reverse("comments:consultation-list"))
    return [ordinary(client.get(url).content.decode()) for url in urls]


def test_an_earlier_outcome_names_no_step_that_a_later_consultation_has_overtaken(
    broken_after_a_later_one, signatory, client
):
    said = "comments received"
    closed, again, _later = broken_after_a_later_one
    client.force_login(signatory)
    for page in said_of(closed, client):
        assert said in page and "comments received: the draft will be consolidated" not in page
    silence = "no comments received: the draft goes to the SWG"
    assert all(silence in page for page in said_of(again, client))
    certificate = certificates.content(closed, "en", at=AFTER)
    assert certificate.outcome == outcomes.label(closed) == said


@pytest.mark.parametrize(
    ("position", "statuses", "said"),
    [
        (Position.COMMENTS, [], "comments received: the draft will be consolidated"),
        (Position.COMMENTS, ["before_swg"], "comments received"),
        (Position.COMMENTS, ["before_swg", "recommended", "adopted"], "comments received"),
        (
            Position.COMMENTS,
            ["before_swg", "under_consolidation"],
            "comments received: the draft will be consolidated",
        ),
        (Position.NO_OBJECTION, [], "no comments received: the draft goes to the SWG"),
        (Position.NO_OBJECTION, ["recommended"], "no comments received"),
        (Position.NO_OBJECTION, ["under_consolidation"], "no comments received"),
        (Position.NO_OBJECTION, ["withdrawn"], "no comments received"),
    ],
)
def test_an_outcome_names_its_step_while_the_plan_is_there(
    consultation, contact, signatory, set_clock, position, statuses, said
):
    comments.answer(consultation, contact, position)
    consultations.close(consultation, at=set_clock(AFTER))
    paper = ConceptPaper.objects.get(pk=consultation.revision.paper_id)
    for status in statuses:
        papers.move(paper, PaperStatus(status), by=signatory, at=AFTER)
    assert overview.for_reader(signatory, AFTER).get(pk=consultation.pk).outcome_label == said


def test_an_outcome_does_not_deny_comments_that_were_withdrawn_by_the_deadline(
    consultation, contact, signatory, set_clock, client
):
    said = "no comments in force at the deadline: the draft goes to the SWG"
    comments.answer(consultation, contact, Position.COMMENTS)
    comments.answer(consultation, contact, Position.WITHDRAWN)
    consultations.close(consultation, at=set_clock(AFTER))
    client.force_login(signatory)
    assert ordinary(outcomes.label(consultation)) == said
    for page in said_of(consultation, client):
        assert said in page


@pytest.mark.parametrize("position", [Position.WITHDRAWN, Position.NO_OBJECTION])
def test_an_outcome_whose_comments_were_all_withdrawn_since_says_so(
    consultation, contact, signatory, set_clock, client, position
):
    said = "comments received, all of them withdrawn since"
    comments.answer(consultation, contact, Position.COMMENTS)
    consultations.close(consultation, at=set_clock(AFTER))
    outcomes.confirm(consultation, outcome="comments", by=signatory, at=AFTER)
    grants.give(consultation, contact.member_state, until=UNTIL, reason="Why", by=signatory, at=AFTER)
    comments.answer(consultation, contact, position)

    client.force_login(signatory)
    assert all(said in page for page in said_of(consultation, client))
    assert certificates.content(consultation, "en", at=AFTER).outcome == said
    assert (consultation.outcome, outcomes.current(consultation)) == ("comments", "comments")
    assert outcomes.is_confirmed(consultation)


def test_the_compilation_is_released_once_after_the_confirmation(closed, signatory, contact):
    with refused("comments.outcome_not_confirmed"):
        outcomes.release(closed, by=signatory, at=AFTER)
    confirm(closed, signatory)
    for user in (members.officer(), contact):
        with pytest.raises(NotAllowed):
            outcomes.release(closed, by=user, at=AFTER)
    outcomes.release(closed, by=signatory, at=AFTER)
    assert AuditEntry.objects.get(action="consultation.release").after == {"member_states": ["KZ", "TR"]}
    with refused("comments.already_released"):
        outcomes.release(closed, by=signatory, at=AFTER)
    assert CompilationRelease.objects.count() == 1


def test_the_compilation_is_released_before_a_state_with_time_responds_for_a_reason_alone(
    closed, signatory, client
):
    turkey = MemberState.objects.get(code="TR")
    grants.give(closed, turkey, until=AFTER + dt.timedelta(days=3), reason="Asked", by=signatory, at=AFTER)
    outcomes.confirm(closed, outcome=Outcome.SILENCE, reason="The SWG meets", by=signatory, at=AFTER)
    with refused("comments.read_before_responding"):
        outcomes.release(closed, reason=" ", by=signatory, at=AFTER)
    client.force_login(signatory)
    url = reverse("comments:consultation-release", args=[closed.pk])
    for page in (client.get(url), client.post(url)):  # TR is named with its time, before the act and after
        shown = ordinary(page.content.decode())
        assert f"{turkey.name}: until" in shown and "before it responds itself" in shown
    assert not CompilationRelease.objects.exists()
    client.post(url, {"reason": "The SWG meets tomorrow"})
    assert CompilationRelease.objects.get().reason == "The SWG meets tomorrow"
    assert AuditEntry.objects.get(action="consultation.release").after == {
        "member_states": ["KZ", "TR"],
        "may_respond": ["TR"],
        "reason": "The SWG meets tomorrow",
    }


def test_the_compilation_waits_for_no_state_that_has_responded_in_its_time(closed, signatory, other, client):
    grants.give(
        closed, other.member_state, until=AFTER + dt.timedelta(days=3), reason="A", by=signatory, at=AFTER
    )
    comments.answer(closed, other)
    confirm(closed, signatory)
    outcomes.release(closed, reason="No need of it", by=signatory, at=AFTER)
    assert CompilationRelease.objects.get().reason == ""


def test_where_states_see_the_comments_anyway_there_is_nothing_to_release(signatory, set_clock, db):
    consultation = comments.consultation(visibility=Visibility.AFTER_CLOSING)
    consultations.close(consultation, at=set_clock(AFTER))
    confirm(consultation, signatory)
    with refused("comments.nothing_to_release"):
        outcomes.release(consultation, by=signatory, at=AFTER)


SEEN = {
    # visibility: who reads KZ's filed comment while open, after closing, after the release
    Visibility.AFTER_COMPILATION: ("staff own", "staff own coordinator", "staff own coordinator other"),
    Visibility.AFTER_CLOSING: ("staff own", "staff own coordinator other", ""),
    Visibility.AT_ONCE: ("staff own coordinator other", "staff own coordinator other", ""),
}


@pytest.mark.parametrize("visibility", Visibility)
def test_who_reads_what_is_filed_and_when(db, set_clock, signatory, visibility):
    consultation = comments.consultation(visibility=visibility)
    set_clock("2022-06-01T12:00:00+06:00")
    contact = members.contact_point(members.member_state("KZ"))
    comments.answer(consultation, contact, Position.COMMENTS)
    coordinator = plans.coordinating(consultation.revision.paper)
    people = {
        "staff": signatory,
        "own": members.user("reader", members.member_state("KZ")),
        "coordinator": coordinator,
        "other": members.user("reader", members.member_state("TR")),
        "outside": members.user("reader", members.member_state("JP")),
        "elsewhere": members.coordinator(members.member_state("JP")),
    }

    def readers(at):
        return {name for name, user in people.items() if Response.objects.visible_to(user, at).exists()}

    open_, closed, released = SEEN[visibility]
    assert readers(dt.datetime(2022, 6, 6, 17, 59, tzinfo=dt.UTC)) == set(open_.split())
    consultations.close(consultation, at=set_clock(AFTER))
    assert readers(AFTER) == set(closed.split())
    if released:
        outcomes.confirm(consultation, outcome="comments", by=signatory, at=AFTER)
        outcomes.release(consultation, by=signatory, at=AFTER)
        assert readers(AFTER) == set(released.split())


# Pages -----------------------------------------------------------------------------------------------
def test_the_signatory_is_shown_the_outcome_and_confirms_it(closed, signatory, client):
    board = reverse("comments:consultation-board", args=[closed.pk])
    url = reverse("comments:consultation-outcome", args=[closed.pk])
    assert url in client.signed_in(signatory).get(board).content.decode()
    page = client.get(url).content.decode()
    assert "There are no comments in force" in page and closed.ledger_sha256 in page
    assert client.post(url, {"outcome": "comments"}, follow=True).context["is_confirmed"] is False
    after = client.post(url, {"outcome": "silence"}, follow=True)
    assert after.context["is_confirmed"] is True
    assert f"Confirmed by {signatory.display_name}" in after.content.decode()


def test_the_release_shows_to_whom_and_is_seen_by_them(closed, signatory, other, client):
    confirm(closed, signatory)
    url = reverse("comments:consultation-release", args=[closed.pk])
    assert "2 Member States will be able to read" in client.signed_in(signatory).get(url).content.decode()
    client.post(url)
    assert CompilationRelease.objects.get().by == signatory
    page = client.signed_in(other).page("comments:consultation-detail", closed.pk)
    assert "has distributed the compilation" in page


def test_no_compilation_goes_to_a_state_that_has_left(
    consultation, contact, other, signatory, client, set_clock
):
    comments.answer(consultation, contact, Position.COMMENTS, remark="Said in time")
    MemberState.objects.filter(code="TR").update(left_on=dt.date(2022, 6, 3))
    consultations.close(consultation, at=set_clock(AFTER))
    confirm(consultation, signatory, Outcome.COMMENTS)
    page = client.signed_in(signatory).page("comments:consultation-release", consultation.pk)
    assert "1 Member State will be able to read" in page
    outcomes.release(consultation, by=signatory, at=AFTER)
    assert AuditEntry.objects.get(action="consultation.release").after == {"member_states": ["KZ"]}
    read = Response.objects.filter(consultation=consultation)
    assert not read.visible_to(members.contact_point(members.member_state("TR")), AFTER).exists()
    assert read.visible_to(contact, AFTER).exists()


def test_nobody_waits_for_a_state_that_left_or_withdrew(consultation, contact, at):
    comments.answer(consultation, contact, Position.COMMENTS)
    comments.answer(consultation, contact, Position.WITHDRAWN)
    name = MemberState.objects.get(code="TR").name
    assert agenda.awaited([consultation]) == {consultation.pk: [name]}
    MemberState.objects.filter(code="TR").update(left_on=dt.date(2022, 6, 1))
    assert agenda.awaited([consultation]) == {}
    assert ladders.awaiting(consultation) == []


def test_a_released_compilation_is_read_by_the_states_without_what_is_late(
    consultation, contact, other, signatory, client, set_clock
):
    comments.answer(consultation, contact, Position.COMMENTS, remark="Said in time")
    consultations.close(consultation, at=set_clock(AFTER))
    third = members.contact_point(members.member_state("TR"))
    comments.draft(consultation, third, remark="Said late")
    with pytest.raises(refusals.ConsultationClosed):
        comments.answer(consultation, third, Position.COMMENTS)
    url = reverse("comments:consultation-compilation", args=[consultation.pk])
    assert client.signed_in(contact).get(url).status_code == 404
    confirm(consultation, signatory, Outcome.COMMENTS)
    outcomes.release(consultation, by=signatory, at=AFTER)
    for user in (contact, other):
        page = client.signed_in(user).get(url).content.decode()
        assert "Said in time" in page and "Said late" not in page
        assert "Note, plan and comments" not in page and "Reply to the comments" not in page
        detail = client.page("comments:consultation-detail", consultation.pk)
        assert url in detail
    assert client.signed_in(members.contact_point(members.member_state("JP"))).get(url).status_code == 404


def test_additional_time_of_a_state_that_has_responded_keeps_nothing_back(
    consultation, contact, signatory, set_clock
):
    comments.answer(consultation, contact)
    consultations.close(consultation, at=set_clock(AFTER))
    until = AFTER + dt.timedelta(days=1)
    grants.give(consultation, contact.member_state, until=until, reason="Why", by=signatory, at=AFTER)
    confirm(consultation, signatory)
    assert OutcomeConfirmation.objects.get().reason == ""
