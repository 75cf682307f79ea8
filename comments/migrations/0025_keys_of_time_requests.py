import uuid

from django.db import migrations, models

from cica_portal.database.insert_only import filled, guard_again, kept_again

DECIDED = "OLD.status <> 'asked'"


class Migration(migrations.Migration):
    """Addresses name a request for time by a random key: ids count the requests of all States."""

    dependencies = [("comments", "0024_no_change_needed")]

    operations = [
        guard_again("comments_timerequest", when=DECIDED),
        kept_again("comments_timerequest"),
        migrations.AddField(
            model_name="timerequest", name="key", field=models.UUIDField(editable=False, null=True)
        ),
        filled("comments", "timerequest", "key", uuid.uuid4),
        migrations.AlterField(
            model_name="timerequest",
            name="key",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        guard_again("comments_timerequest", when=DECIDED),
        kept_again("comments_timerequest"),
    ]
