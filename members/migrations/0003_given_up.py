from django.db import migrations

from cica_portal.database.insert_only import guard_again

DECIDED = "OLD.done_at IS NOT NULL OR OLD.ended_at IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("members", "0002_guards")]

    operations = [
        guard_again("members_handover", when=DECIDED),
        migrations.RemoveField(model_name="handover", name="starts_at"),
        guard_again("members_handover", when=DECIDED),
        migrations.DeleteModel(name="SavedFilter"),
    ]
