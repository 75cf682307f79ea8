from django.db import migrations

from cica_portal.database.insert_only import guard, kept


class Migration(migrations.Migration):
    dependencies = [("notes", "0001_initial")]

    operations = [
        guard("notes_addressfinding"),
        guard("notes_arrival"),
        guard("notes_deliveryreport"),
        guard("notes_enclosurerule"),
        guard("notes_incomingnote"),
        guard("notes_noteevent"),
        guard("notes_notetext"),
        guard("notes_swgpackage", when="OLD.status = 'stored'"),
        guard("notes_swgpackagefile"),
        guard("notes_verbalnote", when="OLD.status = 'issued'"),
        guard("notes_wording"),
        guard("notes_wordingapproval"),
        kept("notes_verbalnote"),
    ]
