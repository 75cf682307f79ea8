from django.db import migrations, models

from cica_portal.database.insert_only import kept_again


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0010_short_titles_of_the_catalogue"),
    ]

    operations = [
        # In SQLite the guards are lost with the table that is altered.
        kept_again("plans_remark"),
        migrations.AddField(
            model_name="remark",
            name="said_by",
            field=models.CharField(blank=True, max_length=100),
        ),
        kept_again("plans_remark"),
    ]
