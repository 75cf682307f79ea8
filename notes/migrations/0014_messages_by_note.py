from django.db import migrations, models


class Migration(migrations.Migration):
    """The outbox asks each note for its messages of a status, from an index."""

    dependencies = [("notes", "0013_guards_of_messages")]

    operations = [
        migrations.AddIndex(
            model_name="dispatch",
            index=models.Index(fields=["note", "status"], name="message_of_note_by_status"),
        ),
    ]
