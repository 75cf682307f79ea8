"""A plan with something unsettled goes out once more only with a reason, which is recorded."""

import pytest
from django.urls import reverse
from django.utils import translation

from comments.consolidation import dialogue
from comments.procedure import consultations, outcomes
from initiatives import decisions as event_decisions
from initiatives.enums import ProposalStatus
from members.models import AuditEntry
from notes import unsettled
from notes.acts import (
    circulation,
    issuing,
    submission_after_silence,
    submission_gate,
    submission_with_comments,
)
from notes.models import VerbalNote
from plans.enums import DecisionKind, PaperStatus
from plans.life import decisions
from plans.models import ConceptPaper
from tests.clients import PortalClient
from tests.factories import notes, packages, plans

pytestmark = pytest.mark.django_db

SENTENCES = {
    "en": [
        "1 comment of the consultation under note NCT/ICT/689 has no confirmed reply.",
        "The outcome of the consultation under note NCT/ICT/689 has not been confirmed.",
        "1 proposed event awaits a decision.",
        "The text is the same as the one circulated under note NCT/ICT/689.",
    ],
    "ru": [
        "По 1 комментарию в рамках консультаций по ноте № NCT/ICT/689 нет подтвержденного ответа.",
        "Итог консультаций по ноте № NCT/ICT/689 не подтвержден.",
        "1 предложенное мероприятие ожидает решения.",
        "Текст не отличается от того, который был распространен нотой № NCT/ICT/689.",
    ],
    "kk": [
        "№ NCT/ICT/689 нота бойынша консультациядағы 1 ескертпеге расталған жауап жоқ.",
        "№ NCT/ICT/689 нота бойынша консультацияның қорытындысы расталмаған.",
        "1 ұсынылған іс-шара шешімді күтуде.",
        "Мәтін № NCT/ICT/689 нотамен таратылған мәтіннен өзгеше емес.",
    ],
}
FACTS = [
    {"kind": "unanswered", "reference": "NCT/ICT/689", "number": 1},
    {"kind": "unconfirmed", "reference": "NCT/ICT/689"},
    {"kind": "undecided", "number": 1},
    {"kind": "unchanged", "reference": "NCT/ICT/689"},
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
    packages.maintain(closed, people["KZ"], officer=officer, signatory=signatory)
    (event,) = closed.revision.paper.proposed_events.all()
    event_decisions.answer(
        event, status=ProposalStatus.LATER, reason="Later", language="en", by=officer, at=packages.CLOSED
    )
    text = closed.revision.paper.blocks.last().texts.get(language="en")
    text.text = "Paragraph 1 en, with words added"
    text.save()


def client_of(user, language="en"):
    client = PortalClient()
    client.force_login(user)
    client.cookies["language"] = language
    return client


@pytest.mark.parametrize("language", SENTENCES)
def test_what_is_unsettled_is_said_with_its_numbers(paper, language):
    with translation.override(language):
        assert [str(one) for one in unsettled.of(paper)] == SENTENCES[language]


def test_a_plan_that_is_circulated_first_has_nothing_unsettled(people):
    assert unsettled.of(notes.paper()) == []


def test_a_plan_with_everything_settled_needs_no_reason(closed, paper, people, officer, signatory, set_clock):
    settle(closed, people, officer, signatory)
    assert dialogue.unanswered(closed) == [] and unsettled.of(paper) == []
    set_clock(packages.AGAIN)

    made = circulation.circulate(prepared(paper, officer), by=signatory, at=packages.AGAIN)

    assert made.reference == "NCT/ICT/690"
    assert "unsettled" not in AuditEntry.objects.filter(action="verbal_note.issue").last().after


@pytest.mark.parametrize("reason", ["", " \u2800 "])
def test_nothing_is_circulated_again_without_a_reason(again, signatory, reason):
    with pytest.raises(unsettled.ReasonNeeded) as refusal:
        circulation.circulate(again, by=signatory, at=packages.AGAIN, reason=reason)

    assert all(sentence in str(refusal.value) for sentence in SENTENCES["en"])
    again.refresh_from_db()
    assert (again.status, again.paper.status, again.paper.revisions.count()) == (
        "drafted",
        PaperStatus.UNDER_CONSOLIDATION,
        1,
    )


def test_the_reason_is_recorded_with_what_was_unsettled(again, signatory):
    circulation.circulate(again, by=signatory, at=packages.AGAIN, reason=" The SWG asked for it. ")

    entry = AuditEntry.objects.filter(action="verbal_note.issue").last()
    assert (entry.actor, entry.after["number"]) == (signatory, "NCT/ICT/690")
    assert (entry.after["unsettled"], entry.after["reason"]) == (FACTS, "The SWG asked for it.")


def test_a_reason_covers_only_what_the_signatory_was_shown(again, closed, signatory):
    shown = unsettled.shown(unsettled.of(again.paper))
    outcomes.confirm(closed, outcome="comments", by=signatory, at=packages.AGAIN)
    terms = {"by": signatory, "at": packages.AGAIN, "reason": "It is urgent."}

    with pytest.raises(unsettled.UnsettledMoved):
        circulation.circulate(again, expected_unsettled=shown, **terms)

    shown = unsettled.shown(unsettled.of(again.paper))
    assert circulation.circulate(again, expected_unsettled=shown, **terms).reference == "NCT/ICT/690"


def test_a_submission_with_unanswered_comments_needs_a_reason_too(closed, officer, signatory):
    outcomes.confirm(closed, outcome="comments", by=signatory, at=packages.CLOSED)
    outcomes.release(closed, by=signatory, at=packages.CLOSED)
    note = submission_with_comments.draft(closed, swg_date=None, by=officer, at=packages.CLOSED)
    notes.store_all(at=packages.CLOSED)

    with pytest.raises(unsettled.ReasonNeeded):
        submission_with_comments.submit(note, by=signatory, at=packages.CLOSED)
    submission_with_comments.submit(note, by=signatory, at=packages.CLOSED, reason="The SWG meets tomorrow.")

    entry = AuditEntry.objects.filter(action="verbal_note.issue").last()
    assert [one["kind"] for one in entry.after["unsettled"]] == ["unanswered", "undecided", "unchanged"]
    assert entry.after["reason"] == "The SWG meets tomorrow."


# The pages -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", SENTENCES)
def test_every_page_before_the_circulation_says_so(again, officer, signatory, language):
    slug = again.paper.slug
    pages = {
        reverse("plans:paper-gate", args=[slug]): officer,
        reverse("notes:circulation-prepare", args=[slug]): officer,
        reverse("notes:note-detail", args=[again.pk]): officer,
        reverse("notes:note-issue", args=[again.pk]): signatory,
    }
    for url, reader in pages.items():
        page = client_of(reader, language).get(url).content.decode()
        assert [sentence for sentence in SENTENCES[language] if sentence not in page] == [], url


def test_the_gate_does_not_say_that_nothing_keeps_it_back(paper, officer):
    page = client_of(officer).get(reverse("plans:paper-gate", args=[paper.slug])).content.decode()
    assert "An authorized signatory must give a reason first" in page and "Ready to circulate" not in page


def test_the_confirmation_asks_for_the_reason_and_keeps_what_was_typed(again, signatory):
    client, url = client_of(signatory), reverse("notes:note-issue", args=[again.pk])
    page = client.get(url)
    given = {"number": page.context["number"], "unsettled": page.context["unsettled_shown"]}

    refused = client.post(url, given | {"reason": " "})

    assert (
        refused.status_code == 422
        and "Give a reason for issuing it despite the following" in refused.content.decode()
    )
    assert VerbalNote.objects.get(pk=again.pk).status == "drafted"
    moved = client.post(url, given | {"unsettled": "0" * 64, "reason": "Because"})
    assert moved.status_code == 422 and "have changed since you opened this page" in moved.content.decode()
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
    set_clock(packages.CLOSED)
    consultations.close(made, at=packages.CLOSED)
    outcomes.confirm(made, outcome="silence", by=signatory, at=packages.CLOSED)
    submission_after_silence.draft_due(packages.CLOSED)
    return ConceptPaper.objects.get(status=PaperStatus.BEFORE_SWG)


@pytest.mark.parametrize("kind", DecisionKind)
def test_no_decision_is_recorded_on_a_plan_that_is_not_submitted(silent, officer, kind):
    if kind == DecisionKind.APPROVED:
        ConceptPaper.objects.update(status=PaperStatus.RECOMMENDED)
        silent.refresh_from_db()
    before = silent.status

    with pytest.raises(submission_gate.SubmissionNotIssued, match="NCT/ICT/689"):
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
