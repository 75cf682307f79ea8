import datetime as dt

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from cica_portal.errors import AlreadyMoved
from cica_portal.spaces import ordinary
from comments.enums import Position
from comments.models import Consultation
from comments.procedure import consultations, outcomes
from comments.procedure.deadlines import grants
from documents import store
from notes.acts import enclosing, followups, issuing, readiness
from notes.acts.submitting import submission_with_comments
from notes.delivery import letters
from notes.enums import NoteKind, NoteStatus
from notes.models import Dispatch, VerbalNote
from plans import blocks, open_points
from plans.enums import PaperStatus, PlanGate
from plans.life import carrying
from plans.models import ConceptPaper, Meeting
from tests.factories import comments, notes, plans
from tests.refusing import refused

pytestmark = pytest.mark.django_db

AFTER = notes.CLOSES_AT + dt.timedelta(hours=1)
# Nobody has answered the comments of these rounds: what is open has tests of its own.
REASON = "The SWG meets tomorrow."


@pytest.fixture
def closed(people, set_clock):
    """A round that TR and KZ commented on, closed."""
    set_clock(notes.AT)
    notes.name_states()
    made = notes.circulated()
    set_clock(notes.AT + dt.timedelta(days=1))
    for code in ("TR", "KZ"):
        comments.answer(made, people[code], Position.COMMENTS)
    consultations.close(made, at=set_clock(AFTER))
    made.refresh_from_db()
    return made


@pytest.fixture
def released(closed, signatory):
    outcomes.confirm(closed, outcome="comments", by=signatory, at=AFTER)
    outcomes.release(closed, by=signatory, at=AFTER)
    return closed


def draft(closed, officer):
    plans.before_swg(closed.revision.paper, dt.date(2022, 7, 21))
    return submission_with_comments.draft(closed, by=officer, at=AFTER)


def test_a_note_that_names_another_day_than_the_meeting_is_held_back(released, officer):
    note = draft(released, officer)
    assert not any("no longer as this note says" in one for one in said_of(note))
    Meeting.objects.update(first_on=dt.date(2022, 7, 22), last_on=dt.date(2022, 7, 22))

    assert any("no longer as this note says" in one for one in said_of(note))


def test_the_submission_freezes_the_revised_draft_and_counts_what_it_encloses(released, officer, signatory):
    note = draft(released, officer)
    notes.store_all(pages=2, at=AFTER)

    issuing.issue(note, by=signatory, at=AFTER, reason=REASON)

    paper = ConceptPaper.objects.get(pk=note.paper_id)
    assert (paper.status, paper.revisions.count()) == (PaperStatus.BEFORE_SWG, 2)
    assert notes.counted(note) == {"comments": [2, 2, 2], "plan": [2, 2, 2]}
    pieces = {text.language: {one["id"]: one["lines"] for one in text.pieces} for text in note.texts.all()}
    assert [pieces[code]["enclosure"] for code in ("en", "ru", "kk")] == [
        ["Enclosure 1:", "compilation of comments, on 2 p.", "Enclosure 2:", "revised draft, on 2 p."],
        ["Приложение 1:", "свод комментариев, на 2 л.", "Приложение 2:", "пересмотренный проект, на 2 л."],
        ["1-қосымша:", "ескертпелер жиынтығы, 2 п.", "2-қосымша:", "қайта қаралған жоба, 2 п."],
    ]
    assert [pieces[code]["received_from"] for code in ("en", "ru", "kk")] == [
        ["Comments and feedback were received from the Republic of Kazakhstan and the Republic of Türkiye."],
        ["Комментарии и соображения поступили от Республики Казахстан и Турецкой Республики."],
        ["Ескертпелер мен түсініктемелер Қазақстан Республикасынан және Түркия Республикасынан келіп түсті."],
    ]
    assert "scheduled for 21 July 2022." in pieces["en"]["opening"][0]
    assert Dispatch.objects.filter(note=note).count() == 3
    with pytest.raises(AlreadyMoved):
        issuing.issue(note, by=signatory, at=AFTER, reason=REASON)


