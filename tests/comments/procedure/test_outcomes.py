import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from cica_portal.errors import NotAllowed
from cica_portal.spaces import ordinary
from comments import closed_refusals, refusals
from comments.consolidation import dispositions
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


def test_a_signatory_confirms_the_outcome_once(closed, signatory):
    assert not outcomes.is_confirmed(closed)
    confirm(closed, signatory)
    assert outcomes.is_confirmed(closed)
    entry = AuditEntry.objects.get(action="consultation.confirm")
    assert (entry.actor, entry.after) == (signatory, {"outcome": "silence", "ledger": closed.ledger_sha256})
    with refused("comments.already_confirmed"):
        confirm(closed, signatory)
    assert OutcomeConfirmation.objects.count() == 1


def test_an_outcome_that_was_not_shown_is_not_confirmed(closed, signatory):
    with refused("comments.outcome_changed"):
        confirm(closed, signatory, Outcome.COMMENTS)
    with pytest.raises(NotAllowed):
        confirm(closed, members.officer())
    assert OutcomeConfirmation.objects.count() == 0


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
    client.force_login(signatory)
    url = reverse("comments:consultation-outcome", args=[closed.pk])
    page = client.post(url, {"outcome": "silence", "reason": " "})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["reason"])
    client.post(url, {"outcome": "silence", "reason": "The SWG meets tomorrow"})
    entry = AuditEntry.objects.get(action="consultation.confirm")
    assert entry.after["reason"] == "The SWG meets tomorrow"
    assert "The SWG meets tomorrow" in client.get(url).content.decode()

    comments.answer(closed, contact)
    shown = client.get(url).content.decode()
    assert outcomes.is_confirmed(closed) and "Added after the record was locked" in shown
    assert closed.addenda.get().sha256 in shown


def test_once_the_state_has_answered_the_outcome_is_confirmed_without_a_reason(closed, contact, signatory):
    until = AFTER + dt.timedelta(hours=1)
    grants.give(closed, contact.member_state, until=until, reason="Why", by=signatory, at=AFTER)
    comments.answer(closed, contact)
    assert outcomes.confirm(closed, outcome="silence", reason="Kept?", by=signatory, at=AFTER).reason == ""


def test_a_silence_broken_after_its_confirmation_is_confirmed_anew(closed, contact, signatory, set_clock):
    paper = closed.revision.paper
    confirm(closed, signatory)
    assert [one.pk for one in outcomes.unconfirmed()] == []
    until = AFTER + dt.timedelta(hours=1)
    grants.give(closed, contact.member_state, until=until, reason="Why", by=signatory, at=AFTER)
    comments.answer(closed, contact, Position.COMMENTS)
    assert not outcomes.is_confirmed(closed)
    (waiting,) = outcomes.unconfirmed()
    assert (waiting.outcome, waiting.was_confirmed) == (Outcome.COMMENTS, True)
    points = open_points.of(ConceptPaper.objects.all(), until)
    assert [one.since for one in points if one.kind == "outcome_unconfirmed"] == [closed.addenda.get().at]
    with refused("comments.silence_was_broken"):
        outcomes.refuse_submission(closed)
    confirm(closed, signatory, Outcome.COMMENTS, at=until)
    paper.refresh_from_db()
    assert (paper.status, outcomes.unconfirmed()) == (PaperStatus.UNDER_CONSOLIDATION, [])


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
    assert (waiting.consultation, waiting.outcome) == (closed, Outcome.COMMENTS)
    confirm(closed, signatory, Outcome.COMMENTS, at=later)
    paper = ConceptPaper.objects.get(pk=closed.revision.paper_id)
    assert (paper.status, outcomes.unconfirmed()) == (PaperStatus.BEFORE_SWG, [])
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


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The plan keeps its stage, since it has been circulated again"),
        ("ru", "Статус плана не меняется, так как с тех пор план распространен снова"),
        ("kk", "Жоспар содан бері қайта таратылғандықтан, мәртебесі өзгермейді"),
    ],
)
def test_the_signatory_reads_that_the_plan_stays_where_it_is(
    broken_after_a_later_one, signatory, client, language, said
):
    closed, again, _later = broken_after_a_later_one
    signatory.language = language
    signatory.save()
    client.force_login(signatory)
    page = ordinary(client.get(reverse("comments:consultation-outcome", args=[closed.pk])).content.decode())
    assert said in page and page.count(again.reference) == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The plan keeps its stage: it has gone on since."),
        ("ru", "Статус плана не меняется: работа над планом продвинулась дальше."),
        ("kk", "Жоспардың мәртебесі өзгермейді: жоспар бойынша жұмыс содан бері ілгеріледі."),
    ],
)
def test_the_signatory_reads_that_a_plan_which_has_gone_on_does_not_come_back(
    closed, contact, signatory, client, language, said
):
    paper = closed.revision.paper
    confirm(closed, signatory)
    grants.give(closed, contact.member_state, until=UNTIL, reason="Why", by=signatory, at=AFTER)
    papers.move(paper, PaperStatus.CONSIDERED, by=signatory, at=AFTER)
    comments.answer(closed, contact, Position.COMMENTS)
    signatory.language = language
    signatory.save(update_fields=["language"])
    client.force_login(signatory)
    url = reverse("comments:consultation-outcome", args=[closed.pk])

    assert said in ordinary(client.get(url).content.decode())

    client.post(url, {"outcome": Outcome.COMMENTS})
    paper.refresh_from_db()
    assert outcomes.is_confirmed(closed) and paper.status == PaperStatus.CONSIDERED


