from django.db import migrations

from cica_portal.database.insert_only import fixed, guard, kept


class Migration(migrations.Migration):
    dependencies = [("comments", "0013_undone_dispositions")]

    operations = [
        guard("comments_consultation", when="OLD.status <> 'open'"),
        fixed("comments_consultation", ["revision_id", "reference", "opens_at", "time_zone"]),
        kept("comments_addressee"),
        fixed("comments_addressee", ["consultation_id", "member_state_id"]),
    ]
