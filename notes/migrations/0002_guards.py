from django.db import migrations

from cica_portal.database.insert_only import fixed, frozen_with, guard, kept, never

ISSUED = "SELECT 1 FROM notes_verbalnote WHERE id = OLD.note_id AND status = 'issued'"
# What a message is and to whom; what becomes of it is written by the sweeps.
MESSAGE = [
    *("note_id", "member_state_id", "step_id", "recipient_id", "state_address_id"),
    *("correspondent_address_id", "is_copy", "remark", "message_id"),
]


class Migration(migrations.Migration):
    dependencies = [("notes", "0001_initial")]

    operations = [
        guard("notes_addressfinding"),
        guard("notes_arrival"),
        frozen_with("notes_circulation", ISSUED),
        guard("notes_deliveryreport"),
        kept("notes_dispatch"),
        fixed("notes_dispatch", MESSAGE),
        guard("notes_enclosurerule"),
        guard("notes_incomingnote"),
        guard("notes_noteaddressee", when="OLD.frozen_at IS NOT NULL"),
        guard("notes_noteattachment", when="OLD.frozen_at IS NOT NULL"),
        guard("notes_noteevent"),
        guard("notes_notetext"),
        guard("notes_numberingrule"),
        guard("notes_numberingstart"),
        guard("notes_paperdelivery"),
        kept("notes_reminderstep"),
        fixed("notes_reminderstep", ["consultation_id"]),
        never(
            "notes_reminderstep",
            "OLD.done_at IS NOT NULL AND (NEW.done_at IS NULL OR NEW.done_at <> OLD.done_at)",
        ),
        guard("notes_setaside"),
        guard("notes_swgpackage", when="OLD.status = 'stored'"),
        guard("notes_swgpackagefile"),
        guard("notes_takennumber"),
        guard("notes_verbalnote", when="OLD.status = 'issued'"),
        kept("notes_verbalnote"),
        guard("notes_wording"),
        guard("notes_wordingapproval"),
        guard("notes_voidnumber"),
    ]
