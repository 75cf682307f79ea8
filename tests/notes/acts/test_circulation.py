import datetime as dt
import hashlib

import pytest

from cica_portal.errors import NotAllowed
from comments.enums import ConsultationStatus, Visibility
from comments.models import Consultation
from documents.models import Document
from members.models import AuditEntry
from notes.acts import circulation, issuing, readiness
from notes.enums import DispatchStatus, NoteStatus
from notes.models import Dispatch, NoteText, ReminderStep, VerbalNote
from plans import blocks
from plans.checks import gate, reviews
from plans.enums import PaperStatus
from plans.models import BlockText, Revision
from tests.factories import members, notes
from tests.refusing import refused
from tests.threads import at_once

pytestmark = pytest.mark.django_db


def sentences(found):
    return [str(finding) for finding in found]


def nothing_happened():
    """Tell what an act that was refused must not have left behind."""
    return {
        "revisions": Revision.objects.count(),
        "rounds": Consultation.objects.count(),
        "texts": NoteText.objects.count(),
        "dispatches": Dispatch.objects.count(),
        "steps": ReminderStep.objects.count(),
        "issued": VerbalNote.objects.filter(status=NoteStatus.ISSUED).count(),
        "last_number": notes.last_number(),
    }


NOTHING = dict.fromkeys(("revisions", "rounds", "texts", "dispatches", "steps", "issued"), 0) | {
    "last_number": 688
}


# Preparing -------------------------------------------------------------------------------------------
def test_preparing_drafts_the_note_and_asks_for_the_enclosure(people, officer):
    paper = notes.paper()
    note = circulation.prepare(
        paper, respond_by=notes.RESPOND_BY, visibility=Visibility.AT_ONCE, by=officer, at=notes.AT
    )
    prepared = note.circulation
    assert (note.status, note.number, note.drafted_by) == (NoteStatus.DRAFTED, None, officer)
    assert (prepared.respond_by, prepared.visibility, prepared.reminder_days) == (
        notes.RESPOND_BY,
        Visibility.AT_ONCE,
        [5, 2, 1],
    )
    wanted = Document.objects.values_list("kind", "language", "status").order_by("pk")
    assert list(wanted) == [("plan", code, "wanted") for code in ("en", "ru", "kk")]
    assert AuditEntry.objects.filter(action="verbal_note.prepare", actor=officer).count() == 1


def test_preparing_again_replaces_the_terms(people, officer):
    first = notes.prepared(by=officer)
    other = members.officer()
    second = notes.prepared(
        by=other, paper=first.paper, respond_by=dt.date(2022, 6, 8), reminder_days=[3], at=notes.AT
    )
    assert second == first
    assert (second.drafted_by, second.circulation.respond_by, second.circulation.reminder_days) == (
        other,
        dt.date(2022, 6, 8),
        [3],
    )


@pytest.mark.parametrize("day", [dt.date(2022, 5, 25), dt.date(2022, 5, 26), dt.date(2022, 5, 28)])
def test_deadline_that_leaves_too_few_days_is_refused(people, officer, day):
    with refused("notes.deadline_too_near"):
        notes.prepared(by=officer, respond_by=day)
    assert not VerbalNote.objects.exists()


def test_least_number_of_days_is_enough(people, officer):
    assert notes.prepared(by=officer, respond_by=dt.date(2022, 5, 29)).circulation.respond_by.day == 29


@pytest.mark.parametrize("days", [[0], [31], [-1, 2]])
def test_wrong_reminder_days_are_refused(people, officer, days):
    with refused("notes.wrong_reminder_days"):
        notes.prepared(by=officer, reminder_days=days)


def test_plan_that_is_not_editable_is_not_prepared(people, officer):
    with refused("notes.not_editable"):
        notes.prepared(by=officer, paper=notes.paper(status=PaperStatus.BEFORE_SWG))

    with pytest.raises(NotAllowed):
        notes.prepared(by=people["KZ"])


def test_usual_deadline_is_a_working_day():
    # Ten days after Thursday, 26 May, is a Sunday.
    assert circulation.usual_deadline(notes.AT) == dt.date(2022, 6, 6)
    # Ten days after 20 August is a holiday at the Secretariat.
    assert circulation.usual_deadline(dt.datetime(2022, 8, 20, 4, tzinfo=dt.UTC)) == dt.date(2022, 8, 31)


