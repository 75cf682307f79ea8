from django.db import migrations

from cica_portal.database.insert_only import guard, kept


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]

    operations = [
        guard("plans_carriedpoint"),
        kept("plans_conceptpaper"),
        guard("plans_edit"),
        guard("plans_gateoverride"),
        guard("plans_paperdecision"),
        guard("plans_paperevent"),
        kept("plans_remark"),
        kept("plans_replacement"),
        guard("plans_review"),
        guard("plans_revision"),
        guard("plans_revisionblock"),
        kept("plans_term"),
    ]
