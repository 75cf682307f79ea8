from django.db import migrations

from cica_portal.database.insert_only import guard, kept


class Migration(migrations.Migration):
    dependencies = [("members", "0019_lost_factors")]

    operations = [
        guard("members_factorreset", when="OLD.ended_at IS NOT NULL"),
        kept("members_factorreset"),
    ]
