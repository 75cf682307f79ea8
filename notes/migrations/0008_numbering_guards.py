from django.db import migrations

from cica_portal.database.insert_only import guard


class Migration(migrations.Migration):
    dependencies = [("notes", "0007_numbering")]

    operations = [
        migrations.RemoveField(model_name="noteseries", name="last_number"),
        guard("notes_numberingrule"),
        guard("notes_numberingstart"),
        guard("notes_takennumber"),
    ]
