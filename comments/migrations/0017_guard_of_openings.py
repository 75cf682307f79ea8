from django.db import migrations

from cica_portal.database.insert_only import never

# That a delegation opened the note is never taken back, and neither is when and by whom.
CHANGED = (
    "OLD.opened_at IS NOT NULL AND (NEW.opened_at IS NULL OR NEW.opened_at <> OLD.opened_at "
    "OR NEW.opened_by_id IS NULL OR NEW.opened_by_id <> OLD.opened_by_id)"
)


class Migration(migrations.Migration):
    dependencies = [("comments", "0016_guards_of_held_closings")]

    operations = [never("comments_addressee", CHANGED)]
