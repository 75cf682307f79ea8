from django.db import migrations, models


class Migration(migrations.Migration):
    # A column that may be empty is added in place, on SQLite too: the guard of the table stays.

    dependencies = [
        ("notes", "0005_redlines"),
    ]

    operations = [
        migrations.AddField(
            model_name="verbalnote",
            name="check_code",
            field=models.CharField(blank=True, max_length=16, null=True),
        ),
    ]