# Circulating -----------------------------------------------------------------------------------------
def test_circulating_is_one_act(people, officer, signatory):
    note = notes.prepared(by=officer)
    issuing.issue(note, by=signatory, at=notes.AT, expected_number="NCT/ICT/689")
    consultation = note.own_consultation
    revision = consultation.revision
    assert (note.status, note.number, note.issued_on, note.issued_by, note.consultation) == (
        NoteStatus.ISSUED,
        "NCT/ICT/689",
        dt.date(2022, 5, 26),
        signatory,
        consultation,
    )
    assert note.printed_numbers == dict.fromkeys(("en", "ru", "kk"), "NCT/ICT/689")
    assert (consultation.reference, consultation.closes_at, consultation.status) == (
        "NCT/ICT/689",
        notes.CLOSES_AT,
        ConsultationStatus.OPEN,
    )
    assert (revision.number, revision.sha256) == (0, note.circulation.content_sha256)
    note.paper.refresh_from_db()
    assert note.paper.status == PaperStatus.CIRCULATED
    assert list(consultation.addressees.values_list("member_state__code", flat=True)) == ["KZ", "RU", "TR"]
    steps = ReminderStep.objects.values_list("working_days", "due_at", "scheduled_by")
    assert list(steps) == [
        (5, dt.datetime(2022, 5, 30, 3, tzinfo=dt.UTC), signatory.pk),
        (2, dt.datetime(2022, 6, 2, 3, tzinfo=dt.UTC), signatory.pk),
        (1, dt.datetime(2022, 6, 3, 3, tzinfo=dt.UTC), signatory.pk),
    ]
    sent = Dispatch.objects.values_list("address", "language", "status")
    assert list(sent) == [
        ("kz@example.org", "kk", DispatchStatus.QUEUED),
        ("ru@example.org", "ru", DispatchStatus.QUEUED),
        ("tr@example.org", "en", DispatchStatus.QUEUED),
    ]
    files = Document.objects.about("note", note).values_list("language", "status").order_by("pk")
    assert list(files) == [(code, "wanted") for code in ("en", "ru", "kk", "all")]
    issue = AuditEntry.objects.get(action="verbal_note.issue")
    assert issue.after == {
        "texts": issuing.texts_sha256(note),
        "kind": "circulation",
        "number": "NCT/ICT/689",
        "issued_on": "2022-05-26",
        "member_states": ["KZ", "RU", "TR"],
        "respond_by": "2022-06-06",
        "revision": revision.sha256,
        "enclosed": {
            f"enclosure-{code}": {"pages": 3, "sha256": hashlib.sha256(notes.PDF).hexdigest()}
            for code in ("en", "ru", "kk")
        },
        "reminders_on": ["2022-05-30", "2022-06-02", "2022-06-03"],
    }


def test_words_are_frozen_with_the_pages_that_were_counted(people):
    note = notes.note_of(notes.circulated())
    texts = {
        text.language: {piece["id"]: piece["lines"] for piece in text.pieces} for text in note.texts.all()
    }
    assert {language: pieces["enclosure"] for language, pieces in texts.items()} == {
        "en": ["Enclosure:", "as stated, on 3 p."],
        "ru": ["Приложение:", "упомянутое,", "на 3 л."],
        "kk": ["Қосымша:", "аталған, 3 п."],
    }
    assert {language: pieces["number"] for language, pieces in texts.items()} == dict.fromkeys(
        ("en", "ru", "kk"), ["№ NCT/ICT/689"]
    )


def test_enclosure_must_have_been_rendered(people, signatory):
    note = notes.prepared(rendered=False)
    with pytest.raises(readiness.NotReady) as refusal:
        issuing.issue(note, by=signatory, at=notes.AT)
    assert sentences(refusal.value.findings) == [
        "Being prepared: draft Concept Paper and Plan of Implementation. Pages are counted when everything "
        "is ready."
    ]
    assert nothing_happened() == NOTHING


