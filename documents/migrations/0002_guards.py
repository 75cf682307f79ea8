from django.db import migrations

from cica_portal.database.insert_only import guard


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]

    operations = [
        guard("documents_document", when="OLD.status = 'stored'"),
    ]
