from django.db import migrations

from cica_portal.insert_only import guard


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]

    operations = [guard("members_auditentry")]
