import datetime as dt

from django.db import migrations, models

from cica_portal.database.insert_only import guard_again, kept_again


class Migration(migrations.Migration):
    dependencies = [("comments", "0010_messages_that_need_no_reply")]

    operations = [
        guard_again("comments_timerequest", when="OLD.status <> 'asked'"),
        kept_again("comments_timerequest"),
        migrations.AddField(
            model_name="timerequest",
            name="wished_minute",
            field=models.TimeField(default=dt.time(23, 59)),
        ),
        guard_again("comments_timerequest", when="OLD.status <> 'asked'"),
        kept_again("comments_timerequest"),
    ]
