from django.db import migrations, models


class Migration(migrations.Migration):
    """The register is read from its newest note on, and drafts are found among many notes, by an index."""

    dependencies = [("notes", "0016_what_files_carry")]

    operations = [
        migrations.AddIndex(
            model_name="verbalnote",
            index=models.Index(fields=["-issued_at", "-drafted_at", "-id"], name="note_newest_first"),
        ),
    ]