def test_the_message_carries_the_table_and_the_revised_draft(released, officer, signatory):
    note = draft(released, officer)
    notes.store_all(at=AFTER)
    issuing.issue(note, by=signatory, at=AFTER, reason=REASON)
    with pytest.raises(store.NotStored):
        letters.note_letter(note, "kk")
    notes.store_all(at=AFTER)

    letter = letters.note_letter(note, "kk")

    assert [name for name, _content, _type in letter.files] == [
        "NCT-ICT-690.pdf",
        "NCT-ICT-690-comments-kk.pdf",
        "NCT-ICT-690-plan-kk.pdf",
        "NCT-ICT-690-plan-en.pdf",  # the text was written in English
    ]
    assert "нота мен оның қосымшалары қоса беріледі." in letter.body


def test_comments_that_were_withdrawn_in_additional_time_are_not_submitted_and_the_way_on_is_said(
    closed, people, officer, signatory, set_clock
):
    for code in ("TR", "KZ"):
        until = AFTER + dt.timedelta(days=3)
        grants.give(closed, people[code].member_state, until=until, reason="Asked", by=signatory, at=AFTER)
        set_clock(AFTER + dt.timedelta(hours=1))
        comments.answer(closed, people[code], Position.WITHDRAWN)

    with refused("notes.nobody_commented", match="Circulate the plan again"):
        draft(closed, officer)


def test_a_submission_that_names_an_annulled_circulation_is_not_issued(released, officer, signatory):
    note = draft(released, officer)
    notes.store_all(pages=2, at=AFTER)
    annulment = followups.annul(notes.note_of(released), by=officer, at=AFTER)
    issuing.issue(annulment, by=signatory, at=AFTER)

    with pytest.raises(readiness.NotReady, match="refers to note NCT/ICT/689, which another"):
        issuing.issue(note, by=signatory, at=AFTER, reason=REASON)

    note.refresh_from_db()
    assert (note.status, note.paper.status) == ("drafted", PaperStatus.UNDER_CONSOLIDATION)


def test_nothing_leaves_before_the_enclosure_is_there(released, officer, signatory):
    note = draft(released, officer)

    with pytest.raises(readiness.NotReady) as refusal:
        issuing.issue(note, by=signatory, at=AFTER)

    assert "Being prepared: compilation of comments; revised draft." in str(refusal.value)
    note.refresh_from_db()
    assert (note.status, note.paper.status) == ("drafted", PaperStatus.UNDER_CONSOLIDATION)


def test_the_enclosure_is_asked_for_again_when_the_draft_was_edited(closed, officer):
    draft(closed, officer)
    text = closed.revision.paper.blocks.last().texts.get(language="en")
    text.text = "Edited since."
    text.save()

    assert len(enclosing.request_due(AFTER)) > 0
    assert enclosing.request_due(AFTER) == []


def test_the_comments_stay_in_the_house_until_a_signatory_released_them(closed, officer, signatory):
    note = draft(closed, officer)
    notes.store_all(at=AFTER)

    def kept_back():
        return [str(finding) for finding in readiness.find(note, at=AFTER).findings]

    assert "has not been confirmed" in kept_back()[0]
    outcomes.confirm(closed, outcome="comments", by=signatory, at=AFTER)
    assert kept_back() == [
        "The compilation, which the note conveys, has not been distributed. Distribute it first."
    ]
    outcomes.release(closed, by=signatory, at=AFTER)
    assert kept_back() == []


def test_when_there_is_nothing_to_submit(people, officer, set_clock):
    set_clock(notes.AT)
    made = notes.circulated()
    with refused("notes.not_consolidated"):
        submission_with_comments.draft(made, by=officer, at=notes.AT)


def test_it_names_the_states_whose_comments_are_in_force(
    closed, released, officer, signatory, people, set_clock
):
    note = draft(released, officer)
    notes.store_all(at=AFTER)
    assert str(submission_with_comments.STATES_CHANGED) not in said_of(note)
    until = AFTER + dt.timedelta(days=3)
    closed.grants.create(
        member_state=people["RU"].member_state, until=until, reason="Asked", by=signatory, at=AFTER
    )
    comments.answer(closed, people["RU"], Position.COMMENTS)
    assert str(submission_with_comments.STATES_CHANGED) in said_of(note)
    with pytest.raises(readiness.NotReady):
        issuing.issue(note, by=signatory, at=AFTER, reason=REASON)


def said_of(note):
    return [str(one) for one in readiness.find(note, at=AFTER).findings]


