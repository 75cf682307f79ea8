from django.db import migrations

from cica_portal.database.insert_only import never

# A deadline moves only as an extension says that was written before it.
MOVED = (
    "(OLD.closes_at <> NEW.closes_at OR OLD.respond_by <> NEW.respond_by) AND NOT EXISTS ("
    "SELECT 1 FROM comments_consultationextension moved WHERE moved.consultation_id = NEW.id "
    "AND moved.old_closes_at = OLD.closes_at AND moved.new_closes_at = NEW.closes_at "
    "AND moved.new_respond_by = NEW.respond_by)"
)


class Migration(migrations.Migration):
    dependencies = [("comments", "0022_support_withdrawn")]

    operations = [never("comments_consultation", MOVED)]