def test_text_that_was_changed_since_is_not_circulated(people, signatory):
    note = notes.prepared()
    BlockText.objects.filter(block__paper=note.paper, language="en", text="Paragraph 1 en").update(
        text="Other"
    )
    with pytest.raises(readiness.NotReady) as refusal:
        issuing.issue(note, by=signatory, at=notes.AT)
    assert sentences(refusal.value.findings)[0] == (
        "The text has changed since this note was prepared. Prepare the circulation again."
    )
    assert nothing_happened() == NOTHING


def test_missing_text_keeps_the_note_back(people, signatory):
    paper = notes.paper()
    BlockText.objects.filter(block__paper=paper, language="kk", text="Paragraph 1 kk").update(text="")
    note = notes.prepared(paper=paper)
    with pytest.raises(readiness.NotReady) as refusal:
        issuing.issue(note, by=signatory, at=notes.AT)
    assert sentences(refusal.value.findings) == ["Paragraph 2: no text in Kazakh."]
    assert nothing_happened() == NOTHING


def test_missing_case_form_keeps_the_note_back(people, signatory):
    paper = notes.paper()
    paper.measure.forms = {
        **paper.measure.forms,
        "ru": {"nom": "безопасности в сфере использования ИКТ и самих ИКТ"},
    }
    paper.measure.save()
    note = notes.prepared(paper=paper)
    with pytest.raises(readiness.NotReady) as refusal:
        issuing.issue(note, by=signatory, at=notes.AT)
    (sentence,) = sentences(refusal.value.findings)
    assert sentence.startswith("Russian: ") and "dative, after “по”" in sentence
    assert nothing_happened() == NOTHING


def test_deadline_that_came_too_near_keeps_the_note_back(people, signatory):
    note = notes.prepared()
    with pytest.raises(readiness.NotReady) as refusal:
        issuing.issue(note, by=signatory, at=dt.datetime(2022, 6, 4, 3, tzinfo=dt.UTC))
    assert "The deadline is now too close. Prepare the circulation again with a later one." in sentences(
        refusal.value.findings
    )

    notes.numbered_after("NCT/ICT", 700)
    with pytest.raises(issuing.NumberMoved) as refusal:
        issuing.issue(note, by=signatory, at=notes.AT, expected_number="NCT/ICT/689")
    assert "NCT/ICT/701" in str(refusal.value)
    assert nothing_happened() == NOTHING | {"last_number": 700}


def test_an_officer_does_not_issue_and_a_discarded_note_takes_no_number(people, officer, signatory):
    note = notes.prepared(by=officer)
    with pytest.raises(NotAllowed):
        issuing.issue(note, by=officer, at=notes.AT)
    assert nothing_happened() == NOTHING

    issuing.discard(note, by=officer, at=notes.AT)
    assert (note.status, note.number) == (NoteStatus.DISCARDED, None)
    with pytest.raises(issuing.AlreadyMoved):
        issuing.issue(note, by=signatory, at=notes.AT)
    assert notes.prepared(by=officer, paper=note.paper) != note


@pytest.mark.parametrize("two_persons", [True, False])
def test_who_drafted_issues_only_where_the_policy_lets(people, signatory, settings, two_persons):
    settings.TWO_PERSONS_ISSUE = two_persons
    note = notes.prepared(by=signatory)
    if two_persons:
        with pytest.raises(NotAllowed):
            issuing.issue(note, by=signatory, at=notes.AT)
        assert nothing_happened() == NOTHING
    else:
        assert issuing.issue(note, by=signatory, at=notes.AT).own_consultation.reference == "NCT/ICT/689"


@pytest.mark.parametrize(
    "changed",
    [
        {"respond_by": dt.date(2022, 6, 7)},
        {"last_minute": dt.time(18)},
        {"visibility": Visibility.AT_ONCE},
        {"reminder_days": [1]},
        {"needs_release": True},
    ],
)
def test_other_terms_than_those_shown_are_not_issued(people, officer, signatory, changed):
    note = notes.prepared(by=officer)
    shown = notes.shown(note)["draft"]
    prepared = notes.prepared(by=officer, paper=note.paper, **changed)
    assert prepared == note
    with pytest.raises(issuing.DraftMoved):
        issuing.issue(prepared, by=signatory, at=notes.AT, expected_draft=shown)
    assert nothing_happened() == NOTHING
    shown = notes.shown(prepared)["draft"]
    assert issuing.issue(prepared, by=signatory, at=notes.AT, expected_draft=shown).own_consultation


