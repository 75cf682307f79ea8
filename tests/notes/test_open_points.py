"""A plan passes a gate with its points settled, or carried over by a signatory by name and with a reason."""

import datetime as dt

import pytest
from django.urls import reverse

from comments.answering import dialogue
from comments.models import Comment, Consultation
from comments.procedure import consultations, outcomes
from initiatives.enums import ProposalStatus
from initiatives.proposed import decisions as event_decisions
from members.models import AuditEntry
from notes.acts import issuing
from notes.acts.submitting import submission_after_silence, submission_with_comments
from notes.models import VerbalNote
from notes.packages import positions
from plans import open_points
from plans.enums import DecisionKind, PaperStatus, PlanGate
from plans.life import carrying, decisions
from plans.models import CarriedPoint, ConceptPaper
from plans.open_points import point_kinds
from tests.clients import PortalClient
from tests.factories import comments, notes, packages, plans
from tests.refusing import refused

pytestmark = pytest.mark.django_db

# What is open of a plan whose consultation nobody has worked on yet, before it is circulated again.
OPEN = [
    ("event_undecided", "TR"),
    ("outcome_unconfirmed", None),
    ("text_unchanged", None),
    ("comment_undisposed", "KZ"),
]


@pytest.fixture
def closed(people, set_clock):
    """A closed round with one comment and one event: nothing is answered, and nobody has touched the text."""
    return packages.commented(people, set_clock, event=True)


@pytest.fixture
def paper(closed):
    return ConceptPaper.objects.get(pk=closed.revision.paper_id)


@pytest.fixture
def again(paper, officer, set_clock):
    """The drafted note that circulates the plan once more."""
    set_clock(packages.AGAIN)
    return prepared(paper, officer)


def prepared(paper, officer):
    return notes.prepared(at=packages.AGAIN, by=officer, paper=paper, respond_by=packages.AGAIN_BY)


def settle(closed, people, officer, signatory):
    outcomes.confirm(closed, outcome="comments", by=signatory, at=packages.CLOSED)
    packages.refuse(closed, people["KZ"], officer=officer, signatory=signatory)
    packages.maintain(closed, people["KZ"])
    (event,) = closed.revision.paper.proposed_events.all()
    event_decisions.answer(
        event, status=ProposalStatus.LATER, reason="Later", language="en", by=officer, at=packages.CLOSED
    )
    text = closed.revision.paper.blocks.last().texts.get(language="en")
    text.text = "Paragraph 1 en, with words added"
    text.save()


def client_of(user, language="en"):
    client = PortalClient().signed_in(user)
    client.cookies["language"] = language
    return client


def named(points):
    """Return the kinds of points with the code of their State, in the order of the kinds."""
    order = list(point_kinds.kinds())
    states = open_points.states_of(points)
    return [
        (point.kind, states[point.state_id].code if point.state_id else None)
        for point in sorted(points, key=lambda one: order.index(one.kind))
    ]


def before(paper, gate=PlanGate.CIRCULATION):
    return carrying.before(paper, gate, at=packages.AGAIN)


def test_what_is_open_before_a_plan_is_circulated_again(paper):
    assert named(before(paper)) == OPEN


def test_a_plan_that_is_circulated_first_has_nothing_open(people):
    assert before(notes.paper()) == []


def test_a_maintained_position_is_carried_over_by_name(closed, paper, people, officer, signatory, set_clock):
    settle(closed, people, officer, signatory)
    assert dialogue.unanswered(closed) == []
    assert named(before(paper)) == [("position_maintained", "KZ")]
    set_clock(packages.AGAIN)

    note = prepared(paper, officer)

    with refused("plans.points_open"):
        issuing.issue(note, by=signatory, at=packages.AGAIN)
    made = issuing.issue(note, by=signatory, at=packages.AGAIN, reason="It goes to the SWG.").own_consultation

    assert made.reference == "NCT/ICT/690"
    (carried,) = CarriedPoint.objects.all()
    assert (carried.kind, carried.member_state.code, carried.gate) == (
        "position_maintained",
        "KZ",
        "circulation",
    )
    assert carried.words["ru"].endswith("NCT/ICT/689")


def test_what_is_carried_over_into_each_consultation_stands_in_the_package(closed, people, signatory):
    unreachable = {"kind": "state_unreachable", "gate": "circulation", "reason": "Its embassy moves."}

    def carried(subject, at):
        made = {"paper": closed.revision.paper, "subject": subject, "by": signatory, "at": at}
        return CarriedPoint.objects.create(**unreachable, **made)

    first = carried("1:1", closed.opens_at)
    again = comments.consultation(
        revision=comments.revision(closed.revision.paper),
        opens_at=packages.AGAIN,
        respond_by=packages.AGAIN_BY,
    )
    second, last = carried("2:1", again.opens_at), carried("3:1", packages.AGAIN + dt.timedelta(days=1))

    assert positions.carried(closed.revision.paper) == [first, second, last]