def test_a_reason_not_to_wait_is_not_said_to_be_about_additional_time(closed, contact, signatory, client):
    comments.time_request(closed, contact, at=AFTER)
    outcomes.confirm(closed, outcome="silence", reason="The SWG meets", by=signatory, at=AFTER)
    client.force_login(signatory)
    page = client.get(reverse("comments:consultation-outcome", args=[closed.pk])).content.decode()
    assert "Reason for confirming without waiting:" in page and "The SWG meets" in page


WITH_STEP = {
    "en": [
        "no comments received: the draft goes to the SWG",
        "comments received: the draft will be consolidated",
    ],
    "ru": [
        "комментариев не поступило: проект направляется в СРГ",
        "комментарии поступили: проект направляется",
    ],
    "kk": ["ескертпе келіп түскен жоқ: жоба АЖТ", "ескертпелер келіп түсті: жоба пысықталады"],
}


def said_of(consultation, client):
    """Return what each page that names the outcome of a consultation says, one after another."""
    names = ("consultation-board", "consultation-outcome", "consultation-compilation")
    urls = [reverse(f"comments:{name}", args=[consultation.pk]) for name in names]
    urls.append(reverse("comments:consultation-list"))
    return [ordinary(client.get(url).content.decode()) for url in urls]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "comments received"), ("ru", "комментарии поступили"), ("kk", "ескертпелер келіп түсті")],
)
def test_an_earlier_outcome_names_no_step_that_a_later_consultation_has_overtaken(
    broken_after_a_later_one, signatory, client, language, said
):
    closed, again, _later = broken_after_a_later_one
    signatory.language = language
    signatory.save(update_fields=["language"])
    client.force_login(signatory)
    silence, comments_ = WITH_STEP[language]
    for page in said_of(closed, client):
        assert said in page and comments_ not in page
    assert all(silence in page for page in said_of(again, client))
    with translation.override(language):
        certificate = certificates.content(closed, language, at=AFTER)
        assert (certificate.outcome, outcomes.label(closed, with_step=False)) == (said, said)


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


