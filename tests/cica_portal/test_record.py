"""Every write leaves an entry: the acts that write the rows of each model, and the watch over all tests.

`tests.watch` fails any request of any test that writes a row and leaves no entry; here is the list of models.
"""

import ast
import datetime as dt
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from cica_portal import clock
from dashboard import sweeps
from members import audit
from members.models import User
from tests.factories import members, notes
from tests.watch import APPS, ENTRIES, NEEDS_NONE, Writes, WritesAreRecorded, watched

# By which acts the rows of each model are written; each act leaves its entry in the same transaction.
WRITTEN_BY = {
    "members.MemberState": "member_state.record",
    "members.User": "user.create user.sign_in user.change_role user.change_address user.remove user.reinstate"
    " user.set_language user.set_password",
    "members.StateAddress": "state_address.add state_address.remove",
    "members.Correspondent": "correspondent.record correspondent.revise correspondent.close"
    " correspondent.reopen",
    "members.CorrespondentAddress": "correspondent_address.add correspondent_address.remove",
    "members.Invitation": "invitation.create invitation.resend invitation.accept invitation.revoke",
    "members.HousePart": "house.write",
    "members.InstallationRelease": "installation.release",
    "members.FactorReset": "factor.ask_reset factor.reset",
    "members.HandOver": "hand_over.ask hand_over.confirm hand_over.refuse hand_over.withdraw"
    " hand_over.take_effect",
    "notes.NoteAddressee": "verbal_note.address verbal_note.remark verbal_note.issue",
    "members.FeedKey": "feed_key.make feed_key.revoke",
    "phrases.Correction": "correction.propose correction.approve correction.refuse correction.withdraw",
    "phrases.CorrectionEvent": "correction.approve correction.refuse correction.withdraw",
    "api.Token": "token.make token.revoke",
    "plans.ConfidenceBuildingMeasure": "measure.record",
    "plans.Coordinator": "measure.record coordinator.add_person",
    "plans.ConceptPaper": "paper.create paper.move paper.set_text_status paper.set_coordinator",
    "plans.PaperEvent": "paper.move",
    "plans.Meeting": "meeting.enter meeting.revise meeting.cancel",
    "plans.MeetingItem": "meeting_item.add meeting_item.revise meeting_item.take_off",
    "plans.PaperDecision": "paper_decision.record",
    "plans.Block": "block.add block.turn block.move block.remove block.restore",
    "plans.BlockText": "block.add block.edit",
    "plans.Edit": "block.add block.edit block.move block.turn",
    "plans.Review": "block.review paper.review",
    "plans.GateOverride": "paper.override_gate",
    "plans.CarriedPoint": "verbal_note.issue paper_decision.record",
    "plans.Remark": "remark.write remark.answer remark.settle",
    "plans.Term": "term.save correction.approve",
    "plans.Replacement": "paper.replace paper.undo_replace",
    "plans.Revision": "revision.freeze",
    "plans.RevisionBlock": "revision.freeze",
    "plans.WordImport": "word_import.receive word_import.choose word_import.take word_import.discard",
    "initiatives.Initiative": "initiative.record initiative.revise initiative.reset initiative.move",
    "initiatives.InitiativeEvent": "initiative.move",
    "initiatives.InitiativeFile": "initiative.add_file initiative.remove_file",
    "initiatives.Participant": "participant.register participant.withdraw",
    "initiatives.ProposedEvent": "proposed_event.create proposed_event.save proposed_event.remove"
    " proposed_event.submit proposed_event.file",
    "initiatives.ProposalDecision": "proposed_event.decide",
    "dashboard.DigestChoice": "digest.choose",
    "comments.Consultation": "consultation.open consultation.extend consultation.close consultation.stop",
    "comments.ConsultationEvent": "consultation.open consultation.close consultation.stop",
    "comments.ConsultationExtension": "consultation.extend",
    "comments.HeldClosing": "closing.hold closing.decide",
    "comments.Addressee": "consultation.open consultation.reach consultation.unreach consultation.view",
    "comments.DraftComment": "draft.create draft.save draft.join draft.part draft.remove draft.attach"
    " draft.detach draft.take_over",
    "comments.Response": "response.submit response.confirm",
    "comments.Comment": "response.submit response.confirm",
    "comments.Receipt": "response.submit response.confirm proposed_event.file",
    "comments.EnteredResponse": "entered_response.enter entered_response.amend entered_response.hand_over"
    " entered_response.send_back entered_response.confirm entered_response.discard",
    "comments.EnteredRemark": "entered_response.write",
    "comments.LedgerEntry": "consultation.close",
    "comments.Attachment": "draft.attach draft.detach response.submit",
    "comments.FiledAttachment": "response.submit",
    "comments.Message": "message.say",
    "comments.MessageWithdrawal": "message.withdraw",
    "comments.Disposition": "disposition.record",
    "comments.DispositionUndone": "disposition.undo",
    "comments.Duplicate": "comment.answer_with",
    "comments.Reaction": "disposition.react",
    "comments.Clarification": "comment.clarify",
    "comments.NoReplyNeeded": "comment.settle",
    "comments.ReplyTemplate": "reply_template.add reply_template.edit reply_template.retire"
    " reply_template.restore",
    "comments.AnswersRelease": "consultation.release_answers",
    "comments.InternalDeadline": "internal_deadline.set internal_deadline.clear",
    "comments.ParagraphTask": "task.assign task.mark draft.create draft.save draft.remove draft.join"
    " draft.part draft.take_over",
    "comments.Carrying": "carrying.decide",
    "comments.OutsideRemark": "outside_remark.enter outside_remark.confirm outside_remark.discard",
    "comments.OutsideRelease": "outside_remark.release",
    "comments.Room": "room.open",
    "comments.RoomAct": "room.act",
    "comments.Support": "response.support response.unsupport",
    "comments.Statement": "statement.file statement.enter statement.discard",
    "comments.StatementTranslation": "statement.translate",
    "comments.WorkingTranslation": "working_translation.save working_translation.carry",
    "comments.OfflineForm": "offline_form.receive offline_form.take offline_form.discard offline_form.expire",
    "comments.TakenRow": "offline_form.take",
    "comments.Acceptance": "comment.take",
    "comments.AcceptanceUndone": "comment.untake",
    "comments.Acknowledgement": "consultation.acknowledge",
    "comments.Grant": "consultation.grant",
    "comments.TimeRequest": "time_request.ask time_request.withdraw time_request.refuse time_request.meet"
    " consultation.grant",
    "comments.LedgerAddendum": "response.submit response.confirm consultation.reach consultation.unreach",
    "comments.PaperNote": "consultation.hand_over",
    "comments.OutcomeConfirmation": "consultation.confirm",
    "comments.CompilationRelease": "consultation.release",
    "notes.NoteSeries": "verbal_note.issue incoming_note.enter numbering.set",
    "notes.NumberCounter": "verbal_note.issue incoming_note.enter numbering.set number.register",
    "notes.NumberingRule": "numbering.set",
    "notes.NumberingStart": "numbering.set",
    "notes.TakenNumber": "verbal_note.issue incoming_note.enter number.register",
    "notes.VerbalNote": "verbal_note.draft verbal_note.issue verbal_note.discard",
    "notes.NoteEvent": "verbal_note.draft verbal_note.issue",
    "notes.NoteText": "verbal_note.issue",
    "notes.Wording": "wording.write",
    "notes.WordingApproval": "wording.approve",
    "notes.EnclosureRule": "enclosure_rule.set",
    "notes.NoteAttachment": "verbal_note.attach verbal_note.detach verbal_note.move_attachment"
    " verbal_note.issue",
    "notes.IncomingNote": "incoming_note.enter",
    "notes.SetAside": "incoming_note.set_aside",
    "notes.Arrival": "verbal_note.view verbal_note.acknowledge",
    "notes.PaperDelivery": "verbal_note.hand_to_state",
    "notes.VoidNumber": "verbal_note.make_void",
    "notes.Circulation": "verbal_note.prepare",
    "notes.SwgPackage": "swg_package.want swg_package.want_again swg_package.store",
    "notes.SwgPackageFile": "swg_package.store",
    "notes.ReminderStep": "reminder.add reminder.change reminder.remove reminder.approve reminder.skip"
    " reminders.reschedule",
    "notes.AddressFinding": "dispatch.fail dispatch.report dispatch.settle address.restore",
    "notes.Dispatch": "verbal_note.issue verbal_note.release verbal_note.cancel_messages dispatch.fail"
    " dispatch.report dispatch.resend dispatch.settle dispatch.set_aside reminder.mail",
}
_ACT = re.compile(r"[a-z_]+\.[a-z_]+")