def test_a_comment_passed_on_to_the_swg_is_a_point_before_its_state_reacts(closed, paper, officer):
    (comment,) = Comment.objects.all()
    seen = {comment.pk: 0}
    comments.reply_to(comment, kind="for_swg", reply="To the SWG.", seen=seen, by=officer, at=packages.CLOSED)

    assert ("for_swg", "KZ") in named(before(paper))


@pytest.mark.parametrize("reason", ["", " \u2800 "])
def test_nothing_is_circulated_again_without_a_reason(again, signatory, reason):
    with refused("plans.points_open") as refusal:
        issuing.issue(again, by=signatory, at=packages.AGAIN, reason=reason)

    assert "Comment without a disposition: 1" in str(refusal.value)
    assert not CarriedPoint.objects.exists()
    again.refresh_from_db()
    assert (again.status, again.paper.status, again.paper.revisions.count()) == (
        "drafted",
        PaperStatus.UNDER_CONSOLIDATION,
        1,
    )


def test_the_reason_is_recorded_with_what_was_carried_over(again, signatory):
    issuing.issue(again, by=signatory, at=packages.AGAIN, reason=" The SWG asked for it. ")

    entry = AuditEntry.objects.filter(action="verbal_note.issue").last()
    assert (entry.actor, entry.after["number"]) == (signatory, "NCT/ICT/690")
    assert sorted(kind for kind, _subject in entry.after["carried_over"]) == sorted(
        kind for kind, _code in OPEN
    )
    assert entry.after["reason"] == "The SWG asked for it."
    rows = CarriedPoint.objects.select_related("member_state")
    assert {(row.kind, row.member_state.code if row.member_state else None) for row in rows} == set(OPEN)
    assert {(row.by, row.reason) for row in rows} == {(signatory, "The SWG asked for it.")}


@pytest.mark.parametrize(("code", "number"), [("KZ", 1), ("TR", 1), ("", len(OPEN))])
def test_the_page_of_the_consultation_names_what_was_carried_over(
    again, people, signatory, django_assert_max_num_queries, code, number
):
    issuing.issue(again, by=signatory, at=packages.AGAIN, reason="The SWG asked for it.")
    opened = Consultation.objects.latest("opens_at")
    client = client_of(people[code] if code else signatory)
    url = reverse("comments:consultation-detail", args=[opened.pk])
    client.get(url)
    with django_assert_max_num_queries(8):  # one more than where nothing was carried over
        page = client.get(url).content.decode()
    assert page.count("The SWG asked for it.") == number


def test_a_point_is_carried_over_once_at_a_gate(again, paper, signatory):
    issuing.issue(again, by=signatory, at=packages.AGAIN, reason="It is urgent.")
    points = [point for point in before(paper) if point.kind == "comment_undisposed"]

    assert [point.carried.reason for point in points] == ["It is urgent."]
    with refused("plans.points_carried_already"):
        carrying.carry(paper, PlanGate.CIRCULATION, points, reason="Again", by=signatory, at=packages.AGAIN)
    at_next = carrying.before(paper, PlanGate.SUBMISSION, at=packages.AGAIN)
    assert [point.carried for point in at_next if point.kind == "comment_undisposed"] == [None]


def test_nobody_but_a_signatory_carries_points_over(paper, officer):
    points = before(paper)
    with refused("plans.points_for_signatory"):
        carrying.carry(paper, PlanGate.CIRCULATION, points, reason="Why", by=officer, at=packages.AGAIN)


def test_a_reason_covers_only_what_the_signatory_was_shown(again, closed, signatory):
    shown = carrying.shown(before(again.paper))
    outcomes.confirm(closed, outcome="comments", by=signatory, at=packages.AGAIN)
    terms = {"by": signatory, "at": packages.AGAIN, "reason": "It is urgent."}

    with refused("plans.points_moved"):
        issuing.issue(again, expected_points=shown, **terms)

    shown = carrying.shown(before(again.paper))
    assert issuing.issue(again, expected_points=shown, **terms).own_consultation.reference == "NCT/ICT/690"


