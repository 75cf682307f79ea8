from django.db import migrations

from cica_portal.database.insert_only import guard


class Migration(migrations.Migration):
    dependencies = [("members", "0014_parts_of_the_house")]

    operations = [guard("members_housepart")]
