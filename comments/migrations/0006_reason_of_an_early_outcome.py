from django.db import migrations, models

from cica_portal.database.insert_only import guard_again


class Migration(migrations.Migration):
    dependencies = [("comments", "0005_time_requests")]

    operations = [
        guard_again("comments_outcomeconfirmation"),
        migrations.AddField(
            model_name="outcomeconfirmation",
            name="reason",
            field=models.TextField(blank=True),
        ),
        guard_again("comments_outcomeconfirmation"),
    ]