def test_a_plan_that_the_swg_returned_is_submitted_to_it_again(client, released, officer, signatory):
    note = draft(released, officer)
    notes.store_all(at=AFTER)
    issuing.issue(note, by=signatory, at=AFTER, reason=REASON)
    paper = ConceptPaper.objects.get(pk=note.paper_id)
    plans.decided(paper, "returned", by=officer, at=AFTER)
    text = paper.blocks.last().texts.get(language="en")
    blocks.edit(text.block, "en", "As the SWG asked.", version=text.version, by=officer, at=AFTER)
    url = reverse("notes:consultation-notes", args=[released.pk])
    assert client.signed_in(officer).get(url).context["may_submit"]

    again = draft(released, officer)

    assert (again.status, again.answers_to) == (NoteStatus.DRAFTED, note.answers_to)
    assert not client.get(url).context["may_submit"]
    with refused("notes.submission_with_comments_already_drafted"):
        draft(released, officer)


def test_a_plan_is_submitted_after_its_last_consultation_alone(released, officer, signatory):
    note = draft(released, officer)
    paper = ConceptPaper.objects.get(pk=note.paper_id)
    opens_at = AFTER + dt.timedelta(hours=1)
    later = comments.consultation(
        revision=comments.revision(paper), opens_at=opens_at, respond_by=opens_at.date() + dt.timedelta(10)
    )
    Consultation.objects.filter(pk=later.pk).update(status="closed", outcome="comments")

    assert [later.reference in said for said in said_of(note)].count(True) == 1
    with refused("notes.circulated_since"):
        draft(released, officer)
    assert not submission_with_comments.may_draft(released)


def test_the_issued_note_leads_to_the_package(client, released, officer, signatory):
    note = draft(released, officer)
    notes.store_all(at=AFTER)
    client.force_login(signatory)
    shown = carrying.shown(carrying.before(note.paper, PlanGate.SUBMISSION, at=AFTER))
    given = notes.shown(note, at=AFTER) | {"points": shown, "reason": REASON}
    page = client.post(reverse("notes:note-issue", args=[note.key]), given, follow=True).content.decode()
    package = reverse("notes:package-detail", args=[note.paper.slug])
    assert "The plan is before the SWG. The package can be built now." in ordinary(page)
    assert f'href="{package}"' in page


def test_the_pages_lead_from_the_consultation_to_the_issued_note(client, released, officer, signatory):
    assert "Submit to the SWG" in client.signed_in(officer).page("notes:consultation-notes", released.pk)
    plans.before_swg(released.revision.paper, dt.date(2022, 7, 21))
    client.post(reverse("notes:swg-submit", args=[released.pk]))
    note = VerbalNote.objects.get(kind=NoteKind.SWG_WITH_COMMENTS)
    notes.store_all(at=AFTER)

    page = client.signed_in(signatory).page("notes:note-detail", note.key)
    assert "Points are still open" in page and "revised draft, on 3 p." in strip_tags(page)
    shown = carrying.shown(carrying.before(note.paper, PlanGate.SUBMISSION, at=notes.AT))
    given = notes.shown(note, at=AFTER) | {"points": shown, "reason": REASON}
    client.post(reverse("notes:note-issue", args=[note.key]), given)

    note.refresh_from_db()
    assert (note.number, note.paper.status) == ("NCT/ICT/690", PaperStatus.BEFORE_SWG)


def test_a_moved_meeting_is_told_by_a_note(released, officer, signatory):
    note = draft(released, officer)
    notes.store_all(at=AFTER)
    issuing.issue(note, by=signatory, at=AFTER, reason=REASON)
    plan = ConceptPaper.objects.filter(pk=note.paper_id)
    assert note.values["swg_date"] == "2022-07-21"

    def moved():
        return [one.owner for one in open_points.of(plan, AFTER) if one.kind == "meeting_moved"]

    assert moved() == []
    day = dt.date(2022, 7, 22)
    Meeting.objects.update(first_on=day, last_on=day, moved_at=AFTER)
    assert moved() == ["signatory"]
    words = {"instead": {"en": "21 July 2022"}, "read": {"en": "22 July 2022"}}
    told = followups.correct(note, corrected="en", **words, by=officer, at=AFTER)
    assert moved() == ["signatory"]
    issuing.issue(told, by=signatory, at=AFTER + dt.timedelta(hours=1))
    assert moved() == []
