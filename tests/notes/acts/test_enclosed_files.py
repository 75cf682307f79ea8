"""Every kind of file that the form of enclosures admits, on the pages of notes of every kind, up to issue."""

import datetime as dt

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cica_portal import uploads
from cica_portal.languages import LANGUAGES
from comments.enums import Position
from comments.procedure import consultations, outcomes
from members.models import User
from notes.acts import (
    acknowledging,
    broken_silence,
    extensions,
    followups,
    free_notes,
    issuing,
    replacing,
    withdrawals,
)
from notes.acts.reminding import reminder_planning
from notes.acts.submitting import submission_after_silence, submission_with_comments
from notes.enums import NoteKind, NoteStatus, Rung
from notes.models import VerbalNote
from plans.life import papers
from plans.models import ConceptPaper
from tests.factories import comments, members, notes, packages, plans
from tests.factories.comments import PICTURE
from tests.files import jpeg, saved, workbook
from tests.notes.acts.test_attaching import FORM, pdf

pytestmark = pytest.mark.django_db

LATER = notes.AT + dt.timedelta(days=2)
CLOSED = notes.CLOSES_AT + dt.timedelta(hours=1)
WORDS = dict.fromkeys(LANGUAGES, "Forum")
FILES = {
    "pdf": lambda: pdf(2),
    "docx": lambda: saved(docx.Document()),
    "xlsx": workbook,
    "png": lambda: PICTURE,
    "jpg": jpeg,
}


def first(by, set_clock):
    return notes.prepared()


def after(act):
    """Return what drafts a note by an act on the note that opened a consultation, with comments."""

    def draft(by, set_clock):
        consultation = notes.circulated()
        contact = User.objects.get(member_state__code="KZ")
        comments.answer(consultation, contact, Position.COMMENTS)
        return act(notes.note_of(consultation), by)

    return draft


def acknowledgement(note, by):
    state = note.consultation.addressees.get(member_state__code="KZ").member_state
    return acknowledging.acknowledge(note.consultation, state, by=by, at=LATER)


def replacement(note, by):
    content = notes.free_content(subject=None)
    return handed_over(replacing.draft(note, content, by=by, at=CLOSED), by)


def withdrawal(note, by):
    papers.withdraw(
        ConceptPaper.objects.get(pk=note.paper_id),
        reason="Two plans are one",
        by=members.signatory(),
        at=LATER,
    )
    consultations.stop(note.consultation, at=LATER)
    (made,) = withdrawals.draft_due(LATER)
    return made


def after_silence(by, set_clock):
    made = notes.reached(notes.circulated())
    consultations.close(made, at=set_clock(CLOSED))
    outcomes.confirm(made, outcome="silence", by=members.signatory(), at=CLOSED)
    (note,) = submission_after_silence.draft_due(CLOSED)
    return note


def with_comments(by, set_clock):
    made = answered(by, set_clock)
    plans.before_swg(made.revision.paper, dt.date(2022, 7, 21))
    note = submission_with_comments.draft(made, by=by, at=CLOSED)
    packages.render_enclosed(note, at=CLOSED)
    return note


def again(by, set_clock):
    paper = answered(by, set_clock).revision.paper
    note = notes.prepared(at=CLOSED, paper=paper, respond_by=packages.AGAIN_BY, rendered=False)
    packages.render_enclosed(note, at=CLOSED)
    return note


def answered(by, set_clock):
    """Return a consultation whose one comment has its reply, and whose text was changed since."""
    people = {user.member_state.code: user for user in User.objects.filter(role="contact_point")}
    made, signatory = packages.commented(people, set_clock), members.signatory()
    made.addressees.filter(reached_at=None).update(reached_at=notes.AT)
    outcomes.confirm(made, outcome="comments", by=signatory, at=CLOSED)
    outcomes.release(made, by=signatory, at=CLOSED)
    packages.refuse(made, people["KZ"], officer=by, signatory=signatory)
    text = made.revision.paper.blocks.last().texts.get(language="en")
    text.text = "Paragraph 1 en, with words added"
    text.save()
    made.revision.paper.refresh_from_db()
    return made


def free(by, set_clock):
    notes.numbered_after("CICA/GEN", 0)
    return handed_over(notes.free_note(by=by, at=LATER), by)


def handed_over(note, by):
    free_notes.hand_over(note, by=by, at=note.drafted_at)
    return note


