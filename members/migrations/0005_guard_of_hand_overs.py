from django.db import migrations

from cica_portal.database.insert_only import guard


class Migration(migrations.Migration):
    dependencies = [("members", "0004_hand_overs")]

    operations = [guard("members_handover", when="OLD.done_at IS NOT NULL OR OLD.ended_at IS NOT NULL")]
