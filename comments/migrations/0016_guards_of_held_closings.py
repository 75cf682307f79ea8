from django.db import migrations

from cica_portal.database.insert_only import fixed, guard, kept


class Migration(migrations.Migration):
    dependencies = [("comments", "0015_held_closings")]

    operations = [
        guard("comments_heldclosing", when="OLD.decision <> ''"),
        fixed("comments_heldclosing", ["consultation_id", "closes_at", "away_since", "held_at"]),
        kept("comments_heldclosing"),
    ]
