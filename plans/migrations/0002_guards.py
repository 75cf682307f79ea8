from django.db import migrations

from cica_portal.database.insert_only import guard, kept


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]

    operations = [
        guard("plans_edit"),
        guard("plans_gateoverride"),
        guard("plans_paperdecision"),
        guard("plans_paperevent"),
        guard("plans_review"),
        guard("plans_revision"),
        guard("plans_revisionblock"),
        kept("plans_conceptpaper"),
    ]