def test_a_submission_with_unanswered_comments_needs_a_reason_too(closed, officer, signatory):
    outcomes.confirm(closed, outcome="comments", by=signatory, at=packages.CLOSED)
    outcomes.release(closed, by=signatory, at=packages.CLOSED)
    note = submission_with_comments.draft(closed, by=officer, at=packages.CLOSED)
    notes.store_all(at=packages.CLOSED)

    with refused("plans.points_open"):
        issuing.issue(note, by=signatory, at=packages.CLOSED)
    issuing.issue(note, by=signatory, at=packages.CLOSED, reason="The SWG meets tomorrow.")

    entry = AuditEntry.objects.filter(action="verbal_note.issue").last()
    carried = {kind for kind, _subject in entry.after["carried_over"]}
    assert carried == {"comment_undisposed", "event_undecided", "state_not_reached"}
    assert entry.after["reason"] == "The SWG meets tomorrow."


# The pages -------------------------------------------------------------------------------------------
def test_every_page_before_the_circulation_says_so(again, officer, signatory):
    slug = again.paper.slug
    pages = {
        reverse("plans:paper-gate", args=[slug]): officer,
        reverse("notes:circulation-prepare", args=[slug]): officer,
        reverse("notes:note-detail", args=[again.key]): officer,
        reverse("notes:note-issue", args=[again.key]): signatory,
    }
    for url, reader in pages.items():
        page = client_of(reader).get(url).content.decode()
        labels = [str(point_kinds.kinds()[kind].label) for kind, _code in OPEN]
        assert [label for label in labels if f"{label}: 1" not in page] == [], url


def test_the_confirmation_asks_for_the_reason_and_keeps_what_was_typed(again, signatory):
    client, url = client_of(signatory), reverse("notes:note-issue", args=[again.key])
    page = client.get(url)
    given = notes.shown(again, at=packages.AGAIN) | {"points": page.context["points_shown"]}

    refused = client.post(url, given | {"reason": " "})

    assert refused.status_code == 422
    assert "enter the reason for carrying them over" in refused.content.decode()
    assert VerbalNote.objects.get(pk=again.pk).status == "drafted"
    moved = client.post(url, given | {"points": "0" * 64, "reason": "Because"})
    assert moved.status_code == 422 and "have changed since the page was opened" in moved.content.decode()
    assert "Because</textarea>" in moved.content.decode()
    assert client.post(url, given | {"reason": "Because"}).status_code == 302
    assert VerbalNote.objects.get(pk=again.pk).number == "NCT/ICT/690"


# Decisions -------------------------------------------------------------------------------------------
@pytest.fixture
def silent(people, signatory, set_clock):
    """A plan before the SWG after a silent round, whose submission is drafted and not issued."""
    set_clock(notes.AT)
    made = notes.circulated()
    made.addressees.update(reached_at=notes.AT)
    consultations.close(made, at=set_clock(packages.CLOSED))
    outcomes.confirm(made, outcome="silence", by=signatory, at=packages.CLOSED)
    submission_after_silence.draft_due(packages.CLOSED)
    return ConceptPaper.objects.get(status=PaperStatus.BEFORE_SWG)


@pytest.mark.parametrize("kind", DecisionKind)
def test_no_decision_is_recorded_on_a_plan_that_is_not_submitted(silent, officer, kind):
    if kind == DecisionKind.APPROVED:
        ConceptPaper.objects.update(status=PaperStatus.RECOMMENDED)
        silent.refresh_from_db()
    before = silent.status

    with refused("notes.submission_not_issued", match="NCT/ICT/689"):
        plans.decided(silent, kind, by=officer, held_on=packages.ASKED.date(), at=packages.ASKED)

    silent.refresh_from_db()
    assert (silent.status, silent.decisions.count()) == (before, 0)


def test_a_decision_is_recorded_once_the_submission_is_issued(silent, officer, signatory):
    note = VerbalNote.objects.get(kind="swg_without_comments")
    issuing.issue(note, by=signatory, at=packages.CLOSED)

    plans.decided(silent, "recommended", by=officer, held_on=packages.ASKED.date(), at=packages.ASKED)

    assert decisions.refusal_of(silent) is None and silent.status == PaperStatus.RECOMMENDED


def test_the_page_of_a_decision_says_that_the_submission_is_missing(silent, officer):
    client = client_of(officer)
    answer = client.get(reverse("plans:paper-decide", args=[silent.slug, "recommend"]), follow=True)
    assert answer.redirect_chain == [(reverse("plans:paper-detail", args=[silent.slug]), 302)]
    assert "after the consultation under note NCT/ICT/689 has not been issued" in answer.content.decode()
