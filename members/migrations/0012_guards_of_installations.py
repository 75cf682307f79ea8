from django.db import migrations

from cica_portal.database.insert_only import guard


class Migration(migrations.Migration):
    dependencies = [("members", "0011_installations")]

    operations = [guard("members_installation"), guard("members_installationrelease")]
