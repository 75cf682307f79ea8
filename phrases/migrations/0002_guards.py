from django.db import migrations

from cica_portal.database.insert_only import guard, kept


class Migration(migrations.Migration):
    dependencies = [("phrases", "0001_initial")]

    operations = [
        guard("phrases_correction", when="OLD.status IN ('refused', 'withdrawn', 'superseded')"),
        kept("phrases_correction"),
        guard("phrases_correctionevent"),
    ]