@pytest.mark.parametrize("position", [Position.COMMENTS, Position.NO_OBJECTION])
def test_a_signatory_confirms_no_step_of_a_plan_that_was_withdrawn(
    consultation, contact, signatory, set_clock, client, position
):
    comments.answer(consultation, contact, position)
    consultations.close(consultation, at=set_clock(AFTER))
    client.force_login(signatory)
    url = reverse("comments:consultation-outcome", args=[consultation.pk])
    steps = ("The draft will be consolidated", "The draft goes to the SWG")
    assert any(step in client.get(url).content.decode() for step in steps)
    papers.withdraw(consultation.revision.paper, reason="Why", by=signatory, at=AFTER)
    page = client.get(url).content.decode()
    is_silence = position == Position.NO_OBJECTION
    assert ("There are no comments in force." if is_silence else "Comments were received.") in page
    assert not any(step in page for step in steps)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "no comments in force at the deadline: the draft goes to the SWG"),
        ("ru", "на момент истечения срока действующих комментариев нет: проект направляется в СРГ"),
        ("kk", "мерзім аяқталған сәтте қолданыста ескертпе жоқ: жоба АЖТ қарауына жіберіледі"),
    ],
)
def test_an_outcome_does_not_deny_comments_that_were_withdrawn_by_the_deadline(
    consultation, contact, signatory, set_clock, client, language, said
):
    comments.answer(consultation, contact, Position.COMMENTS)
    comments.answer(consultation, contact, Position.WITHDRAWN)
    consultations.close(consultation, at=set_clock(AFTER))
    signatory.language = language
    signatory.save(update_fields=["language"])
    client.force_login(signatory)
    with translation.override(language):
        assert ordinary(outcomes.label(consultation)) == said
    for page in said_of(consultation, client):
        assert said in page


def test_comments_that_break_the_silence_name_their_step_until_the_draft_has_gone_to_the_swg_with_them(
    closed, contact, signatory
):
    def label():
        return overview.for_reader(signatory, AFTER).get(pk=closed.pk).outcome_label

    confirm(closed, signatory)
    grants.give(closed, contact.member_state, until=UNTIL, reason="Why", by=signatory, at=AFTER)
    comments.answer(closed, contact, Position.COMMENTS)
    step = "comments received: the draft will be consolidated"
    assert label() == outcomes.label(closed) == step
    confirm(closed, signatory, Outcome.COMMENTS, at=UNTIL)
    assert label() == step
    paper = ConceptPaper.objects.get(pk=closed.revision.paper_id)
    papers.move(paper, PaperStatus.BEFORE_SWG, by=signatory, at=UNTIL)
    assert label() == "comments received"
    assert outcomes.label(closed) == step


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "comments received, all of them withdrawn since"),
        ("ru", "комментарии поступили, впоследствии все отозваны"),
        ("kk", "ескертпелер келіп түсті, кейін бәрі қайтарып алынды"),
    ],
)
@pytest.mark.parametrize("position", [Position.WITHDRAWN, Position.NO_OBJECTION])
def test_an_outcome_whose_comments_were_all_withdrawn_since_says_so(
    consultation, contact, signatory, set_clock, client, position, language, said
):
    comments.answer(consultation, contact, Position.COMMENTS)
    consultations.close(consultation, at=set_clock(AFTER))
    outcomes.confirm(consultation, outcome="comments", by=signatory, at=AFTER)
    grants.give(consultation, contact.member_state, until=UNTIL, reason="Why", by=signatory, at=AFTER)
    comments.answer(consultation, contact, position)

    signatory.language = language
    signatory.save(update_fields=["language"])
    client.force_login(signatory)
    assert all(said in page for page in said_of(consultation, client))
    with translation.override(language):
        certificate = certificates.content(consultation, language, at=AFTER)
    assert certificate.outcome == said
    assert (consultation.outcome, outcomes.current(consultation)) == ("comments", "comments")
    assert outcomes.is_confirmed(consultation)


def test_unconfirmed_consultations_take_the_same_queries_for_one_as_for_three(
    closed, signatory, set_clock, django_assert_num_queries
):
    with django_assert_num_queries(1):
        assert len(outcomes.unconfirmed()) == 1
    for _ in range(2):
        set_clock("2022-06-01T12:00:00+06:00")
        another = comments.consultation()
        consultations.close(another, at=set_clock(AFTER))
    with django_assert_num_queries(1):
        assert len(outcomes.unconfirmed()) == 3


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


def test_who_grants_time_is_told_which_states_have_responded(consultation, contact, signatory, client, at):
    comments.answer(consultation, contact)
    client.force_login(signatory)
    page = client.get(reverse("comments:consultation-grant", args=[consultation.pk])).content.decode()
    names = dict(MemberState.objects.filter(code__in=("KZ", "TR")).values_list("code", "name"))
    assert f'<option value="KZ">{names["KZ"]} (has responded)</option>' in page
    assert f'<option value="TR">{names["TR"]}</option>' in page


