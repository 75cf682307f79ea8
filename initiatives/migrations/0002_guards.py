from django.db import migrations

from cica_portal.database.insert_only import guard, kept


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0001_initial")]

    operations = [
        kept("initiatives_initiative"),
        guard("initiatives_initiativeevent"),
        guard("initiatives_initiativefile", when="OLD.removed_at IS NOT NULL"),
        guard("initiatives_participant", when="OLD.withdrawn_at IS NOT NULL"),
        guard("initiatives_proposaldecision"),
        guard("initiatives_proposedevent", when="OLD.filed_at IS NOT NULL"),
    ]