def test_failure_after_the_number_was_taken_leaves_nothing(people, signatory, monkeypatch):
    note = notes.prepared()

    def fail(*args, **kwargs):
        raise OSError("no")

    monkeypatch.setattr("notes.acts.issuing.dispatches.queue", fail)
    with pytest.raises(OSError, match="no"):
        issuing.issue(note, by=signatory, at=notes.AT)
    note.paper.refresh_from_db()
    assert nothing_happened() == NOTHING
    assert note.paper.status == PaperStatus.DRAFTING


def test_a_note_that_is_put_aside_while_it_is_prepared_again_stays_so(people, officer, monkeypatch):
    note = notes.prepared(by=officer)
    kind_of = circulation.kind_of

    def put_aside(paper):
        monkeypatch.undo()
        issuing.discard(note, by=officer, at=notes.AT)
        return kind_of(paper)

    monkeypatch.setattr(circulation, "kind_of", put_aside)
    other = notes.prepared(by=officer, paper=note.paper)
    note.refresh_from_db()
    assert (note.status, other.status, other == note) == (NoteStatus.DISCARDED, NoteStatus.DRAFTED, False)
    assert circulation.drafted_note(note.paper) == other


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_one_puts_aside_what_another_prepares_again(people, officer):
    """Whoever comes first: what was put aside is not drafted again, and the plan has one draft at most."""
    note = notes.prepared(by=officer)
    found = at_once(
        lambda: issuing.discard(VerbalNote.objects.get(pk=note.pk), by=officer, at=notes.AT),
        lambda: notes.prepared(by=officer, paper=note.paper, rendered=False),
    )
    note.refresh_from_db()
    assert not any(isinstance(one, Exception) for one in found), found
    assert note.status == NoteStatus.DISCARDED
    assert list(note.events.values_list("to_status", flat=True)) == [NoteStatus.DISCARDED]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_clicks_make_one_note(people, signatory):
    """Whoever comes second is refused; there is one number, one round, one set of messages."""
    note = notes.prepared()

    def click():
        mine = VerbalNote.objects.get(pk=note.pk)
        return issuing.issue(mine, by=signatory, at=notes.AT).own_consultation.reference

    found = at_once(click, click)
    assert [one for one in found if type(one) is not issuing.AlreadyIssued] == ["NCT/ICT/689"]
    assert nothing_happened() == {
        "revisions": 1,
        "rounds": 1,
        "texts": 3,
        "dispatches": 3,
        "steps": 3,
        "issued": 1,
        "last_number": 689,
    }


# The gate of the text --------------------------------------------------------------------------------
def test_a_text_that_nobody_reviewed_is_not_circulated_unless_a_signatory_lets_it_through(people, signatory):
    paper = notes.paper()
    block = paper.blocks.get(position=2)
    blocks.edit(block, "kk", "Жаңа мәтін", version=1, by=None, at=notes.AT)
    note = notes.prepared(paper=paper)

    with pytest.raises(readiness.NotReady) as refusal:
        issuing.issue(note, by=signatory, at=notes.AT)
    assert sentences(refusal.value.findings) == ["1 text is not reviewed."]
    assert nothing_happened() == NOTHING

    held = gate.look(paper)
    gate.override(paper, expected_sha256=held.sha256, expected=1, reason="Urgent", by=signatory, at=notes.AT)
    assert issuing.issue(note, by=signatory, at=notes.AT).own_consultation.reference == "NCT/ICT/689"


def test_what_would_make_the_text_unequal_is_not_let_through(people, signatory):
    paper = notes.paper()
    blocks.edit(paper.blocks.get(position=2), "kk", "Екі\nжол", version=1, by=None, at=notes.AT)
    reviews.review_all(paper, by=None, at=notes.AT)
    note = notes.prepared(paper=paper)

    with pytest.raises(readiness.NotReady) as refusal:
        issuing.issue(note, by=signatory, at=notes.AT)

    assert sentences(refusal.value.findings) == [
        "Paragraph 1: the number of paragraphs must be the same. English: 1; Russian: 1; Kazakh: 2."
    ]
    assert nothing_happened() == NOTHING