def test_who_grants_time_is_told_that_the_state_reads_the_others_before_it_responds(
    closed, signatory, client
):
    said = "can read what the others submitted before it responds"
    client.force_login(signatory)
    url = reverse("comments:consultation-grant", args=[closed.pk])
    assert said not in client.get(url).content.decode()
    confirm(closed, signatory)
    outcomes.release(closed, by=signatory, at=AFTER)
    assert said in client.get(url).content.decode()


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
    coordinator = members.coordinator()
    plans.coordinator_of(consultation.revision.paper.measure, coordinator, state=coordinator.member_state)
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
    client.force_login(signatory)
    board = reverse("comments:consultation-board", args=[closed.pk])
    url = reverse("comments:consultation-outcome", args=[closed.pk])
    assert url in client.get(board).content.decode()
    page = client.get(url).content.decode()
    assert "There are no comments in force" in page and closed.ledger_sha256 in page
    assert client.post(url, {"outcome": "comments"}, follow=True).context["is_confirmed"] is False
    after = client.post(url, {"outcome": "silence"}, follow=True)
    assert after.context["is_confirmed"] is True
    assert f"Confirmed by {signatory.display_name}" in after.content.decode()


def test_the_release_shows_to_whom_and_is_seen_by_them(closed, signatory, other, client):
    confirm(closed, signatory)
    client.force_login(signatory)
    url = reverse("comments:consultation-release", args=[closed.pk])
    assert "2 Member States will be able to read" in client.get(url).content.decode()
    client.post(url)
    assert CompilationRelease.objects.get().by == signatory
    client.force_login(other)
    page = client.get(reverse("comments:consultation-detail", args=[closed.pk])).content.decode()
    assert "has distributed the compilation" in page


def test_no_compilation_goes_to_a_state_that_has_left(
    consultation, contact, other, signatory, client, set_clock
):
    comments.draft(consultation, contact, remark="Said in time")
    comments.answer(consultation, contact, Position.COMMENTS)
    MemberState.objects.filter(code="TR").update(left_on=dt.date(2022, 6, 3))
    consultations.close(consultation, at=set_clock(AFTER))
    confirm(consultation, signatory, Outcome.COMMENTS)
    client.force_login(signatory)
    page = client.get(reverse("comments:consultation-release", args=[consultation.pk])).content.decode()
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


@pytest.mark.parametrize("name", ["consultation-grant", "consultation-outcome", "consultation-release"])
def test_pages_of_an_open_consultation_say_that_it_is_too_early(consultation, signatory, client, name):
    client.force_login(signatory)
    assert client.get(reverse(f"comments:{name}", args=[consultation.pk])).status_code == 200


def test_a_released_compilation_is_read_by_the_states_without_what_is_late(
    consultation, contact, other, signatory, client, set_clock
):
    comments.draft(consultation, contact, remark="Said in time")
    comments.answer(consultation, contact, Position.COMMENTS)
    consultations.close(consultation, at=set_clock(AFTER))
    third = members.contact_point(members.member_state("TR"))
    comments.draft(consultation, third, remark="Said late")
    with pytest.raises(refusals.ConsultationClosed):
        comments.answer(consultation, third, Position.COMMENTS)
    url = reverse("comments:consultation-compilation", args=[consultation.pk])
    client.force_login(contact)
    assert client.get(url).status_code == 404
    confirm(consultation, signatory, Outcome.COMMENTS)
    outcomes.release(consultation, by=signatory, at=AFTER)
    for user in (contact, other):
        client.force_login(user)
        page = client.get(url).content.decode()
        assert "Said in time" in page and "Said late" not in page
        assert "Note, plan and comments" not in page and "Reply to the comments" not in page
        detail = client.get(reverse("comments:consultation-detail", args=[consultation.pk])).content.decode()
        assert url in detail
    client.force_login(members.contact_point(members.member_state("JP")))
    assert client.get(url).status_code == 404


def test_additional_time_of_a_state_that_has_responded_keeps_nothing_back(
    consultation, contact, signatory, set_clock
):
    comments.answer(consultation, contact)
    set_clock(AFTER)
    consultations.close(consultation, at=AFTER)
    until = AFTER + dt.timedelta(days=1)
    grants.give(consultation, contact.member_state, until=until, reason="Why", by=signatory, at=AFTER)
    confirm(consultation, signatory)
    assert OutcomeConfirmation.objects.get().reason == ""
