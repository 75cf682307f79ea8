"""A plan withdrawn while Member States respond: a signatory decides, and a note tells the States."""

import datetime as dt

import pytest
from django.urls import reverse

from cica_portal.errors import NotAllowed
from cica_portal.languages import LANGUAGES
from cica_portal.spaces import ordinary
from comments.enums import ConsultationStatus
from comments.procedure import consultations
from dashboard import sweeps
from dashboard.start import open_points
from notes.acts import issuing, readiness, withdrawals
from notes.enums import NoteKind, NoteStatus
from notes.models import Dispatch, VerbalNote
from plans.enums import PaperStatus
from plans.life import papers
from plans.models import ConceptPaper
from tests.factories import notes, plans
from tests.refusing import refused

pytestmark = pytest.mark.django_db

LATER = notes.AT + dt.timedelta(days=2)
REASON = "The measure was changed"


@pytest.fixture(autouse=True)
def the_day(set_clock):
    return set_clock(LATER)


@pytest.fixture
def consultation(people):
    notes.name_states()
    return notes.circulated()


def withdraw(consultation, by):
    paper = ConceptPaper.objects.get(pk=consultation.revision.paper_id)
    papers.withdraw(paper, reason=REASON, by=by, at=LATER)
    consultations.stop(consultation, at=LATER)
    consultation.refresh_from_db()
    assert consultation.status == ConsultationStatus.WITHDRAWN


@pytest.fixture
def withdrawn(consultation, signatory):
    withdraw(consultation, signatory)
    return consultation


def own(person):
    return [one.kind for one in open_points.of_reader(person, LATER).own]


def test_only_a_signatory_withdraws_a_text_that_was_circulated(consultation, officer, signatory, client):
    paper = ConceptPaper.objects.get(pk=consultation.revision.paper_id)
    coordinator = plans.coordinating(paper, username="coordinator")
    address = reverse("plans:paper-decide", args=[paper.slug, "withdraw"])
    for person in (officer, coordinator):
        with pytest.raises(NotAllowed):
            papers.withdraw(paper, reason=REASON, by=person, at=LATER)
        client.signed_in(person).post(address, {"reason": REASON})
        page = client.page("plans:paper-detail", paper.slug)
        assert "Withdraw the plan" not in page
    paper.refresh_from_db()
    assert paper.status == PaperStatus.CIRCULATED
    assert "a note that tells them is drafted" in client.signed_in(signatory).get(address).content.decode()
    client.post(address, {"reason": REASON})
    paper.refresh_from_db()
    assert paper.status == PaperStatus.WITHDRAWN


def test_those_who_prepare_a_draft_still_withdraw_it(people, officer):
    paper = notes.paper()
    coordinator = plans.coordinating(paper, username="coordinator")
    assert officer.has_perm("plans.withdraw_paper", paper)
    assert coordinator.has_perm("plans.withdraw_paper", paper)


def test_the_note_is_drafted_once_and_stands_open_until_it_is_issued(withdrawn, signatory, officer, client):
    (note,) = withdrawals.draft_due(LATER)
    assert withdrawals.draft_due(LATER) == []
    assert (note.kind, note.answers_to) == (NoteKind.WITHDRAWAL, notes.note_of(withdrawn))
    assert own(signatory)[0] == "withdrawal_unsigned"
    assert "Tell Member States of 1 withdrawn plan" in client.signed_in(signatory).page("home")
    with refused("notes.not_discarded"):
        issuing.discard(note, by=officer, at=LATER)

    client.post(reverse("notes:note-issue", args=[note.key]), notes.shown(note, at=LATER))

    note.refresh_from_db()
    assert note.status == NoteStatus.ISSUED
    assert "withdrawal_unsigned" not in own(signatory)
    written = Dispatch.objects.filter(note=note).values_list("member_state__code", "status")
    assert set(written) == {("KZ", "queued"), ("RU", "queued"), ("TR", "queued")}


def test_the_note_says_in_three_languages_that_the_draft_is_withdrawn(withdrawn):
    (note,) = withdrawals.draft_due(LATER)
    ready = readiness.find(note, at=LATER)
    assert (ready.findings, ready.defects, set(ready.words)) == ([], [], set(LANGUAGES))
    said = {
        code: ordinary(" ".join(line for one in of for line in one.lines)) for code, of in ready.words.items()
    }
    assert (
        "with reference to its Note No. NCT/ICT/689 dated 26 May 2022, has the honor to inform" in said["en"]
    )
    assert "conveyed by that Note, has been withdrawn." in said["en"]
    assert "направленный этой нотой проект Концепции" in said["ru"] and "гг. отозван." in said["ru"]
    assert "жобасы кері қайтарып алынғанын хабарлауды өзіне мәртебе санайды." in said["kk"]


def test_a_plan_that_no_state_has_seen_needs_no_note(people, officer):
    papers.withdraw(notes.paper(), reason=REASON, by=officer, at=LATER)
    assert withdrawals.draft_due(LATER) == []


def test_the_sweep_drafts_it(withdrawn):
    assert list(sweeps.draft_notes(LATER)) == ["note on the withdrawal of NCT/ICT/689 drafted"]
    assert VerbalNote.objects.filter(kind=NoteKind.WITHDRAWAL).count() == 1
