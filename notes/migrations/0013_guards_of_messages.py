from django.db import migrations

from cica_portal.database.insert_only import fixed, frozen_with, kept, never

ISSUED = "SELECT 1 FROM notes_verbalnote WHERE id = OLD.note_id AND status = 'issued'"


class Migration(migrations.Migration):
    dependencies = [("notes", "0012_replacement")]

    operations = [
        kept("notes_dispatch"),
        fixed("notes_dispatch", ["note_id", "member_state_id", "step_id"]),
        frozen_with("notes_circulation", ISSUED),
        kept("notes_reminderstep"),
        fixed("notes_reminderstep", ["consultation_id"]),
        never(
            "notes_reminderstep",
            "OLD.done_at IS NOT NULL AND (NEW.done_at IS NULL OR NEW.done_at <> OLD.done_at)",
        ),
    ]