def decision(by, set_clock):
    return notes.put_to_silence(notes.under_silence(by=members.signatory()), by=by)


def decision_told(by, set_clock):
    note = decision(by, set_clock)
    notes.store_all()
    opened = issuing.issue(note, by=members.signatory(), at=notes.AT).own_consultation
    comments.objected(opened, User.objects.get(member_state__code="KZ"), reason="Paragraph 2")
    return VerbalNote.objects.get(kind=NoteKind.DECISION_TOLD)


DRAFTS = {
    NoteKind.DECISION_BY_SILENCE: decision,
    NoteKind.DECISION_TOLD: decision_told,
    NoteKind.CIRCULATION: first,
    NoteKind.CIRCULATION_REVISED: again,
    NoteKind.REMINDER: after(
        lambda note, by: reminder_planning.draft_now(
            note.consultation, level=Rung.CONTACT_POINT, by=by, at=LATER
        )
    ),
    NoteKind.SILENCE_BROKEN: after(lambda note, by: broken_silence.draft_due(LATER)[0]),
    NoteKind.SWG_WITHOUT_COMMENTS: after_silence,
    NoteKind.SWG_WITH_COMMENTS: with_comments,
    NoteKind.WITHDRAWAL: after(withdrawal),
    NoteKind.DEADLINE_EXTENDED: after(
        lambda note, by: extensions.prepare(
            note.consultation, dt.date(2022, 6, 10), reason="Asked for", by=by, at=LATER
        )
    ),
    NoteKind.ACKNOWLEDGEMENT: after(acknowledgement),
    NoteKind.EVENT_INVITATION: after(
        lambda note, by: followups.invite(
            note.consultation,
            event=WORDS,
            place=WORDS,
            event_date=dt.date(2022, 8, 24),
            respond_by=dt.date(2022, 8, 10),
            by=by,
            at=LATER,
        )
    ),  # fmt: skip
    NoteKind.CORRIGENDUM: after(
        lambda note, by: followups.correct(
            note, corrected="all", instead=notes.HELD, read=WORDS, by=by, at=LATER
        )
    ),
    NoteKind.ANNULMENT: after(lambda note, by: followups.annul(note, by=by, at=CLOSED)),
    NoteKind.REPLACEMENT: after(replacement),
    NoteKind.FREE: free,
}
WHEN = dict.fromkeys(
    (
        NoteKind.CIRCULATION_REVISED,
        NoteKind.SWG_WITHOUT_COMMENTS,
        NoteKind.SWG_WITH_COMMENTS,
        NoteKind.ANNULMENT,
        NoteKind.REPLACEMENT,
    ),
    CLOSED,
)


def test_every_kind_of_note_and_of_file_is_played():
    assert set(DRAFTS) == set(NoteKind)
    assert set(FILES) == set(uploads.CONTENT_TYPES)


@pytest.mark.parametrize("kind", DRAFTS)
def test_a_note_with_every_kind_of_file_is_shown_and_issued(
    client, people, officer, signatory, set_clock, kind
):
    set_clock(LATER)
    notes.name_states()
    note = DRAFTS[kind](officer, set_clock)
    assert note.kind == kind
    set_clock(WHEN.get(kind, LATER))
    client.force_login(officer)
    for suffix, make in FILES.items():
        titles = {f"title-{code}": f"{text} {suffix}" for code, text in FORM.items()}
        sent = titles | {"file-all": SimpleUploadedFile(f"form.{suffix}", make())}
        assert client.post(reverse("notes:note-attachments", args=[note.key]), sent).status_code == 302

    address = reverse("notes:note-issue", args=[note.key])
    page = client.signed_in(signatory).get(address)
    assert page.status_code == 200
    shown = page.content.decode()
    assert "registration form pdf (EN: 2 p., RU: 2 л., KK: 2 п.)" in shown
    for suffix in ("docx", "xlsx", "png", "jpg"):
        size = suffix.upper()
        assert f"registration form {suffix} (EN: {size}, RU: {size}, KK: {size})" in shown

    sent = {"number": page.context["ready"].number, "draft": page.context["draft"]}
    sent |= {"points": page.context["points_shown"], "reason": "What is open is answered later"}
    assert client.post(address, sent).status_code == 302
    note = VerbalNote.objects.get(pk=note.pk)
    assert note.status == NoteStatus.ISSUED
    issued = client.page("notes:note-detail", note.key)
    assert "registration form xlsx" in issued and "(XLSX)" in issued
