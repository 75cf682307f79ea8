"""Who may draft, issue and see notes (rule 7)."""

import rules

from cica_portal import organization
from comments.rules import state_is_addressed
from members.models import AuditEntry, User
from members.rules import can_submit, can_write, is_coordinator, is_delegate, is_secretariat, is_signatory
from notes.models import VerbalNote, Wording
from plans.rules import coordinates_measure

# Acts by which a person has a part in what a note says, to whom and with what.
WRITING = tuple(
    f"verbal_note.{act}"
    for act in ("draft", "prepare", "redraft", "address", "remark", "attach", "detach", "move_attachment")
)


@rules.predicate
def did_not_draft(user: User, note: VerbalNote | None) -> bool:
    """Where the policy says so, nobody issues a note who has a part in it, whoever changed it last."""
    if not organization.policy("TWO_PERSONS_ISSUE") or note is None:
        return True
    return note.drafted_by_id != user.pk and not _has_part(user, note)


def _has_part(user: User, note: VerbalNote) -> bool:
    acts = AuditEntry.objects.filter(
        actor=user, action__in=WRITING, subject_type=VerbalNote._meta.label_lower, subject_id=str(note.pk)
    )
    return acts.exists() or Wording.objects.filter(note=note, written_by=user).exists()


@rules.predicate
def did_not_write(user: User, wording: Wording | None) -> bool:
    """Where the policy says so, the person who wrote a text is not the one who puts it into use."""
    return (
        not organization.policy("TWO_PERSONS_ISSUE")
        or not isinstance(wording, Wording)
        or wording.written_by_id != user.pk
    )


rules.add_perm("notes.view_notes", is_secretariat | is_coordinator | is_delegate)
rules.add_perm("notes.draft_note", is_secretariat)
rules.add_perm("notes.acknowledge_note", can_write)
rules.add_perm("notes.issue_note", is_signatory & did_not_draft)
rules.add_perm("notes.void_number", is_signatory)
rules.add_perm("notes.return_note", is_signatory)
rules.add_perm("notes.view_outbox", is_secretariat)
rules.add_perm("notes.plan_reminders", is_secretariat)
rules.add_perm("notes.approve_reminder", is_signatory)
rules.add_perm("notes.release_messages", is_secretariat)
rules.add_perm("notes.export_package", is_secretariat | is_coordinator)
rules.add_perm("notes.build_package", is_secretariat | (is_coordinator & coordinates_measure))
rules.add_perm("notes.check_package", is_secretariat | is_coordinator | is_delegate)
rules.add_perm("notes.write_wording", is_secretariat)
rules.add_perm("notes.approve_wording", is_signatory & did_not_write)
rules.add_perm("notes.view_enclosure_rule", is_secretariat)
rules.add_perm("notes.set_enclosure_rule", is_signatory)
rules.add_perm("notes.set_numbering", is_signatory)
rules.add_perm("notes.check_letter", is_secretariat)
rules.add_perm("notes.register_incoming", is_secretariat)
rules.add_perm("notes.upload_note", can_submit & state_is_addressed)
