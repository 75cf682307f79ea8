from django.db import migrations, models

from cica_portal.database.insert_only import guard_again


class Migration(migrations.Migration):
    """A decision on a comment may say why nothing in the text needs to change."""

    dependencies = [("comments", "0023_guard_of_deadlines")]

    operations = [
        guard_again("comments_disposition"),
        migrations.AddField(
            model_name="disposition",
            name="no_change",
            field=models.TextField(blank=True),
        ),
        guard_again("comments_disposition"),
    ]
