from django.db import migrations

from cica_portal.insert_only import guard


class Migration(migrations.Migration):
    dependencies = [("notes", "0001_initial")]

    operations = [
        guard("notes_noteevent"),
        guard("notes_notetext"),
        guard("notes_verbalnote", when="OLD.status = 'issued'"),
        guard("notes_document", when="OLD.status = 'stored'"),
    ]
