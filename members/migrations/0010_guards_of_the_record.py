from django.db import migrations

from cica_portal.database.insert_only import guard, kept, never

# The head goes forward alone, and another hash comes with another entry.
BACKWARDS = (
    "NEW.sequence < OLD.sequence OR NEW.witnessed_sequence < OLD.witnessed_sequence "
    "OR (NEW.sequence = OLD.sequence AND NEW.hash <> OLD.hash)"
)


class Migration(migrations.Migration):
    dependencies = [("members", "0009_seals")]

    operations = [
        guard("members_seal"),
        kept("members_audithead"),
        never("members_audithead", BACKWARDS),
    ]
