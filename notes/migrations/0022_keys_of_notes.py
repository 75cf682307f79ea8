import uuid

from django.db import migrations, models

from cica_portal.database.insert_only import filled, frozen_with, guard_again, kept_again

ISSUED = "OLD.status = 'issued'"
# It asks the table of notes, which SQLite can only make anew while nothing does.
FROZEN = frozen_with(
    "notes_circulation", "SELECT 1 FROM notes_verbalnote WHERE id = OLD.note_id AND status = 'issued'"
)


class Migration(migrations.Migration):
    """Addresses name a note by a random key: ids run on over drafts that States may not know of."""

    dependencies = [("notes", "0021_withdrawal_note")]

    operations = [
        migrations.RunPython(FROZEN.reverse_code, FROZEN.code),
        guard_again("notes_verbalnote", when=ISSUED),
        kept_again("notes_verbalnote"),
        migrations.AddField(
            model_name="verbalnote", name="key", field=models.UUIDField(editable=False, null=True)
        ),
        filled("notes", "verbalnote", "key", uuid.uuid4),
        migrations.AlterField(
            model_name="verbalnote",
            name="key",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        guard_again("notes_verbalnote", when=ISSUED),
        kept_again("notes_verbalnote"),
        FROZEN,
    ]
