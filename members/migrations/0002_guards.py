from django.db import migrations

from cica_portal.database.insert_only import guard


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]

    operations = [
        guard("members_auditentry"),
        guard("members_delegationentry", when="OLD.hash IS NOT NULL"),
        guard("members_invitation", when="OLD.accepted_at IS NOT NULL OR OLD.revoked_at IS NOT NULL"),
    ]