def _words_of_the_code() -> set[str]:
    """Return all strings in the code that look like the name of an act."""
    found = set()
    for app in APPS:
        for path in Path(settings.BASE_DIR, app).rglob("*.py"):
            if "migrations" not in path.parts:
                for node in ast.walk(ast.parse(path.read_text())):
                    if isinstance(node, ast.Constant) and isinstance(node.value, str):
                        found.add(node.value)
    return {word for word in found if _ACT.fullmatch(word)}


def test_every_model_is_written_by_acts_that_leave_an_entry_or_says_why_not():
    models = {model._meta.label for model in apps.get_models() if model._meta.app_label in APPS}
    assert sorted(models - NEEDS_NONE.keys()) == sorted(WRITTEN_BY)
    assert not WRITTEN_BY.keys() & NEEDS_NONE.keys()


def test_the_acts_exist():
    acts = {act for listed in WRITTEN_BY.values() for act in listed.split()}
    assert acts - _words_of_the_code() == set()


@pytest.mark.django_db
def test_what_the_sweeps_do_leaves_entries_too(set_clock, settings, tmp_path):
    """From the circulation over reminders to the closing; a message on its way is its own record."""
    settings.AUDIT_HEAD_FILE = str(tmp_path / "head.log")
    settings.EMAIL_BACKEND, settings.OUTBOX_DIR = "members.mailing.backends.OutboxBackend", tmp_path
    notes.delegations()
    consultation = notes.circulated()
    checked = watched() - {"notes_dispatch"}
    done = set()
    for day in (27, 30, 34, 37, 38):
        at = set_clock(dt.datetime(2022, 5, 1, 6, tzinfo=dt.UTC) + dt.timedelta(days=day - 1))
        for name, sweep in (sweeps.PLANNING | sweeps.DELIVERING).items():
            writes = Writes()
            with connection.execute_wrapper(writes):
                list(sweep(at))
            tables = set(writes.tables)
            done |= tables
            assert tables & ENTRIES or not tables & checked, (name, day, tables & checked)
    consultation.refresh_from_db()
    assert consultation.status == "closed"
    assert done >= {"notes_reminderstep", "notes_verbalnote", "notes_dispatch", "comments_ledgerentry"}


@pytest.mark.django_db
def test_the_watch_sees_a_write_without_an_entry_and_none_that_was_undone():
    person = members.drafter(members.member_state("KZ"))

    def write() -> None:
        User.objects.filter(pk=person.pk).update(first_name="Other")

    def record() -> None:
        with transaction.atomic():
            write()
            audit.record("user.rename", subject=person, by=person, at=clock.now())

    def undo() -> None:
        with transaction.atomic():
            write()
            transaction.set_rollback(True)

    def touch_nothing() -> None:
        User.objects.filter(pk=0).update(first_name="Nobody")

    def request(act) -> None:
        def respond(request) -> HttpResponse:
            act()
            return HttpResponse()

        WritesAreRecorded(respond)(RequestFactory().post("/somewhere/"))

    for act in (record, undo, touch_nothing):
        request(act)
    with pytest.raises(AssertionError, match=r"POST /somewhere/ leaves no entry of \['members_user'\]"):
        request(write)
