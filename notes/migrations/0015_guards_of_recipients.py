from django.db import migrations

from cica_portal.database.insert_only import fixed

# What a message is and to whom; what becomes of it is written by the sweeps.
FIXED = [
    *("note_id", "member_state_id", "step_id", "recipient_id", "state_address_id"),
    *("correspondent_address_id", "is_copy", "remark", "message_id"),
]


class Migration(migrations.Migration):
    dependencies = [("notes", "0014_messages_by_note")]

    operations = [fixed("notes_dispatch", FIXED)]
