import datetime as dt

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notes", "0004_visibility_labels")]

    operations = [
        migrations.AddField(
            model_name="circulation",
            name="last_minute",
            field=models.TimeField(default=dt.time(23, 59)),
        ),
    ]
