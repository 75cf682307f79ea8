"""What the file of a State's note has beside what it shows."""

from django.db import migrations, models

from cica_portal.database.insert_only import guard_again


class Migration(migrations.Migration):
    dependencies = [("notes", "0015_guards_of_recipients")]

    operations = [
        guard_again("notes_incomingnote"),
        migrations.AddField(
            model_name="incomingnote", name="file_carries", field=models.JSONField(blank=True, null=True)
        ),
        guard_again("notes_incomingnote"),
    ]
